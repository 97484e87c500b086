"""The numbers of chapters and lessons, by which the text speaks of them."""

from __future__ import annotations

import re

from treasurybook.press.site.rendering import lesson_number

_PAGE = re.compile(r"chapters/(\d[^/]*(?:/\d[^/]*)?)(?:/index)?")


def number_of(page: str) -> str:
    """Return the number of a lesson, or of the chapter that a page begins; empty for other pages.

    Parameters
    ----------
    page : str
        Name of the page from the root of the site, without ending.

    Examples
    --------
    >>> number_of("chapters/8-scoreboard/3-forecasts"), number_of("chapters/8-scoreboard/index")
    ('8.3', '8')
    >>> number_of("chapters/8-scoreboard/checks"), number_of("book/ledger")
    ('', '')
    """
    found = _PAGE.fullmatch(page)
    return lesson_number(found[1]) if found else ""


def named(number: str) -> str:
    """Return how a number is spoken of.

    Examples
    --------
    >>> named("8.3"), named("8")
    ('Lesson 8.3', 'Chapter 8')
    """
    return f"{'Lesson' if '.' in number else 'Chapter'} {number}"
