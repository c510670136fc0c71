"""Turns octroi's trees into a model of LightGBM; the way back of `benches/explanation/lightgbm_trees.py`.

Nothing is lost: thresholds, leaf values and covers are those of octroi to the last digit; the base value goes into
the leaves of the first tree, as LightGBM itself does with the average that it starts from.
"""

import json
from pathlib import Path

import lightgbm
import numpy as np

MISSING_IS_NAN = 2 << 2
DEFAULT_LEFT = 2


class Model:
    """A trained run of octroi, as LightGBM and a calibration."""

    def __init__(self, run: Path):
        model = json.loads((run / "model.json").read_text(encoding="utf-8"))
        if model["kind"] != "trees":
            raise SystemExit(f"{run}: the peer takes a model of trees, this one is {model['kind']}")
        manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
        self.names: list[str] = model["feature_names"]
        self.threshold: float = manifest["threshold"]
        self.calibrator = json.loads((run / "calibrator.json").read_text(encoding="utf-8"))
        self.booster = lightgbm.Booster(model_str=text_of(model))

    def probability(self, log_odds: float) -> float:
        if self.calibrator["method"] == "isotonic":
            return float(np.interp(log_odds, self.calibrator["log_odds"], self.calibrator["probabilities"]))
        if self.calibrator["method"] == "platt":
            log_odds = self.calibrator["slope"] * log_odds + self.calibrator["intercept"]
        return float(1.0 / (1.0 + np.exp(-log_odds)))


def text_of(model: dict) -> str:
    """The text that LightGBM reads."""
    trees = [tree["nodes"] for tree in model["trees"]]
    base = model["base"] + sum(nodes[0]["leaf"]["value"] for nodes in trees if "leaf" in nodes[0])
    trees = [nodes for nodes in trees if "split" in nodes[0]]
    n_features = len(model["feature_names"])
    # Names of octroi hold spaces, which end a name in this text.
    names = " ".join(f"f{i}" for i in range(n_features))
    head = [
        "tree",
        "version=v4",
        "num_class=1",
        "num_tree_per_iteration=1",
        "label_index=0",
        f"max_feature_idx={n_features - 1}",
        "objective=binary sigmoid:1",
        f"feature_names={names}",
        f"feature_infos={' '.join(['[-inf:inf]'] * n_features)}",
        "",
    ]
    parts = [tree_of(place, nodes, base if place == 0 else 0.0) for place, nodes in enumerate(trees)]
    return "\n".join(head) + "\n" + "\n\n".join(parts) + "\n\nend of trees\n\npandas_categorical:null\n"


def tree_of(place: int, nodes: list[dict], base: float) -> str:
    """A tree: its tests in one list and its leaves in another, whose places are counted from -1 down."""
    splits = [node for node, content in enumerate(nodes) if "split" in content]
    leaves = [node for node, content in enumerate(nodes) if "leaf" in content]
    number = {node: n for n, node in enumerate(splits)} | {node: -1 - n for n, node in enumerate(leaves)}
    tests = [nodes[node]["split"] for node in splits]
    ends = [nodes[node]["leaf"] for node in leaves]
    covers = [content["cover"] for content in tests + ends]
    if any(cover != int(cover) for cover in covers):
        raise SystemExit("LightGBM counts whole rows in its nodes, this model does not")
    lists = {
        "split_feature": [test["feature"] for test in tests],
        "split_gain": [0] * len(tests),
        # octroi goes left below a threshold, LightGBM up to it.
        "threshold": [repr(float(np.nextafter(test["threshold"], -np.inf))) for test in tests],
        "decision_type": [MISSING_IS_NAN + (DEFAULT_LEFT if test["missing_left"] else 0) for test in tests],
        "left_child": [number[test["left"]] for test in tests],
        "right_child": [number[test["right"]] for test in tests],
        "leaf_value": [repr(float(end["value"] + base)) for end in ends],
        "leaf_weight": [int(end["cover"]) for end in ends],
        "leaf_count": [int(end["cover"]) for end in ends],
        "internal_value": [0] * len(tests),
        "internal_weight": [int(test["cover"]) for test in tests],
        "internal_count": [int(test["cover"]) for test in tests],
    }
    lines = [f"Tree={place}", f"num_leaves={len(leaves)}", "num_cat=0"]
    lines += [f"{name}={' '.join(map(str, values))}" for name, values in lists.items()]
    return "\n".join([*lines, "is_linear=0", "shrinkage=1"])
