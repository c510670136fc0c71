#!/usr/bin/env python3
"""Times octroi's SHAP values against LightGBM's and shap's on the same trees and the same rows, in one run.

    run.py --synthetic [--rows N] [--columns N]
    run.py --features FILE.parquet
        [--trees N] [--leaves N] [--depth N] [--explain N] [--threads N…] [--repeat N] [--program PATH] [--folder PATH]

LightGBM fits the trees; octroi and shap are given the same. Each run has a process of its own, and the runs of the
programs alternate. The table holds medians. Ends with 1 where two programs disagree.
"""

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
# Largest difference to another program's values, all of which are near 1 or less.
TOLERANCE = 1e-9


def load_training_bench():
    """The bench of the training, which knows how to write a matrix."""
    sys.path.append(str(HERE.parent / "training"))
    spec = importlib.util.spec_from_file_location("training_bench", HERE.parent / "training" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compare(folder: Path, task: dict, name: str) -> tuple[float, float]:
    """The largest difference of a SHAP value and of the base value to octroi's."""
    width = task["n_features"] + 1
    ours = np.fromfile(folder / "octroi.f64", dtype="<f8").reshape(-1, width)
    theirs = np.fromfile(folder / f"{name.lower()}.f64", dtype="<f8").reshape(-1, width)
    difference = np.abs(ours[: len(theirs)] - theirs).max(axis=0)
    return difference[:-1].max(), difference[-1]


def print_table(threads: int, results: dict[str, list[dict]]) -> None:
    print(f"\n{threads} thread{'s' if threads > 1 else ''}\n")
    print(f"| {'':8} | rows    | rows/s     | one row ms | ratio, rows | ratio, one row |")
    print("|---|---|---|---|---|---|")
    rate, one = {}, {}
    for name, runs in results.items():
        rate[name] = statistics.median(run["n_rows"] / run["rows_s"] for run in runs)
        one[name] = statistics.median(run["one_row_s"] for run in runs)
        ratios = f"{rate['octroi'] / rate[name]:11.1f} | {one[name] / one['octroi']:14.1f}"
        print(f"| {name:8} | {runs[0]['n_rows']:7} | {rate[name]:10.0f} | {1e3 * one[name]:10.4f} | {ratios} |")
    ours = {key: statistics.median(run[key] for run in results["octroi"]) for key in results["octroi"][0]}
    print(f"\noctroi prepares the trees in {1e3 * ours['prepare_s']:.1f} ms, gives {ours['n_columns']} columns;", end=" ")
    print(f"its predictions of the same rows take {1e3 * ours['predict_s']:.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--synthetic", action="store_true", help="draw a matrix")
    source.add_argument("--features", type=Path, help="a feature table of octroi's")
    parser.add_argument("--rows", type=int, default=30_000, help="of the matrix that is drawn")
    parser.add_argument("--columns", type=int, default=700, help="of the matrix that is drawn")
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--leaves", type=int, default=31)
    parser.add_argument("--depth", type=int, default=8)
    parser.add_argument("--explain", type=int, default=10_000, help="rows explained, the last of the matrix")
    parser.add_argument("--shap-rows", type=int, default=500, help="rows that shap explains; 0 leaves it out")
    parser.add_argument("--threads", type=int, nargs="+", default=[2, 1])
    parser.add_argument("--repeat", type=int, default=3, help="runs of each")
    parser.add_argument("--program", type=Path, help="the bench program, where it is built already")
    parser.add_argument("--folder", type=Path, help="where the matrix is written and stays")
    arguments = parser.parse_args()
    training = load_training_bench()
    training.set_target_folder()

    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.synthetic:
            n_rows, n_features = arguments.rows, arguments.columns
            training.synthetic.write(folder, n_rows, n_features, training.SEED)
        else:
            n_rows, n_features = training.write_features(folder, arguments.features)
        n_explained = min(arguments.explain, n_rows)
        task = {"n_rows": n_rows, "n_features": n_features, "n_explained": n_explained}
        task["n_shap"] = min(arguments.shap_rows, n_explained)
        shape = {"rounds": arguments.trees, "max_leaves": arguments.leaves, "max_depth": arguments.depth}
        task["settings"] = training.SETTINGS | shape
        (folder / "task.json").write_text(json.dumps(task))

        python = [sys.executable]
        subprocess.run([*python, str(HERE / "lightgbm_peer.py"), str(folder), "--fit"], check=True)
        trees = json.loads((folder / "model.json").read_text())["trees"]
        n_leaves = sum("leaf" in node for tree in trees for node in tree["nodes"])
        print(f"{n_rows} rows of {n_features} columns, {len(trees)} trees with {n_leaves} leaves, depth {arguments.depth}")

        cargo = ["cargo", "bench", "--quiet", "--locked", "--bench", "explanation", "--"]
        ours = [str(arguments.program.resolve())] if arguments.program else cargo
        for threads in arguments.threads:
            programs = {
                "octroi": [*ours, str(folder), str(threads)],
                "LightGBM": [*python, str(HERE / "lightgbm_peer.py"), str(folder), str(threads)],
            }
            if task["n_shap"] and threads == 1:
                programs["shap"] = [*python, str(HERE / "shap_peer.py"), str(folder)]
            results = {name: [] for name in programs}
            for _ in range(arguments.repeat):
                for name, command in programs.items():
                    results[name].append(training.run(command))
            print_table(threads, results)

        print()
        is_alike = True
        for name in list(programs)[1:]:
            values, base = compare(folder, task, name)
            is_alike &= max(values, base) <= TOLERANCE
            print(f"largest difference to {name}: {values:.1e}, of the base value {base:.1e}")
    sys.exit(0 if is_alike else 1)


if __name__ == "__main__":
    main()
