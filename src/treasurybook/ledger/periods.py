"""Dates as exact as they are printed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_DATE = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-?Q(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
    r"(?: (?P<part>early|middle|late))?"
)
_MONTH_PARTS = {"early": (1, 10), "middle": (11, 20), "late": (21, 31)}
_YEAR_PARTS = {"early": (1, 3), "middle": (5, 8), "late": (10, 12)}


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    start: dt.date
    end: dt.date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1

    def __contains__(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end


def parse_period(text: str) -> Period:
    """Read a date as exact as it is printed.

    ``2023``, ``2023-Q3``, ``2023-11``, ``2023-11-12``; a month may be followed by early (1-10),
    middle (11-20) or late (21 to its end), the three parts in which Chinese dates are given; a
    year by early (January-March), middle (May-August) or late (October-December). Two of them
    with a slash between give the span from the first to the second.

    Raises
    ------
    ValueError
        If the text is none of these.
    """
    if "/" in text:
        first, last = (parse_period(part.strip()) for part in text.split("/", 1))
        if last.end < first.start:
            raise ValueError(f"{text!r} ends before it starts")
        return Period(first.start, last.end)
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date like 2023, 2023-Q3, 2023-11, 2023-11-12")
    year, part = int(found["year"]), found["part"]
    if found["day"]:
        if part:
            raise ValueError(f"{text!r}: a day has no early, middle or late")
        day = dt.date(year, int(found["month"]), int(found["day"]))
        return Period(day, day)
    if found["month"]:
        month = int(found["month"])
        length = calendar.monthrange(year, month)[1]
        first_day, last_day = _MONTH_PARTS[part] if part else (1, length)
        return Period(dt.date(year, month, first_day), dt.date(year, month, min(last_day, length)))
    if found["quarter"]:
        if part:
            raise ValueError(f"{text!r}: a quarter has no early, middle or late")
        last_month = 3 * int(found["quarter"])
        first_month = last_month - 2
    else:
        first_month, last_month = _YEAR_PARTS[part] if part else (1, 12)
    last_day = calendar.monthrange(year, last_month)[1]
    return Period(dt.date(year, first_month, 1), dt.date(year, last_month, last_day))
