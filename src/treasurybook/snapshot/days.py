"""Read a day as people and libraries write it; the one place that does.

Days are compared as days and never as text: as text "20231001" lies after "2023-12-31".
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time

from treasurybook.snapshot.errors import NotADay

Day = str | date
"""``"2023-10-01"``, ``"20231001"``, a ``date``, or a ``datetime`` or pandas ``Timestamp`` at
midnight without a time zone."""

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{4})(\d\d)(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def read_day(written: object) -> date:
    """Return the day that is meant.

    Parameters
    ----------
    written : Day
        See `Day`.

    Raises
    ------
    NotADay
        If it is anything else; one line that says what would do.

    Examples
    --------
    >>> read_day("20231001") == read_day("2023-10-01") == date(2023, 10, 1)
    True
    """
    if isinstance(written, datetime):  # a pandas Timestamp is one, NaT only by name
        if written == written and written.time() == time() and written.tzinfo is None:
            return date(written.year, written.month, written.day)
    elif isinstance(written, date):
        return written
    elif isinstance(written, str) and (found := _DAY.fullmatch(written)):
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            pass
    shown = repr(written) if isinstance(written, str) else f"{type(written).__name__} {written}"
    raise NotADay(f"{shown} is no day; write 2023-10-01 or 20231001, or give a date without a time")


def read_month(written: str) -> date | None:
    """Return the last day of a month given as YYYY-MM, None if it is no such text."""
    found = _MONTH.fullmatch(written)
    if not found:
        return None
    year, month = (int(part) for part in found.groups())
    return _month_end(year, month) if year and 1 <= month <= 12 else None


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date


def read_span(written: object) -> Span:
    """Return the days that a day, month, quarter or year covers.

    Parameters
    ----------
    written : Day
        Also ``"2010"``, ``"2010Q1"`` and ``"2010-05"``.

    Raises
    ------
    NotADay
        If it is none of these.
    """
    if isinstance(written, str) and not _DAY.fullmatch(written):
        if _YEAR.fullmatch(written) and int(written):
            return Span(date(int(written), 1, 1), date(int(written), 12, 31))
        if (found := _QUARTER.fullmatch(written)) and int(found[1]):
            year, quarter = int(found[1]), int(found[2])
            return Span(date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter))
        if (end := read_month(written)) is not None:
            return Span(end.replace(day=1), end)
        raise NotADay(
            f"{written!r} is no date; write 2010, 2010Q1, 2010-05, 2010-05-03 or 20100503"
        )
    day = read_day(written)
    return Span(day, day)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
