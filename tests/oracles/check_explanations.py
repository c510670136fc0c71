"""Computes SHAP values with the shap library and xgboost and compares with what octroi gave.

    python check_explanations.py CASES_DIR
    python check_explanations.py --xgboost FILE --cases FILE

A case is `<name>.shap.json`: a model, rows, and octroi's base value and SHAP values;
`cargo run --release --example explanation_cases -- CASES_DIR` makes some. They may differ from
shap's by 1e-8. Where `<name>.xgboost.json` is beside it, xgboost and shap also explain that export
of the model. The second form does this for one export; its case needs no model. xgboost has 32 bits
and thresholds, values and covers are rounded to them, so what it gives may differ by 1e-5 of the
size of what is added up.

Needs numpy, shap and xgboost. Prints the largest difference of each case, ends with 1 on a miss or
if there is no case.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import shap

TOLERANCE = 1e-8
TOLERANCE_32_BITS = 1e-5


class Ensemble:
    """octroi's `TreeEnsemble` in the words of shap."""

    def __init__(self, model):
        self.base = model["base"]
        # shap computes no expectation of a tree without tests.
        self.trees = [tree["nodes"] for tree in model["trees"] if "split" in tree["nodes"][0]]
        self.base += sum(tree["nodes"][0]["leaf"]["value"] for tree in model["trees"] if "leaf" in tree["nodes"][0])

    def explainer(self):
        model = {"trees": [self.arrays(nodes) for nodes in self.trees], "base_offset": self.base}
        return shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")

    @staticmethod
    def arrays(nodes):
        splits = [node.get("split") for node in nodes]

        def of_splits(value, otherwise, dtype):
            return np.array([otherwise if split is None else value(split) for split in splits], dtype=dtype)

        return {
            "children_left": of_splits(lambda split: split["left"], -1, np.int32),
            "children_right": of_splits(lambda split: split["right"], -1, np.int32),
            "children_default": of_splits(
                lambda split: split["left"] if split["missing_left"] else split["right"], -1, np.int32
            ),
            "features": of_splits(lambda split: split["feature"], -1, np.int32),
            # octroi goes left below a threshold, shap up to it.
            "thresholds": of_splits(lambda split: np.nextafter(split["threshold"], -np.inf), -1, np.float64),
            "values": np.array([[node.get("leaf", {"value": 0.0})["value"]] for node in nodes]),
            "node_sample_weight": np.array([next(iter(node.values()))["cover"] for node in nodes]),
        }

    def explain(self, rows):
        """Base value and SHAP values of all features."""
        if not self.trees:
            return self.base, np.zeros_like(rows)
        explainer = self.explainer()
        values = explainer.shap_values(rows, check_additivity=False)
        return float(np.asarray(explainer.expected_value).item()), values


class Case:
    """Rows and what octroi gives for them."""

    def __init__(self, path):
        case = json.loads(Path(path).read_text(encoding="utf-8"))
        self.model = case.get("model")
        self.rows = np.array(case["rows"], dtype=np.float64)
        self.log_odds = np.array(case["log_odds"], dtype=np.float64)
        self.base_value = case["base_value"]
        self.values = np.zeros_like(self.rows)
        self.values[:, np.array(case["features"], dtype=int)] = np.array(case["values"], dtype=np.float64)

    def compare(self, base_value, values):
        """Differences of the base value and of the SHAP values, infinite where a shape or a number is wrong."""
        values = np.asarray(values, dtype=np.float64)
        if values.shape != self.values.shape or not np.isfinite(values).all():
            return [("shape", np.inf)]
        return [
            ("base value", abs(base_value - self.base_value)),
            ("values", float(np.abs(values - self.values).max(initial=0.0))),
        ]

    def additivity(self):
        sums = self.base_value + self.values.sum(axis=1)
        return [("sum", float(np.abs(sums - self.log_odds).max(initial=0.0)))]


def check_shap(case):
    """What was compared: its name, the difference, the tolerance."""
    found = case.additivity() + case.compare(*Ensemble(case.model).explain(case.rows))
    return [(what, difference, TOLERANCE) for what, difference in found]


def check_xgboost(path, case):
    """What was compared: its name, the difference, the tolerance."""
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(path)
    rows = case.rows.astype(np.float32)
    matrix = xgboost.DMatrix(rows, feature_names=booster.feature_names, feature_types=booster.feature_types)
    contributions = booster.predict(matrix, pred_contribs=True).astype(np.float64)
    by_xgboost = case.compare(contributions[0, -1], contributions[:, :-1])
    # shap would hand the model back to xgboost; the trees that it has read it explains itself, in 64 bits.
    read = shap.TreeExplainer(booster).model
    arrays = {"trees": [arrays_of(tree) for tree in read.trees], "base_offset": read.base_offset}
    own = shap.TreeExplainer(arrays, feature_perturbation="tree_path_dependent")
    values = own.shap_values(rows.astype(np.float64), check_additivity=False)
    by_shap = case.compare(float(np.asarray(own.expected_value).item()), values)
    size = max(1.0, float(np.abs(case.values).sum(axis=1).max(initial=0.0) + abs(case.base_value)))
    return [
        (f"{who} {what}", difference, TOLERANCE_32_BITS * size)
        for who, found in (("xgboost", by_xgboost), ("shap", by_shap))
        for what, difference in found
    ]


def arrays_of(tree):
    """A tree that shap has read, in the words that it also takes."""
    return {
        "children_left": tree.children_left,
        "children_right": tree.children_right,
        "children_default": tree.children_default,
        "features": tree.features,
        "thresholds": np.asarray(tree.thresholds, dtype=np.float64),
        "values": np.asarray(tree.values, dtype=np.float64),
        "node_sample_weight": np.asarray(tree.node_sample_weight, dtype=np.float64),
    }


def report(name, check, *arguments):
    """Prints what a check found; says whether it is met."""
    try:
        found = check(*arguments)
    except Exception as error:  # A file that cannot be read is a miss like any other.
        found = [(f"{type(error).__name__}: {error}", np.inf, TOLERANCE)]
    is_met = all(difference <= tolerance for _, difference, tolerance in found)
    parts = ", ".join(f"{what} {difference:.1e}" for what, difference, _ in found)
    print(f"{'ok  ' if is_met else 'MISS'} {name}: {parts}")
    return is_met


def check_folder(folder):
    are_met = []
    for path in sorted(Path(folder).glob("*.shap.json")):
        case = Case(path)
        are_met.append(report(path.name, check_shap, case))
        exported = path.with_name(path.name.replace(".shap.json", ".xgboost.json"))
        if exported.exists():
            are_met.append(report(exported.name, check_xgboost, exported, case))
    return are_met


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, metavar="CASES_DIR")
    parser.add_argument("--xgboost", type=Path, metavar="FILE", help="an export")
    parser.add_argument("--cases", type=Path, metavar="FILE", help="rows and what octroi gives for them")
    arguments = parser.parse_args()
    if (arguments.xgboost is None) != (arguments.cases is None) or not (arguments.folder or arguments.cases):
        parser.error("expected a folder, or --xgboost with --cases")
    are_met = check_folder(arguments.folder) if arguments.folder else []
    if arguments.xgboost:
        are_met.append(report(arguments.xgboost.name, check_xgboost, arguments.xgboost, Case(arguments.cases)))
    print(f"{len(are_met)} checked, {are_met.count(False)} missed")
    return 0 if are_met and all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
