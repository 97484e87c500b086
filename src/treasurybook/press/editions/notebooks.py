"""A lesson's notebook for students: executed as it stands in the book, exercises open, no solution.

It is made of the source of the students' edition, so what is cut out there is cut out here. What
the cells of the lesson show is carried over from the run of the book; the cells for answers have
not been run. Like the notebook with solutions it is made to stand alone before it is offered.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from treasurybook.press.editions.answers import keys
from treasurybook.press.editions.student import student_source, with_check
from treasurybook.press.run.lessons import Lesson, as_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = "_notebooks/student"


def address(lesson: Lesson) -> str:
    """Return where the student's notebook of a lesson stands, from the root of the site."""
    return f"{FOLDER}/{lesson.stem}.ipynb"


def has_one(lesson: Lesson) -> bool:
    """Return whether there is a solution to be cut out; in the students' edition there is none."""
    return "```{solution-start}" in lesson.path.read_text(encoding="utf-8")


def student_notebook(lesson: Lesson, executed: NotebookNode) -> NotebookNode:
    """Return the notebook of a lesson for students.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    executed : NotebookNode
        Its executed notebook, with solutions.

    Raises
    ------
    UnsoundExercise
        If an exercise lacks what it needs.
    """
    notebook = as_notebook(student_source(lesson.path, keys(executed)))
    shown: dict[str, list[NotebookNode]] = defaultdict(list)
    for cell in executed.cells:
        shown[with_check(cell.source)].append(cell)
    for cell in notebook.cells:
        if cell.cell_type == "code" and shown[cell.source]:
            as_run = shown[cell.source].pop(0)
            cell.outputs, cell.execution_count = as_run.outputs, as_run.execution_count
    del notebook.metadata["source_map"]
    return notebook
