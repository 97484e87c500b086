"""Runs that read one snapshot all the while, although a refresh may replace it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from treasurybook.press.errors import DamagedData, InputsMoved, LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.fingerprint import shared_fingerprint
from treasurybook.press.run.lessons import Lesson

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from treasurybook.press.run.kernels import Kernels

ATTEMPTS = 3

Result = TypeVar("Result")


def execute_unmoved(
    project: Project,
    lesson: Lesson,
    shared: str,
    parameters: Mapping[str, object] | None = None,
    *,
    kernels: Kernels | None = None,
) -> NotebookNode:
    """Execute a lesson, and make sure that what it read was the same all the while.

    Parameters
    ----------
    project, lesson, parameters, kernels
        As `execute_lesson` takes them.
    shared : str
        The shared fingerprint from before the run.

    Raises
    ------
    InputsMoved
        If the shared fingerprint is another after the run.
    LessonFailed
        If a cell fails, and not because files were replaced under it.
    """
    try:
        notebook = execute_lesson(project, lesson, parameters, kernels=kernels)
    except LessonFailed as error:
        _refuse_moved(project, lesson, shared, error)
        raise
    _refuse_moved(project, lesson, shared)
    return notebook


def steadily(
    project: Project, work: Callable[[str], Result], report: Callable[[str], None] = print
) -> Result:
    """Do `work` on sound data, and do it again if data or package were replaced meanwhile.

    Whatever computes on the data begins here, so that nothing computes on damaged data.

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
    DamagedData
        If what is stored is not what its description says.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return work(_sound_fingerprint(project))
        except (InputsMoved, FileNotFoundError) as moved:
            report(f"{moved}: once more")
    return work(_sound_fingerprint(project))


def _sound_fingerprint(project: Project) -> str:
    """Return the shared fingerprint of data that were verified."""
    from treasurybook.snapshot.verification import verify

    before = shared_fingerprint(project)
    report = verify(project.data, quick=True)
    if report.ok:
        return before
    if shared_fingerprint(project) != before:
        raise InputsMoved("the data were replaced while they were verified")
    raise DamagedData(f"the stored data do not pass `treasurybook data verify`:\n{report}")


def _refuse_moved(
    project: Project, lesson: Lesson, shared: str, cause: LessonFailed | None = None
) -> None:
    try:
        moved = shared_fingerprint(project) != shared
    except FileNotFoundError:  # it was listed, and went before it was read
        moved = True
    if moved:
        raise InputsMoved(
            f"{lesson.stem}: the data or the package were replaced while it ran; "
            "its result is not kept"
        ) from cause
