#!/usr/bin/env python3
"""Times the feature table against its peers, one after the other, in one run.

    run.py DATA_DIR [--program PATH] [--only NAME,NAME] [--repeat N]

Every program gets a process of its own; wall time, processor time and peak memory are those that the system reports
of that process. The best of N runs is kept, so that a disturbed one does not count. The files are read once before, so
that all find them in the same cache. Results of the kernel profile are compared with pandas and Polars at 1e-9.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def measure(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds, peak memory in GiB of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--program", default="octroi", help="the octroi program to time")
    parser.add_argument("--only", default="", help="names of the rows to run, separated by commas")
    parser.add_argument("--repeat", type=int, default=1)
    arguments = parser.parse_args()
    data = str(arguments.data)
    n_bytes = 0
    for path in sorted(arguments.data.glob("*.csv")):
        with path.open("rb") as file:
            while block := file.read(1 << 24):
                n_bytes += len(block)
    with tempfile.TemporaryDirectory() as folder:
        out = lambda name: str(Path(folder) / f"{name}.parquet")
        octroi = [arguments.program, "features", "--quiet", "--data", data]
        commands = {
            "floor (Polars parses)": [sys.executable, str(HERE / "floor_polars.py"), data],
            "octroi, kernel profile": [*octroi, "--profile", "kernel", "--out", out("octroi")],
            "octroi, octroi profile": [*octroi, "--out", out("ours")],
            "Polars Python": [sys.executable, str(HERE / "kernel_polars.py"), data, out("polars")],
            "pandas": [sys.executable, str(HERE / "kernel_pandas.py"), data, out("pandas")],
        }
        only = [name.strip() for name in arguments.only.split(",") if name.strip()]
        results = {}
        print(f"{n_bytes / 1e9:.2f} GB of CSV, {os.cpu_count()} cores")
        print(f"{'':24}{'wall s':>9}{'CPU s':>9}{'GiB':>8}{'of floor':>10}")
        for name, command in commands.items():
            if only and not any(name.startswith(wanted) for wanted in only):
                continue
            best = min(measure(command) for _ in range(arguments.repeat))
            results[name] = best
            floor = results.get("floor (Polars parses)", best)[0]
            print(f"{name:24}{best[0]:9.1f}{best[1]:9.1f}{best[2]:8.2f}{best[0] / floor:10.2f}", flush=True)
        kernel = results.get("octroi, kernel profile")
        for peer in ("Polars Python", "pandas"):
            if kernel and peer in results:
                print(f"{peer} takes {results[peer][0] / kernel[0]:.1f} times octroi's time")
                file = out("polars" if peer.startswith("Polars") else "pandas")
                subprocess.run([sys.executable, str(HERE / "compare.py"), file, out("octroi")], check=True)


if __name__ == "__main__":
    main()
