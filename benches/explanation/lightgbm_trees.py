"""Turns the trees of LightGBM into the JSON of octroi's `TreeEnsemble`."""

import lightgbm
import numpy as np


def convert(booster: lightgbm.Booster) -> dict:
    """The same trees; the first of them holds the base value, which is 0 here."""
    dump = booster.dump_model()
    trees = [{"nodes": nodes_of(tree["tree_structure"])} for tree in dump["tree_info"]]
    return {"base": 0.0, "feature_names": dump["feature_names"], "trees": trees}


def nodes_of(structure: dict) -> list[dict]:
    """The nodes of a tree, parents first."""
    nodes, waiting = [], [(structure, None, None)]
    while waiting:
        node, parent, side = waiting.pop()
        if parent is not None:
            nodes[parent]["split"][side] = len(nodes)
        if "leaf_value" in node:
            nodes.append({"leaf": {"value": node["leaf_value"], "cover": float(node.get("leaf_count", 1))}})
            continue
        if node["decision_type"] != "<=":
            raise ValueError("a split by category has no form in octroi")
        # `value <= threshold` is `value < next`, and no 32-bit value is beyond the largest 64-bit one.
        threshold = min(np.nextafter(node["threshold"], np.inf), np.finfo(np.float64).max)
        # Where no training row missed the value, LightGBM takes a missing one for zero.
        missing_left = 0.0 <= node["threshold"] if node["missing_type"] == "None" else node["default_left"]
        split = {
            "feature": node["split_feature"],
            "threshold": float(threshold),
            "missing_left": bool(missing_left),
            "left": None,
            "right": None,
            "cover": float(node["internal_count"]),
        }
        waiting += [(node["right_child"], len(nodes), "right"), (node["left_child"], len(nodes), "left")]
        nodes.append({"split": split})
    return nodes
