#!/usr/bin/env python3
"""LightGBM's side: fits the trees that are explained, or explains rows with them and prints one line of JSON.

    lightgbm_peer.py FOLDER --fit
    lightgbm_peer.py FOLDER THREADS

The folder is what run.py writes. Rows are explained from 32-bit and from 64-bit values, and the better time counts.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import lightgbm
import numpy as np

from lightgbm_trees import convert

N_SINGLE_ROWS = 50


def fit(folder: Path, task: dict, values: np.ndarray) -> None:
    settings = task["settings"]
    params = {
        "objective": "binary",
        "learning_rate": settings["learning_rate"],
        "num_leaves": settings["max_leaves"],
        "max_depth": settings["max_depth"],
        "min_sum_hessian_in_leaf": settings["min_child_weight"],
        "min_data_in_leaf": 1,
        "bagging_fraction": settings["row_share"],
        "bagging_freq": 1,
        "feature_fraction": settings["column_share"],
        "lambda_l1": settings["l1"],
        "lambda_l2": settings["l2"],
        "max_bin": settings["max_bins"],
        "seed": settings["seed"],
        "feature_pre_filter": False,
        "force_col_wise": True,
        "verbosity": -1,
    }
    outcomes = np.fromfile(folder / "outcomes.u8", dtype=np.uint8)
    data = lightgbm.Dataset(values, outcomes, params=params, feature_name=[f"f{i}" for i in range(values.shape[1])])
    booster = lightgbm.train(params, data, settings["rounds"])
    booster.save_model(folder / "lightgbm.txt")
    (folder / "model.json").write_text(json.dumps(convert(booster)))


def seconds(booster: lightgbm.Booster, rows: np.ndarray, threads: int) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    contributions = booster.predict(rows, pred_contrib=True, num_threads=threads)
    return time.perf_counter() - start, contributions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("threads", type=int, nargs="?", default=1)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.folder
    task = json.loads((folder / "task.json").read_text())
    shape = (task["n_rows"], task["n_features"])
    values = np.fromfile(folder / "values.f32", dtype="<f4").reshape(shape)
    if arguments.fit:
        fit(folder, task, values)
        return
    booster = lightgbm.Booster(model_file=folder / "lightgbm.txt")
    rows = values[-task["n_explained"] :]
    # The first call prepares the trees.
    seconds(booster, rows[:10], arguments.threads)
    narrow, _ = seconds(booster, rows, arguments.threads)
    wide, contributions = seconds(booster, rows.astype(np.float64), arguments.threads)
    single = [seconds(booster, rows[at : at + 1], arguments.threads)[0] for at in range(N_SINGLE_ROWS)]
    contributions.astype("<f8").tofile(folder / "lightgbm.f64")
    result = {"rows_s": min(narrow, wide), "n_rows": len(rows), "one_row_s": statistics.median(single)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
