"""Runs that read one snapshot all the while, although a refresh may replace it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from treasurybook.press.errors import ChapterFailed, InputsMoved
from treasurybook.press.project import Project
from treasurybook.press.run.chapters import Chapter
from treasurybook.press.run.execute import execute_chapter
from treasurybook.press.run.fingerprint import shared_fingerprint

if TYPE_CHECKING:
    from nbformat import NotebookNode

ATTEMPTS = 3

Result = TypeVar("Result")


def execute_unmoved(
    project: Project,
    chapter: Chapter,
    shared: str,
    parameters: Mapping[str, object] | None = None,
) -> NotebookNode:
    """Execute a chapter, and make sure that what it read was the same all the while.

    Parameters
    ----------
    project, chapter, parameters
        As `execute_chapter` takes them.
    shared : str
        The shared fingerprint from before the run.

    Raises
    ------
    InputsMoved
        If the shared fingerprint is another after the run.
    ChapterFailed
        If a cell fails, and not because files were replaced under it.
    """
    try:
        notebook = execute_chapter(project, chapter, parameters)
    except ChapterFailed as error:
        _refuse_moved(project, chapter, shared, error)
        raise
    _refuse_moved(project, chapter, shared)
    return notebook


def steadily(
    project: Project, work: Callable[[str], Result], report: Callable[[str], None] = print
) -> Result:
    """Do `work`, and do it again if data or package were replaced meanwhile.

    Parameters
    ----------
    project : Project
        The project whose inputs are read.
    work : callable
        Takes the shared fingerprint and raises `InputsMoved` if it no longer holds.
    report : callable
        Takes a line about a new beginning.

    Raises
    ------
    InputsMoved
        If they were replaced in every attempt.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return work(shared_fingerprint(project))
        except (InputsMoved, FileNotFoundError) as moved:
            report(f"{moved}: once more")
    return work(shared_fingerprint(project))


def _refuse_moved(
    project: Project, chapter: Chapter, shared: str, cause: ChapterFailed | None = None
) -> None:
    try:
        moved = shared_fingerprint(project) != shared
    except FileNotFoundError:  # it was listed, and went before it was read
        moved = True
    if moved:
        raise InputsMoved(
            f"{chapter.stem}: the data or the package were replaced while it ran; "
            "its result is not kept"
        ) from cause
