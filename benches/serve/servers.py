"""The servers that are compared, as processes: started, watched, ended by their ids."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Longest that a server may take to get ready: the first start of a full-size run writes a gigabyte.
PATIENCE_S = 600
TICKS = os.sysconf("SC_CLK_TCK")
# Asks nobody in between.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass
class Server:
    name: str
    workers: int
    # Where it says that it is ready.
    ready_path: str
    command: list[str]
    port: int
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name.replace(' ', '-')}-{self.workers}.log"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def get(self, path: str) -> dict:
        with OPENER.open(f"http://{self.address}{path}", timeout=60) as answer:
            return json.load(answer)

    def post(self, path: str, body: bytes) -> dict | None:
        """The answer; None where the server has no such endpoint."""
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"http://{self.address}{path}", body, headers)
        try:
            with OPENER.open(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code in (404, 405):
                return None
            sys.exit(f"{self.name}: POST {path}: {error.code} {error.read()[:500]}")

    def start(self) -> float:
        """Seconds until the server is ready, all its workers included."""
        environment = {**os.environ, **self.environment}
        start = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, env=environment, cwd=HERE)
        seen = set()
        while time.perf_counter() - start < PATIENCE_S:
            if self.process.poll() is not None:
                sys.exit(f"{self.name} ended:\n{self.said()}")
            with contextlib.suppress(OSError):
                # Workers tell their process; whichever takes the connection answers.
                seen.add(self.get(self.ready_path).get("process"))
                if len(seen) >= self.workers:
                    return time.perf_counter() - start
            time.sleep(0.005)
        sys.exit(f"{self.name} was not ready within {PATIENCE_S} s:\n{self.said()}")

    def stop(self) -> None:
        if self.process is None:
            return
        children = descendants(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        self.process = None

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    def pids(self) -> list[int]:
        return [self.process.pid, *descendants(self.process.pid)]

    def cpu_s(self) -> float:
        return sum(map(cpu_of, self.pids()))

    def memory(self) -> tuple[int, int]:
        """Bytes held now and at most; what workers share counts once for each."""
        both = [memory_of(pid) for pid in self.pids()]
        return sum(now for now, _ in both), sum(peak for _, peak in both)


def octroi(program: str, workdir: Path, folder: Path, flags: list[str]) -> Server:
    port = free_port()
    command = [program, "serve", "--no-auth", "--listen", f"127.0.0.1:{port}", "--workdir", str(workdir), *flags]
    return Server("octroi", 1, "/readyz", command, port, folder)


def peer(python: str, name: str, workers: int, folder: Path, environment: dict[str, str]) -> Server:
    """`peer`, or `plain peer`, the same as it is usually written."""
    port = free_port()
    app = "peer_plain:app" if name == "plain peer" else "peer:app"
    command = [python, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    command += ["--timeout-keep-alive", "120", "--log-level", "warning"]
    return Server(name, workers, "/healthz", command, port, folder, environment)


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


def cpu_of(pid: int) -> float:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS
    return 0.0


def memory_of(pid: int) -> tuple[int, int]:
    sizes = {"VmRSS": 0, "VmHWM": 0}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in sizes:
                sizes[name] = 1024 * int(value.split()[0])
    return sizes["VmRSS"], sizes["VmHWM"]
