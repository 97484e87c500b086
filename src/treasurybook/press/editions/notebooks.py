"""A lesson's notebook for students: executed as it stands in the book, exercises open, no solution.

It is made of the source of the students' edition, so what is cut out there is cut out here. What
the cells of the lesson show is carried over from the run of the book; the cells for answers have
not been run. The quiz, of which the source names the right choices, becomes questions whose choices
unfold to what is said to them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.press.editions.answers import keys
from treasurybook.press.editions.student import student_source, with_check
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, as_notebook, find_lessons
from treasurybook.press.run.storage import executed_path, read_executed
from treasurybook.press.site.quiz import questions_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = "_notebooks/student"
_QUIZ = re.compile(r"^```\{quiz\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def address(lesson: Lesson) -> str:
    """Return where the student's notebook of a lesson stands, from the root of the site."""
    return f"{FOLDER}/{lesson.stem}.ipynb"


def has_one(lesson: Lesson) -> bool:
    """Return whether there is a solution to be cut out; in the students' edition there is none."""
    return "```{solution-start}" in lesson.path.read_text(encoding="utf-8")


def write_notebooks(project: Project, html: Path) -> None:
    """Write the student's notebook of each lesson that has exercises with solutions.

    Parameters
    ----------
    project : Project
        The book, whose lessons have been run.
    html : Path
        The folder of the built site.
    """
    from nbformat.v4 import writes

    for lesson in filter(has_one, find_lessons(project)):
        path = html / address(lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = student_notebook(lesson, read_executed(executed_path(project, lesson)))
        path.write_text(writes(notebook) + "\n", encoding="utf-8")


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
        if cell.cell_type == "markdown":
            cell.source = _QUIZ.sub(lambda quiz: "\n".join(_unfolding(quiz[1])), cell.source)
        elif shown[cell.source]:
            as_run = shown[cell.source].pop(0)
            cell.outputs, cell.execution_count = as_run.outputs, as_run.execution_count
    del notebook.metadata["source_map"]
    return notebook


def _unfolding(quiz: str) -> Iterator[str]:
    for number, question in enumerate(questions_of(quiz), start=1):
        yield f"**{number}.** {question.ask}\n"
        for is_right, said, because in question.choices:
            feedback = f"{'Right' if is_right else 'No'}. {because}"
            yield f"<details><summary>{said}</summary>\n\n{feedback}\n\n</details>\n"
