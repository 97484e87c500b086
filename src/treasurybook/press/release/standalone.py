"""A lesson's notebook that needs nothing but the wheel: to be read, rerun and changed anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.charts.frame import PICTURE_MIME, VEGALITE_MIME
from treasurybook.charts.picture import picture
from treasurybook.files.whole import write_whole
from treasurybook.press.project import Project
from treasurybook.press.release.plain_markdown import (
    page_addresses,
    plain_links,
    plain_markdown,
)
from treasurybook.press.release.wheel import WHEELS, wheel_name
from treasurybook.press.run.evidence import reads_of
from treasurybook.press.run.figures import FIGURE_MIME, glued_values
from treasurybook.press.run.fingerprint import hash_files
from treasurybook.press.run.lessons import KERNEL, Lesson
from treasurybook.press.run.storage import executed_path, read_executed
from treasurybook.snapshot import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

SETUP = "treasurybook-setup"
"""Tag of the cell that installs the package where it is missing."""

_SHOWN = (VEGALITE_MIME, PICTURE_MIME, "text/html", "text/plain")
"""What editors of notebooks show; all else in the outputs is meant for the press."""

_FOLDED = {"hide-input", "remove-cell", "remove-input"}

_ABOUT = """\
*{title}*, version {version}, data as collected by {day}. Lesson {number}, as it was run for the \
book: the numbers in the text are of that run, those that cells print are of yours.

- **Install.** `pip install {wheel}`: one file{where}, with code, data and lessons, for \
Python 3.11 or newer. The next cell does it where the package is missing; afterwards no network \
is used.
{change}- **It reads** {reads}.

Text CC BY 4.0, code MIT; data under the terms of their publishers, which \
`treasurybook.snapshot.describe` names."""

_CHANGE = """\
- **Change something.** The parameters stand in the cell tagged `parameters`, each with its unit \
and range. Run all cells: each answer tells its verdict, and a sentence of the text that does not \
hold with your values is printed as *Does not hold here*.
"""

_INSTALL = """\
import importlib.util

if importlib.util.find_spec("treasurybook") is None:
    %pip install -q "{source}"
