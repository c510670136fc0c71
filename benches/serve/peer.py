#!/usr/bin/env python3
"""The peer: FastAPI, LightGBM and shap serving the very model that octroi serves.

    OMP_NUM_THREADS=1 PEER_RUN=… PEER_FEATURES=… PEER_LABELS=… [PEER_DATA=…] \
        python -m uvicorn peer:app --loop uvloop --http httptools --no-access-log

PEER_RUN is the folder of octroi's run, PEER_FEATURES its feature table, PEER_LABELS a JSON object of names and
labels, PEER_DATA a folder with the raw tables, of which only the first lines are read: their columns.
"""

import os
from pathlib import Path

import numpy as np
import orjson
import pyarrow.parquet
import shap
from fastapi import FastAPI, Request, Response
from lightgbm_model import Model

N_REASONS = 5


class Table:
    """The features of everyone as the model reads them, in memory."""

    def __init__(self, path: Path, names: list[str]):
        file = pyarrow.parquet.ParquetFile(path)
        self.rows = np.empty((file.metadata.num_rows, len(names)), dtype=np.float32)
        clients = file.read(columns=["SK_ID_CURR"])["SK_ID_CURR"].to_pylist()
        for place, name in enumerate(names):
            # A missing value becomes NaN.
            self.rows[:, place] = file.read(columns=[name])[name].to_numpy()
        self.places = {client: place for place, client in enumerate(clients)}

    def row(self, client: int) -> np.ndarray | None:
        place = self.places.get(client)
        return None if place is None else self.rows[place : place + 1]


class Service:
    def __init__(self):
        self.model = Model(Path(os.environ["PEER_RUN"]))
        self.table = Table(Path(os.environ["PEER_FEATURES"]), self.model.names)
        labels = orjson.loads(Path(os.environ["PEER_LABELS"]).read_bytes())
        self.columns = {name: place for place, name in enumerate(self.model.names)}
        self.labels = [labels.get(name, name) for name in self.model.names]
        self.explainer = shap.TreeExplainer(self.model.booster)
        self.schema = None
        if folder := os.environ.get("PEER_DATA"):
            from applicant import Schema

            self.schema = Schema(Path(folder))
        # The first calls prepare what the others find ready.
        self.explain(0, self.table.rows[:1])
        self.score(0, self.table.rows[:1])

    def decision(self, probability: float) -> str:
        return "refuse" if probability >= self.model.threshold else "accept"

    def score(self, client: int, row: np.ndarray) -> dict:
        log_odds = float(self.model.booster.predict(row, raw_score=True, num_threads=1)[0])
        probability = self.model.probability(log_odds)
        return {
            "client": client,
            "probability": probability,
            "threshold": self.model.threshold,
            "decision": self.decision(probability),
            "log_odds": log_odds,
        }

    def shap_values(self, row: np.ndarray) -> tuple[np.ndarray, float]:
        """SHAP values and their base, which add up to the log-odds."""
        values = self.explainer.shap_values(row, check_additivity=False)[0]
        return values, float(self.explainer.expected_value)

    def explain(self, client: int, row: np.ndarray) -> dict:
        values, base = self.shap_values(row)
        # The sum is the log-odds: the trees need not be asked again.
        log_odds = float(values.sum()) + base
        probability = self.model.probability(log_odds)
        order = np.argsort(values)
        return {
            "client": client,
            "probability": probability,
            "threshold": self.model.threshold,
            "decision": self.decision(probability),
            "log_odds": log_odds,
            "base_value": base,
            "unfavorable": [self.reason(row, values, at) for at in order[: -N_REASONS - 1 : -1] if values[at] > 0],
            "favorable": [self.reason(row, values, at) for at in order[:N_REASONS] if values[at] < 0],
        }

    def reason(self, row: np.ndarray, values: np.ndarray, at: int) -> dict:
        value = float(row[0, at])
        return {
            "feature": self.model.names[at],
            "label": self.labels[at],
            "value": None if value != value else value,
            "shap_value": float(values[at]),
        }


service = Service()
app = FastAPI(openapi_url=None)


def answer(content: dict | None) -> Response:
    # Not through jsonable_encoder and a response model, which take longer.
    if content is None:
        return Response(b'{"detail":"unknown client"}', 404, media_type="application/json")
    return Response(orjson.dumps(content), media_type="application/json")


# Functions that are `async` run on the loop itself; the others would change threads twice.
@app.get("/healthz")
async def health() -> Response:
    return answer({"status": "ok", "process": os.getpid()})


@app.get("/clients/{client}/score")
async def score(client: int) -> Response:
    row = service.table.row(client)
    return answer(None if row is None else service.score(client, row))


@app.get("/clients/{client}/explanation")
async def explanation(client: int) -> Response:
    row = service.table.row(client)
    return answer(None if row is None else service.explain(client, row))


@app.get("/clients/{client}/shap-values")
async def shap_values(client: int) -> Response:
    """Every value, for the check that both programs say the same; never timed."""
    row = service.table.row(client)
    if row is None:
        return answer(None)
    values, base = service.shap_values(row)
    named = dict(zip(service.model.names, values.tolist(), strict=True))
    return answer({**service.score(client, row), "base_value": base, "values": named})


async def row_of(request: Request) -> tuple[int, np.ndarray]:
    from applicant import features_of

    body = orjson.loads(await request.body())
    client = body["application"]["SK_ID_CURR"]
    computed = features_of(service.schema, body)
    # What the kernel does not know of is taken from the table, as if it cost nothing.
    row = service.table.row(client).copy()
    for name, value in computed.items():
        if (place := service.columns.get(name)) is not None:
            row[0, place] = value
    return client, row


@app.post("/score")
async def score_applicant(request: Request) -> Response:
    return answer(service.explain(*await row_of(request)))
