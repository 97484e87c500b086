"""The picture that other sites show beside a shared page: what became of all statements."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from treasurybook.press.project import Project
from treasurybook.press.site.directives import status_table
from treasurybook.press.site.headline import counts, headline
from treasurybook.press.site.rendering import render

NAME = "card.png"
WIDTH, HEIGHT = 1200, 630  # pixels: the shape that all readers of such tags show whole
_MARGIN = 72
_COLOURS = (
    ("holds", "#1a6b3c"),
    ("in-part", "#8a5300"),
    ("fails", "#a3262a"),
    ("not-judged", "#cccccc"),
)
"""Name of a count -> the colour that ledger.css gives its outcome on a light page."""


def drawing(title: str, sentence: str, numbers: Sequence[tuple[str, int]]) -> str:
    """Return the picture as SVG: title, sentence, and a bar with a part for each outcome.

    Parameters
    ----------
    title, sentence : str
        The words on it.
    numbers : sequence of (str, int)
        Colour and number of statements of each part.
    """
    whole = sum(number for _, number in numbers)
    left, parts = float(_MARGIN), []
    for colour, number in numbers:
        width = (WIDTH - 2 * _MARGIN) * number / whole if whole else 0.0
        parts.append((round(left, 1), round(width, 1), colour))
        left += width
    lines = textwrap.wrap(sentence, 54)
    return render(
        "card", title=title, lines=lines, parts=parts, width=WIDTH, height=HEIGHT, margin=_MARGIN
    )


def write(project: Project, html: Path, title: str) -> None:
    """Write the picture into the site's static files."""
    import vl_convert

    has_statements = (project.data / "claims").is_dir()
    found = counts(status_table(project)["verdict"] if has_statements else ())
    numbers = [(colour, found[name]) for name, colour in _COLOURS]
    sentence = headline(found) if found["judged"] else ""
    picture = vl_convert.svg_to_png(drawing(title, sentence, numbers), scale=1)
    (html / "_static" / NAME).write_bytes(picture)
