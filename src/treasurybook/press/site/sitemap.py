"""The list of all pages for search engines, which wants the public address of the book."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

NAME = "sitemap.xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(pages: Iterable[str], base: str) -> str:
    """Return the list as XML.

    Parameters
    ----------
    pages : iterable of str
        Addresses of the pages from the root of the site, ``book/data.html``.
    base : str
        The public address of the book.
    """
    root = ET.Element("urlset", xmlns=_NAMESPACE)
    for page in sorted(pages):
        place = ET.SubElement(ET.SubElement(root, "url"), "loc")
        place.text = f"{base.rstrip('/')}/{quote(page)}"
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def write(html: Path, pages: Iterable[str], base: str) -> None:
    """Write the list into the site, if the book has a public address."""
    if base:
        (html / NAME).write_text(sitemap(pages, base), encoding="utf-8")
