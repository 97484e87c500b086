"""Put beside the built pages what they link to, and take away what no page needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from treasurybook.charts.frame import PICTURE_MIME
from treasurybook.press.editions.notebooks import FOLDER as STUDENT
from treasurybook.press.editions.notebooks import has_one, student_notebook
from treasurybook.press.project import Project
from treasurybook.press.release.standalone import write_standalone
from treasurybook.press.release.wheel import offer_wheel
from treasurybook.press.run.figures import figures
from treasurybook.press.run.fingerprint import shared_fingerprint
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.storage import executed_path, look_into
from treasurybook.press.site import card_picture, feed, notfound, sitemap
from treasurybook.press.site.directives import answered
from treasurybook.press.site.glossary import Entry
from treasurybook.press.site.handouts import write_handouts
from treasurybook.press.site.page import redirect_page
from treasurybook.press.site.slides import write_decks
from treasurybook.press.site.statement_pages import Book, write_statements

NOTEBOOKS = "_notebooks"
CHARTS = "_charts"


def publish(
    project: Project,
    html: Path,
    *,
    pages: Iterable[str],
    glossary: Sequence[Entry],
    start_page: str,
    title: str,
    author: str,
    base: str = "",
) -> None:
    """Complete the site that Sphinx wrote to `html`.

    Parameters
    ----------
    project : Project
        The project that was built.
    html : Path
        The folder of the built site.
    pages : iterable of str
        Names of the book's pages, without ending; what else an earlier build left is deleted.
    glossary : sequence of Entry
        The entries of its glossary, to which the search leads.
    start_page : str
        The page to which the site's root leads.
    title, author : str
        Of the book.
    base : str
        The book's public address; empty if it has none.
    """
    notebooks = {one.stem: look_into(executed_path(project, one)) for one in find_lessons(project)}
    write = partial(
        write_standalone,
        project,
        title=title,
        base=base.rstrip("/"),
        day=project.data_day,
        shared=shared_fingerprint(project),
    )
    stills: dict[str, str] = {}
    for lesson in find_lessons(project):
        made = {NOTEBOOKS: write(lesson)}
        stills |= _stills(notebooks[lesson.stem], look_into(made[NOTEBOOKS]))
        if has_one(lesson):
            without_solutions = partial(student_notebook, lesson)
            made[STUDENT] = write(lesson, place="student", rewritten=without_solutions)
        for folder, notebook in made.items():
            copy = html / folder / f"{lesson.stem}.ipynb"
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, copy)
    _write_charts(html, notebooks, stills)
    offer_wheel(project, html)
    (html / "index.html").write_text(redirect_page(f"{start_page}.html", title), encoding="utf-8")
    own = {f"{page}.html" for page in pages}
    kept = {"index.html", "search.html", f"{notfound.PAGE}.html", *own}
    for path in html.rglob("*.html"):
        name = path.relative_to(html).as_posix()
        if name not in kept and not name.startswith("_static/"):
            path.unlink()
    book = Book(title, author, project.version, start_page, base.rstrip("/"))
    table = answered(project)
    write_statements(project, html, book, table, notebooks, glossary)
    handouts = write_handouts(project, html, book, table)
    write_decks(project, html, title)
    _slim_static(html)
    card_picture.write(project, html, title)
    feed.write(project, html, title=title, author=author, today=project.data_day, base=base)
    statements = {f"statements/{path.name}" for path in (html / "statements").glob("*.html")}
    sitemap.write(html, own | statements | set(handouts), base)
    notfound.anchor(html, base)


def _stills(executed: Mapping[str, Any], standing: Mapping[str, Any]) -> dict[str, str]:
    """Return the pictures that the stand-alone notebook of a lesson has of its figures, by id."""
    outputs = (one for cell in standing["cells"] for one in cell.get("outputs", ()))
    drawn = (one["data"][PICTURE_MIME] for one in outputs if PICTURE_MIME in one.get("data", {}))
    return {figure.id: svg for figure, svg in zip(figures(executed), drawn, strict=True)}


def _write_charts(
    html: Path, notebooks: Mapping[str, Mapping[str, Any]], stills: Mapping[str, str]
) -> None:
    """Write the plotted data of each figure, and the picture that stands until it is drawn."""
    folder = html / CHARTS
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks.values():
        for figure in figures(notebook):
            (folder / f"{figure.id}.csv").write_text(figure.data_csv, encoding="utf-8")
            (folder / f"{figure.id}.svg").write_text(stills[figure.id], encoding="utf-8")


def _slim_static(html: Path) -> None:
    """Drop what the finished pages do not load, and what Sphinx notes of the folder it works in."""
    (html / ".buildinfo").unlink(missing_ok=True)
    static = html / "_static"
    for path in {*static.rglob("*.map"), *static.glob("scripts/fontawesome.*")}:
        path.unlink()
    shutil.rmtree(static / "locales", ignore_errors=True)
