"""The changes of the book as an Atom feed, made from ``CHANGELOG.md``.

Readers of feeds follow the releases: one entry each, and one for what is not yet released. Without
a public address (``html_baseurl``) the entries have names but no links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt

from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project

NAME = "feed.xml"
CHANGELOG = "CHANGELOG.md"
UNRELEASED = "Unreleased"

_ATOM = "http://www.w3.org/2005/Atom"
_RELEASE = re.compile(
    r"^## \[(?P<name>[^\]]+)\](?: - (?P<day>\d{4}-\d{2}-\d{2}))?\s*$", re.MULTILINE
)


@dataclass(frozen=True)
class Release:
    """A release as the changelog tells it.

    Attributes
    ----------
    name : str
        The version, or `UNRELEASED`.
    day : str
        The day of release, ISO; empty for what is not released.
    text : str
        The changes, in Markdown.
    """

    name: str
    day: str
    text: str


def releases(changelog: str) -> list[Release]:
    """Return the releases of a changelog, newest first; those without a line of changes left out.

    Raises
    ------
    BuildFailed
        If a version has no day.
    """
    _, *parts = _RELEASE.split(changelog)
    found = [
        Release(name, day or "", text.strip())
        for name, day, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    undated = [one.name for one in found if not one.day and one.name != UNRELEASED]
    if undated:
        raise BuildFailed(
            f"{CHANGELOG}: version {undated[0]} has no day; write ## [{undated[0]}] - YYYY-MM-DD"
        )
    return [one for one in found if one.text]


def feed(changelog: str, *, title: str, author: str, today: str, base: str = "") -> str:
    """Return the feed as XML.

    Parameters
    ----------
    changelog : str
        The text of the changelog.
    title, author : str
        Of the book.
    today : str
        The day that stands for what is not released yet: that of the data, ISO. The clock of the
        machine plays no part, so that two builds give one feed.
    base : str
        The public address of the book; empty if it has none.
    """
    root = ET.Element("feed", xmlns=_ATOM)
    found = releases(changelog)
    _add(root, "title", f"{title}: changes")
    _add(root, "id", _name_of(title))
    _add(root, "updated", _moment(max((one.day or today for one in found), default=today)))
    _add(ET.SubElement(root, "author"), "name", author)
    if base:
        ET.SubElement(root, "link", rel="self", href=f"{base.rstrip('/')}/{NAME}")
        ET.SubElement(root, "link", href=f"{base.rstrip('/')}/")
    for one in found:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", f"Version {one.name}" if one.day else "Not yet released")
        _add(entry, "id", _name_of(f"{title} {one.name}"))
        _add(entry, "updated", _moment(one.day or today))
        if base:
            ET.SubElement(entry, "link", href=f"{base.rstrip('/')}/")
        content = ET.SubElement(entry, "content", type="html")
        content.text = MarkdownIt("commonmark", {"html": False}).render(one.text)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def written_for(project: Project) -> bool:
    """Return whether the book has a feed."""
    return (project.root / CHANGELOG).exists()


def write(project: Project, html: Path, *, title: str, author: str, today: str, base: str) -> None:
    """Write the feed into the site if the project has a changelog."""
    if written_for(project):
        changelog = (project.root / CHANGELOG).read_text(encoding="utf-8")
        text = feed(changelog, title=title, author=author, today=today, base=base)
        (html / NAME).write_text(text, encoding="utf-8")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _name_of(thing: str) -> str:
    return uuid5(NAMESPACE_URL, thing).urn


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
