"""Recomputes what a run says of itself, with scikit-learn, SciPy, xgboost and onnxruntime.

    python audit_run.py RUN_DIR FEATURES.parquet [--xgboost MODEL.json] [--onnx MODEL.onnx]
        [--explanations EXPLANATIONS.parquet]

From `out_of_fold.csv` and `hold_out.csv` alone it measures ranking, calibration and
classification, searches the threshold by brute force, calibrates again fold by fold, and compares
with `evaluation.json`, `threshold.json` and `calibrator.json` to 1e-9. The exported models score
the clients of the hold-out from the feature table and must give the same probabilities to 1e-6.
What `octroi explain --all --by feature` wrote of them is computed by shap, and the clients that
others are compared with are read back.
Prints one line per check; ends with 1 if one fails.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow.parquet
import xgboost
from scipy import stats
from sklearn import metrics

from check_explanations import Ensemble

EXACT = 1e-9
EXPORTED = 1e-6

failures = 0


def check(name, found, expected, tolerance=EXACT):
    """Compares numbers, and says how far apart they are at most."""
    global failures
    found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    if found.shape != expected.shape:
        distance = np.inf
    else:
        distance = float(np.abs(found - expected).max(initial=0.0))
    holds = distance <= tolerance
    failures += not holds
    print(f"{'ok  ' if holds else 'MISS'} {name}: {distance:.2e}")


def sigmoid(log_odds):
    return 1.0 / (1.0 + np.exp(-log_odds))


def read_csv(path):
    names = path.read_text().split("\n", 1)[0].split(",")
    columns = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True)
    return dict(zip(names, columns))


def measures(name, rows, measured, costs):
    p, y = rows["probability"], rows["defaulted"].astype(bool)
    said = measured["metrics"]
    auc = metrics.roc_auc_score(y, p)
    check(f"{name} AUC", said["roc_auc"], auc)
    check(f"{name} Gini", said["gini"], 2 * auc - 1)
    check(f"{name} KS", said["ks"], stats.ks_2samp(p[y], p[~y]).statistic)
    check(f"{name} average precision", said["average_precision"], metrics.average_precision_score(y, p))
    check(f"{name} Brier", said["brier"], metrics.brier_score_loss(y, p))
    clipped = np.clip(p, 1e-15, 1 - 1e-15)
    check(f"{name} log loss", said["log_loss"], -np.mean(np.where(y, np.log(clipped), np.log1p(-clipped))))
    at = measured["classification"]
    refused = p >= at["threshold"]
    check(f"{name} accuracy", at["accuracy"], metrics.accuracy_score(y, refused))
    check(f"{name} precision", at["precision"], metrics.precision_score(y, refused, zero_division=0))
    check(f"{name} recall", at["recall"], metrics.recall_score(y, refused))
    check(f"{name} F1", at["f1"], metrics.f1_score(y, refused))
    cost = costs["missed_default"] * (y & ~refused).sum() + costs["refused_good"] * (~y & refused).sum()
    check(f"{name} expected cost", measured["at_threshold"]["expected_cost"], cost / len(y))
    check(f"{name} deciles hold every default", sum(d["n_defaults"] for d in measured["deciles"]), y.sum())
    low, high = delong(p, y)
    check(f"{name} DeLong interval", [said["roc_auc_interval"]["low"], said["roc_auc_interval"]["high"]], [low, high])


def delong(p, y):
    """The structural components, by ranks, as in the paper."""
    positive, negative = p[y], p[~y]
    m, n = len(positive), len(negative)
    both = stats.rankdata(np.concatenate([positive, negative]))
    v10 = (both[:m] - stats.rankdata(positive)) / n
    v01 = 1 - (both[m:] - stats.rankdata(negative)) / m
    auc = v10.mean()
    margin = stats.norm.ppf(0.975) * np.sqrt(v10.var(ddof=1) / m + v01.var(ddof=1) / n)
    return max(auc - margin, 0.0), min(auc + margin, 1.0)


def threshold(rows, study, costs):
    """Every observed probability is tried, and refusing nobody."""
    p, y = rows["probability"], rows["defaulted"].astype(bool)
    order = np.argsort(-p, kind="stable")
    refused_good = np.cumsum(~y[order])
    missed = y.sum() - np.cumsum(y[order])
    cost = (costs["missed_default"] * missed + costs["refused_good"] * refused_good) / len(y)
    # Equal probabilities are refused together: the last of a run counts.
    ends = np.append(p[order][1:] != p[order][:-1], True)
    cost = np.where(ends, cost, np.inf)
    accept_all = costs["missed_default"] * y.sum() / len(y)
    best = int(np.argmin(cost))
    check("cheapest cost", study["search"]["best"]["expected_cost"], min(cost[best], accept_all))
    check("cheapest threshold", study["search"]["best"]["threshold"], p[order][best])
    check("cost of accepting everyone", study["search"]["accept_all"]["expected_cost"], accept_all)
    for fold in study["folds"]:
        inside = rows["fold"] == fold["fold"]
        refused = p[inside] >= study["search"]["best"]["threshold"]
        cost = costs["missed_default"] * (y[inside] & ~refused).sum() + costs["refused_good"] * (~y[inside] & refused).sum()
        check(f"cost of fold {fold['fold'] + 1}", fold["at_chosen"]["expected_cost"], cost / inside.sum())


def calibrated(calibrator, log_odds):
    if calibrator["method"] == "platt":
        return sigmoid(calibrator["slope"] * log_odds + calibrator["intercept"])
    if calibrator["method"] == "isotonic":
        return np.interp(log_odds, calibrator["log_odds"], calibrator["probabilities"])
    return sigmoid(log_odds)


def features(path, names, clients):
    table = pyarrow.parquet.read_table(path, columns=["SK_ID_CURR", *names])
    place = {client: row for row, client in enumerate(table["SK_ID_CURR"].to_pylist())}
    rows = [place[int(client)] for client in clients]
    columns = [np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float32) for name in names]
    return np.stack(columns, axis=1)[rows]


def explained(path, model, matrix, clients, overview):
    """What `octroi explain --all --by feature` wrote, by shap or, of a linear model, by hand."""
    file = pyarrow.parquet.read_table(path)
    place = {client: row for row, client in enumerate(file["SK_ID_CURR"].to_pylist())}
    rows = [place[int(client)] for client in clients]
    names = [name for name in file.column_names if name not in ("SK_ID_CURR", "log_odds", "probability")]
    base_value = float(file.schema.metadata[b"octroi.base_value"])
    check("base value of the overview", overview["base_value"], base_value)
    found = np.stack([file[name].to_numpy() for name in names], axis=1)[rows].astype(float)
    columns = [model["feature_names"].index(name) for name in names]
    log_odds = file["log_odds"].to_numpy()[rows]
    check("explanations add up", base_value + found.sum(axis=1), log_odds, EXPORTED)
    if model["kind"] == "linear":
        expected = np.zeros_like(matrix, dtype=float)
        for term in model["terms"]:
            x = matrix[:, term["feature"]].astype(float)
            x = np.clip(np.where(np.isnan(x), term["median"], x), term["low"], term["high"])
            expected[:, term["feature"]] = term["weight"] * (x - term["mean"]) / term["scale"]
        by_hand = model["intercept"]
    else:
        by_hand, expected = Ensemble(model).explain(matrix.astype(float))
    check("base value", base_value, by_hand)
    check("SHAP values", found, expected[:, columns], EXPORTED)
    rest = np.delete(expected, columns, axis=1)
    check("SHAP values of features that are not written", rest, np.zeros_like(rest))


def population(path, rows, table):
    """The clients that others are compared with, read as the documentation of the file says."""
    raw = path.read_bytes()
    _, n, k, size = np.frombuffer(raw, "<u4", 4, 8)
    names = json.loads(raw[24 : 24 + size])
    at = 24 + size
    clients = np.frombuffer(raw, "<u4", n, at)
    values = np.frombuffer(raw, "<f4", n * k, at + 4 * n).reshape(k, n)
    probabilities = np.frombuffer(raw, "<f4", n, at + 4 * n * (1 + k))
    defaulted = np.frombuffer(raw, "u1", n, at + 4 * n * (2 + k)) == 1
    order = np.argsort(rows["SK_ID_CURR"])
    check("clients compared with", clients, rows["SK_ID_CURR"][order])
    check("their outcomes", defaulted, rows["defaulted"][order])
    check("their honest probabilities", probabilities, rows["probability"][order], EXPORTED)
    expected = features(table, names, clients).T
    check("where they miss a value", np.isnan(values), np.isnan(expected))
    check("their main features", np.nan_to_num(values), np.nan_to_num(expected))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("features", type=Path)
    parser.add_argument("--xgboost", type=Path)
    parser.add_argument("--onnx", type=Path)
    parser.add_argument("--explanations", type=Path)
    args = parser.parse_args()
    read = lambda name: json.loads((args.run / name).read_text())
    costs = read("manifest.json")["settings"]["costs"]
    evaluation, calibrator = read("evaluation.json"), read("calibrator.json")
    out_of_fold, hold_out = read_csv(args.run / "out_of_fold.csv"), read_csv(args.run / "hold_out.csv")
    measures("out of fold", out_of_fold, evaluation["out_of_fold"], costs)
    measures("hold-out", hold_out, evaluation["hold_out"], costs)
    threshold(out_of_fold, read("threshold.json"), costs)
    check("hold-out calibration", calibrated(calibrator, hold_out["log_odds"]), hold_out["probability"])

    names = read("model.json")["feature_names"]
    matrix = features(args.features, names, hold_out["SK_ID_CURR"])
    uncalibrated = sigmoid(hold_out["log_odds"])
    if args.onnx:
        session = onnxruntime.InferenceSession(args.onnx)
        answers = session.run(["probability"], {"features": matrix})[0][:, 0]
        check("ONNX probability", answers, hold_out["probability"], EXPORTED)
    if args.xgboost:
        booster = xgboost.Booster(model_file=args.xgboost)
        answers = booster.predict(xgboost.DMatrix(matrix), validate_features=False)
        is_whole = calibrator["method"] != "isotonic"
        check("XGBoost probability", answers, hold_out["probability"] if is_whole else uncalibrated, EXPORTED)
    both = {name: np.concatenate([out_of_fold[name], hold_out[name]]) for name in hold_out}
    population(args.run / "population.bin", both, args.features)
    if args.explanations:
        explained(args.explanations, read("model.json"), matrix, hold_out["SK_ID_CURR"], read("overview.json"))
    print(f"{failures} checks failed" if failures else "every check holds")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
