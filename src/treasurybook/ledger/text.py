"""Numbers, units and claims as the book writes them."""

from __future__ import annotations

import math
import re
from calendar import month_name
from collections.abc import Mapping
from typing import Any

from treasurybook.ledger.claims import Claim
from treasurybook.ledger.printed import COUNTED_UNITS, Interval, Wording
from treasurybook.ledger.slips import printed_digits

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

_SIGNS = {Wording.POSITIVE: "more, without a number", Wording.NEGATIVE: "less, without a number"}

_PART = re.compile(r"(\d{4})(?:-(\d\d))? (early|middle|late)")
_DAY = re.compile(r"(?<![\w/-])(\d{4})-(0[1-9]|1[0-2])-(\d\d)(?![\w/-])")
_MONTH = re.compile(r"(?<![\w/-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\w/-])")
_QUARTER = re.compile(r"(?<![\w/-])(\d{4})[ -]?Q([1-4])(?!\w)")

_BEYOND = (Wording.MORE_THAN, Wording.LESS_THAN)
"""Bounds that the number itself does not meet."""

_UNWRITTEN = (
    "date", "event", "qualitative", "count", "year", "decade", "index", "reference number"
)  # fmt: skip
"""Units that a number or a date stands for without naming them."""

_NAMES = ("year", "decade", "reference number")
"""Units whose numbers are names: written without commas, and never subtracted."""

_SINGULAR = {"agencies": "agency", "banks": "bank", "central banks": "central bank",
             "days": "day", "meetings": "meeting", "months": "month", "years": "year"}  # fmt: skip

_NO_ZERO_SIGN = re.compile(r"(?<![\w.)\-])[-+\N{MINUS SIGN}](?=0(?:\.0+)?(?![\d.,]*[1-9]))")
_HYPHEN = re.compile(r"(?<![\w.)\-])-(?=[\d.])")

STANDS_IN = "another concept stands in for the one that is named"
"""Said of a figure that could not be drawn of what its document names."""


def number(x: float, decimals: int) -> str:
    """Write a number with thousands separated and a real minus sign.

    Decimals below zero round to tens, hundreds and so on.

    Examples
    --------
    >>> number(-1234.5, 1), number(-0.04, 1), number(1234.5, -1)
    ('−1,234.5', '0.0', '1,230')
    """
    text = f"{abs(round(x, decimals)):,.{max(decimals, 0)}f}"
    is_zero = not text.strip("0.,")
    return text if x >= 0 or is_zero else MINUS + text


def signed(x: float, decimals: int) -> str:
    """Write a number with its sign, zero without one.

    Examples
    --------
    >>> signed(2.5, 1), signed(0.01, 1)
    ('+2.5', '0.0')
    """
    plain = number(x, decimals)
    return plain if plain.startswith(MINUS) or not plain.strip("0.,") else f"+{plain}"


def ordinal(place: int) -> str:
    """Write a place in an order.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '112th']
    """
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{place}{'th' if place % 100 in (11, 12, 13) else ends.get(place % 10, 'th')}"


def quantity(text: str, unit: str | None) -> str:
    """Put a unit to a written number.

    Examples
    --------
    >>> quantity("27.62", "USD tn"), quantity("6.8", "% of GDP"), quantity("+76", "USD bn")
    ('USD 27.62 tn', '6.8% of GDP', '+USD 76 bn')
    >>> quantity("1", "meetings"), quantity("0.4", "months"), quantity("2", "rank")
    ('1 meeting', '0.4 months', '2nd')
    """
    if not unit or unit in _UNWRITTEN:
        return text
    alone = text.lstrip("+" + MINUS) == "1"
    if unit == "multiple":
        return f"{text} {'time' if alone else 'times'}"
    if unit == "rank":
        return ordinal(int(text)) if text.isdigit() else f"place {text}"
    if unit.startswith("%"):
        return text + unit
    currency, _, scale = unit.partition(" ")
    if currency in ("USD", "JPY") and scale:
        sign = text[0] if text[0] in ("+", MINUS) else ""
        return f"{sign}{currency} {text.removeprefix(sign)} {scale}"
    return f"{text} {_SINGULAR.get(unit, unit) if alone else unit}"


def dated(date: str) -> str:
    """Write a date, a part of a month or year, or a span, in words.

    Examples
    --------
    >>> dated("2022-03 early"), dated("2025 middle"), dated("1920/1929"), dated("2023-11-12")
    ('early March 2022', 'mid-2025', '1920 to 1929', '12 November 2023')
    >>> dated("2022-10"), dated("2011-12/2012-02"), dated("2023-Q3")
    ('October 2022', 'December 2011 to February 2012', '2023 Q3')
    """
    found = _PART.fullmatch(date)
    if found is None:
        return " to ".join(_MONTH.sub(_month, _in_words(one)) for one in date.split("/"))
    year, month, part = found.groups()
    named = f"{month_name[int(month)]} {year}" if month else year
    return f"mid-{named}" if part == "middle" else f"{part} {named}"


def claimed(one: Claim) -> str:
    """Write what a claim prints: its number as it is worded, its date, its order, or nothing.

    A number that is not printed, but follows from others that are, is said to be implied.
    """
    said = _said(one)
    return f"{said} (implied)" if said and not one.printed else said


