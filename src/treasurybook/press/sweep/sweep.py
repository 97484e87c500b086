"""Run a grid of settings on whatever executor there is, and keep what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Executor, as_completed
from dataclasses import dataclass

from treasurybook.press.errors import InputsMoved, UnusableSweep
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.sweep.grid import Setting, named
from treasurybook.press.sweep.runs import Job, run_job
from treasurybook.press.sweep.store import RunStore

LARGEST = 500
"""Runs that a sweep does without being asked twice."""


@dataclass(frozen=True)
class Sweep:
    """What a sweep was: how many runs were wanted, stored before, done, and which of these failed.

    Attributes
    ----------
    wanted, stored, done
        Numbers of runs.
    failures
        A line for each run that failed, those stored before included.
    """

    wanted: int
    stored: int
    done: int
    failures: tuple[str, ...]


def refuse_large(size: int, *, agreed: bool) -> None:
    """Raise UnusableSweep if a grid is empty, or has more than `LARGEST` runs and nobody agreed."""
    if size < 1:
        raise UnusableSweep("the grid is empty: give --all, or -p name=a,b,c, or a larger --sample")
    if size > LARGEST and not agreed:
        raise UnusableSweep(
            f"the grid has {size:,} runs, more than {LARGEST}: give --yes to run them all, or "
            "--sample N to run some"
        )


def sweep(
    project: Project,
    grids: Iterable[tuple[Lesson, list[Setting]]],
    shared: str,
    executor: Executor,
    *,
    progress: Callable[[int, int], None],
    report: Callable[[str], None],
) -> Sweep:
    """Run every setting that is not stored, each once, and keep the results as they come.

    Parameters
    ----------
    project : Project
        Whose lessons.
    grids : iterable of (Lesson, list of settings)
        What to run.
    shared : str
        The fingerprint of what all lessons share.
    executor : concurrent.futures.Executor
        Where to run it: threads of this machine, whose kernels are processes of their own, or a
        cluster.
    progress : callable
        Takes the number of runs that are done, and of those to be done.
    report : callable
        Takes a line about each run that fails.

    Raises
    ------
    InputsMoved
        If data or package are replaced meanwhile, or a worker has others. What is done stays.
    """
    stores = {lesson.stem: RunStore(project, lesson, shared) for lesson, _ in grids}
    wanted = (stores[lesson.stem].job(one) for lesson, settings in grids for one in settings)
    jobs = list({job.fingerprint: job for job in wanted}.values())
    missing = [job for job in jobs if not stores[job.lesson].has(job)]
    progress(0, len(missing))
    lost = []
    futures = {executor.submit(run_job, job): job for job in missing}
    try:
        for number, future in enumerate(as_completed(futures), start=1):
            try:
                result = future.result()
            except InputsMoved:
                raise
            except (Exception, CancelledError) as error:  # of the cluster, not of the lesson
                lost.append(f"{_told(futures[future])}: lost, and not stored: {error}")
                report(lost[-1])
            else:
                stores[result.job.lesson].keep(result)
                if result.failure:
                    report(f"{_told(result.job)}: {_in_one_line(result.failure)}")
            progress(number, len(missing))
    finally:
        for future in futures:
            future.cancel()
    for store in stores.values():
        store.write_tables()
    failures = [
        f"{_told(one.job)}: {_in_one_line(one.failure)}"
        for store in stores.values()
        for one in store.results()
        if one.failure
    ]
    return Sweep(len(jobs), len(jobs) - len(missing), len(missing), (*failures, *lost))


def _told(job: Job) -> str:
    return f"{job.lesson} with {named(job.setting)}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
