"""Where the site is made: pages aside, one by one, and the finished site in its place at a stroke.

Sphinx writes a page in place, and takes for finished what it began. So it works in a folder of its
own, of which a mark says how it was left; what it finds otherwise it makes again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from treasurybook.files.exchange import exchange
from treasurybook.files.whole import write_whole
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import hash_files


def begin_pages(project: Project) -> None:
    """Make ready for Sphinx; drop the pages if they are not as `end_pages` left them."""
    mark = _mark(project)
    if not mark.exists() or mark.read_text(encoding="utf-8") != _state(project):
        drop_pages(project)
    mark.unlink(missing_ok=True)
    project.pages.mkdir(parents=True, exist_ok=True)


def drop_pages(project: Project) -> None:
    """Delete what Sphinx has written and what it remembers."""
    _mark(project).unlink(missing_ok=True)
    for folder in (project.pages, _memory(project)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)


def end_pages(project: Project) -> None:
    """Mark the pages as whole."""
    write_whole(_mark(project), _state(project))


def replace_site(project: Project, complete: Callable[[Path], None]) -> None:
    """Put a copy of the pages in the place of the site, whole or not at all.

    Parameters
    ----------
    project : Project
        The project whose pages are written.
    complete : callable
        Takes the folder of the copy, and does to it what remains to be done.
    """
    draft, former = (project.build / name for name in ("html.draft", "html.former"))
    for folder in (draft, former):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(project.pages, draft)
    complete(draft)
    if project.html.exists() and not exchange(draft, project.html):
        project.html.rename(former)
    if not project.html.exists():
        draft.rename(project.html)
    for folder in (draft, former):
        shutil.rmtree(folder, ignore_errors=True)


def _mark(project: Project) -> Path:
    return project.build / "pages-are-whole"


def _memory(project: Project) -> Path:
    return project.build / ".doctrees"


def _state(project: Project) -> str:
    folders = (project.pages, _memory(project))
    return hash_files(
        [path for folder in folders for path in folder.rglob("*") if path.is_file()], project.build
    )
