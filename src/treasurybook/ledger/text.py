"""Numbers, units and claims as the book writes them."""

from __future__ import annotations

from treasurybook.ledger.rules import Wording
from treasurybook.ledger.statements import Claim

MINUS = "\N{MINUS SIGN}"

_PREFIX = {
    Wording.EXACT: "",
    Wording.ABOUT: "about ",
    Wording.NEARLY: "nearly ",
    Wording.MORE_THAN: "more than ",
    Wording.AT_LEAST: "at least ",
    Wording.LESS_THAN: "less than ",
    Wording.AT_MOST: "at most ",
}

_UNWRITTEN = (
    "date", "event", "qualitative", "count", "year", "decade", "index", "reference number"
)  # fmt: skip
"""Units that a number or a date stands for without naming them."""


def number(x: float, decimals: int) -> str:
    """Write a number with thousands separated and a real minus sign.

    Examples
    --------
    >>> number(-1234.5, 1)
    '−1,234.5'
    """
    text = f"{abs(x):,.{max(decimals, 0)}f}"
    is_zero = not text.strip("0.,")
    return text if x >= 0 or is_zero else MINUS + text


def quantity(text: str, unit: str | None) -> str:
    """Put a unit to a written number.

    Examples
    --------
    >>> quantity("27.62", "USD tn"), quantity("6.8", "% of GDP"), quantity("+76", "USD bn")
    ('USD 27.62 tn', '6.8% of GDP', '+USD 76 bn')
    """
    if not unit or unit in _UNWRITTEN:
        return text
    if unit == "multiple":
        return f"{text} times"
    if unit == "rank":
        return f"rank {text}"
    if unit.startswith("%"):
        return text + unit
    currency, _, scale = unit.partition(" ")
    if currency in ("USD", "JPY") and scale:
        sign = text[0] if text[0] in ("+", MINUS) else ""
        return f"{sign}{currency} {text.removeprefix(sign)} {scale}"
    return f"{text} {unit}"


def claimed(one: Claim) -> str:
    """Write what a claim prints: its number as it is worded, its date, its order, or nothing."""
    if one.order:
        return " > ".join(one.order)
    target = one.target
    if target is None:
        return one.date or ""
    if target.wording is Wording.POSITIVE:
        return "above zero"
    if target.wording is Wording.NEGATIVE:
        return "below zero"
    if target.wording is Wording.RANGE:
        assert target.low is not None
        assert target.high is not None
        low, high = number(target.low, target.rounding), number(target.high, target.rounding)
        return quantity(f"{low} to {high}", one.unit)
    assert target.value is not None
    before = f"{one.qualifier} " if one.qualifier else _PREFIX[target.wording]
    change = (
        "" if one.base is None else f"{number(one.base, target.rounding)} \N{RIGHTWARDS ARROW} "
    )
    plain = number(target.value, target.rounding)
    if one.unit in ("year", "decade", "reference number"):
        plain = plain.replace(",", "")
    return before + quantity(change + plain, one.unit)


def recomputed(x: float | str | None, one: Claim, *, agrees: bool) -> str:
    """Write a recomputed value to the claim's printed digits; with one more where it disagrees.

    The further digit keeps a value that misses by a hair from looking like a match.
    """
    if x is None:
        return ""
    if isinstance(x, str):
        return x
    decimals = max(one.rounding or 0, 0) + (0 if agrees else 1)
    return quantity(number(x, decimals), one.unit)


def gap(x: float | None, one: Claim) -> str:
    """Write recomputed minus printed, with its sign; between percentages, in points."""
    if x is None:
        return ""
    plain = number(x, max(one.rounding or 0, 0) + 1)
    signed = plain if plain.startswith(MINUS) or not plain.strip("0.,") else f"+{plain}"
    return quantity(signed, "pp" if (one.unit or "").startswith("%") else one.unit)
