"""How many statements hold, in words: a count becomes a sentence that nobody has to update."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from treasurybook.ledger import spelled
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, UNJUDGED, outcome

COARSEST = 10
"""Largest denominator of a share in words: finer ones are not read as shares."""

COUNTS = {"holds": HOLDS, "in-part": IN_PART, "fails": FAILS, "not-judged": UNJUDGED}
"""Name of a count in a page's source -> the outcome that is counted."""

_DIGITS = "零一二三四五六七八九十"


def counts(verdicts: Iterable[str]) -> dict[str, int]:
    """Count statements by outcome, together and those judged.

    Parameters
    ----------
    verdicts : iterable of str
        The verdict of each statement.

    Returns
    -------
    dict
        The keys of `COUNTS`, ``all`` and ``judged``.
    """
    tally = Counter(outcome(verdict) for verdict in verdicts)
    found = {name: tally[its] for name, its in COUNTS.items()}
    total = tally.total()
    return {**found, "all": total, "judged": total - found["not-judged"]}


def share(part: int, whole: int) -> Fraction:
    """Return the nearest fraction that can be said in a breath.

    Examples
    --------
    >>> share(467, 706), share(81, 706)
    (Fraction(2, 3), Fraction(1, 9))

    Raises
    ------
    ValueError
        If there is no whole, or the part is none of it.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    return Fraction(part, whole).limit_denominator(COARSEST)


def in_words(part: int, whole: int) -> str:
    """Write a share as it is spoken.

    Examples
    --------
    >>> in_words(467, 706), in_words(81, 706), in_words(0, 706), in_words(706, 706)
    ('two in three', 'one in nine', 'almost none', 'almost all')
    """
    found = share(part, whole)
    if found in (0, 1):
        return "almost all" if found else "almost none"
    return f"{spelled(found.numerator)} in {spelled(found.denominator)}"


def in_chinese(part: int, whole: int) -> str:
    """Write a share as it is spoken in Chinese.

    Examples
    --------
    >>> in_chinese(467, 706), in_chinese(0, 706)
    ('三分之二', '极少数')
    """
    found = share(part, whole)
    if found in (0, 1):
        return "绝大多数" if found else "极少数"
    return f"{_DIGITS[found.denominator]}分之{_DIGITS[found.numerator]}"


def headline(found: dict[str, int]) -> str:
    """Say in one sentence what became of the statements, from `counts`."""
    hold, fail = (in_words(found[name], found["judged"]) for name in ("holds", "fails"))
    return (
        f"{found['all']} statements checked: of the {found['judged']} that can be judged today, "
        f"{hold} hold and {fail} {'fails' if fail.startswith('one') else 'fail'}."
    )
