#!/usr/bin/env python3
"""Times octroi's client sheets against typst's command line and against Chromium, on the same clients, in one run.

    run.py --workdir DIR
        [--sheets N] [--peer-sheets N] [--at-a-time N…] [--repeat N] [--peers typst chromium]
        [--typst PATH] [--chromium PATH] [--program PATH]

octroi makes its sheets in one process; the others are started once per sheet. The runs of the programs alternate. The
table holds medians.
"""

import argparse
import contextlib
import json
import os
import queue
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import page

HERE = Path(__file__).resolve().parent
ROOT = page.ROOT
# Below the root, where typst may read.
VIEWS = HERE / ".views"
# Longest that one sheet may take.
PATIENCE_S = 120
SAMPLE_EVERY_S = 0.005

CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run"]


@dataclass
class Peer:
    """A program started once per sheet."""

    name: str
    version: str
    # From the name of a client, the file to write and a place that no other process has at the time.
    command: Callable[[str, Path, int], list[str]]


@dataclass
class Result:
    n_sheets: int
    seconds: float
    median_bytes: float
    # None where it is not measured.
    peak_bytes: float | None


def find_program(name: str, advice: str) -> str:
    path = shutil.which(name)
    if path is None:
        sys.exit(f"{name} was not found: {advice}")
    return str(Path(path).absolute())


def version_of(program: str) -> str:
    command = [program, "--version"]
    return subprocess.check_output(command, stderr=subprocess.DEVNULL, text=True).strip()


def typst_peer(name: str, folder: Path) -> Peer:
    lock = (ROOT / "Cargo.lock").read_text()
    wanted = re.search(r'name = "typst"\nversion = "(.*)"', lock)[1]
    advice = f"`cargo install --locked typst-cli --version {wanted}` installs it, --typst PATH says where it is"
    program = find_program(name, advice)
    version = version_of(program)
    if version.split()[1] != wanted:
        sys.exit(f"octroi is built with typst {wanted}, {program} is {version}: {advice}")
    fixed = [program, "compile", "--root", str(ROOT), "--ignore-system-fonts"]
    fixed += ["--font-path", str(page.REPORT / "fonts")]

    def command(client: str, pdf: Path, _place: int) -> list[str]:
        view = folder / "views" / f"{client}.json"
        date = json.loads(view.read_bytes())["sheets"][0]["identity"]["date"]
        standards = "ua-1,a-2a" if date and date["is_valid"] else "ua-1"
        data = f"data=/{view.relative_to(ROOT).as_posix()}"
        return [*fixed, "--pdf-standard", standards, "--input", data, str(page.REPORT / "sheet.typ"), str(pdf)]

    return Peer("typst", version, command)


def chromium_peer(name: str, folder: Path) -> Peer:
    program = find_program(name, "install it, or name a Chromium or a Chrome with --chromium PATH")

    def command(client: str, pdf: Path, place: int) -> list[str]:
        profile = f"--user-data-dir={folder / f'profile-{place}'}"
        source = (folder / "pages" / f"{client}.html").as_uri()
        return [program, *CHROMIUM_FLAGS, profile, f"--print-to-pdf={pdf}", source]

    return Peer("Chromium", version_of(program).split(" built")[0], command)


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started (Linux)."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found.extend(children.get(parent, []))
    return found[1:]


