"""Bring the executed lessons and their records up to date."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.press.errors import InputsMoved, LessonFailed, PressError
from treasurybook.press.project import Project
from treasurybook.press.run.figures import figures
from treasurybook.press.run.fingerprint import hash_files, lesson_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.steady import execute_unmoved, steadily

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2
METADATA_KEY = "treasurybook"


@dataclass(frozen=True)
class Run:
    """A lesson that was run, and how long it took in seconds."""

    lesson: Lesson
    seconds: float


def executed_path(project: Project, lesson: Lesson) -> Path:
    """Return where the executed notebook of `lesson` is kept."""
    return project.executed / f"{lesson.stem}.ipynb"


def records_path(project: Project, lesson: Lesson) -> Path:
    """Return where the records of `lesson` are kept."""
    return project.records / f"{lesson.stem}.json"


def read_executed(path: Path) -> NotebookNode:
    """Return the executed notebook stored at `path`."""
    import nbformat

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def is_current(project: Project, lesson: Lesson, fingerprint: str) -> bool:
    """Return whether the stored run of `lesson` was made from what `fingerprint` stands for."""
    path = executed_path(project, lesson)
    if not path.exists() or not records_path(project, lesson).exists():
        return False
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return bool(metadata.get(METADATA_KEY, {}).get("fingerprint") == fingerprint)


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
        If a cell fails. Chapters already running are finished and kept, none is begun (unless
        `keep_going`), and the former run of the failed lesson stays as it was.
    InputsMoved
        If data or package were replaced again and again.
    """
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
    pace = ALL_COMPLETED if keep_going else FIRST_EXCEPTION
    runs = _run_stale(project, first, shared, "", force, pace, report)
    if last:
        found = hash_files([records_path(project, lesson) for lesson in first], project.root)
        runs += _run_stale(project, last, shared, found, force, pace, report)
    return runs


def _run_stale(
    project: Project,
    lessons: list[Lesson],
    shared: str,
    records: str,
    force: bool,
    until: str,
    report: Callable[[str], None],
) -> list[Run]:
    """Run, in parallel, those of `lessons` that are stale.

    `shared` and `records` are hashes of what they all read, `until` is what ends the wait,
    ALL_COMPLETED or FIRST_EXCEPTION.
    """
    read = shared + records
    stale = [
        (lesson, fingerprint)
        for lesson in lessons
        if not is_current(project, lesson, fingerprint := lesson_fingerprint(lesson, read)) or force
    ]
    # Threads suffice: each lesson computes in a kernel process of its own.
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        futures = [
            pool.submit(_run_and_store, project, lesson, fingerprint, shared, report)
            for lesson, fingerprint in stale
        ]
        wait(futures, return_when=until)
        for future in futures:
            future.cancel()
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


def _run_and_store(
    project: Project,
    lesson: Lesson,
    fingerprint: str,
    shared: str,
    report: Callable[[str], None],
) -> Run:
    start = time.perf_counter()
    notebook = execute_unmoved(project, lesson, shared)
    notebook.metadata[METADATA_KEY] = {"lesson": lesson.stem, "fingerprint": fingerprint}
    store(project, lesson, notebook)
    run = Run(lesson, time.perf_counter() - start)
    report(f"ran {lesson.stem} in {run.seconds:.1f} s")
    return run


def store(project: Project, lesson: Lesson, notebook: NotebookNode) -> None:
    """Write the records, then the notebook, whose fingerprint declares both complete."""
    from treasurybook.press.run.evidence import with_evidence

    found = with_evidence(notebook, lesson.stem, version=project.version, data=project.data_day)
    records = json.dumps(found, indent=1, ensure_ascii=False)
    write_whole(records_path(project, lesson), records + "\n")
    write_notebook(executed_path(project, lesson), notebook)


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write `notebook` as an .ipynb file, at one stroke."""
    import nbformat

    write_whole(path, nbformat.writes(notebook) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` at one stroke: readers see the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _drop_orphans(project: Project, lessons: list[Lesson]) -> None:
    """Delete runs of lessons that no longer exist."""
    stems = {lesson.stem for lesson in lessons}
    for folder, suffix in ((project.executed, ".ipynb"), (project.records, ".json")):
        for path in folder.rglob(f"*{suffix}"):
            if path.relative_to(folder).with_suffix("").as_posix() not in stems:
                path.unlink()
        for path in [path for path in folder.glob("*/") if not any(path.iterdir())]:
            path.rmdir()


def _refuse_shared_figure_ids(project: Project, lessons: list[Lesson]) -> None:
    """Raise PressError if two figures of the book have one id: it names their data files."""
    owners: dict[str, str] = {}
    for lesson in lessons:
        for figure in figures(read_executed(executed_path(project, lesson))):
            if figure.id in owners:
                raise PressError(
                    f"figure id {figure.id!r} is used in {owners[figure.id]} and again in "
                    f"{lesson.stem}; give one of them another id"
                )
            owners[figure.id] = lesson.stem
