"""Scores exported models with xgboost and onnxruntime and compares with what octroi gave.

    python check_exports.py CASES_DIR

A case is `<name>.rows.json` with `<name>.xgboost.json`, `<name>.onnx` or both beside it;
`cargo run --release --example export_cases -- CASES_DIR` makes some. Needs numpy, xgboost,
onnxruntime and onnx. Prints the largest difference of each case, ends with 1 on a miss or if
there is no case.

A probability may differ by a millionth. For isotonic calibration beside an xgboost file the
difference is printed, and what rounding of the margin cannot explain may be a millionth.
"""

import json
import sys
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import onnx
import onnxruntime
import xgboost

TOLERANCE = 1e-6

# The sigmoid rises by no more than this, so a probability to a millionth is a log-odds to four.
STEEPEST_SIGMOID = 0.25


def sigmoid(log_odds):
    return 1.0 / (1.0 + np.exp(-log_odds))


def largest(values, expected):
    """The largest absolute difference, infinite where a shape or a number is wrong."""
    values = np.asarray(values, dtype=np.float64)
    if values.shape != expected.shape or not np.isfinite(values).all():
        return np.inf
    return float(np.abs(values - expected).max(initial=0.0))


class Case:
    """Rows and what octroi gives for them."""

    def __init__(self, path):
        case = json.loads(path.read_text(encoding="utf-8"))
        self.feature_names = case["feature_names"]
        self.rows = np.array(case["rows"], dtype=np.float32).reshape(-1, len(self.feature_names))
        self.log_odds = np.array(case["log_odds"], dtype=np.float64)
        self.probabilities = np.array(case["probabilities"], dtype=np.float64)
        self.uncalibrated = np.array(case["uncalibrated"], dtype=np.float64)


def check_xgboost(path, case):
    """What was compared: its name, the difference, the tolerance."""
    booster = xgboost.Booster()
    booster.load_model(path)
    names = booster.feature_names
    if [unquote(name) for name in names] != case.feature_names:
        raise ValueError("the feature names do not come back")
    rows = xgboost.DMatrix(case.rows, feature_names=names, feature_types=booster.feature_types)
    predicted = booster.predict(rows)
    margins = booster.predict(rows, output_margin=True).astype(np.float64)
    attributes = booster.attributes()
    shap = booster.predict(rows, pred_contribs=True).astype(np.float64).sum(axis=1)
    sums = ("sum of contributions", largest(shap, margins), 1e-3)
    if attributes["octroi_calibrated"] == "true":
        return [("probability", largest(predicted, case.probabilities), TOLERANCE), sums]

    knots = json.loads(attributes["octroi_calibration"])
    x, y = np.array(knots["log_odds"]), np.array(knots["probabilities"])
    final = np.interp(margins, x, y)
    # The margin has 32 bits. Where the calibration is steep it enlarges their rounding, which is
    # taken off; the knots themselves are compared without it.
    rounding = TOLERANCE / STEEPEST_SIGMOID * np.maximum(1.0, np.abs(case.log_odds))
    low, high = (np.interp(case.log_odds + sign * rounding, x, y) for sign in (-1.0, 1.0))
    beyond = final - np.clip(final, low, high)
    return [
        ("uncalibrated", largest(predicted, case.uncalibrated), TOLERANCE),
        ("knots", largest(np.interp(case.log_odds, x, y), case.probabilities), TOLERANCE),
        ("probability", largest(final, case.probabilities), np.inf),
        ("beyond rounding", largest(beyond, np.zeros_like(beyond)), TOLERANCE),
        sums,
    ]


def check_onnx(path, case):
    """What was compared: its name, the difference, the tolerance."""
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    metadata = session.get_modelmeta().custom_metadata_map
    if json.loads(metadata["octroi_feature_names"]) != case.feature_names:
        raise ValueError("the feature names do not come back")
    probability, log_odds = session.run(["probability", "log_odds"], {"features": case.rows})
    alone = [session.run(["probability"], {"features": row[None]})[0] for row in case.rows[:20]]
    uncalibrated = sigmoid(log_odds.astype(np.float64))
    # Log-odds are handed out in 32 bits, so the tolerance grows with their size.
    size = max(1.0, float(np.abs(case.log_odds).max(initial=0.0)))
    expected = case.probabilities[:, None]
    return [
        ("probability", largest(probability, expected), TOLERANCE),
        ("row by row", largest(np.concatenate(alone), expected[:20]), TOLERANCE),
        ("uncalibrated", largest(uncalibrated, case.uncalibrated[:, None]), TOLERANCE),
        ("log-odds", largest(log_odds, case.log_odds[:, None]), TOLERANCE * size),
    ]


def main(folder):
    checks = [("xgboost.json", check_xgboost), ("onnx", check_onnx)]
    n_checked = n_missed = 0
    for rows in sorted(Path(folder).glob("*.rows.json")):
        name = rows.name.removesuffix(".rows.json")
        case = Case(rows)
        for ending, check in checks:
            path = rows.with_name(f"{name}.{ending}")
            if not path.exists():
                continue
            n_checked += 1
            try:
                found = check(str(path), case)
            except Exception as error:  # A file that cannot be read is a miss like any other.
                found = [(str(error), np.inf, TOLERANCE)]
            is_met = all(difference <= tolerance for _, difference, tolerance in found)
            n_missed += not is_met
            parts = ", ".join(f"{what} {difference:.1e}" for what, difference, _ in found)
            print(f"{'ok  ' if is_met else 'MISS'} {path.name}: {parts}")
    print(f"{n_checked} exports, {n_missed} missed")
    return 1 if n_missed or not n_checked else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
