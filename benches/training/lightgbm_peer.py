#!/usr/bin/env python3
"""Fits and predicts the matrix of a folder with LightGBM; prints one line of JSON.

    lightgbm_peer.py FOLDER [--layout row|col] [--rounds N]

The folder is what run.py writes. Reading the files is not counted, binning is. The test rows are predicted from 32-bit
and from 64-bit values, each several times, and the better median is kept.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import lightgbm
import numpy as np

N_PREDICTIONS = 3


def peak_bytes() -> int | None:
    """The most memory this process has held, where the system says (Linux)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layout", choices=("row", "col"), default="col")
    parser.add_argument("--rounds", type=int, help="instead of those of the task")
    arguments = parser.parse_args()
    folder = arguments.folder
    task = json.loads((folder / "task.json").read_text())
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
        "num_threads": task["threads"],
        "feature_pre_filter": False,
        f"force_{arguments.layout}_wise": True,
        "verbosity": -1,
    }
    rounds = arguments.rounds or settings["rounds"]
    shape = (task["n_rows"], task["n_features"])
    values = np.fromfile(folder / "values.f32", dtype="<f4").reshape(shape)
    outcomes = np.fromfile(folder / "outcomes.u8", dtype=np.uint8)
    n_train = task["n_train"]
    train, test = values[:n_train], values[n_train:]

    start = time.perf_counter()
    booster = lightgbm.train(params, lightgbm.Dataset(train, outcomes[:n_train], params=params), rounds)
    train_s = time.perf_counter() - start
    result = {"train_s": train_s, "peak_bytes": peak_bytes()}

    medians = []
    for rows in (test, test.astype(np.float64)):
        times = []
        for _ in range(N_PREDICTIONS):
            start = time.perf_counter()
            log_odds = booster.predict(rows, raw_score=True, num_threads=task["threads"])
            times.append(time.perf_counter() - start)
        medians.append(statistics.median(times))
    log_odds.astype("<f8").tofile(folder / "lightgbm.f64")
    print(json.dumps(result | {"predict_s": min(medians)}))


if __name__ == "__main__":
    main()