%load_ext treasurybook"""


def write_standalone(
    project: Project,
    lesson: Lesson,
    *,
    title: str,
    base: str,
    day: str,
    shared: str,
    place: str = "",
    rewritten: Callable[[NotebookNode], NotebookNode] | None = None,
) -> Path:
    """Write the stand-alone notebook of a lesson that has been run; return where it is kept.

    It lies in ``_build/notebooks`` and is made again only if what it is made of has changed.

    Parameters
    ----------
    project, lesson : Project, Lesson
        The lesson, whose executed notebook is stored.
    title : str
        Of the book.
    base : str
        The book's public address; empty if it has none.
    day : str
        Day of the data, ISO.
    shared : str
        Hash of what all lessons share, see `shared_fingerprint`.
    place : str
        Folder in ``_build/notebooks`` for a notebook that is rewritten.
    rewritten : callable, optional
        Takes the executed notebook and returns what is to stand alone of it.
    """
    kept = project.build / "notebooks" / place / f"{lesson.stem}.ipynb"
    stamp = kept.with_suffix(".made-of")
    made_of = json.dumps([
        hash_files([executed_path(project, lesson)], project.build),
        shared,
        [title, project.version, base, day],
    ])  # fmt: skip
    if kept.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == made_of:
        return kept
    notebook = read_executed(executed_path(project, lesson))
    about = _about(project, lesson, notebook, title=title, base=base, day=day)
    if rewritten is not None:
        notebook = rewritten(notebook)
    made = standalone(notebook, about, _source(project, base), _addresses(project, lesson, base))
    write_whole(kept, json.dumps(made, sort_keys=True, ensure_ascii=False) + "\n")
    write_whole(stamp, made_of)
    return kept


def standalone(
    notebook: NotebookNode,
    about: str,
    source: str,
    page_address: Callable[[str], str | None],
) -> dict[str, Any]:
    """Return an executed notebook as one that stands alone.

    It begins with a cell about itself and one that prepares the kernel. Text is plain Markdown,
    outputs hold what editors show and nothing that differs from run to run.

    Parameters
    ----------
    notebook : NotebookNode
        As the press has run it.
    about : str
        Text of the first cell.
    source : str
        Where pip finds the package: address or file.
    page_address : callable
        See `plain_markdown`.
    """
    values = glued_values(notebook)
    cells = [
        _cell("markdown", about),
        _cell("code", _INSTALL.format(source=source), tags=[SETUP]),
        *(_standing(cell, values, page_address) for cell in notebook.cells),
    ]
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    language = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
    return {
        "cells": numbered,
        "metadata": {"kernelspec": KERNEL, "language_info": language},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _standing(
    cell: NotebookNode,
    values: Mapping[str, str],
    page_address: Callable[[str], str | None],
) -> dict[str, Any]:
    if cell.cell_type == "markdown":
        return _cell("markdown", plain_markdown(cell.source, values, page_address))
    outputs = [shown for output in cell.outputs if (shown := _shown(output, page_address))]
    made = _cell("code", cell.source, tags=cell.metadata.get("tags", []), outputs=outputs)
    return {**made, "execution_count": cell.execution_count}


def _cell(
    kind: str, source: str, *, tags: Sequence[str] = (), outputs: Sequence[Any] = ()
) -> dict[str, Any]:
    metadata: dict[str, Any] = {"tags": list(tags)} if tags else {}
    if _FOLDED & set(tags):
        metadata["jupyter"] = {"source_hidden": True}  # JupyterLab folds it
        metadata["cellView"] = "form"  # Colab does
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"execution_count": None, "outputs": list(outputs)} if kind == "code" else {})


def _shown(
    output: Mapping[str, Any], page_address: Callable[[str], str | None]
) -> dict[str, Any] | None:
    """Return an output with what editors show of it; None if that is nothing."""
    if "data" not in output:
        return dict(output)
    data = {mime: content for mime, content in output["data"].items() if mime in _SHOWN}
    if FIGURE_MIME in output["data"]:
        del data["text/html"]  # it is drawn by a script of the book's page
        data[PICTURE_MIME] = picture(data[VEGALITE_MIME])
    elif "text/html" in data:
        data["text/html"] = plain_links(data["text/html"], page_address)
    if not any(data.values()):
        return None
    return {**output, "data": data, "metadata": {}}


def _about(
    project: Project, lesson: Lesson, notebook: NotebookNode, *, title: str, base: str, day: str
) -> str:
    return _ABOUT.format(
        title=title,
        version=project.version,
        day=day,
        number=lesson.number,
        wheel=wheel_name(project),
        where=f" from {base}/{WHEELS}/" if base else " from the book's page *Rerun it*",
        change=_CHANGE if _has_parameters(notebook) else "",
        reads=_reads(notebook),
    )


def _has_parameters(notebook: NotebookNode) -> bool:
    return any("parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells)


def _reads(notebook: NotebookNode) -> str:
    """Return in words what a lesson reads, each with its id and title."""
    read = {(one["kind"], one["id"]) for one in reads_of(notebook)}
    stored = sorted(id for kind, id in read if kind != "fact")
    facts = sum(kind == "fact" for kind, _ in read)
    listed = [f"`{id}` ({describe(id).title})" for id in stored]
    if facts:
        listed.append(f"{facts} documented fact{'s' if facts != 1 else ''}")
    return "; ".join(listed) or "no stored data, only the verdicts of the other lessons"


def _source(project: Project, base: str) -> str:
    return f"{base}/{WHEELS}/{wheel_name(project)}" if base else wheel_name(project)


def _addresses(project: Project, lesson: Lesson, base: str) -> Callable[[str], str | None]:
    return page_addresses(lesson.path.parent.relative_to(project.root).as_posix(), base)
