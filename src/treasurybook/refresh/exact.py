"""Numbers exactly as printed: converted by powers of ten, never through binary fractions.

What a source prints and what is stored differ by the place of the point only, so a refresh of
unchanged data gives an unchanged file.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

MISSING = frozenset({"", ".", "-", "ND", "NA", "N/A", "n.a.", "null", "NaN"})
"""Marks of the sources for a value that does not exist."""

NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
"""A printed number."""


def number(text: str, *, scale: int = 0, digits: int | None = None) -> Decimal | None:
    """Read a printed number.

    Parameters
    ----------
    text : str
        As printed; a mark of missing values gives None.
    scale : int
        Power of ten from the source's unit to the stored one: -3 from millions to billions.
    digits : int, optional
        Decimals to keep, where fewer are stored than the source prints.

    Raises
    ------
    ValueError
        If the text is neither a number nor a mark of a missing value.
    """
    text = text.strip()
    if text in MISSING:
        return None
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a number")
    value = Decimal(text)
    if scale:
        value = value.scaleb(scale)
    if digits is not None:
        value = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
    return value


def plain(value: Decimal) -> str:
    """Write a number as it is stored: no exponent, no trailing zeros, no negative zero."""
    text = str(value)
    if "E" in text or text.endswith("0"):  # most need no more than this
        return format(value.normalize(), "f") if value else "0"
    return text
