"""The whole book as one PDF, printed by Chromium from the built pages.

It is printed twice: only a printed book knows on which page a lesson begins, and the table of
contents says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.files.whole import write_whole
from treasurybook.press.chromium import find_chromium, flags
from treasurybook.press.errors import BuildFailed, PressError
from treasurybook.press.project import Project
from treasurybook.press.run.locking import locked
from treasurybook.press.whole_book import places, whole_book

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = "treasuries-recomputed.pdf"
_SOURCE = "whole-book.html"
_TEXT_WIDTH, _HEIGHT = 672, 960  # pixels: the text of a sheet of A4, for which charts are drawn
_PATIENCE = 20 * 60 * 1000  # milliseconds; a book takes two minutes, on a busy machine ten
_FILL_IN = """numbers => {
  const places = document.querySelectorAll(".tb-whole-line b");
  places.forEach((place, line) => { place.textContent = numbers[line]; });
}"""

_WIDER_THAN_A_SHEET = """() => {
  if (document.documentElement.scrollWidth <= window.innerWidth) return "";
  const right = element => element.getBoundingClientRect().right;
  const all = [...document.querySelectorAll("body *")];
  const wide = all.reduce((one, other) => right(other) > right(one) ? other : one);
  const place = wide.closest("[id]");
  return `${wide.tagName.toLowerCase()} in ${place ? place.id : "the book"}`;
}"""
"""One such place, and the browser shrinks every sheet."""


class NoPrinter(PressError):
    """What prints the book is not installed."""


def print_book(project: Project) -> Path:
    """Print the built site into ``_build/treasuries-recomputed.pdf``; return the file.

    Parameters
    ----------
    project : Project
        The project, whose site is built.

    Raises
    ------
    PressError
        If the site is not built, or the browser or a library that prints is missing.
    """
    with locked(project, "treasurybook pdf"):
        pages = places(project)
        about = f"Version {project.version}, data as collected by {project.data_day}"
        title = _title(project)
        text, anchors = whole_book(
            project.html, pages, title=title, about=about, to_site=project.html.name
        )
        source = project.build / _SOURCE
        source.write_text(text, encoding="utf-8")
        try:
            with _opened(source) as page:
                draft = _print(page, outline=False)
                page.evaluate(_FILL_IN, page_numbers(draft, anchors))
                printed = _print(page, outline=True)
        finally:
            source.unlink()
    output = project.build / NAME
    write_whole(output, printed)
    return output


def _title(project: Project) -> str:
    import yaml

    settings = yaml.safe_load((project.root / "_config.yml").read_text(encoding="utf-8"))
    return str(settings["title"])


@contextmanager
def _opened(source: Path) -> Iterator[Page]:
    """Open the page with all its charts drawn."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoPrinter(_missing("playwright")) from error
    executable = find_chromium()
    if executable is None:
        raise NoPrinter("no Chromium found to print with: install one, or name it in $CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags())
        page = browser.new_page(viewport={"width": _TEXT_WIDTH, "height": _HEIGHT})
        page.set_default_timeout(_PATIENCE)
        page.goto(source.as_uri())
        page.emulate_media(media="print", color_scheme="light")
        page.evaluate("() => window.treasurybookCharts.drawAll()")
        undrawn = page.locator("figure.tb-chart:not([data-rendered])").count()
        if undrawn:
            raise BuildFailed(f"{undrawn} charts could not be drawn for the PDF: look at the site")
        wide = page.evaluate(_WIDER_THAN_A_SHEET)
        if wide:
            raise BuildFailed(f"{wide} is wider than a sheet: let it break there")
        yield page
        browser.close()


def _print(page: Page, *, outline: bool) -> bytes:
    return page.pdf(
        prefer_css_page_size=True, print_background=True, tagged=outline, outline=outline
    )


def page_numbers(printed: bytes, anchors: list[str]) -> list[int]:
    """Return the numbers of the pages on which places stand.

    Parameters
    ----------
    printed : bytes
        The PDF.
    anchors : list of str
        Names of places to which a link of the PDF leads.

    Raises
    ------
    BuildFailed
        If the PDF has no such place.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise NoPrinter(_missing("pypdf")) from error
    reader = PdfReader(io.BytesIO(printed))
    known: dict[str, Any] = {
        name.removeprefix("/"): place for name, place in reader.named_destinations.items()
    }
    missing = [anchor for anchor in anchors if anchor not in known]
    if missing:
        raise BuildFailed(f"the printed book lacks the place {missing[0]}, to which it should lead")
    found = (reader.get_destination_page_number(known[anchor]) for anchor in anchors)
    return [number + 1 for number in found if number is not None]


def _missing(library: str) -> str:
    return f"printing needs {library}: install the package with its extra, pip install -e '.[dev]'"
