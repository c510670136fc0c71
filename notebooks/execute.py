"""Executes the notebooks, keeps their outputs and makes pages of them; notebooks/run calls it.

    execute.py [--check | --times | --pages] [--] [NAME…]

Outputs are kept in a form that does not depend on the run: cells are counted from 1, times of execution are left out,
and cells tagged "times" keep the output that they have.
"""

import argparse
import difflib
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

import pages

HERE = Path(__file__).resolve().parent
KERNEL = {"display_name": "Rust", "language": "rust", "name": "rust"}
LANGUAGE = {"codemirror_mode": "rust", "file_extension": ".rs", "mimetype": "text/rust", "name": "Rust"}
TIMES = "times"
COLORS = re.compile(r"\x1b\[[0-9;]*m")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def chosen(names: list[str]) -> list[Path]:
    """The notebooks whose names start as asked, in order; all of them where nothing is asked."""
    found = sorted(HERE.glob("[0-9][0-9]-*.ipynb"))
    if not names:
        return found
    wanted = [Path(name).stem for name in names]
    for name in wanted:
        if not any(path.stem.startswith(name) for path in found):
            there = ", ".join(path.stem for path in found)
            say(f"expected the name of a notebook or its start, found {name!r}; there are {there}")
            sys.exit(2)
    return [path for path in found if any(path.stem.startswith(name) for name in wanted)]


class Failed(Exception):
    """A cell that ends in an error, with what it said."""


def execute(path: Path) -> tuple[nbformat.NotebookNode, float, list[float]]:
    """The notebook with its new outputs, the seconds that it took, and those of each cell of code."""
    notebook = nbformat.read(path, as_version=4)
    n_cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    client = NotebookClient(
        notebook, timeout=None, kernel_name="rust", startup_timeout=600,
        resources={"metadata": {"path": str(HERE)}}, coalesce_streams=True, record_timing=False,
    )
    seconds: list[float] = []
    started = time.monotonic()

    def said(cell, cell_index) -> None:
        nonlocal started
        if cell.cell_type != "code":
            return
        seconds.append(time.monotonic() - started)
        started = time.monotonic()
        say(f"  {path.stem}  cell {len(seconds):2} of {n_cells}  {seconds[-1]:6.1f} s")

    client.on_cell_executed = lambda cell, cell_index, execute_reply: said(cell, cell_index)
    begun = time.monotonic()
    try:
        with client.setup_kernel():
            started = time.monotonic()
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
                check(path, cell, len(seconds))
    except CellExecutionError:
        outputs = notebook.cells[index].outputs
        lines = [line for output in outputs if output.output_type == "error" for line in output.traceback]
        said_before = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
        text = COLORS.sub("", "\n".join(said_before + lines)).strip()
        raise Failed(f"{path.stem}, cell {len(seconds) + 1}:\n{text}") from None
    except DeadKernelError as error:
        raise Failed(f"{path.stem}, cell {len(seconds) + 1}: the kernel ended: {error}") from None
    return notebook, time.monotonic() - begun, seconds


def check(path: Path, cell: nbformat.NotebookNode, number: int) -> None:
    """An error that left the cell by `?` is printed, and the kernel goes on; we do not."""
    outputs = cell.get("outputs", [])
    complaint = "".join(output.text for output in outputs if output.get("name") == "stderr").strip()
    if complaint:
        raise Failed(f"{path.stem}, cell {number}:\n{complaint}")
    for output in outputs:
        if output.output_type == "error":
            raise Failed(f"{path.stem}, cell {number}:\n{output.evalue}")
        # A cell that moves out of a variable that is to be kept is compiled again, and then shows no tables.
        if output.get("data", {}).get("text/plain", "").startswith(("Chart {", "Story {", "Table {")):
            raise Failed(f"{path.stem}, cell {number}: shown as plain text; does it move a variable? clone it")


def settled(new: nbformat.NotebookNode, old: nbformat.NotebookNode, takes_times: bool) -> nbformat.NotebookNode:
    """The notebook as it is committed."""
    number = 0
    for cell, before in zip(new.cells, old.cells, strict=True):
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        number += 1
        if TIMES in cell.metadata.get("tags", []) and before.outputs and not takes_times:
            cell.outputs = before.outputs
        cell.execution_count = number
        for output in cell.outputs:
            output.pop("transient", None)
            if "execution_count" in output:
                output.execution_count = number
    new.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    return new


def text_of(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook, version=4) + "\n"


def write(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".unfinished-", delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def stop(signum: int, frame: object) -> None:
    """Whoever ends us ends the kernel, too."""
    raise KeyboardInterrupt


def main() -> int:
    signal.signal(signal.SIGTERM, stop)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail where outputs differ")
    parser.add_argument("--times", action="store_true", help="take measured times along")
    parser.add_argument("--pages", action="store_true", help="make pages of the notebooks as they are")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    is_demo = not os.environ.get("OCTROI_DATA")
    reports = Path(os.environ.get("OCTROI_WORKDIR") or HERE.parent) / "reports" / "notebooks"
    summary, n_failed = [], 0
    for path in chosen(arguments.names):
        committed = path.read_text(encoding="utf-8")
        old = nbformat.reads(committed, as_version=4)
        if arguments.pages:
            write(reports / f"{path.stem}.html", pages.page(old, path.stem))
            continue
        say(path.stem)
        try:
            new, total, seconds = execute(path)
        except Failed as failed:
            say(str(failed))
            summary.append(f"{path.stem:24} FAILED")
            n_failed += 1
            continue
        rest = sorted(seconds[1:]) or [0.0]
        summary.append(
            f"{path.stem:24} {total:6.1f} s   first cell {seconds[0]:6.1f} s   "
            f"others: median {rest[len(rest) // 2]:4.1f} s, longest {rest[-1]:5.1f} s"
        )
        write(reports / f"{path.stem}.html", pages.page(new, path.stem))
        if not is_demo:
            continue
        text = text_of(settled(new, old, arguments.times))
        if text == committed:
            continue
        if arguments.check:
            n_failed += 1
            summary.append(f"{path.stem:24} DRIFTED: its outputs are not those committed")
            lines = difflib.unified_diff(committed.splitlines(), text.splitlines(), "committed", "executed", "", "", 1, "")
            for line, _ in zip(lines, range(60)):
                say(line[:200])
        else:
            write(path, text)
            say(f"  {path.stem}: outputs written")
    write(reports / "index.html", pages.index(sorted(HERE.glob("[0-9][0-9]-*.ipynb")), reports))
    print("\n".join(summary))
    print(f"pages: {reports}")
    return 1 if n_failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("interrupted; no notebook was changed since the last one that ended")
        sys.exit(130)
