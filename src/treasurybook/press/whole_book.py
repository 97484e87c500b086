"""All pages of the built site as one page, in the order of the table of contents, for printing.

What leads from page to page in the site leads from place to place in the one page: the names of
places get the number of their page, since two pages may use one name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag

from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project
from treasurybook.press.site import assets
from treasurybook.press.site.numbering import number_of

UNKNOWN = "000"
"""Stands for the number of a page until it is known; as wide as most numbers."""

_NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
_NOT_FOR_PAPER = (
    "script:not(.tb-chart-spec), .headerlink, button, form, .tb-downloads, details.hide, "
    ".tb-term > span, .tb-chart-saves, .tb-ledger-controls, .prev-next-footer"
)
_DEEPEST = 6


@dataclass(frozen=True)
class Place:
    """A page of the site in the book.

    Attributes
    ----------
    name : str
        The page, without ending.
    depth : int
        0 for a page of its own, 1 for a lesson of a chapter.
    part : str
        The caption under which it stands, at the first page of a part; else empty.
    """

    name: str
    depth: int
    part: str = ""


def places(project: Project) -> list[Place]:
    """Return the pages in the order of the table of contents."""
    stated = yaml.safe_load((project.root / "_toc.yml").read_text(encoding="utf-8"))
    found = [Place(str(stated["root"]), 0)]
    parts = stated.get("parts") or [{"chapters": stated.get("chapters", [])}]
    for part in parts:
        listed = list(_listed(part.get("chapters", []), 0))
        for number, (name, depth) in enumerate(listed):
            found.append(Place(name, depth, part.get("caption", "") if number == 0 else ""))
    return found


def _listed(entries: list[dict[str, Any]], depth: int) -> Iterator[tuple[str, int]]:
    for entry in entries:
        yield str(entry["file"]), depth
        yield from _listed(entry.get("sections", []), depth + 1)


def whole_book(
    html: Path, pages: list[Place], *, title: str, about: str, to_site: str
) -> tuple[str, list[str]]:
    """Return the one page, and the place of each of its pages in it.

    Parameters
    ----------
    html : Path
        The folder of the built site.
    pages : list of Place
        Its pages in order.
    title, about : str
        The title of the book, and a line under it.
    to_site : str
        The way from where the one page will lie to the site's folder.

    Raises
    ------
    BuildFailed
        If a page is missing or has no text.
    """
    anchors = {place.name: f"page-{number}" for number, place in enumerate(pages)}
    articles, titles = [], []
    sheets: dict[str, None] = {}  # of all pages, each once, in their order
    for place in pages:
        soup = _read(html, place.name)
        sheets |= dict.fromkeys(_sheets(soup, place.name))
        article = soup.select_one("article.bd-article")
        if article is None or article.find("h1") is None:
            raise BuildFailed(f"{place.name}.html has no article with a title: build the book anew")
        _prepare(article, place, anchors)
        heading = article.find(["h1", "h2"])
        assert isinstance(heading, Tag)
        titles.append(" ".join([number_of(place.name), *heading.get_text().split()]).strip())
        articles.append(
            f'<section class="tb-whole-page tb-whole-depth-{place.depth}" '
            f'id="{anchors[place.name]}">{article}</section>'
        )
    written = _frame(title, about, sheets, _contents(pages, titles, anchors), articles, to_site)
    return written, list(anchors.values())


def _read(html: Path, name: str) -> BeautifulSoup:
    path = html / f"{name}.html"
    if not path.exists():
        raise BuildFailed(f"{path} is missing: build the book first (`treasurybook book`)")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def _sheets(soup: BeautifulSoup, name: str) -> list[str]:
    """Return the style sheets of a page, as seen from the root of the site."""
    links = [str(link["href"]) for link in soup.select("head link[rel=stylesheet]")]
    folder = posixpath.dirname(name)
    return [posixpath.normpath(posixpath.join(folder, one)) for one in links]


def _prepare(article: Tag, place: Place, anchors: Mapping[str, str]) -> None:
    """Make an article fit for the one page: names, links, levels of headings, what is folded."""
    for one in article.select(_NOT_FOR_PAPER):
        one.decompose()
    own = anchors[place.name]
    for one in article.find_all(id=True):
        one["id"] = f"{own}--{one['id']}"
    for attribute in _NAMING:
        for one in article.select(f"[{attribute}]"):
            value = one[attribute]
            names = value if isinstance(value, list) else str(value).split()
            one[attribute] = " ".join(f"{own}--{name}" for name in names)
    for link in article.find_all("a", href=True):
        _lead(link, place.name, anchors)
    for box in article.find_all("details"):
        box["open"] = ""
    for level in range(_DEEPEST - place.depth, 0, -1):
        for heading in article.find_all(f"h{level}"):
            heading.name = f"h{level + place.depth}"


def _lead(link: Tag, page: str, anchors: Mapping[str, str]) -> None:
    """Make a link lead to the place in the one page; one to a file beside the pages is text."""
    address = urlsplit(str(link["href"]))
    if address.scheme or address.netloc:
        return
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address.path)))
    target = path.removesuffix(".html") if address.path else page
    if target not in anchors:
        link.unwrap()
        return
    place = anchors[target]
    is_place = address.fragment and "=" not in address.fragment  # and not a state of the ledger
    link["href"] = f"#{place}--{address.fragment}" if is_place else f"#{place}"


def _contents(pages: list[Place], titles: list[str], anchors: Mapping[str, str]) -> str:
    lines = []
    for place, title in zip(pages, titles, strict=True):
        if place.part:
            lines.append(f'<p class="tb-whole-part">{escape(place.part)}</p>')
        anchor = anchors[place.name]
        lines.append(
            f'<p class="tb-whole-line tb-whole-depth-{place.depth}"><a href="#{anchor}">'
            f"<span>{escape(title)}</span><b>{UNKNOWN}</b></a></p>"
        )
    return "\n".join(lines)


def _frame(
    title: str, about: str, sheets: Iterable[str], contents: str, articles: list[str], to_site: str
) -> str:
    styles = "\n".join(
        f'<link rel="stylesheet" href="{to_site}/{escape(one)}" />'
        for one in (*sheets, "_static/whole_book.css")
    )
    scripts = "\n".join(
        f'<script defer src="{to_site}/_static/{one}"></script>' for one in assets.CHARTS
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-theme="light" data-mode="light">\n<head>\n'
        f'<meta charset="utf-8" />\n<title>{escape(title)}</title>\n{styles}\n{scripts}\n</head>\n'
        '<body class="tb-whole"><main class="bd-main"><div class="bd-content">'
        '<div class="bd-article-container">\n'
        f'<section class="tb-whole-title"><p class="tb-whole-name">{escape(title)}</p>'
        f"<p>{escape(about)}</p></section>\n"
        f'<nav class="tb-whole-contents"><p class="tb-whole-head">Contents</p>{contents}</nav>\n'
        + "\n".join(articles)
        + "\n</div></div></main></body>\n</html>\n"
    )
