"""Sphinx extension: what other sites show of a page that is shared, the Open Graph tags.

An address in these tags has to be absolute, which it is if ``html_baseurl`` names the public
address of the book; without one the picture is named as seen from the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from treasurybook.press.project import Project
from treasurybook.press.site import feed
from treasurybook.press.site.card_picture import HEIGHT, NAME, WIDTH
from treasurybook.press.site.glossary import first_sentence

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DESCRIPTION = "Five documents on US Treasury debt, recomputed statement by statement."
"""Stands where a page has no sentence of its own."""

PICTURE = f"_static/{NAME}"
_LONGEST = 300  # characters of a description; what is longer is cut by those who show it
_ASIDE = (nodes.Admonition, nodes.table, nodes.Invisible, nodes.figure)


def description(page: nodes.Node) -> str:
    """Return the first sentence of a page, outside boxes and tables."""
    for paragraph in page.findall(nodes.paragraph):
        if not _stands_aside(paragraph):
            sentence = first_sentence(paragraph)
            if sentence:
                return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"
    return DESCRIPTION


def _stands_aside(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, _ASIDE):
            return True
    return False


def tags(properties: Iterable[tuple[str, str]]) -> str:
    """Return tags for the head of a page; a name with a colon is one of Open Graph."""
    return "".join(
        f'\n<meta {"property" if name.startswith("og:") else "name"}="{name}" '
        f'content="{escape(content)}" />'
        for name, content in properties
    )


def _add_tags(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    base = (app.config.html_baseurl or "").rstrip("/")
    about = description(doctree) if doctree is not None else DESCRIPTION
    title = nodes.unescape(app.env.titles[pagename].astext()) if doctree is not None else ""
    properties = [
        ("description", about),
        ("og:title", title or app.config.html_title),
        ("og:description", about),
        ("og:type", "website" if pagename == app.config.root_doc else "article"),
        ("og:site_name", app.config.html_title),
        ("og:image", f"{base}/{PICTURE}" if base else context["pathto"](PICTURE, 1)),
        ("og:image:width", str(WIDTH)),
        ("og:image:height", str(HEIGHT)),
        ("og:image:alt", app.config.html_title),
        ("twitter:card", "summary_large_image"),
    ]
    if base and doctree is not None:
        properties.append(("og:url", f"{base}/{app.builder.get_target_uri(pagename)}"))
    context["metatags"] = context.get("metatags", "") + tags(properties)
    if feed.written_for(Project(app.srcdir)):
        address = escape(context["pathto"](feed.NAME, 1))
        kind = 'rel="alternate" type="application/atom+xml" title="Changes"'
        context["metatags"] += f'\n<link {kind} href="{address}" />'


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the tags to each page."""
    app.connect("html-page-context", _add_tags)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
