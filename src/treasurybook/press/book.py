"""Build the whole book, or nothing if nothing changed."""

from __future__ import annotations

import io
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from hashlib import sha256

from treasurybook.press.errors import BuildFailed, InputsMoved
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import files_below, hash_files, shared_fingerprint

STAMP = ".built-from"


def build_book(project: Project, *, force: bool = False) -> None:
    """Build the site in ``_build/html`` with warnings as errors.

    The stamp in the site's folder names the inputs it was built from; when they are the same
    still, there is nothing to do.

    Parameters
    ----------
    project : Project
        The project to build.
    force : bool
        Run all lessons and write all pages, changed or not.

    Raises
    ------
    PressError
        If the stored data are damaged, a lesson fails, Sphinx warns, or what the book is made of
        is replaced while it is built, so that its pages might be of two kinds.
    """
    start = time.perf_counter()
    stamp = project.html / STAMP
    inputs = book_fingerprint(project)
    if not force and stamp.exists() and stamp.read_text() == inputs:
        print("book: nothing changed; see _build/html/index.html")
        return
    from treasurybook.press.run.pipeline import run_stale_lessons
    from treasurybook.press.site import assets

    _refuse_damaged_data(project)
    with ThreadPoolExecutor(max_workers=1) as aside:
        script = aside.submit(assets.generate, project)  # needs no lesson
        runs = run_stale_lessons(project, force=force)
        script.result()
    _build_pages(project, fresh=force)
    if book_fingerprint(project) != inputs:
        raise InputsMoved("what the book is made of was replaced meanwhile: build it again")
    stamp.write_text(inputs)
    seconds = time.perf_counter() - start
    ran = f"{len(runs)} lesson{'s' if len(runs) != 1 else ''}"
    print(f"book: {ran} run, {seconds:.1f} s; see _build/html/index.html")


def _refuse_damaged_data(project: Project) -> None:
    from treasurybook.snapshot.verification import verify

    report = verify(project.data, quick=True)
    if not report.ok:
        raise BuildFailed(f"the stored data do not pass `treasurybook data verify`:\n{report}")


def book_fingerprint(project: Project) -> str:
    """Return one hash of all that the site is made of."""
    pages = [
        *files_below(project.root / "book"),
        *files_below(project.chapters),
        *project.root.glob("_*.yml"),
        project.root / "pyproject.toml",
    ]
    parts = [hash_files(pages, project.root), shared_fingerprint(project)]
    return sha256("\n".join(parts).encode()).hexdigest()


def _build_pages(project: Project, *, fresh: bool) -> None:
    """Let Jupyter Book build the pages, as ``jupyter-book build . -W -n --keep-going`` does."""
    from jupyter_book.cli.main import main as jupyter_book

    arguments = ["build", str(project.root), "-q", "-W", "-n", "--keep-going"]
    try:
        with redirect_stdout(io.StringIO()):  # banners; warnings go to stderr
            jupyter_book(arguments + ["--all"] * fresh, standalone_mode=False)
    except (SystemExit, RuntimeError) as error:
        # Sphinx would not repeat the warnings of pages that it holds to be done
        shutil.rmtree(project.html.parent / ".doctrees", ignore_errors=True)
        raise BuildFailed("the pages have the faults printed above") from error
