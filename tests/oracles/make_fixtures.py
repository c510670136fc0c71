#!/usr/bin/env python3
"""Writes tests/fixtures/metrics_oracle.json: what other libraries say of a few drawn portfolios.

The measures and calibrators of `octroi` are held to scikit-learn, SciPy and, where neither has
the measure (DeLong, calibration error, deciles), to a plain computation over every pair or bin.

    python3 tests/oracles/make_fixtures.py            # writes the file
    python3 tests/oracles/make_fixtures.py --check    # compares with the file, exit code 1 if not

Needs numpy, scipy and scikit-learn.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np
from scipy import optimize, special, stats
from sklearn import metrics
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "metrics_oracle.json"
TOLERANCE = 1e-9
N_BINS = 10

# name, seed, clients, share of defaults, decimals of the log-odds, their scale, threshold
CASES = [
    ("small_with_ties", 1, 40, 0.4, 0, 1.0, 0.5),
    ("imbalanced", 2, 400, 0.08, 4, 1.0, 0.091),
    ("many_ties", 3, 200, 0.25, 1, 0.5, 0.2),
    ("nobody_refused", 4, 120, 0.1, 2, 0.3, 0.999),
    ("far_out", 5, 60, 0.3, 3, 12.0, 0.5),
    ("everybody_refused", 6, 250, 0.5, 3, 2.0, 0.0),
]


def draw(seed, n_clients, default_rate, decimals, scale):
    """Log-odds of two related models, their probabilities, and outcomes.

    `RandomState` because its stream never changes; rounded, so that no library's last digit shows.
    """
    random = np.random.RandomState(seed)
    defaulted = random.uniform(size=n_clients) < default_rate
    shared = random.normal(size=n_clients)
    center = special.logit(default_rate)

    def model(signal, noise):
        own = random.normal(size=n_clients)
        raw = signal * defaulted + 0.7 * shared + noise * own
        return np.round(center + scale * raw, decimals) + 0.0

    log_odds, other = model(1.2, 0.7), model(0.9, 1.0)

    def probabilities(values):
        return np.round(np.clip(special.expit(values), 1e-5, 1 - 1e-5), 6)

    return log_odds, probabilities(log_odds), probabilities(other), defaulted.astype(int)


def ranking(p, y):
    return {
        "roc_auc": metrics.roc_auc_score(y, p),
        "average_precision": metrics.average_precision_score(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "log_loss": metrics.log_loss(y, p),
        "ks": stats.ks_2samp(p[y == 1], p[y == 0], method="asymp").statistic,
    }


def classification(p, y, threshold):
    refused = (p >= threshold).astype(int)
    (tn, fp), (fn, tp) = metrics.confusion_matrix(y, refused, labels=[0, 1])
    return {
        "n_true_positives": tp,
        "n_false_positives": fp,
        "n_true_negatives": tn,
        "n_false_negatives": fn,
        "accuracy": metrics.accuracy_score(y, refused),
        "precision": metrics.precision_score(y, refused, zero_division=0),
        "recall": metrics.recall_score(y, refused, zero_division=0),
        "f1": metrics.f1_score(y, refused, zero_division=0),
        "specificity": metrics.recall_score(y, refused, pos_label=0, zero_division=0),
    }


def components(p, y):
    """DeLong's structural components, from the whole matrix of pairs."""
    defaults, repaid = p[y == 1][:, None], p[y == 0][None, :]
    won = (defaults > repaid) + 0.5 * (defaults == repaid)
    return won.mean(axis=1), won.mean(axis=0)


def delong(p, q, y):
    (p_defaults, p_repaid), (q_defaults, q_repaid) = components(p, y), components(q, y)
    covariance = np.cov(p_defaults, q_defaults) / len(p_defaults) + np.cov(
        p_repaid, q_repaid
    ) / len(p_repaid)
    reach = stats.norm.ppf(0.975)
    auc, error = p_defaults.mean(), math.sqrt(covariance[0, 0])
    difference = auc - q_defaults.mean()
    error_of_difference = math.sqrt(
        covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    )
    return {
        "variance": covariance[0, 0],
        "auc_low": max(auc - reach * error, 0.0),
        "auc_high": min(auc + reach * error, 1.0),
        "difference": difference,
        "standard_error": error_of_difference,
        "low": difference - reach * error_of_difference,
        "high": difference + reach * error_of_difference,
        "p_value": 2 * stats.norm.sf(abs(difference) / error_of_difference),
    }


def deciles(p, y):
    # Stable, so that equal probabilities keep their order.
    order = np.argsort(-p, kind="stable")
    groups = np.array_split(order, 10)
    assert len({len(group) for group in groups}) == 1, "a size that ten divides"
    gains = np.cumsum([y[group].sum() for group in groups]) / y.sum()
    repaid = np.cumsum([(1 - y[group]).sum() for group in groups]) / (1 - y).sum()
    return {
        "n_defaults": [y[group].sum() for group in groups],
        "lift": [y[group].mean() / y.mean() for group in groups],
        "mean_probability": [p[group].mean() for group in groups],
        "cumulative_defaults": gains,
        "cumulative_lift": gains / (np.arange(1, 11) / 10),
        "ks": gains - repaid,
    }


