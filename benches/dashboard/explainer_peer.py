#!/usr/bin/env python3
"""explainerdashboard's side of the bench: fits a model, then explains clients by it and serves the dashboard.

    explainer_peer.py fit --features FILE.parquet --clients N --folder DIR
    explainer_peer.py serve --folder DIR --port PORT [--html FILE]

`fit` is a process of its own so that the memory of the second is that of the dashboard. Both print one line of JSON for
each step that is done; `serve` then answers on 127.0.0.1 until it is ended.
"""

import argparse
import json
import re
import time
import warnings
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from lightgbm import LGBMClassifier

SEED = 7
# Size of the trees that octroi retains on the synthetic demo.
SETTINGS = {"n_estimators": 200, "num_leaves": 9, "max_depth": 6, "learning_rate": 0.05, "min_child_samples": 100}
SHARES = {"subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.3}
# Rows to fit to, the first of the table: more would make other trees of the same size.
MOST_ROWS = 20_000
# What explainerdashboard takes for a missing value.
MISSING = -999.0


def say(step: str, **figures: float | int | list[str]) -> None:
    """Prints one line of JSON."""
    print(json.dumps({"step": step, **figures}), flush=True)


def peak_bytes() -> int | None:
    """The most memory this process has held, where the system says (Linux)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


def spread(n_all: int, n: int) -> np.ndarray:
    """Places of `n` of `n_all` rows, evenly spread."""
    return np.unique(np.linspace(0, n_all - 1, min(n, n_all)).astype(int))


def read_rows(path: Path, rows: np.ndarray, names: list[str]) -> pd.DataFrame:
    """Some rows of a table, one group of rows after the other."""
    file = pq.ParquetFile(path)
    parts, first = [], 0
    for group in range(file.num_row_groups):
        n = file.metadata.row_group(group).num_rows
        wanted = rows[(rows >= first) & (rows < first + n)] - first
        if len(wanted) > 0:
            parts.append(file.read_row_group(group, columns=names).take(wanted).to_pandas())
        first += n
    return pd.concat(parts, ignore_index=True)


def fit(features: Path, n_clients: int, folder: Path) -> None:
    """Writes a model and as many clients as asked for; only features that the trees test are kept."""
    outcome = pq.read_table(features, columns=["TARGET"])["TARGET"].to_numpy()
    known = np.flatnonzero(~np.isnan(outcome.astype("float64")))
    names = pq.ParquetFile(features).schema_arrow.names
    columns = [name for name in names if name not in ("SK_ID_CURR", "TARGET")]

    # Neither LightGBM nor Dash takes every character.
    plain = {name: f"{re.sub(r'[^A-Za-z0-9]+', '_', name)}_{place}" for place, name in enumerate(columns)}
    plain |= {name: name for name in columns if re.fullmatch(r"[A-Z_]+", name)}

    train = read_rows(features, known[:MOST_ROWS], ["TARGET", *columns])
    train = train.rename(columns=plain)
    columns = [plain[name] for name in columns]
    values, outcomes = train[columns].astype("float32").fillna(MISSING), train["TARGET"].astype(int)
    settings = SETTINGS | SHARES | {"random_state": SEED, "verbosity": -1}
    first = LGBMClassifier(**settings).fit(values, outcomes)
    used = [name for name, n in zip(columns, first.booster_.feature_importance(), strict=True) if n > 0]
    model = LGBMClassifier(**settings).fit(values[used], outcomes)

    names = [name for name in names if plain.get(name) in used]
    clients = read_rows(features, known[spread(len(known), n_clients)], ["SK_ID_CURR", "TARGET", *names])
    clients = clients.rename(columns=plain)
    clients[used] = clients[used].astype("float32").fillna(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / "model.joblib")
    clients.to_parquet(folder / "clients.parquet")
    say("fit", n_trees=model.booster_.num_trees(), n_features=len(used), n_clients=len(clients))


def serve(folder: Path, port: int, html: Path | None) -> None:
    """Explains the clients, makes the app, saves the static page, and serves."""
    from explainerdashboard import ClassifierExplainer, ExplainerDashboard

    model = joblib.load(folder / "model.joblib")
    clients = pd.read_parquet(folder / "clients.parquet")
    clients.index = pd.Index(clients["SK_ID_CURR"].astype(str), name="client")
    values, outcomes = clients.drop(columns=["SK_ID_CURR", "TARGET"]), clients["TARGET"].astype(int)

    start = time.perf_counter()
    explainer = ClassifierExplainer(
        model, values, outcomes, labels=["repaid", "default"], model_output="logodds", precision="float32"
    )
    explained_s = time.perf_counter() - start
    # The tab that is measured comes first; interactions and single trees have no counterpart here. A number is typed:
    # lists of more than 1,000 clients are searched by the server at every key. A plot of all features cannot be read.
    numbers = [str(number) for number in clients.index]
    dashboard = ExplainerDashboard(
        explainer,
        ["contributions", "whatif", "importances", "model_summary", "shap_dependence"],
        index=numbers[0],
        depth=15,
        index_dropdown=False,
    )
    build_s = time.perf_counter() - start
    say("build", seconds=build_s, explainer_s=explained_s, peak_bytes=peak_bytes() or 0)
    if html:
        start = time.perf_counter()
        dashboard.save_html(html)
        say("html", seconds=time.perf_counter() - start, n_bytes=html.stat().st_size, peak_bytes=peak_bytes() or 0)
    say("serving", clients=[numbers[place] for place in spread(len(values), 40)])
    dashboard.run(port=port, host="127.0.0.1", use_waitress=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fitting = commands.add_parser("fit")
    fitting.add_argument("--features", type=Path, required=True)
    fitting.add_argument("--clients", type=int, required=True)
    fitting.add_argument("--folder", type=Path, required=True)
    serving = commands.add_parser("serve")
    serving.add_argument("--folder", type=Path, required=True)
    serving.add_argument("--port", type=int, required=True)
    serving.add_argument("--html", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.command == "fit":
        fit(arguments.features, arguments.clients, arguments.folder)
    else:
        serve(arguments.folder, arguments.port, arguments.html)


if __name__ == "__main__":
    main()