def _said(one: Claim) -> str:
    if one.order:
        return " > ".join(one.order)
    target = one.target
    if target is None:
        return dated(one.date or "")
    if target.wording in _SIGNS:  # a direction is said, and nothing quoted
        return _SIGNS[target.wording]
    if target.wording is Wording.RANGE:
        assert target.low is not None
        assert target.high is not None
        low, high = _named(target.low, one, one.rounding), _named(target.high, one, one.rounding)
        return quantity(f"{low} to {high}", one.unit)
    assert target.value is not None
    before = f"{one.qualifier} " if one.qualifier else _PREFIX[target.wording]
    change = (
        "" if one.base is None else f"{_named(one.base, one, one.rounding)} \N{RIGHTWARDS ARROW} "
    )
    return before + quantity(change + _named(target.value, one, one.rounding), one.unit)


def recomputed(x: float | str | None, one: Claim, *, agrees: bool) -> str:
    """Write a recomputed value to the claim's printed digits, or whole where it has but tens.

    Where it disagrees, one digit more is written if the printed number has one or two digits, or
    if the two would read the same; the latter also beyond a bound, for 7% is not *more than 7%*.
    Counted things are whole.
    """
    if x is None:
        return ""
    if isinstance(x, str):
        return dated(x)
    is_coarse = (one.rounding or 0) < 0  # printed to tens: ours is not coarsened
    whole = one.unit in COUNTED_UNITS and float(x).is_integer()
    decimals = 0 if whole or is_coarse else one.rounding or 0
    written = quantity(_named(x, one, decimals), one.unit)
    reads_same = written in claimed(one)
    if agrees:
        needs_more = reads_same and one.target is not None and one.target.wording in _BEYOND
    else:
        is_short = one.target is not None and printed_digits(one.target) <= 2
        needs_more = is_short or reads_same
    if whole or is_coarse or not needs_more:
        return written
    return quantity(_named(x, one, decimals + 1), one.unit)


def gap(x: float | None, one: Claim) -> str:
    """Write recomputed minus printed, with its sign; between percentages, in points.

    Nothing for what is a name rather than an amount: a year, a place, a number of reference.
    """
    if x is None or one.unit in (*_NAMES, "rank"):
        return ""
    whole = one.unit in COUNTED_UNITS and float(x).is_integer()
    plain = signed(x, 0 if whole else max((one.rounding or 0) + 1, 0))
    return quantity(plain, "pp" if (one.unit or "").startswith("%") else one.unit)


def other(x: float, one: Claim) -> str:
    """Write the number under another definition, with one digit more than is printed."""
    return recomputed(x, one, agrees=False)


def interval(one: Interval, its: Claim) -> str:
    """Write the values within an interval, its ends as they are and not rounded.

    Of what is counted, the whole numbers within it.
    """
    low, high = one.low, one.high
    decimals = _decimals(low, high, least=its.rounding or 0)
    if its.unit in COUNTED_UNITS and math.isfinite(low) and math.isfinite(high):
        low, high, decimals = math.ceil(low), math.floor(high), 0
        if low == high:
            return quantity(_named(low, its, 0), its.unit)
    first, last = _named(low, its, decimals), _named(high, its, decimals)
    if high == math.inf:
        return f"{'more than' if one.low_open else 'at least'} {quantity(first, its.unit)}"
    if low == -math.inf:
        return f"{'less than' if one.high_open else 'at most'} {quantity(last, its.unit)}"
    return quantity(f"{first} to {last}", its.unit)


def _decimals(*ends: float, least: int) -> int:
    """Return how many decimals write the ends of an interval exactly, as nearly as four more do."""
    known = [x for x in ends if math.isfinite(x)]
    return next(
        (d for d in range(least, least + 4) if all(abs(x - round(x, d)) < 1e-9 for x in known)),
        least + 4,
    )


def share(x: float) -> str:
    """Write a share in percent, to two digits where it is small.

    Examples
    --------
    >>> share(0.0), share(0.00012), share(0.0234), share(0.187), share(12.3)
    ('0%', 'under 0.1%', '2.3%', '19%', '1,230%')
    """
    if x and x < 0.001:
        return "under 0.1%"
    return f"{number(100 * x, 1 if 0 < x < 0.0995 else 0)}%"


def tidy(text: str) -> str:
    """Give a text with numbers in it real minus signs, no sign before a zero, and dates in words.

    Examples
    --------
    >>> tidy("fell by -3.1, then -0.0 bn (2022-05-04, 3-5 May)")
    'fell by −3.1, then 0.0 bn (4 May 2022, 3-5 May)'
    >>> tidy("from 2021-04 and 2021Q1, after 2008-09 and the winter of 2018-19")
    'from April 2021 and 2021 Q1, after 2008-09 and the winter of 2018-19'
    """
    signed = _HYPHEN.sub(MINUS, _NO_ZERO_SIGN.sub("", text))
    return _MONTH.sub(_month_or_span, _in_words(signed))


def _in_words(text: str) -> str:
    """Write the days and quarters of a text in words."""
    days = _DAY.sub(lambda day: f"{int(day[3])} {_month(day)}", text)
    return _QUARTER.sub(r"\1 Q\2", days)


def _month(found: re.Match[str]) -> str:
    return f"{month_name[int(found[2])]} {found[1]}"


def _month_or_span(found: re.Match[str]) -> str:
    """Write a month, unless it may be a span of years, 2008-09 say, which only goes up."""
    return found[0] if int(found[2]) > int(found[1][2:]) else _month(found)


def line(record: Mapping[str, Any]) -> str:
    """Write a record in one line, for readers of plain text."""
    said = f"{record['claimed']}; " if record["claimed"] else ""
    return f"{record['claim']}: {said}{record['verdict']}. {record['statement']}"


def _named(x: float, one: Claim, decimals: int | None) -> str:
    plain = number(x, decimals or 0)
    return plain.replace(",", "") if one.unit in _NAMES else plain
