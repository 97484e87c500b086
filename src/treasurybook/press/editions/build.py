"""Build an edition: the lessons' sources rewritten in a copy of the project, and a site of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from treasurybook.files.linking import link_or_copy
from treasurybook.press.book import build_book
from treasurybook.press.editions.answers import answers, keys
from treasurybook.press.editions.for_teachers import drop_plans
from treasurybook.press.editions.leaks import leaks, solutions_of
from treasurybook.press.editions.student import student_source
from treasurybook.press.editions.teacher import teacher_source
from treasurybook.press.errors import BuildFailed, SolutionLeaked
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.storage import executed_path, read_executed

PLANS = Path("book") / "plans"

_FOLDERS = ("book", "chapters", "data", "results", "src")
_FILES = (
    "*.yml",
    "*.toml",
    "*.cff",
    "*.md",
    "LICENSE*",
    "Makefile",
    "requirements*.txt",
    "hatch*.py",
)
"""What a project is made of: an edition is one that can be handed out, and run by who gets it."""


def build_edition(project: Project, edition: str) -> Path:
    """Build an edition of the book and return the folder of its site.

    The book itself is built first, for the answers come from its executed lessons. The edition then
    is a book of its own, in ``_build/<edition>``, and is built like any other.

    Parameters
    ----------
    project : Project
        The book.
    edition : str
        ``"student"`` or ``"teacher"``.

    Raises
    ------
    PressError
        If the book or the edition cannot be built; a former edition stays.
    SolutionLeaked
        If a file of the students' site tells something of a solution; the site is deleted.
    """
    build_book(project)
    place = project.build / edition
    write_sources(project, edition, place)
    own = {"TREASURYBOOK_ROOT": str(place)}
    done = subprocess.run([sys.executable, "-m", "treasurybook", "book"], env=os.environ | own)
    if done.returncode:
        raise BuildFailed(f"the edition for the {edition} was not built: see above")
    html = Project(place).html
    if edition == "student":
        refuse_leaks(project, html)
    return html


def refuse_leaks(project: Project, html: Path) -> None:
    """Delete a site for students that tells something of a solution of the book.

    Raises
    ------
    SolutionLeaked
        If it does; the message names each file and what it tells.
    """
    found = leaks(html, solutions_of(project))
    if found:
        shutil.rmtree(html)
        raise SolutionLeaked(
            "the site for students told what it must not, and was deleted:\n" + "\n".join(found)
        )


def write_sources(project: Project, edition: str, place: Path) -> None:
    """Write the project of an edition to a folder; what was built in it stays.

    Raises
    ------
    UnsoundExercise
        If an exercise lacks what it needs.
    """
    sources = {}
    for lesson in find_lessons(project):
        notebook = read_executed(executed_path(project, lesson))
        sources[lesson.path] = (
            student_source(lesson.path, keys(notebook))
            if edition == "student"
            else teacher_source(lesson.path, answers(notebook), project.root / PLANS)
        )
    place.mkdir(parents=True, exist_ok=True)
    for folder in filter(lambda name: (project.root / name).exists(), _FOLDERS):
        shutil.rmtree(place / folder, ignore_errors=True)
        shutil.copytree(
            project.root / folder,
            place / folder,
            copy_function=link_or_copy,
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
        )
    for path in (path for pattern in _FILES for path in project.root.glob(pattern)):
        shutil.copy2(path, place / path.name)
    for path, source in sources.items():
        copy = place / path.relative_to(project.root)
        copy.unlink()  # a link to the lesson itself
        copy.write_text(source, encoding="utf-8")
    if edition == "student":
        drop_plans(place)
