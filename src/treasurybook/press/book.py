"""Build the whole book, or nothing if nothing changed."""

from __future__ import annotations

import io
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from hashlib import sha256
from types import FrameType

from treasurybook.files.whole import write_whole
from treasurybook.press.errors import BuildFailed, InputsMoved
from treasurybook.press.project import MEASURED, Project
from treasurybook.press.release.wheel import STATED as WHEEL_FILES
from treasurybook.press.run.fingerprint import files_below, hash_files, shared_fingerprint
from treasurybook.press.run.garbage import look_seldom
from treasurybook.press.run.locking import locked

STAMP = ".built-from"
BESIDE = ("CITATION.cff", "CHANGELOG.md", MEASURED, *WHEEL_FILES)
"""Files in the root of which pages, the feed or the wheel are made."""


def build_book(project: Project, *, force: bool = False) -> None:
    """Build the site in ``_build/html`` with warnings as errors.

    The stamp in the site's folder names the inputs it was built from, and what was made of them;
    when both are the same still, there is nothing to do.

    Parameters
    ----------
    project : Project
        The project to build.
    force : bool
        Run all lessons and write all pages, changed or not.

    Raises
    ------
    PressError
        If the stored data are damaged, a lesson fails, Sphinx warns, another build is under way, or
        what the book is made of is replaced while it is built, so that its pages might be of two
        kinds. The former site stays.
    """
    with locked(project, "treasurybook book"):
        _build(project, force)


def _build(project: Project, force: bool) -> None:
    start = time.perf_counter()
    stamp = project.html / STAMP
    inputs = book_fingerprint(project)
    if not force and stamp.exists() and stamp.read_text() == _stamp(project, inputs):
        print("book: nothing changed; see _build/html/index.html")
        return
    look_seldom()
    from treasurybook.press.release.wheel import build_wheel, has_wheel
    from treasurybook.press.run.pipeline import run_stale_lessons
    from treasurybook.press.site import assets
    from treasurybook.press.site.workshop import drop_pages

    with ThreadPoolExecutor(max_workers=1) as aside:
        script = aside.submit(assets.generate, project)  # needs no lesson
        runs = run_stale_lessons(project, force=force)
        script.result()
        if has_wheel(project):
            aside.submit(build_wheel, project)  # the page that offers it says if it fails
        if force:
            drop_pages(project)
        _build_pages(project)
    if book_fingerprint(project) != inputs:
        raise InputsMoved("what the book is made of was replaced meanwhile: build it again")
    write_whole(stamp, _stamp(project, inputs))
    seconds = time.perf_counter() - start
    ran = f"{len(runs)} lesson{'s' if len(runs) != 1 else ''}"
    print(f"book: {ran} run, {seconds:.1f} s; see _build/html/index.html")


def book_fingerprint(project: Project) -> str:
    """Return one hash of all that the site is made of."""
    pages = [
        *files_below(project.root / "book"),
        *files_below(project.chapters),
        *project.root.glob("_*.yml"),
        *project.firmness.parent.glob(project.firmness.name),
        *(project.root / name for name in BESIDE if (project.root / name).exists()),
    ]
    site = project.package / "press" / "site"
    parts = [
        hash_files(pages, project.root),
        hash_files(site.rglob("*.html"), site),  # templates; lessons know nothing of them
        shared_fingerprint(project),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def _stamp(project: Project, inputs: str) -> str:
    """Return the stamp of the site as it lies there, made of `inputs`."""
    folders = (project.html, project.executed, project.records)
    made = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    outputs = hash_files([path for path in made if path.name != STAMP], project.build)
    return f"{inputs}\n{outputs}\n"


def _build_pages(project: Project) -> None:
    """Let Jupyter Book build the pages, as ``jupyter-book build . -W -n --keep-going`` does."""
    from jupyter_book.cli.main import main as jupyter_book

    arguments = ["build", str(project.root), "-q", "-W", "-n", "--keep-going"]
    with _Interrupts() as interrupts:
        try:
            with redirect_stdout(io.StringIO()):  # banners; warnings go to stderr
                jupyter_book(arguments, standalone_mode=False)
        except (SystemExit, RuntimeError) as error:
            if interrupts.came:
                raise KeyboardInterrupt from None
            raise BuildFailed("the pages have the faults printed above") from error


class _Interrupts:
    """Notes a Ctrl-C, which Sphinx reports as an error of the build."""

    came = False

    def __enter__(self) -> _Interrupts:
        self._former = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._former)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        signal.default_int_handler(number, frame)
