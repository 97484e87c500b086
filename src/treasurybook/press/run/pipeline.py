"""Bring the executed lessons and their records up to date."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from treasurybook.press.errors import InputsMoved, LessonFailed, PressError
from treasurybook.press.project import Project
from treasurybook.press.run.execute import kernels_for
from treasurybook.press.run.figures import figures
from treasurybook.press.run.fingerprint import hash_files, lesson_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.locking import locked
from treasurybook.press.run.origin import write_origins
from treasurybook.press.run.rewording import keep_results
from treasurybook.press.run.steady import execute_unmoved, steadily
from treasurybook.press.run.storage import (
    executed_path,
    is_current,
    look_into,
    records_path,
    store,
)

if TYPE_CHECKING:
    from treasurybook.press.run.kernels import Kernels

WORKERS = 2


@dataclass(frozen=True)
class Run:
    """A lesson that was run, and how long it took in seconds."""

    lesson: Lesson
    seconds: float


def run_stale_lessons(
    project: Project,
    *,
    force: bool = False,
    keep_going: bool = False,
    report: Callable[[str], None] = print,
) -> list[Run]:
    """Run, in parallel, every lesson whose stored run is out of date.

    Chapters that read the records of others come after them. If data or package are replaced
    meanwhile, as a refresh does, all that is out of date then is run again: no run mixes two
    snapshots, and all are of the same.

    Parameters
    ----------
    project : Project
        The project whose lessons are wanted.
    force : bool
        Run all lessons, stale or not.
    keep_going : bool
        Begin further lessons although one has failed.
    report : callable
        Takes a line about each lesson run.

    Returns
    -------
    list of Run
        The lessons that were run; empty if all were up to date.

    Raises
    ------
    LessonFailed
        If a cell fails. Lessons already running are finished and kept, none is begun (unless
        `keep_going`), and the former run of the failed lesson stays as it was.
    InputsMoved
        If data or package were replaced again and again.
    DamagedData
        If what is stored is not what its description says.
    Locked
        If another process is at work on the same checkout.
    """
    with locked(project):
        runs = steadily(
            project, lambda shared: _run_all(project, shared, force, keep_going, report), report
        )
        _refuse_shared_figure_ids(project, find_lessons(project))
    return runs


def _run_all(
    project: Project,
    shared: str,
    force: bool,
    keep_going: bool,
    report: Callable[[str], None],
) -> list[Run]:
    lessons = find_lessons(project)
    _drop_orphans(project, lessons)
    first = [lesson for lesson in lessons if not lesson.reads_records]
    last = [lesson for lesson in lessons if lesson.reads_records]
    stale = _stale(project, first, shared, force, report)
    pace = ALL_COMPLETED if keep_going else FIRST_EXCEPTION
    with ExitStack() as kernels_in_use:

        @cache
        def kernels() -> Kernels:
            wanted = [lesson for lesson, _ in stale] or last
            return kernels_in_use.enter_context(kernels_for(project, wanted))

        def run(lesson: Lesson, fingerprint: str) -> Run:
            start = time.perf_counter()
            notebook = execute_unmoved(project, lesson, shared, kernels=kernels())
            store(project, lesson, notebook, fingerprint)
            done = Run(lesson, time.perf_counter() - start)
            report(f"ran {lesson.stem} in {done.seconds:.1f} s")
            return done

        runs = _run_each(run, stale, pace, kernels)
        origins = write_origins(project, first)
        if last:
            read = [origins, *(records_path(project, lesson) for lesson in first)]
            if project.firmness.exists():
                read.append(project.firmness)
            found = hash_files(read, project.root)
            late = _stale(project, last, shared + found, force, report)
            runs += _run_each(run, late, pace, kernels)
        if runs and kernels().remark:
            report(f"note: {kernels().remark}")
        return runs


def _stale(
    project: Project,
    lessons: list[Lesson],
    read: str,
    force: bool,
    report: Callable[[str], None],
) -> list[tuple[Lesson, str]]:
    """Return those of `lessons` that must run, with the fingerprint that their run will have."""
    with_prints = [(lesson, lesson_fingerprint(lesson, read)) for lesson in lessons]
    if force:
        return with_prints
    stale = [one for one in with_prints if not is_current(project, *one)]
    return [one for one in stale if not keep_results(project, *one, report=report)]


def _run_each(
    run: Callable[[Lesson, str], Run],
    stale: list[tuple[Lesson, str]],
    until: str,
    kernels: Callable[[], Kernels],
) -> list[Run]:
    """Run lessons in parallel; `until` is what ends the wait, ALL_COMPLETED or FIRST_EXCEPTION."""
    if not stale:
        return []
    started = kernels()
    # Threads suffice: each lesson computes in a kernel process of its own.
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        try:  # from the first on: a lesson may run before the next one is handed over
            futures = [pool.submit(run, *one) for one in stale]
            wait(futures, return_when=until)
        except BaseException:  # Ctrl-C: what runs ends with its kernel
            started.stop()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return _results(futures)


def _results(futures: list[Future[Run]]) -> list[Run]:
    finished = [future for future in futures if not future.cancelled()]
    failures = [error for future in finished if (error := future.exception())]
    for error in failures:
        if isinstance(error, InputsMoved):
            raise error
    if len(failures) > 1 and all(isinstance(error, LessonFailed) for error in failures):
        raise LessonFailed("\n".join(str(error) for error in failures))
    return [future.result() for future in finished]


def _drop_orphans(project: Project, lessons: list[Lesson]) -> None:
    """Delete runs of lessons that no longer exist, and drafts that were never finished."""
    stems = {lesson.stem for lesson in lessons}
    for folder in (project.executed, project.records):
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            if path.relative_to(folder).with_suffix("").as_posix() not in stems:
                path.unlink()
        for path in [path for path in folder.glob("*/") if not any(path.iterdir())]:
            path.rmdir()


def _refuse_shared_figure_ids(project: Project, lessons: list[Lesson]) -> None:
    """Raise PressError if two figures of the book have one id: it names their data files."""
    owners: dict[str, str] = {}
    for lesson in lessons:
        for figure in figures(look_into(executed_path(project, lesson))):
            if figure.id in owners:
                raise PressError(
                    f"figure id {figure.id!r} is used in {owners[figure.id]} and again in "
                    f"{lesson.stem}; give one of them another id"
                )
            owners[figure.id] = lesson.stem