def reliability(p, y):
    rate, mean = calibration_curve(y, p, n_bins=N_BINS, strategy="quantile")
    bounds = np.quantile(p, np.arange(1, N_BINS) / N_BINS)
    bins = np.searchsorted(bounds, p)
    occupied = np.unique(bins)
    n_clients = np.array([np.sum(bins == bin) for bin in occupied])
    n_defaults = np.array([np.sum(y[bins == bin]) for bin in occupied])
    assert np.allclose(n_defaults / n_clients, rate, rtol=1e-12), "other bins than scikit-learn"
    intervals = [
        stats.binomtest(int(k), int(n)).proportion_ci(0.95, method="wilson")
        for k, n in zip(n_defaults, n_clients)
    ]
    return {
        "n_clients": n_clients,
        "mean_probability": mean,
        "default_rate": rate,
        "low": [interval.low for interval in intervals],
        "high": [interval.high for interval in intervals],
        "calibration_error": np.sum(n_clients * np.abs(mean - rate)) / len(p),
    }


def curves(p, y):
    false_positive_rate, true_positive_rate, _ = metrics.roc_curve(y, p, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(y, p)
    return {
        "false_positive_rate": false_positive_rate,
        "true_positive_rate": true_positive_rate,
        # scikit-learn begins with everyone refused.
        "precision": precision[::-1],
        "recall": recall[::-1],
    }


def isotonic(log_odds, y):
    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(log_odds, y)
    low, high = log_odds.min(), log_odds.max()
    distinct = np.unique(log_odds)
    queries = np.concatenate(
        [
            [low - 5, high + 5],
            distinct[:: max(1, len(distinct) // 20)],
            np.round(np.linspace(low, high, 41), 5),
        ]
    )
    return {
        "n_knots": len(model.X_thresholds_),
        "queries": queries,
        "probabilities": model.predict(queries),
    }


def platt(log_odds, y):
    n_defaults, n_repaid = y.sum(), (1 - y).sum()
    targets = np.where(y == 1, (n_defaults + 1) / (n_defaults + 2), 1 / (n_repaid + 2))
    design = np.column_stack([log_odds, np.ones_like(log_odds)])

    def gradient(line):
        return design.T @ (special.expit(design @ line) - targets)

    def hessian(line):
        p = special.expit(design @ line)
        return design.T @ (design * (p * (1 - p))[:, None])

    start = np.array([0.0, math.log((n_defaults + 1) / (n_repaid + 1))])
    found = optimize.root(gradient, start, jac=hessian, method="hybr", options={"xtol": 1e-14})
    slope, intercept = found.x
    assert np.abs(gradient(found.x)).max() < 1e-12 * len(y) * max(1, np.abs(log_odds).max())
    minus_slope, minus_intercept = _sigmoid_calibration(log_odds, y)
    assert np.allclose([-minus_slope, -minus_intercept], found.x, rtol=1e-3, atol=1e-3)
    return {"slope": slope, "intercept": intercept}


def case(name, seed, n_clients, default_rate, decimals, scale, threshold):
    log_odds, p, q, y = draw(seed, n_clients, default_rate, decimals, scale)
    return {
        "name": name,
        "threshold": threshold,
        "log_odds": log_odds,
        "probabilities": p,
        "other_probabilities": q,
        "defaulted": y.astype(bool),
        "ranking": ranking(p, y),
        "classification": classification(p, y, threshold),
        "delong": delong(p, q, y),
        "deciles": deciles(p, y),
        "reliability": reliability(p, y),
        "curves": curves(p, y) if n_clients <= 60 else None,
        "isotonic": isotonic(log_odds, y),
        "platt": platt(log_odds, y),
    }


def plain(value):
    """Lists, dictionaries and Python numbers, as `json` reads them back."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value


def differences(found, expected, path=""):
    """Where two values differ by more than the tolerance."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        pairs = [(found[key], expected[key], f"{path}.{key}") for key in found]
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = [(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(found, expected))]
    elif isinstance(found, float) and isinstance(expected, float):
        is_close = math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-12)
        return [] if is_close else [f"{path}: expected {expected}, found {found}"]
    else:
        is_same = type(found) is type(expected) and found == expected
        return [] if is_same else [f"{path}: expected {expected!r:.80}, found {found!r:.80}"]
    return [line for a, b, inner in pairs for line in differences(a, b, inner)]


def written(cases):
    """One line for each field of a case."""
    fields = (
        ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in one.items())
        for one in cases
    )
    return "[\n" + ",\n".join("{\n" + lines + "\n}" for lines in fields) + "\n]\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the file instead")
    check = parser.parse_args().check
    cases = [plain(case(*parameters)) for parameters in CASES]
    if not check:
        FIXTURE.write_text(written(cases), encoding="utf-8")
        return 0
    found = differences(cases, json.loads(FIXTURE.read_text(encoding="utf-8")))
    if found:
        print(f"{FIXTURE.name} is not what the libraries say now:", file=sys.stderr)
        print("\n".join(found[:20]), file=sys.stderr)
        return 1
    print(f"{FIXTURE.name}: {len(cases)} cases agree to {TOLERANCE:g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
