"""Whether the peer serves the same model: probabilities, decisions and SHAP values of sampled clients."""

import json
import sys

from servers import Server

TOLERANCE = 1e-6


def clients_of(octroi: Server, n: int) -> list[int]:
    """As many clients, evenly spread over all that the service lists."""
    n_clients = octroi.get("/v1/clients?limit=1")["n_clients"]
    n = min(n, n_clients)
    n_pages = min(20, n)
    found = []
    for page in range(n_pages):
        limit = n * (page + 1) // n_pages - len(found)
        offset = page * (n_clients - limit) // max(1, n_pages - 1)
        found += [one["client"] for one in octroi.get(f"/v1/clients?limit={limit}&offset={offset}")["clients"]]
    return list(dict.fromkeys(found))


def check_known(octroi: Server, peer: Server, clients: list[int]) -> str:
    """Ends the bench where the programs differ; else says by how much at most."""
    most = {"probability": 0.0, "SHAP value": 0.0}
    for client in clients:
        ours = octroi.get(f"/v1/clients/{client}/explanation?features=true")
        theirs = peer.get(f"/clients/{client}/shap-values")
        explained = peer.get(f"/clients/{client}/explanation")
        values = {one["feature"]: one["shap_value"] for one in ours["features"]}
        differences = [abs(values.get(name, 0.0) - value) for name, value in theirs["values"].items()]
        if values.keys() - theirs["values"].keys():
            sys.exit(f"client {client}: the peer lacks features of octroi's explanation")
        most["SHAP value"] = max(most["SHAP value"], *differences)
        for answer in (theirs, explained, octroi.get(f"/v1/clients/{client}/score")):
            most["probability"] = max(most["probability"], abs(ours["probability"] - answer["probability"]))
            if ours["decision"] != answer["decision"] and abs(ours["margin"]) > TOLERANCE:
                sys.exit(f"client {client}: decisions differ: {ours['decision']}, {answer['decision']}")
    return told(f"{len(clients)} clients", most)


def check_applicants(octroi: Server, peer: Server, bodies: list[bytes], has_post: bool) -> str:
    most = {"probability": 0.0}
    for body in bodies:
        client = json.loads(body)["application"]["SK_ID_CURR"]
        known = octroi.get(f"/v1/clients/{client}/score")["probability"]
        answers = [peer.post("/score", body)]
        if has_post:
            answers.append(octroi.post("/v1/score", body))
        most["probability"] = max(most["probability"], *(abs(known - answer["probability"]) for answer in answers))
    return told(f"{len(bodies)} of them as new applicants", most)


def told(who: str, most: dict[str, float]) -> str:
    parts = ", ".join(f"{what} {difference:.1e}" for what, difference in most.items())
    if max(most.values()) > TOLERANCE:
        sys.exit(f"the programs do not say the same of {who}: {parts} apart, {TOLERANCE:g} allowed")
    return f"both say the same of {who}; most that they are apart: {parts}"
