"""What the chapters come to on some data, to be held against what they come to on others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.figures import figures, glued_values
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.pipeline import run_stale_lessons
from treasurybook.press.run.storage import executed_path, look_into, records_path


@dataclass(frozen=True)
class ChapterRun:
    """What a chapter came to.

    Attributes
    ----------
    records : mapping of str to dict
        Its verdicts, by statement.
    titles : mapping of str to str
        Titles of its figures, by figure.
    values : mapping of str to str
        The values that its prose shows, by name, as Python text.
    """

    records: Mapping[str, Mapping[str, Any]]
    titles: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True)
class BookRun:
    """What the chapters that run came to, by chapter, and why others do not run."""

    chapters: Mapping[str, ChapterRun]
    failures: tuple[str, ...]


def book_on(project: Project, data: Path, work: Path) -> Project:
    """Return a project in `work` with the chapters of `project` and other data.

    What stood there is deleted, so that every run in it belongs to these data.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name, target in (("chapters", project.chapters), ("data", data)):
        (work / name).symlink_to(target.resolve(), target_is_directory=True)
    return Project(work)


def run_book(project: Project, *, report: Callable[[str], None] = print) -> BookRun:
    """Run the chapters of a project, as far as out of date, and read what came out.

    Parameters
    ----------
    project : Project
        Whose chapters.
    report : callable
        Takes a line about each chapter run.
    """
    failures: tuple[str, ...] = ()
    try:
        run_stale_lessons(project, keep_going=True, report=report)
    except LessonFailed as error:
        failures = (str(error),)
    chapters = {
        chapter.stem: _read(project, chapter)
        for chapter in find_lessons(project)
        if executed_path(project, chapter).exists()
    }
    return BookRun(chapters, failures)


def _read(project: Project, chapter: Lesson) -> ChapterRun:
    records = json.loads(records_path(project, chapter).read_text(encoding="utf-8"))
    notebook = look_into(executed_path(project, chapter))
    return ChapterRun(
        {record["claim"]: record for record in records},
        {figure.id: figure.title for figure in figures(notebook)},
        glued_values(notebook),
    )
