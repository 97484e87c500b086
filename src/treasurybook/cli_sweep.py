"""The command ``treasurybook sweep``: run lessons under other reasonable choices."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treasurybook.press.project import Project
    from treasurybook.press.run.lessons import Lesson
    from treasurybook.press.sweep.grid import Setting
    from treasurybook.press.sweep.sweep import Sweep

_SELDOM = 30.0  # seconds between two lines of progress where nobody watches


def add_sweep_command(commands: Any) -> None:
    """Add ``sweep`` to the parser's commands."""
    sweep = commands.add_parser(
        "sweep",
        help="run a lesson under other choices, and keep what its statements come to",
        description="Run a lesson under other choices, each alone, and gather the records into one "
        "table, _build/sweep/<lesson>.parquet and .csv. What is stored is not run again.",
    )
    which = sweep.add_mutually_exclusive_group(required=True)
    which.add_argument("lesson", nargs="?", help="number, name or file, e.g. 5.2")
    which.add_argument(
        "--all-lessons", action="store_true", help="every lesson, over what it declares"
    )
    sweep.add_argument(
        "--all", action="store_true", help="every choice that the lesson declares, and its clock"
    )
    sweep.add_argument(
        "-p", dest="assignments", metavar="NAME=A,B,C", action="append", default=[],
        help="these values of a parameter (repeatable)",
    )  # fmt: skip
    sweep.add_argument(
        "--full", action="store_true", help="all combinations, not each choice alone"
    )
    sweep.add_argument("--sample", type=int, metavar="N", help="N of all combinations, at random")
    sweep.add_argument("--seed", type=int, default=0, metavar="S", help="which N (default: 0)")
    sweep.add_argument("--yes", action="store_true", help="run a large grid without being asked")
    sweep.add_argument("--workers", type=int, default=2, metavar="N", help="lessons at a time")
    sweep.add_argument("--scheduler", metavar="ADDRESS", help="run on this Dask cluster instead")
    sweep.add_argument(
        "--publish", action="store_true",
        help="with --all-lessons: write results/firmness.csv, which the book shows; lessons whose "
        "rows there hold still are not swept",
    )  # fmt: skip
    sweep.set_defaults(command=_sweep)


def _sweep(options: argparse.Namespace) -> None:
    from treasurybook.press.errors import UnusableSweep
    from treasurybook.press.project import Project
    from treasurybook.press.run.steady import steadily
    from treasurybook.press.sweep.executors import cluster, this_machine
    from treasurybook.press.sweep.publish import publish

    if options.publish and not options.all_lessons:
        raise UnusableSweep("--publish wants --all-lessons: the book shows all or nothing")
    if options.workers < 1:
        raise UnusableSweep(f"--workers {options.workers}: give one at least")
    project = Project.here()
    grids = _grids(project, options)
    if not grids:
        print(f"{project.firmness} holds for all lessons")
        return
    place = cluster(options.scheduler) if options.scheduler else this_machine(options.workers)
    with place as executor:

        def run(shared: str) -> Sweep:
            return _run(project, grids, shared, executor)

        done = steadily(project, run)
    print(
        f"{done.wanted} runs: {done.stored} were stored, {done.done} done now, "
        f"{len(done.failures)} failed; see {project.sweeps}"
    )
    if options.publish:
        print(f"wrote {publish(project)}")


def _grids(project: Project, options: argparse.Namespace) -> list[tuple[Lesson, list[Setting]]]:
    from treasurybook.press.run.lessons import pick_lesson
    from treasurybook.press.sweep import grid
    from treasurybook.press.sweep.publish import swept_lessons, unpublished
    from treasurybook.press.sweep.sweep import refuse_large

    if options.publish:
        lessons = unpublished(project)
        if not lessons:
            return []
    elif options.all_lessons:
        lessons = swept_lessons(project)
    else:
        lessons = [pick_lesson(project, options.lesson)]
    wants_all = options.all or options.all_lessons
    spans = [
        [
            *(grid.declared_choices(project, lesson) if wants_all else ()),
            *grid.given_choices(lesson, options.assignments),
        ]
        for lesson in lessons
    ]
    if options.sample is not None:
        sizes = [min(options.sample, grid.size_of_product(one) - 1) for one in spans]
    elif options.full:
        sizes = [grid.size_of_product(one) - 1 for one in spans]
    else:
        sizes = [sum(len(choices.alternatives) for choices in one) for one in spans]
    refuse_large(sum(sizes), agreed=options.yes)
    if options.sample is not None:
        settings = [grid.sample(one, options.sample, options.seed) for one in spans]
    else:
        settings = [list(grid.product(s)) if options.full else grid.one_at_a_time(s) for s in spans]
    return list(zip(lessons, settings, strict=True))


def _run(
    project: Project, grids: list[tuple[Lesson, list[Setting]]], shared: str, executor: Any
) -> Sweep:
    from tqdm import tqdm

    from treasurybook.press.sweep.sweep import sweep

    pace = 0.5 if sys.stderr.isatty() else _SELDOM
    with tqdm(unit="run", mininterval=pace, maxinterval=pace) as bar:

        def progress(done: int, wanted: int) -> None:
            bar.total = wanted
            bar.update(done - bar.n)

        return sweep(
            project, grids, shared, executor, progress=progress, report=lambda one: bar.write(one)
        )
