"""One run of a sweep: a lesson under one setting, wherever there is a processor for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from treasurybook.press.errors import InputsMoved, LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.evidence import parameters_behind, records_of
from treasurybook.press.run.execute import kernels_for
from treasurybook.press.run.fingerprint import lesson_fingerprint, shared_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.steady import execute_unmoved

if TYPE_CHECKING:
    from treasurybook.press.run.kernels import Kernels

KEPT = (
    "claim", "verdict", "unit", "as_written", "latest", "difference", "other", "parts", "result",
    "evidence_to",
)  # fmt: skip
"""What is kept of a record: all that a parameter can move."""

_kernels: dict[tuple[str, str], Kernels] = {}
_starting = Lock()


@dataclass(frozen=True)
class Job:
    """A lesson to be run under a setting.

    Attributes
    ----------
    root
        The folder of the project.
    lesson
        Stem of the lesson.
    setting
        The parameters that differ from those written in it.
    names
        All parameters of the lesson.
    fingerprint
        What the result will depend on, the setting included: it names the result.
    """

    root: str
    lesson: str
    setting: Mapping[str, Any]
    names: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True)
class Result:
    """What a run came to.

    Attributes
    ----------
    job
        What was run.
    records
        Of the records that the lesson left, what `KEPT` names; none if it failed.
    behind
        By claim, the parameters on which its answer hangs; of the lesson as published only.
    failure
        Empty, or why the lesson did not run to its end: lesson, line, cell and error.
    seconds
        How long it took.
    """

    job: Job
    records: tuple[Mapping[str, Any], ...]
    behind: Mapping[str, tuple[str, ...]]
    failure: str
    seconds: float


def run_job(job: Job) -> Result:
    """Run a lesson under a setting; a lesson that fails is a result too.

    Raises
    ------
    InputsMoved
        If lesson, data, package or environment are not, or no longer, those of the job.
    """
    start = time.perf_counter()
    project = Project(Path(job.root))
    lesson = Lesson(project.chapters, job.lesson)
    shared = shared_fingerprint(project)
    if lesson_fingerprint(lesson, shared, job.setting) != job.fingerprint:
        raise InputsMoved(
            f"{job.lesson}: the worker has another lesson, package, environment or other data than "
            "the one that asks; give all of them the same checkout and the same packages"
        )
    try:
        notebook = execute_unmoved(
            project, lesson, shared, job.setting, kernels=_kernels_of(project, shared)
        )
    except LessonFailed as error:
        return Result(job, (), {}, str(error), time.perf_counter() - start)
    behind = {} if job.setting else parameters_behind(notebook, frozenset(job.names))
    return Result(
        job,
        tuple({key: one[key] for key in KEPT} for one in records_of(notebook)),
        {claim: tuple(sorted(names)) for claim, names in behind.items()},
        "",
        time.perf_counter() - start,
    )


def _kernels_of(project: Project, shared: str) -> Kernels:
    """Return this process's kernels for a state of a project, started once for all its runs.

    Kernels hold claims and package as they were when the first was started, and a worker may live
    through many sweeps.
    """
    state = str(project.root), shared
    with _starting:
        if state not in _kernels:
            _kernels[state] = kernels_for(project, find_lessons(project))
        return _kernels[state]


def end_kernels() -> None:
    """End the kernels that this process has started, with all that runs in them."""
    with _starting:
        while _kernels:
            _kernels.popitem()[1].stop()
