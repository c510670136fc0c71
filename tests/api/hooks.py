"""What Schemathesis has to know of the service beyond its description; README.md says why."""

import json
import os

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.specs.openapi.checks import RejectedPositiveData

JSON_LINES = "application/x-ndjson"
BATCH = "/v1/score/batch"

# Rules that no schema can state: they hold between rows, or depend on the run that is served.
BEYOND_SCHEMAS = {"other_client", "unknown_credit", "repeated_key", "unknown_feature"}

WITH_KEY = {"bureau": "SK_ID_BUREAU", "previous_application": "SK_ID_PREV"}


# Bodies and answers that are not plain JSON.


@schemathesis.serializer(JSON_LINES)
def write_line(context, value):
    """One applicant, on one line."""
    return value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"


@schemathesis.deserializer(JSON_LINES)
def read_line(context, response):
    """The answer to it: the schema is that of a line."""
    lines = lines_of(response)
    # Of no applicant, nothing is answered.
    return lines[0] if lines else {"line": 0}


@schemathesis.deserializer("application/pdf")
def read_pdf(context, response):
    """The bytes, as text, where they are a whole PDF."""
    content = response.content
    if not (content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")):
        raise ValueError("these bytes are no PDF")
    return content.decode("latin-1")


def lines_of(response):
    return [json.loads(line) for line in response.content.splitlines() if line.strip()]


# Applicants whose rows belong together, so that what is accepted is tested in depth.


@schemathesis.hook
def map_case(context, case):
    body = case.body
    if is_positive(case) and isinstance(body, dict) and isinstance(body.get("application"), dict):
        belong_together(body)
    if is_positive(case) and isinstance(case.query, dict) and case.query.get("where"):
        # Which features there are, the run says.
        case.query["where"] = "AMT_CREDIT>=100000,EXT_SOURCE_1=missing"
    if is_positive(case) and isinstance(case.path_parameters, dict) and "prediction" in case.path_parameters:
        # Of all the numbers that a prediction may have, one that it has.
        case.path_parameters["prediction"] = int(os.environ["OCTROI_PREDICTION"])
    return case


def belong_together(body):
    """Makes the rows those of one client, each key that of one row."""
    client = body["application"]["SK_ID_CURR"]
    tables = {name: rows for name, rows in body.items() if isinstance(rows, list)}
    for name, rows in tables.items():
        for place, row in enumerate(rows):
            if "SK_ID_CURR" in row:
                row["SK_ID_CURR"] = client
            if name in WITH_KEY:
                row[WITH_KEY[name]] = place + 1
    credits = len(tables.get("bureau", []))
    if tables.get("bureau_balance"):
        for place, row in enumerate(tables["bureau_balance"]):
            row["SK_ID_BUREAU"] = place % max(credits, 1) + 1
        if credits == 0:
            body["bureau_balance"] = []


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


# What is refused, and how.


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    if isinstance(failure, RejectedPositiveData):
        return not breaks_only(rules_of(json.loads(response.content)))
    if isinstance(failure, AcceptedNegativeData) and case.path == BATCH and response.status_code == 200:
        # A batch refuses line by line.
        return not all("problem" in line for line in lines_of(response))
    return True


@schemathesis.check
def lines_are_answered(ctx, response, case):
    """Each line of a batch is answered with one thing; one that fits the schema is not refused."""
    if case.path != BATCH or response.status_code != 200:
        return
    for number, line in enumerate(lines_of(response), 1):
        told = [name for name in ("score", "explanation", "problem") if name in line]
        assert line["line"] == number and len(told) == 1, f"not an answer to a line: {line}"
        if told == ["problem"] and is_positive(case):
            assert breaks_only(rules_of(line["problem"])), f"refused, and fits the schema: {line}"


def rules_of(problem):
    return {violation["rule"] for violation in problem.get("violations", [])}


def breaks_only(rules):
    return bool(rules) and rules <= BEYOND_SCHEMAS
