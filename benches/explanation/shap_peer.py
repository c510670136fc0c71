#!/usr/bin/env python3
"""Explains the first of the rows with the shap library, on one thread, and prints one line of JSON.

    shap_peer.py FOLDER

The folder is what run.py writes. shap is given the trees as arrays: given LightGBM's model it would call LightGBM.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "oracles"))
from check_explanations import Ensemble

N_SINGLE_ROWS = 50


def main() -> None:
    folder = Path(sys.argv[1])
    task = json.loads((folder / "task.json").read_text())
    values = np.fromfile(folder / "values.f32", dtype="<f4").reshape(task["n_rows"], task["n_features"])
    rows = values[-task["n_explained"] :][: task["n_shap"]].astype(np.float64)
    explainer = Ensemble(json.loads((folder / "model.json").read_text())).explainer()

    def seconds(rows: np.ndarray) -> tuple[float, np.ndarray]:
        start = time.perf_counter()
        shares = explainer.shap_values(rows, check_additivity=False)
        return time.perf_counter() - start, shares

    rows_s, shares = seconds(rows)
    single = [seconds(rows[at : at + 1])[0] for at in range(N_SINGLE_ROWS)]
    base = np.full((len(rows), 1), explainer.expected_value)
    np.concatenate([shares, base], axis=1).astype("<f8").tofile(folder / "shap.f64")
    print(json.dumps({"rows_s": rows_s, "n_rows": len(rows), "one_row_s": statistics.median(single)}))


if __name__ == "__main__":
    main()
