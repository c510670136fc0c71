"""The same peer as it is usually written: rows of a DataFrame, a call for the score and one for the reasons, models
of pydantic for the answers, functions that are not `async`. Started like `peer.py`, which is the peer at its best.
"""

import os
from pathlib import Path

import orjson
import pandas as pd
import shap
from applicant import Schema, features_of
from fastapi import FastAPI, HTTPException, Request
from lightgbm_model import Model
from pydantic import BaseModel

N_REASONS = 5

model = Model(Path(os.environ["PEER_RUN"]))
table = pd.read_parquet(os.environ["PEER_FEATURES"], columns=["SK_ID_CURR", *model.names]).set_index("SK_ID_CURR")
labels = orjson.loads(Path(os.environ["PEER_LABELS"]).read_bytes())
explainer = shap.TreeExplainer(model.booster)
schema = Schema(Path(os.environ["PEER_DATA"])) if os.environ.get("PEER_DATA") else None
app = FastAPI()


class Health(BaseModel):
    status: str
    process: int


class Score(BaseModel):
    client: int
    probability: float
    threshold: float
    decision: str


class Reason(BaseModel):
    feature: str
    label: str
    value: float | None
    shap_value: float


class Explanation(Score):
    base_value: float
    unfavorable: list[Reason]
    favorable: list[Reason]


class ShapValues(Score):
    base_value: float
    values: dict[str, float]


def row_of(client: int) -> pd.DataFrame:
    try:
        return table.loc[[client]]
    except KeyError as error:
        raise HTTPException(404, "unknown client") from error


def score_of(client: int, row: pd.DataFrame) -> dict:
    probability = model.probability(model.booster.predict(row, raw_score=True)[0])
    decision = "refuse" if probability >= model.threshold else "accept"
    return {"client": client, "probability": probability, "threshold": model.threshold, "decision": decision}


def explanation_of(client: int, row: pd.DataFrame) -> Explanation:
    values = pd.Series(explainer.shap_values(row)[0], index=row.columns).sort_values()
    features = row.iloc[0]

    def reason(name: str) -> Reason:
        value = None if pd.isna(features[name]) else float(features[name])
        return Reason(feature=name, label=labels.get(name, name), value=value, shap_value=values[name])

    return Explanation(
        **score_of(client, row),
        base_value=explainer.expected_value,
        unfavorable=[reason(name) for name in values.index[::-1][:N_REASONS] if values[name] > 0],
        favorable=[reason(name) for name in values.index[:N_REASONS] if values[name] < 0],
    )


@app.get("/healthz")
def health() -> Health:
    return Health(status="ok", process=os.getpid())


@app.get("/clients/{client}/score")
def score(client: int) -> Score:
    return Score(**score_of(client, row_of(client)))


@app.get("/clients/{client}/explanation")
def explanation(client: int) -> Explanation:
    return explanation_of(client, row_of(client))


@app.get("/clients/{client}/shap-values")
def shap_values(client: int) -> ShapValues:
    """Every value, for the check that both programs say the same; never timed."""
    row = row_of(client)
    values = dict(zip(row.columns, explainer.shap_values(row)[0].tolist(), strict=True))
    return ShapValues(**score_of(client, row), base_value=explainer.expected_value, values=values)


@app.post("/score")
async def score_applicant(request: Request) -> Explanation:
    body = await request.json()
    client = body["application"]["SK_ID_CURR"]
    computed = features_of(schema, body)
    # What the kernel does not know of is taken from the table, as if it cost nothing.
    row = row_of(client).copy()
    for name in row.columns.intersection(list(computed)):
        row[name] = computed[name]
    return explanation_of(client, row.astype("float32"))
