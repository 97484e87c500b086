"""Sphinx extension: the page that a server shows where there is none.

It is asked for at any address, however deep, so that its own links must not depend on where it
stands: they begin at the root of the server, or of the folder that ``html_baseurl`` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from treasurybook.press.site.rendering import render

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGE = "404"
TITLE = "There is no such page"

# Addresses that begin neither with a scheme nor with the root, and do not stay on the page.
_RELATIVE = re.compile(
    r'(?P<name>\b(?:href|src|action|data-content_root)=")(?:\./)?(?!#|/|[a-z][a-z+.-]*:)'
)


def anchored(html: str, base: str = "") -> str:
    """Return a page of the root whose addresses hold wherever it is shown.

    Parameters
    ----------
    html : str
        The page, whose addresses are relative to the root of the site.
    base : str
        The public address of the book; empty if the book lies at the root of its server.

    Examples
    --------
    >>> anchored('<a href="book/data.html">', "https://example.org/treasuries/")
    '<a href="/treasuries/book/data.html">'
    >>> anchored('<a href="#main"><html data-content_root="./">')
    '<a href="#main"><html data-content_root="/">'
    """
    root = f"{urlsplit(base).path.rstrip('/')}/"
    return _RELATIVE.sub(lambda found: found["name"] + root, html)


def anchor(html: Path, base: str) -> None:
    """Anchor the addresses of the page in a finished site."""
    path = html / f"{PAGE}.html"
    if path.exists():
        path.write_text(anchored(path.read_text(encoding="utf-8"), base), encoding="utf-8")


def _collect(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    start = app.config.root_doc
    pages = [
        (f"{page}.html", words)
        for page, words in ((start, "The front page"), ("book/ledger", "All statements"))
        if page in app.env.found_docs
    ]
    body = render("not_found", title=TITLE, pages=[*pages, ("search.html", "Search")])
    yield PAGE, {"title": TITLE, "body": body}, "page.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the page to those that Sphinx writes."""
    app.connect("html-collect-pages", _collect)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
