"""Slides of each lesson, made from its page: the same text, equations and live charts.

A slide has the heading of a section and its first sentence, each figure a slide of its own; what
else the section says stands in the notes of the speaker. They are shown by reveal.js, from files
that lie beside the book, so that a deck works without a network.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path

from lxml.html import HtmlElement, document_fromstring, tostring

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.site.rendering import render

FOLDER = "slides"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; base-uri 'self'"
)
_LEFT_OUT = {"Quiz", "Exercises"}
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_REVEAL = ("reveal.js", "reveal.css", "reset.css")


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    heading : str
        What stands above it, as text; empty above a figure, which has its own title.
    body : str
        What it shows, as HTML of the page.
    notes : str
        What the speaker says, as text, one paragraph a line.
    """

    heading: str
    body: str
    notes: str = ""


def deck_address(lesson: Lesson) -> str:
    """Return where the slides of a lesson stand, from the root of the site."""
    return f"{FOLDER}/{lesson.number}.html"


def has_deck(lesson: Lesson) -> bool:
    """Return whether a lesson has slides: what stands in an appendix is not taught."""
    return "/" in lesson.stem and not lesson.is_appendix


def write_decks(project: Project, html: Path, title: str) -> None:
    """Write the slides of all lessons, and the files that show them.

    Parameters
    ----------
    project : Project
        The book.
    html : Path
        The folder of the built site, with the lessons' pages.
    title : str
        The book's title.
    """
    folder = html / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    lessons = [lesson for lesson in find_lessons(project) if has_deck(lesson)]
    if not lessons:
        return
    folder.mkdir()
    shown_by = files("sphinx_revealjs") / "_static" / "revealjs" / "dist"
    for name in _REVEAL:
        (folder / name).write_bytes((shown_by / name).read_bytes())
    for lesson in lessons:
        page = html / "chapters" / f"{lesson.stem}.html"
        slides = list(slides_of(page.read_text(encoding="utf-8")))
        (html / deck_address(lesson)).write_text(
            render("slides", "../", slides=slides, lesson=lesson, policy=POLICY, title=title),
            encoding="utf-8",
        )


def slides_of(page: str) -> Iterator[Slide]:
    """Return the slides of a lesson's page in order.

    Parameters
    ----------
    page : str
        The page as HTML.
    """
    whole = document_fromstring(page).find(".//article/section")
    assert whole is not None
    _tidy(whole)
    first = [one for one in whole.findall("p") if one.text_content().strip()]
    yield Slide(_text(whole.find("h1")), "".join(map(_html, first)))
    for learn in whole.cssselect(".tb-lesson")[:1]:
        points = learn.cssselect("p:not(.admonition-title)")
        yield Slide("You will learn", _points(_text(points[0])), _text(learn))
    for section in whole.findall("section"):
        heading = _text(section.find("h2"))
        if heading not in _LEFT_OUT:
            yield from _section(section, heading)


def _section(section: HtmlElement, heading: str) -> Iterator[Slide]:
    told = [_text(one) for one in section.xpath(".//p[not(ancestor::figure)]")]
    lead = told[0] if told else ""
    sentences = _SENTENCE.split(lead)
    equations = "".join(map(_html, section.cssselect("div.math-display")))
    body = f"<p>{escape(' '.join(sentences[:2]), quote=False)}</p>{equations}"
    yield Slide(heading, body, "\n".join([" ".join(sentences[2:]), *told[1:]]).strip())
    for figure in section.cssselect("figure.tb-chart"):
        yield Slide("", _html(figure).replace('"../../', '"../'), "")


def _points(learn: str) -> str:
    said = learn.removeprefix("You will learn").strip().rstrip(".")
    items = "".join(f"<li>{escape(one.strip(), quote=False)}</li>" for one in said.split(";"))
    return f"<ul>{items}</ul>"


def _tidy(whole: HtmlElement) -> None:
    """Take away what belongs to the page alone: links to headings, terms' entries, code, cards."""
    gone = (
        ".headerlink, .tb-downloads, .tb-term > span, div.cell_input, details.hide, "
        ".tb-card, .tb-answers, table.tb-claims, "
        "annotation"  # of formulas: their source, which is no text
    )
    for one in whole.cssselect(gone):
        one.drop_tree()
    for link in whole.xpath(".//a[not(ancestor::figure)]"):
        link.drop_tag()


def _html(one: HtmlElement) -> str:
    return str(tostring(one, encoding="unicode", with_tail=False))


def _text(one: HtmlElement) -> str:
    return " ".join(one.text_content().split())
