"""A client of the service in plain Python.

    OCTROI_KEY=octroi_… python client.py applicant.json CLIENT < applicants.jsonl

OCTROI_URL says where the service is (default: http://127.0.0.1:8080).
"""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

URL = os.environ.get("OCTROI_URL", "http://127.0.0.1:8080")
KEY = os.environ["OCTROI_KEY"]


def ask(path, body=None, kind="application/json"):
    """What the service answers, in bytes; a body is posted."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": kind}
    request = urllib.request.Request(URL + path, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def main(applicant, client):
    answer = json.loads(ask("/v1/score?lang=en", Path(applicant).read_bytes()))
    print(answer["sentence"])
    print(f"{answer['missing']['n_missing']} of {answer['missing']['n_features']} inputs are missing")

    answer = json.loads(ask(f"/v1/clients/{client}/explanation?lang=en"))
    print(answer["sentence"])
    for reason in answer["unfavorable"] + answer["favorable"]:
        print(f"  {100 * reason['points']:+5.1f} points: {reason['sentence']}")

    changes = {"changes": {"AMT_CREDIT": 200_000}}
    answer = json.loads(ask(f"/v1/clients/{client}/what-if?lang=en", json.dumps(changes).encode()))
    print(f"with another credit: {answer['probability_before']:.1%} → {answer['probability']:.1%}")

    Path(f"{client}.pdf").write_bytes(ask(f"/v1/clients/{client}/sheet.pdf?lang=en"))
    print(f"{client}.pdf is written")

    lines = ask("/v1/score/batch", sys.stdin.buffer.read(), "application/x-ndjson")
    for line in map(json.loads, lines.splitlines()):
        outcome = line.get("score") or line["problem"]
        print(line["line"], outcome.get("probability", outcome.get("detail")))

    try:
        ask("/v1/score", b'{"application": {"AMT_INCOME_TOTAL": -1}}')
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        print(problem["status"], problem["title"])
        for violation in problem["violations"][:3]:
            print(f"  {violation['pointer']}: expected {violation['expected']}; {violation['hint']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
