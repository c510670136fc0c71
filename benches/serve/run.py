#!/usr/bin/env python3
"""Times octroi's service against FastAPI, LightGBM and shap that serve the same model, over loopback, in one run.

    run.py --workdir DIR --python PATH
        [--plain] [--data DIR] [--rate N] [--connections N] [--seconds S] [--repeat N] [--workers N…] [--json FILE]
    run.py --workdir DIR --soak MINUTES

The first compares, with the peer's Python as PATH; the loads of the servers alternate, and the table holds medians.
The second has octroi alone answer at a constant rate and says what memory it holds over time. DIR is a work folder
with a feature table and a run; nothing is written there. Ends with 1 where the programs do not say the same, or where
an answer is not whole or not 200.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import agreement
import servers
import tables
from servers import Server

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
N_CLIENTS = 5000
N_CHECKED = 100
N_APPLICANTS = 100
N_APPLICANTS_CHECKED = 20
SAMPLE_EVERY_S = 10
TABLES = ["bureau", "bureau_balance", "previous_application", "POS_CASH_balance", "credit_card_balance"]
TABLES += ["installments_payments"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass
class Programs:
    octroi: str
    generator: str
    bodies: str


def build(octroi: Path | None) -> Programs:
    """Builds where tests/run does; returns the paths of the programs."""
    if not (ROOT / "target" / "release" / "deps").is_dir():
        cache = os.environ.get("OCTROI_CACHE", str(Path.home() / ".cache" / "octroi"))
        os.environ.setdefault("CARGO_TARGET_DIR", str(Path(cache) / "target"))
    command = ["cargo", "build", "--release", "--locked", "--bin", "octroi", "--bench", "serve"]
    command += ["--example", "applicant_json", "--message-format", "json-render-diagnostics"]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    if said.returncode != 0:
        sys.exit("the programs cannot be built")
    made = {}
    for line in said.stdout.splitlines():
        message = json.loads(line)
        if message.get("executable"):
            made[message["target"]["name"]] = message["executable"]
    return Programs(str(octroi or made["octroi"]), made["serve"], made["applicant_json"])


def shadow(workdir: Path, folder: Path) -> Path:
    """A work folder with the same table and runs, where the service may write."""
    own = folder / "work"
    (own / "data").mkdir(parents=True)
    for name in ("features.parquet", "runs"):
        (own / "data" / name).symlink_to((workdir / "data" / name).resolve())
    return own


def full_histories(programs: Programs, data: Path, clients: list[int]) -> list[bytes]:
    """Bodies of clients with rows in every table; those with most tables where there are too few."""
    command = [programs.bodies, str(data), *map(str, clients)]
    said = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if said.returncode != 0:
        sys.exit(f"{data} does not hold the raw rows of the clients of the run")
    bodies = said.stdout.splitlines()
    n_tables = {body: sum(bool(json.loads(body).get(table)) for table in TABLES) for body in bodies}
    bodies.sort(key=lambda body: -n_tables[body])
    return [body for body in bodies if n_tables[body] == len(TABLES)][:N_APPLICANTS] or bodies[:N_APPLICANTS]


@dataclass
class Load:
    """What is asked of whom, how."""

    what: str
    server: Server
    # A number, "max" at full speed, "half" of what was reached at full speed.
    rate: str
    connections: int
    requests: Path


def run_load(generator: str, load: Load, rate: str, seconds: float, warm_up: float) -> dict:
    command = [generator, "--address", load.server.address, "--requests", str(load.requests), "--rate", rate]
    command += ["--connections", str(load.connections), "--seconds", str(seconds), "--warm-up", str(warm_up)]
    before = load.server.cpu_s()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    result = json.loads(done.stdout) if done.stdout else None
    # Refusals are told with the figures, at the end; answers that are not whole leave no figures to tell.
    if result is None or result["failed"] or not result["answered_with_warm_up"]:
        sys.exit(f"{load.what} of {load.server.name}: the load failed\n{load.server.said()}")
    result["cpu_ms"] = 1e3 * (load.server.cpu_s() - before) / result["answered_with_warm_up"]
    result["rss_bytes"], result["peak_bytes"] = load.server.memory()
    return result


def write_requests(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def plan(
    arguments, folder: Path, all_servers: list[Server], clients: list[int], bodies: Path | None, has_post: bool
) -> list[Load]:
    """Every load, in the order of the table."""
    loads = []
    for what in ("score", "explanation"):
        for server in all_servers:
            root = "/v1/clients" if server.name == "octroi" else "/clients"
            lines = [f"GET {root}/{client}/{what}" for client in clients]
            requests = write_requests(folder / f"{what}-{server.name}.txt", lines)
            rates = ["max", f"{arguments.rate:g}"] + (["half"] if server.name != "octroi" else [])
            loads += [Load(f"known client, {what}", server, rate, arguments.connections, requests) for rate in rates]
    n_bodies = len(bodies.read_bytes().splitlines()) if bodies else 0
    for server in all_servers if bodies else []:
        path = "/v1/score" if server.name == "octroi" else "/score"
        lines = [f"POST {path} {bodies}:{place + 1}" for place in range(n_bodies)]
        requests = write_requests(folder / f"applicant-{server.name}.txt", lines)
        if server.name == "octroi" and not has_post:
            continue
        for connections in (1, 4):
            loads.append(Load("new applicant, explained", server, "max", connections, requests))
    return loads


def compare(arguments, programs: Programs, folder: Path) -> None:
    own = shadow(arguments.workdir, folder)
    octroi = servers.octroi(programs.octroi, own, folder, arguments.serve_flag)
    with running() as started:
        starts = {"octroi, first": [start(octroi, started)], "octroi, next": []}
        for _ in range(arguments.repeat):
            octroi.stop()
            starts["octroi, next"].append(start(octroi, started))
        ready = octroi.get("/readyz")
        labels = {one["feature"]: one["label"] for one in octroi.get("/v1/features")["features"]}
        (folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
        clients = agreement.clients_of(octroi, N_CLIENTS)
        random.Random(7).shuffle(clients)
        data = arguments.data or arguments.workdir / "data" / "demo"
        bodies = applicants(programs, data, clients)
        file = folder / "bodies.jsonl"
        file.write_bytes(b"\n".join(bodies) + b"\n")
        has_post = bool(bodies) and octroi.post("/v1/score", bodies[0]) is not None
        if bodies and not has_post:
            say("octroi has no POST /v1/score: new applicants are timed for the peer alone")

        environment = {
            "PEER_RUN": str(own / "data" / "runs" / ready["run"]["run_id"]),
            "PEER_FEATURES": str(own / "data" / "features.parquet"),
            "PEER_LABELS": str(folder / "labels.json"),
            "PEER_DATA": str(data.resolve()) if bodies else "",
        }
        # Threads for each of the many small calls would only wait for one another.
        best = {**environment, "OMP_NUM_THREADS": "1"}
        peers = [servers.peer(arguments.python, "peer", workers, folder, best) for workers in arguments.workers]
        if arguments.plain:
            workers = max(arguments.workers)
            peers.append(servers.peer(arguments.python, "plain peer", workers, folder, environment))
        for peer in peers:
            starts[name_of(peer)] = [start(peer, started)]
            print(f"{name_of(peer)}: {agreement.check_known(octroi, peer, clients[:N_CHECKED])}")
            if bodies:
                checked = bodies[:N_APPLICANTS_CHECKED]
                print(f"{name_of(peer)}: {agreement.check_applicants(octroi, peer, checked, has_post)}")
        if bodies:
            n_rows = [sum(len(rows) for rows in json.loads(body).values() if isinstance(rows, list)) for body in bodies]
            sizes = f"{statistics.median(n_rows):.0f} rows, {statistics.median(map(len, bodies)) / 1e3:.0f} kB"
            print(f"{len(bodies)} applicants with their history, median {sizes}")
        print(f"{ready['n_clients']} clients, {os.cpu_count()} cores, run {ready['run']['run_id']}\n", flush=True)
        wait_for_scores(octroi)
        idle = {name_of(server): server.memory() for server in [octroi, *peers]}
        loads = plan(arguments, folder, [octroi, *peers], clients, file if bodies else None, has_post)
        results = run_loads(arguments, programs.generator, loads)
    tables.print_loads(loads, results)
    tables.print_ratios(loads, results)
    tables.print_starts(starts, idle)
    if arguments.json:
        rows = [{"what": load.what, "server": load.server.name, "workers": load.server.workers, "rate": load.rate,
                 "connections": load.connections, "runs": runs} for load, runs in zip(loads, results, strict=True)]
        arguments.json.write_text(json.dumps({"starts": starts, "loads": rows}, indent=1), encoding="utf-8")
    if not tables.print_refusals(loads, results):
        sys.exit(1)


def applicants(programs: Programs, data: Path, clients: list[int]) -> list[bytes]:
    if not (data / "application_train.csv").is_file():
        say("no raw tables: new applicants are not timed; --data DIR names their folder")
        return []
    return full_histories(programs, data, clients[:2000])


def run_loads(arguments, generator: str, loads: list[Load]) -> list[list[dict]]:
    """In turn, as often as asked; the results of each load."""
    results: list[list[dict]] = [[] for _ in loads]
    for turn in range(arguments.repeat):
        # What each server reached at full speed with the same requests.
        full: dict[tuple[str, str], float] = {}
        for load, runs in zip(loads, results, strict=True):
            key = (name_of(load.server), load.what)
            rate = f"{full[key] / 2:.1f}" if load.rate == "half" else load.rate
            result = run_load(generator, load, rate, arguments.seconds, arguments.warm_up)
            runs.append(result)
            if load.rate == "max":
                full[key] = result["rate"]
            p99 = f"p99 {result['latency_ms']['p99'] or float('nan'):.2f} ms"
            say(f"{turn + 1}/{arguments.repeat} {load.what}, {key[0]}, {load.rate}: {result['rate']:.0f}/s, {p99}")
    return results


@contextlib.contextmanager
def running() -> Iterator[list[Server]]:
    """Servers that are put on the list are stopped at the end, however it comes."""
    started: list[Server] = []
    try:
        yield started
    finally:
        for server in started:
            server.stop()


def start(server: Server, started: list[Server]) -> float:
    if server not in started:
        started.append(server)
    seconds = server.start()
    say(f"{name_of(server)} is ready after {seconds:.2f} s")
    return seconds


def name_of(server: Server) -> str:
    if server.name == "octroi":
        return server.name
    return f"{server.name}, {server.workers} worker{'s' if server.workers > 1 else ''}"


def wait_for_scores(octroi: Server) -> None:
    """octroi scores everyone once it is ready, which would disturb what is measured."""
    while not octroi.get("/readyz").get("has_scores", True):
        time.sleep(0.2)


def soak(arguments, programs: Programs, folder: Path) -> None:
    own = shadow(arguments.workdir, folder)
    octroi = servers.octroi(programs.octroi, own, folder, arguments.serve_flag)
    samples: list[tuple[float, int]] = []
    with running() as started:
        start(octroi, started)
        wait_for_scores(octroi)
        clients = agreement.clients_of(octroi, N_CLIENTS)
        random.Random(7).shuffle(clients)
        lines = [soak_line(place, client) for place, client in enumerate(clients)]
        requests = write_requests(folder / "soak.txt", lines)
        command = [programs.generator, "--address", octroi.address, "--requests", str(requests)]
        command += ["--rate", f"{arguments.rate:g}", "--connections", str(arguments.connections), "--warm-up", "0"]
        command += ["--seconds", str(60 * arguments.soak)]
        before, begin = octroi.cpu_s(), time.monotonic()
        generator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            while generator.poll() is None:
                samples.append((time.monotonic() - begin, octroi.memory()[0]))
                say(f"{samples[-1][0]:6.0f} s {samples[-1][1] / 1e6:9.1f} MB")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    generator.wait(SAMPLE_EVERY_S)
        finally:
            generator.kill()
        said = generator.communicate()[0]
        if generator.returncode != 0:
            sys.exit(f"the load failed\n{octroi.said()}")
        result = json.loads(said)
        result["cpu_ms"] = 1e3 * (octroi.cpu_s() - before) / result["answered_with_warm_up"]
        result["peak_bytes"] = octroi.memory()[1]
    tables.print_soak(samples, result)


def soak_line(place: int, client: int) -> str:
    """Explanations; each twentieth request is for something else."""
    if place % 20 > 0:
        return f"GET /v1/clients/{client}/explanation"
    others = ["", "/score", "/similar", "/explanation?features=true&lang=en"]
    return f"GET /v1/clients/{client}{others[place // 20 % len(others)]}"


@contextlib.contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=parent, prefix="octroi-serve-bench-") as folder:
        yield Path(folder)


def positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e9:
        raise ValueError
    return number


def count(text: str) -> int:
    number = int(text)
    if not 0 < number <= 1000:
        raise ValueError
    return number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workdir", type=Path, required=True, help="a folder with a feature table and a run")
    parser.add_argument("--python", help="Python of the peer's environment")
    parser.add_argument("--data", type=Path, help="raw tables of the same clients (WORKDIR/data/demo)")
    parser.add_argument("--rate", type=positive, default=2000.0, help="requests a second")
    parser.add_argument("--connections", type=count, default=16, help="that ask at a time")
    parser.add_argument("--seconds", type=positive, default=10.0, help="of each load")
    parser.add_argument("--warm-up", type=positive, default=2.0, help="seconds before that, which do not count")
    parser.add_argument("--repeat", type=count, default=3, help="runs of each load")
    parser.add_argument("--workers", type=count, nargs="+", default=[1, 2], help="of uvicorn")
    parser.add_argument("--plain", action="store_true", help="also the peer as it is usually written")
    parser.add_argument("--soak", type=positive, metavar="MINUTES", help="memory over time instead of a comparison")
    parser.add_argument("--program", type=Path, help="octroi, where it is built already")
    parser.add_argument("--serve-flag", action="append", default=[], help="one more for octroi serve, as --serve-flag=-q")
    parser.add_argument("--scratch", type=Path, help="where folders may be made for the while")
    parser.add_argument("--json", type=Path, help="file for every single figure")
    arguments = parser.parse_args()
    if not (arguments.workdir / "data" / "features.parquet").is_file():
        parser.error(f"{arguments.workdir} has no data/features.parquet")
    if arguments.soak is None and arguments.python is None:
        parser.error("--python names the Python of the peer's environment; README.md says how to make one")

    # What was started is stopped also where the bench itself is asked to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    programs = build(arguments.program)
    with scratch_folder(arguments.scratch) as folder:
        (soak if arguments.soak else compare)(arguments, programs, folder)


if __name__ == "__main__":
    main()
