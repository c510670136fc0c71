"""Holds a running service against its own description, and runs the clients of the README against it.

    python check_service.py OCTROI WORKDIR APPLICANT.json

Starts `octroi serve` on a work folder with a promoted run, with a key that it makes there; asks for
everything without a key; has Schemathesis call every operation; runs `client.py` and `client.sh`; and
ends the service, which has to end well. Ends with 1 where something is not as it should be.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPEN = {"/healthz", "/readyz", "/openapi.json", "/docs/", "/problems"}
# What is served, and not described: people and Prometheus read it.
UNDESCRIBED = ["/", "/index.html", "/data/site.js", "/clients/100001.pdf", "/methodology.pdf", "/metrics", "/nothing"]

# Nothing here goes through a proxy.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Failed(Exception):
    """Something is not as it should be."""


def expect(holds, what):
    if not holds:
        raise Failed(what)


def status_of(method, url, key=None):
    """The status that a request without a body is answered with, its headers and its body."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with DIRECT.open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def make_key(octroi, workdir, *scopes):
    words = [octroi, "keys", "add", f"contract-{'-'.join(scopes)}-{os.getpid()}", "--quiet", "--workdir", workdir]
    for scope in scopes:
        words += ["--scope", scope]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def check_doors(url, key, reader):
    """Without a key, everything is shut but what says how to get one; a key opens its scopes alone."""
    description = json.loads(status_of("GET", f"{url}/openapi.json")[2])
    ids = [one["operationId"] for path in description["paths"].values() for one in path.values()]
    expect(len(ids) == len(set(ids)), f"operations share a name: {sorted(ids)}")
    asked = [("GET", path) for path in UNDESCRIBED]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            place = re.sub(r"\{[a-z]+\}", "100001", path)
            if path in OPEN:
                expect("security" not in operation, f"{path} is open, and described as if it were not")
                continue
            asked.append((method.upper(), place))
            scope = operation["security"][0]["bearer"][0]
            if scope != "read":
                status = status_of(method.upper(), url + place, reader)[0]
                expect(status == 403, f"{method} {place} needs {scope}; a key to read is answered {status}")
    for method, path in asked:
        for shown in (None, "octroi_" + "a" * (len(key) - 7)):
            status, headers, _ = status_of(method, url + path, shown)
            is_asked = "WWW-Authenticate" in headers and headers["Content-Type"] == "application/problem+json"
            expect(status == 401 and is_asked, f"{method} {path} without a key is answered {status}")
    for path in sorted(OPEN):
        status = status_of("GET", url + path)[0]
        expect(status == 200, f"{path} is answered {status}")
    print(f"doors: {len(asked)} shut without a key, {len(OPEN)} open")


def check_description(url, environment, folder):
    """Schemathesis, every check, every operation."""
    words = [Path(sys.executable).parent / "schemathesis", "--config-file", "schemathesis.toml", "run",
             f"{url}/openapi.json", "--report", "json", "--report-json-path", folder / "report.json"]
    # Its settings name the hooks by a path that begins where it runs.
    for name in ("schemathesis.toml", "hooks.py"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    run = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
    summary = run.stdout[run.stdout.find("=== SUMMARY") :]
    print("schemathesis:", summary[summary.find("\n") :].strip() if run.returncode == 0 else run.stdout + run.stderr)
    expect(run.returncode == 0, f"schemathesis ended with {run.returncode}")


def check_clients(url, key, environment, folder, applicant):
    """The clients of the README do what they say; gives the number of a prediction that is logged."""
    status, _, body = status_of("GET", f"{url}/v1/clients?limit=1&sort=-probability", key)
    expect(status == 200, f"the list of clients is answered {status}")
    client = json.loads(body)["clients"][0]
    number = str(client["client"])
    rows = json.loads(applicant.read_text())
    lines = json.dumps(rows) + "\n" + '{"application": {}}\n' + json.dumps(rows) + "\n"
    for name, program in (("client.py", sys.executable), ("client.sh", "bash")):
        sheet = folder / f"{number}.pdf"
        sheet.unlink(missing_ok=True)
        words = [program, HERE / name, applicant, number]
        run = subprocess.run(words, cwd=folder, env=environment, input=lines, capture_output=True, text=True)
        expect(run.returncode == 0, f"{name} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
        expect(sheet.read_bytes().startswith(b"%PDF-"), f"{name} saved no sheet")
        if name == "client.sh":
            answers = [json.loads(line.removesuffix(" refused")) for line in run.stdout.splitlines()]
            applied, known, after, first, second, third, refused = answers
            expect(known["client"] == client["client"], "another client is explained")
            expect(known["probability"] == client["probability"] == after["probability_before"], "scores differ")
            expect(first["score"]["probability"] == applied["probability"], "a line is scored otherwise")
            expect(third["score"]["probability"] == applied["probability"], "a line is scored otherwise")
            expect(second["line"] == 2 and second["problem"]["status"] == 422, "a wrong line is not refused")
            expect(refused["type"] == "/problems#invalid-input", "wrong rows are not refused")
        print(f"{name}:\n  " + "\n  ".join(line[:110] for line in run.stdout.splitlines()))
    return applied["prediction"]


def main(octroi, workdir, applicant):
    key = make_key(octroi, workdir, "read", "score", "admin")
    reader = make_key(octroi, workdir, "read")
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/serve.log", "w+") as log:
        folder = Path(folder)
        words = [octroi, "serve", "--workdir", workdir, "--listen", "127.0.0.1:0"]
        started = time.monotonic()
        server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            url = server.stdout.readline().strip()
            expect(url.startswith("http://127.0.0.1:"), f"the service does not start: {Path(log.name).read_text()}")
            status = 0
            while time.monotonic() < started + 60 and status != 200:
                status, _, body = status_of("GET", f"{url}/readyz")
                if status == 200 and not json.loads(body)["has_scores"]:
                    status = 0
                time.sleep(0.05)
            expect(status == 200, "the service is not ready after a minute")
            print(f"ready, everyone scored, after {time.monotonic() - started:.1f} s")
            environment = {**os.environ, "OCTROI_URL": url, "OCTROI_KEY": key, "NO_PROXY": "*", "no_proxy": "*"}
            check_doors(url, key, reader)
            prediction = check_clients(url, key, environment, folder, Path(applicant).resolve())
            environment["OCTROI_PREDICTION"] = str(prediction)
            check_description(url, environment, folder)
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                code = server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                code = server.wait()
        expect(code == 0, f"the service ended with {code}")
        lines = [json.loads(line) for line in Path(log.name).read_text().splitlines()]
        faults = [line for line in lines if line.get("level") == "ERROR"]
        expect(not faults, f"the service had faults: {faults[:3]}")
        expect(key not in Path(log.name).read_text(), "the key is in the log")
        print(f"ended by SIGTERM with 0; {len(lines)} lines in its log, no fault")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Failed as failure:
        sys.exit(f"FAILED: {failure}")
