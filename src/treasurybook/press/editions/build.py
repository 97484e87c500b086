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
from treasurybook.press.editions.student import student_source
from treasurybook.press.editions.teacher import teacher_source
from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.storage import executed_path, read_executed

PLANS = Path("book") / "plans"


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
    """
    build_book(project)
    place = project.build / edition
    write_sources(project, edition, place)
    own = {"TREASURYBOOK_ROOT": str(place)}
    done = subprocess.run([sys.executable, "-m", "treasurybook", "book"], env=os.environ | own)
    if done.returncode:
        raise BuildFailed(f"the edition for the {edition} was not built: see above")
    return Project(place).html


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
    results = project.firmness.parent.relative_to(project.root)
    for folder in ("book", "chapters", "data", results):
        shutil.rmtree(place / folder, ignore_errors=True)
        if (project.root / folder).exists():
            shutil.copytree(project.root / folder, place / folder, copy_function=link_or_copy)
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        if (project.root / name).exists():
            shutil.copy2(project.root / name, place / name)
    for path, source in sources.items():
        copy = place / path.relative_to(project.root)
        copy.unlink()  # a link to the lesson itself
        copy.write_text(source, encoding="utf-8")
