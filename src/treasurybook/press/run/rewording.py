"""A lesson whose prose alone changed keeps its results: no code of it reads its prose."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import differ_in_text_only
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.storage import executed_path, read_executed, store, stored_origin

if TYPE_CHECKING:
    from nbformat import NotebookNode

_OF_RUNS = {"execution", "language_info", "papermill"}
"""Metadata of notebooks and cells that a run adds."""


def keep_results(
    project: Project, lesson: Lesson, fingerprint: str, *, report: Callable[[str], None]
) -> bool:
    """Put the lesson's present prose around the results of its stored run, if they are its own.

    Parameters
    ----------
    project, lesson
        A lesson whose stored run is out of date.
    fingerprint : str
        What stands for all that a run of it would be made from.
    report : callable
        Takes a line if the results are kept.

    Returns
    -------
    bool
        Whether its code, tags included, and all that it may read are what they were: its stored run
        is up to date now. Otherwise nothing is done, and the lesson must run.
    """
    origin = stored_origin(project, lesson)
    if origin is None or not differ_in_text_only(origin["fingerprint"], fingerprint):
        return False
    stored, present = read_executed(executed_path(project, lesson)), lesson.read()
    if _program(stored) != _program(present):
        return False
    results = iter(_code(stored))
    present.cells = [next(results) if x.cell_type == "code" else x for x in present.cells]
    present.metadata |= {k: v for k, v in stored.metadata.items() if k in _OF_RUNS}
    store(project, lesson, present, fingerprint)
    report(f"kept the results of {lesson.stem}: its prose alone changed")
    return True


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _program(notebook: NotebookNode) -> list[tuple[str, dict[str, Any]]]:
    """Return the cells of code with what the lesson says of them; some tags rule what they do."""
    return [
        (cell.source, {"tags": []} | {k: v for k, v in cell.metadata.items() if k not in _OF_RUNS})
        for cell in _code(notebook)
    ]