def memory_of(pid: int) -> int:
    """Bytes that a process holds; what it shares with others counts in part."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


@contextlib.contextmanager
def watch_memory(peaks: list[int]) -> Iterator[None]:
    """Appends the most memory that the programs started in the meantime have held together."""
    is_over = threading.Event()
    sums = [0]

    def watch() -> None:
        while not is_over.wait(SAMPLE_EVERY_S):
            sums.append(sum(map(memory_of, descendants(os.getpid()))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        peaks.append(max(sums))


def make_sheets(peer: Peer, clients: list[str], at_a_time: int, folder: Path) -> tuple[float, list[int]]:
    """Starts the program once per client; returns the seconds and the sizes of the files."""
    pdfs = {client: folder / f"{client}.pdf" for client in clients}
    for pdf in pdfs.values():
        pdf.unlink(missing_ok=True)
    commands = [[peer.command(client, pdf, place) for place in range(at_a_time)] for client, pdf in pdfs.items()]
    places: queue.SimpleQueue[int] = queue.SimpleQueue()
    for place in range(at_a_time):
        places.put(place)

    def make(commands: list[list[str]]) -> None:
        place = places.get()
        log = folder / f"log-{place}.txt"
        try:
            with log.open("wb") as said:
                subprocess.run(commands[place], stdout=said, stderr=said, timeout=PATIENCE_S, check=True)
        except subprocess.SubprocessError as error:
            sys.exit(f"{error}\n{log.read_text(errors='replace')}")
        finally:
            places.put(place)

    start = time.perf_counter()
    with ThreadPoolExecutor(at_a_time) as pool:
        list(pool.map(make, commands))
    seconds = time.perf_counter() - start
    for pdf in pdfs.values():
        if not pdf.is_file() or not pdf.read_bytes().startswith(b"%PDF-"):
            sys.exit(f"{peer.name} wrote no PDF: {' '.join(peer.command(pdf.stem, pdf, 0))}")
    return seconds, [pdf.stat().st_size for pdf in pdfs.values()]


def run_octroi(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return done.stdout


def time_octroi(command: list[str], at_a_time: int) -> tuple[Result, float]:
    """One run on as many threads; and the seconds that the program took to get ready."""
    said = run_octroi([*command, "--threads", str(at_a_time)])
    pattern = r"ready in (\S+) s\n.*: (\d+) sheets in (\S+) s,.* median (\d+),.* peak (\d+) bytes"
    found = re.search(pattern, said)
    if found is None:
        sys.exit(f"not understood: {said}")
    ready_s, n_sheets, seconds, median_bytes, peak_bytes = map(float, found.groups())
    return Result(int(n_sheets), seconds, median_bytes, peak_bytes or None), ready_s


def time_peer(peer: Peer, clients: list[str], at_a_time: int, folder: Path, peak_bytes: float | None) -> Result:
    seconds, sizes = make_sheets(peer, clients, at_a_time, folder)
    return Result(len(clients), seconds, statistics.median(sizes), peak_bytes)


def warm_up(peer: Peer, clients: list[str], at_a_time: int, folder: Path) -> float | None:
    """Makes a few sheets that are not timed; returns the most memory held meanwhile."""
    peaks: list[int] = []
    with watch_memory(peaks):
        make_sheets(peer, clients[: 2 * at_a_time], at_a_time, folder)
    return peaks[0] or None


def print_table(results: dict[tuple[str, int], list[Result]]) -> None:
    print(f"| {'':8} | at a time | sheets | seconds | sheets/s |  ratio | median kB | peak MB |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    rates = {key: statistics.median(run.n_sheets / run.seconds for run in runs) for key, runs in results.items()}
    for (name, at_a_time), runs in results.items():
        key = (name, at_a_time)
        seconds = statistics.median(run.seconds for run in runs)
        ratio = "" if name == "octroi" else f"{rates['octroi', at_a_time] / rates[key]:.1f}"
        size = statistics.median(run.median_bytes for run in runs) / 1e3
        peaks = [run.peak_bytes for run in runs if run.peak_bytes is not None]
        peak = f"{statistics.median(peaks) / 1e6:.0f}" if peaks else ""
        columns = f"{at_a_time:9} | {runs[0].n_sheets:6} | {seconds:7.2f} | {rates[key]:8.2f} | {ratio:>6}"
        print(f"| {name:8} | {columns} | {size:9.1f} | {peak:>7} |")


def spread(values: list[str], n: int) -> list[str]:
    """As many of the values, evenly spread."""
    n = min(n, len(values))
    return [values[place * len(values) // n] for place in range(n)]


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder below the root, gone at the end."""
    VIEWS.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=VIEWS, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    finally:
        with contextlib.suppress(OSError):
            VIEWS.rmdir()


def set_target_folder() -> None:
    """Builds where tests/run does."""
    if not (ROOT / "target" / "release" / "deps").is_dir():
        cache = os.environ.get("OCTROI_CACHE", str(Path.home() / ".cache" / "octroi"))
        os.environ.setdefault("CARGO_TARGET_DIR", str(Path(cache) / "target"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workdir", type=Path, required=True, help="a folder with a feature table and a run")
    parser.add_argument("--sheets", type=int, default=400, help="that octroi makes")
    parser.add_argument("--peer-sheets", type=int, default=40, help="that each of the others makes")
    parser.add_argument("--at-a-time", type=int, nargs="+", default=[1, 2], help="threads, or processes")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each")
    parser.add_argument("--peers", choices=("typst", "chromium"), nargs="+", default=["typst", "chromium"])
    parser.add_argument("--typst", default="typst", help="the command line of typst")
    parser.add_argument("--chromium", default="chromium", help="Chromium or Chrome")
    parser.add_argument("--program", type=Path, help="the bench program, where it is built already")
    arguments = parser.parse_args()
    set_target_folder()

    cargo = ["cargo", "bench", "--quiet", "--locked", "--bench", "sheets", "--"]
    ours = [str(arguments.program.resolve())] if arguments.program else cargo
    ours += ["--workdir", str(arguments.workdir.resolve()), "--sheets", str(arguments.sheets)]
    with scratch_folder() as folder:
        makers = {"typst": typst_peer, "chromium": chromium_peer}
        peers = [makers[name](getattr(arguments, name), folder) for name in arguments.peers]
        run_octroi([*ours, "--views", str(folder / "views")])
        clients = spread(sorted(view.stem for view in (folder / "views").iterdir()), arguments.peer_sheets)
        (folder / "pages").mkdir()
        for client in clients:
            data = json.loads((folder / "views" / f"{client}.json").read_bytes())
            (folder / "pages" / f"{client}.html").write_text(page.render(data), encoding="utf-8")
        print(", ".join(["octroi in process", *(f"{peer.version} once per sheet" for peer in peers)]))
        print(flush=True)

        names = ["octroi", *(peer.name for peer in peers)]
        results = {(name, at_a_time): [] for name in names for at_a_time in arguments.at_a_time}
        ready_s = []
        for at_a_time in arguments.at_a_time:
            peaks = {peer.name: warm_up(peer, clients, at_a_time, folder) for peer in peers}
            for _ in range(arguments.repeat):
                result, seconds = time_octroi(ours, at_a_time)
                results["octroi", at_a_time].append(result)
                ready_s.append(seconds)
                for peer in peers:
                    result = time_peer(peer, clients, at_a_time, folder, peaks[peer.name])
                    results[peer.name, at_a_time].append(result)
    print_table(results)
    print(f"\noctroi reads its run and its table in {statistics.median(ready_s):.2f} s, once for all sheets")


if __name__ == "__main__":
    main()
