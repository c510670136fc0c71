"""Notebooks as pages that open from a disk, in the style of the dashboard."""

import html
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STYLES = [TEMPLATES / "dashboard" / "assets" / "base.css", TEMPLATES / "notebook" / "page.css"]


def style() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in STYLES)


def title_of(notebook: nbformat.NotebookNode, name: str) -> str:
    """The first heading."""
    for cell in notebook.cells:
        for line in cell.source.splitlines():
            if cell.cell_type == "markdown" and line.startswith("# "):
                return line[2:].strip()
    return name


def is_synthetic(notebook: nbformat.NotebookNode) -> bool:
    """Whether its outputs say that the clients are made up."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return any("clients inventés" in output.get("data", {}).get("text/plain", "") for output in outputs)


def page(notebook: nbformat.NotebookNode, name: str) -> str:
    exporter = HTMLExporter(template_name="notebook", extra_template_basedirs=[str(TEMPLATES)])
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    about = {"style": style(), "title": title_of(notebook, name), "is_synthetic": is_synthetic(notebook)}
    resources = {"octroi": about}
    text, _ = exporter.from_notebook_node(notebook, resources=resources)
    return text


def index(notebooks: list[Path], folder: Path) -> str:
    """A list of the pages that are there."""
    entries = []
    for path in notebooks:
        if not (folder / f"{path.stem}.html").is_file():
            continue
        title = title_of(nbformat.read(path, as_version=4), path.stem)
        entries.append(f'<li><a href="{html.escape(path.stem)}.html">{html.escape(title)}</a></li>')
    template = (TEMPLATES / "notebook" / "list.html").read_text(encoding="utf-8")
    return template.replace("{style}", style()).replace("{entries}", "\n".join(entries))
