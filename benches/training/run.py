#!/usr/bin/env python3
"""Times octroi's boosted trees against LightGBM on the same matrix, one after the other, in one run.

    run.py --synthetic [--rows N] [--columns N]
    run.py --features FILE.parquet
        [--repeat N] [--rounds N] [--threads N] [--layout fastest|row|col] [--program PATH] [--folder PATH]

Both get the same rows, the same settings and the same number of threads; each run has a process of its own, and the
runs of the two alternate. The table holds medians.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

import synthetic

HERE = Path(__file__).resolve().parent
SEED = 7
TRAIN_SHARE = 0.8
# From this many values on, one run of each is enough unless asked otherwise.
LARGE = 50_000_000
# Rounds in which LightGBM's two layouts are tried.
TRIAL_ROUNDS = 10

SETTINGS = {
    "rounds": 200,
    "learning_rate": 0.05,
    "max_leaves": 31,
    "max_depth": 8,
    "min_child_weight": 20.0,
    "row_share": 0.8,
    "column_share": 0.3,
    "l1": 0.04,
    "l2": 5.0,
    "max_bins": 255,
    "seed": SEED,
}


def write_features(folder: Path, path: Path) -> tuple[int, int]:
    """Writes the labeled rows of octroi's feature table, shuffled; returns their shape."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    table = table.filter(table["TARGET"].is_valid())
    names = [name for name in table.column_names if name not in ("SK_ID_CURR", "TARGET")]
    order = np.random.default_rng(SEED).permutation(table.num_rows)
    values = np.empty((table.num_rows, len(names)), dtype="<f4")
    with np.errstate(over="ignore"):
        for place, name in enumerate(names):
            values[:, place] = table[name].cast("double").to_numpy()[order]
    values[np.isinf(values)] = np.nan
    values.tofile(folder / "values.f32")
    table["TARGET"].to_numpy()[order].astype(np.uint8).tofile(folder / "outcomes.u8")
    return values.shape


def run(command: list[str]) -> dict:
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=HERE.parent.parent)
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return json.loads(done.stdout.splitlines()[-1])


def fastest_layout(peer: list[str]) -> str:
    trial = {
        layout: run([*peer, "--layout", layout, "--rounds", str(TRIAL_ROUNDS)])["train_s"] for layout in ("row", "col")
    }
    return min(trial, key=trial.get)


def print_table(results: dict[str, list[dict]]) -> None:
    print(f"| {'':8} | training s | prediction s | peak GiB |     AUC |")
    print("|---|---|---|---|---|")
    median = {
        name: {key: statistics.median([np.nan if run[key] is None else run[key] for run in runs]) for key in runs[0]}
        for name, runs in results.items()
    }
    for name, of in median.items():
        columns = f"{of['train_s']:10.2f} | {of['predict_s']:12.3f} | {of['peak_bytes'] / 2**30:8.2f}"
        print(f"| {name:8} | {columns} | {of['auc']:.5f} |")
    ours, theirs = median["octroi"], median["LightGBM"]
    ratios = [theirs[key] / ours[key] for key in ("train_s", "predict_s", "peak_bytes")]
    difference = ours["auc"] - theirs["auc"]
    print(f"| ratio    | {ratios[0]:10.2f} | {ratios[1]:12.2f} | {ratios[2]:8.2f} | {difference:+.5f} |")


def set_target_folder() -> None:
    """Builds where tests/run does."""
    if not (HERE.parent.parent / "target" / "release" / "deps").is_dir():
        cache = os.environ.get("OCTROI_CACHE", str(Path.home() / ".cache" / "octroi"))
        os.environ.setdefault("CARGO_TARGET_DIR", str(Path(cache) / "target"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--synthetic", action="store_true", help="draw a matrix")
    source.add_argument("--features", type=Path, help="a feature table of octroi's")
    parser.add_argument("--rows", type=int, default=300_000, help="of the matrix that is drawn")
    parser.add_argument("--columns", type=int, default=700, help="of the matrix that is drawn")
    parser.add_argument("--repeat", type=int, help="runs of each (default: 3, or 1 for a large matrix)")
    parser.add_argument("--rounds", type=int, default=SETTINGS["rounds"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--layout", choices=("fastest", "row", "col"), default="fastest", help="of LightGBM")
    parser.add_argument("--program", type=Path, help="the bench program, where it is built already")
    parser.add_argument("--folder", type=Path, help="where the matrix is written and stays")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.synthetic:
            n_rows, n_features = arguments.rows, arguments.columns
            synthetic.write(folder, n_rows, n_features, SEED)
        else:
            n_rows, n_features = write_features(folder, arguments.features)
        n_train = int(n_rows * TRAIN_SHARE)
        task = {"n_rows": n_rows, "n_features": n_features, "n_train": n_train, "threads": arguments.threads}
        task["settings"] = SETTINGS | {"rounds": arguments.rounds}
        (folder / "task.json").write_text(json.dumps(task))
        outcomes = np.fromfile(folder / "outcomes.u8", dtype=np.uint8)[n_train:]

        peer = [sys.executable, str(HERE / "lightgbm_peer.py"), str(folder)]
        layout = fastest_layout(peer) if arguments.layout == "fastest" else arguments.layout
        set_target_folder()
        cargo = ["cargo", "bench", "--quiet", "--locked", "--bench", "training", "--"]
        programs = {
            "LightGBM": [*peer, "--layout", layout],
            "octroi": [*([str(arguments.program.resolve())] if arguments.program else cargo), str(folder)],
        }
        print(f"{n_train} rows to train, {n_rows - n_train} to predict, {n_features} columns,")
        print(f"{arguments.rounds} rounds, {arguments.threads} threads, LightGBM with force_{layout}_wise", flush=True)
        print()
        results = {name: [] for name in programs}
        n_runs = arguments.repeat or (1 if n_rows * n_features >= LARGE else 3)
        for _ in range(n_runs):
            for name, command in programs.items():
                result = run(command)
                log_odds = np.fromfile(folder / f"{name.lower()}.f64", dtype="<f8")
                results[name].append(result | {"auc": roc_auc_score(outcomes, log_odds)})
        print_table(results)


if __name__ == "__main__":
    main()
