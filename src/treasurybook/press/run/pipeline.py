"""Bring the executed chapters and their records up to date."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.press.errors import ChapterFailed, InputsMoved, PressError
from treasurybook.press.project import Project
from treasurybook.press.run.chapters import Chapter, find_chapters
from treasurybook.press.run.figures import figures
from treasurybook.press.run.fingerprint import chapter_fingerprint, hash_files
from treasurybook.press.run.steady import execute_unmoved, steadily

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2
METADATA_KEY = "treasurybook"


@dataclass(frozen=True)
class Run:
    """A chapter that was run, and how long it took in seconds."""

    chapter: Chapter
    seconds: float


def executed_path(project: Project, chapter: Chapter) -> Path:
    """Return where the executed notebook of `chapter` is kept."""
    return project.executed / f"{chapter.stem}.ipynb"


def records_path(project: Project, chapter: Chapter) -> Path:
    """Return where the records of `chapter` are kept."""
    return project.records / f"{chapter.stem}.json"


def read_executed(path: Path) -> NotebookNode:
    """Return the executed notebook stored at `path`."""
    import nbformat

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def is_current(project: Project, chapter: Chapter, fingerprint: str) -> bool:
    """Return whether the stored run of `chapter` was made from what `fingerprint` stands for."""
    path = executed_path(project, chapter)
    if not path.exists() or not records_path(project, chapter).exists():
        return False
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return bool(metadata.get(METADATA_KEY, {}).get("fingerprint") == fingerprint)


def run_stale_chapters(
    project: Project,
    *,
    force: bool = False,
    keep_going: bool = False,
    report: Callable[[str], None] = print,
) -> list[Run]:
    """Run, in parallel, every chapter whose stored run is out of date.

    Chapters that read the records of others come after them. If data or package are replaced
    meanwhile, as a refresh does, all that is out of date then is run again: no run mixes two
    snapshots, and all are of the same.

    Parameters
    ----------
    project : Project
        The project whose chapters are wanted.
    force : bool
        Run all chapters, stale or not.
    keep_going : bool
        Begin further chapters although one has failed.
    report : callable
        Takes a line about each chapter run.

    Returns
    -------
    list of Run
        The chapters that were run; empty if all were up to date.

    Raises
    ------
    ChapterFailed
        If a cell fails. Chapters already running are finished and kept, none is begun (unless
        `keep_going`), and the former run of the failed chapter stays as it was.
    InputsMoved
        If data or package were replaced again and again.
    """
    runs = steadily(
        project, lambda shared: _run_all(project, shared, force, keep_going, report), report
    )
    _refuse_shared_figure_ids(project, find_chapters(project))
    return runs


def _run_all(
    project: Project,
    shared: str,
    force: bool,
    keep_going: bool,
    report: Callable[[str], None],
) -> list[Run]:
    chapters = find_chapters(project)
    _drop_orphans(project, chapters)
    first = [chapter for chapter in chapters if not chapter.reads_records]
    last = [chapter for chapter in chapters if chapter.reads_records]
    pace = ALL_COMPLETED if keep_going else FIRST_EXCEPTION
    runs = _run_stale(project, first, shared, "", force, pace, report)
    if last:
        found = hash_files([records_path(project, chapter) for chapter in first], project.root)
        runs += _run_stale(project, last, shared, found, force, pace, report)
    return runs


def _run_stale(
    project: Project,
    chapters: list[Chapter],
    shared: str,
    records: str,
    force: bool,
    until: str,
    report: Callable[[str], None],
) -> list[Run]:
    """Run, in parallel, those of `chapters` that are stale.

    `shared` and `records` are hashes of what they all read, `until` is what ends the wait,
    ALL_COMPLETED or FIRST_EXCEPTION.
    """
    read = shared + records
    stale = [
        (chapter, fingerprint)
        for chapter in chapters
        if not is_current(project, chapter, fingerprint := chapter_fingerprint(chapter, read))
        or force
    ]
    # Threads suffice: each chapter computes in a kernel process of its own.
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        futures = [
            pool.submit(_run_and_store, project, chapter, fingerprint, shared, report)
            for chapter, fingerprint in stale
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
    if len(failures) > 1 and all(isinstance(error, ChapterFailed) for error in failures):
        raise ChapterFailed("\n".join(str(error) for error in failures))
    return [future.result() for future in finished]


def _run_and_store(
    project: Project,
    chapter: Chapter,
    fingerprint: str,
    shared: str,
    report: Callable[[str], None],
) -> Run:
    start = time.perf_counter()
    notebook = execute_unmoved(project, chapter, shared)
    notebook.metadata[METADATA_KEY] = {"chapter": chapter.stem, "fingerprint": fingerprint}
    store(project, chapter, notebook)
    run = Run(chapter, time.perf_counter() - start)
    report(f"ran {chapter.stem} in {run.seconds:.1f} s")
    return run


def store(project: Project, chapter: Chapter, notebook: NotebookNode) -> None:
    """Write the records, then the notebook, whose fingerprint declares both complete."""
    from treasurybook.ledger.records import from_notebook

    records = json.dumps(from_notebook(notebook), indent=1, ensure_ascii=False)
    write_whole(records_path(project, chapter), records + "\n")
    write_notebook(executed_path(project, chapter), notebook)


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


def _drop_orphans(project: Project, chapters: list[Chapter]) -> None:
    """Delete runs of chapters that no longer exist."""
    stems = {chapter.stem for chapter in chapters}
    for folder, suffix in ((project.executed, ".ipynb"), (project.records, ".json")):
        for path in folder.glob(f"*{suffix}"):
            if path.stem not in stems:
                path.unlink()


def _refuse_shared_figure_ids(project: Project, chapters: list[Chapter]) -> None:
    """Raise PressError if two figures of the book have one id: it names their data files."""
    owners: dict[str, str] = {}
    for chapter in chapters:
        for figure in figures(read_executed(executed_path(project, chapter))):
            if figure.id in owners:
                raise PressError(
                    f"figure id {figure.id!r} is used in {owners[figure.id]} and again in "
                    f"{chapter.stem}; give one of them another id"
                )
            owners[figure.id] = chapter.stem
