"""Sphinx extension: the foot of each page.

It says which version of the book the page is of, on data of which day, how to cite it, and where
the repository lies if its address is set (``repository: {url: …}`` in ``_config.yml``).
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.press.project import Project
from treasurybook.press.site import feed
from treasurybook.press.site.repository import read_repository

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LINKS = (("book/cite", "How to cite"), ("book/errata", "Errata"), ("book/status", "Status"))
"""Pages to which the foot leads, where the book has them."""


def footer(project: Project) -> str:
    """Return the version and the day of the data as HTML."""
    day = escape(project.data_day)
    return (
        f"Version {escape(project.version)}, "
        f'data as collected by <time datetime="{day}">{day}</time>.'
    )


def _complete(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Add the links, whose addresses differ from page to page."""
    links = [(context["pathto"](page), name) for page, name in LINKS if page in app.env.found_docs]
    if feed.written_for(Project(app.srcdir)):
        links.append((context["pathto"](feed.NAME, 1), "Feed of changes"))
    if repository := read_repository(Path(app.srcdir)).url:
        links.append((repository, "Repository"))
    anchors = [f'<a href="{escape(address)}">{escape(name)}</a>' for address, name in links]
    line = " · ".join([app.config["treasurybook_foot"], *anchors])
    context["theme_extra_footer"] = f'<p class="tb-built">{line}</p>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the foot of each page."""
    app.add_config_value("treasurybook_foot", "", "html", [str])
    app.connect("html-page-context", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
