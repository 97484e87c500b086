"""Put beside the built pages what they link to, and finish the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from treasurybook.press.chapters import find_chapters
from treasurybook.press.figures import figures
from treasurybook.press.page import finish_page, redirect_page, slim_theme_styles
from treasurybook.press.pipeline import executed_path, read_executed, write_whole
from treasurybook.press.project import Project

NOTEBOOKS = "_notebooks"
CHART_DATA = "_charts"


def publish(project: Project, html: Path, *, start_page: str, title: str) -> None:
    """Complete the site that Sphinx wrote to `html`.

    Parameters
    ----------
    project : Project
        The project that was built.
    html : Path
        The folder of the built site.
    start_page : str
        Where the site's root leads, relative to it.
    title : str
        The book's title.
    """
    _copy_notebooks_and_data(project, html)
    (html / "index.html").write_text(redirect_page(start_page, title), encoding="utf-8")
    for page in html.rglob("*.html"):
        if "_static" not in page.relative_to(html).parts:
            text = page.read_text(encoding="utf-8")
            write_if_new(page, finish_page(text, searches=page.name == "search.html"))
    _slim_static(html / "_static")


def write_if_new(path: Path, text: str) -> None:
    """Write `text` to `path` unless that is what it holds."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text)


def _copy_notebooks_and_data(project: Project, html: Path) -> None:
    """Write each chapter's executed notebook and the plotted data of its figures."""
    for folder in (html / NOTEBOOKS, html / CHART_DATA):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for chapter in find_chapters(project):
        source = executed_path(project, chapter)
        shutil.copyfile(source, html / NOTEBOOKS / source.name)
        for figure in figures(read_executed(source)):
            (html / CHART_DATA / f"{figure.id}.csv").write_text(figure.data_csv, encoding="utf-8")


def _slim_static(static: Path) -> None:
    """Drop what the finished pages do not load."""
    for path in {*static.rglob("*.map"), *static.glob("scripts/fontawesome.*")}:
        path.unlink()
    for folder in ("vendor", "locales"):
        shutil.rmtree(static / folder, ignore_errors=True)
    theme = static / "styles" / "pydata-sphinx-theme.css"
    write_if_new(theme, slim_theme_styles(theme.read_text(encoding="utf-8")))
