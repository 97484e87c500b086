"""The rules that turn a recomputed value into a verdict: pure, without data and without state.

A printed number stands for a set of values. ``27.62`` stands for everything that rounds to it,
``more than 60`` for everything above 60, ``about 440`` for a neighbourhood of 440. `accepted`
gives that set as an interval; `near` gives the wider interval within which a recomputed value is
called close; `judge` compares.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

ABOUT_SHARE = 0.05
"""The most, as a share of the printed value, that "about" may add to its printed rounding."""

GUARD = 1e-9
"""Relative slack for binary floating point: 27.615 must count as the edge that it is."""


class Verdict(StrEnum):
    """What the data say of a statement; the strings are the ones that the book prints."""

    REPRODUCED = "reproduced"
    REVISED = "reproduced, since revised"
    CLOSE = "close"
    OTHER_DEFINITION = "other definition"
    SLIP = "slip"
    DIFFERS = "differs"
    CAME_TRUE = "came true"
    DID_NOT = "did not"
    PARTLY = "partly"
    OPEN = "open"
    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    MIXED = "mixed"
    NOT_CHECKABLE = "not checkable"


class Wording(StrEnum):
    """How a document words a number, and so which values agree with it."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    RANGE = "range"
    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True)
class Tolerance:
    """How far outside its rounding a value may lie and still be called close.

    The width is the larger of `share` of the printed value and `units` units of its last printed
    digit; the second is capped at `cap` of the value, because two units of a number printed with
    one digit ("3 %") would excuse almost anything.
    """

    share: float
    units: float
    cap: float

    def width(self, value: float, rounding: int) -> float:
        """Return the absolute width for a value printed to `rounding` decimals."""
        size = abs(value)
        return max(self.share * size, min(self.units * 2 * half_unit(rounding), self.cap * size))


STOCK = Tolerance(share=0.01, units=2, cap=0.05)
DIFFERENCE = Tolerance(share=0.02, units=2, cap=0.10)
NONE = Tolerance(share=0.0, units=0.0, cap=0.0)

CLOSE: Mapping[str, Tolerance] = {
    "level": STOCK,
    "share": STOCK,
    "ratio": STOCK,
    "schedule": STOCK,
    "comparison": STOCK,
    "identity": STOCK,
    "causal": STOCK,
    "forecast": STOCK,
    "range_forecast": STOCK,
    "change": DIFFERENCE,
    "growth": DIFFERENCE,
    "ranking": NONE,
    "event_date": NONE,
    "figure": NONE,
}
"""Tolerance for "close" by kind of statement.

Levels, shares and ratios of the national and financial accounts differ by up to about one per cent
between neighbouring sources and releases of the same concept, so 1 % (or two units of the last
printed digit) separates another source from another number. A change or a growth rate is a
difference of such levels, in which the same discrepancies weigh more: twice that. Counts, ranks,
dates and reference numbers are right or wrong.
"""

COUNTED_UNITS = frozenset(
    {
        "rank",
        "count",
        "reference number",
        "year",
        "decade",
        "meetings",
        "banks",
        "agencies",
        "central banks",
    }
)
"""Units of things that are counted or numbered: a neighbouring value is not close but wrong."""


@dataclass(frozen=True)
class Target:
    """The number of a statement, in the statement's unit.

    Parameters
    ----------
    wording
        How the document words the number.
    value
        The printed value; for `Wording.RANGE` use `low` and `high` instead, for a bare sign none.
    low, high
        The printed bounds of a range.
    rounding
        Decimals printed, counted in the statement's unit; negative for tens, hundreds ...
    """

    wording: Wording = Wording.EXACT
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rounding: int = 0

    def __post_init__(self) -> None:
        if self.wording is Wording.RANGE:
            if self.low is None or self.high is None or self.low > self.high:
                raise ValueError(f"a range needs low <= high, got low={self.low}, high={self.high}")
        elif self.wording in (Wording.POSITIVE, Wording.NEGATIVE):
            if self.value is not None:
                raise ValueError(f"a bare sign takes no value, got {self.value}")
        elif self.value is None:
            raise ValueError(f"wording {self.wording.value!r} needs a value")


@dataclass(frozen=True)
class Interval:
    """An interval of the real line; an end is part of it unless marked open."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def gap(self, x: float) -> float:
        """Return the distance of `x` from the interval, 0 inside (up to rounding of floats)."""
        if math.isnan(x):
            raise ValueError("a recomputed value is missing (NaN): it cannot be judged")
        slack = GUARD * max(1.0, abs(x))
        if x < self.low - slack:
            return self.low - x
        if x > self.high + slack:
            return x - self.high
        on_low = self.low_open and x <= self.low + slack
        on_high = self.high_open and x >= self.high - slack
        return slack if on_low or on_high else 0.0

    def __contains__(self, x: float) -> bool:
        return self.gap(x) == 0.0

    def hull(self, other: Interval) -> Interval:
        """Return the smallest interval that contains both; an end stays open if its owner's is."""
        low, low_open = min((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = max((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not high_closed)


def half_unit(rounding: int) -> float:
    """Return half a unit of the last printed digit.

    Examples
    --------
    >>> half_unit(2), half_unit(0), half_unit(-1)
    (0.005, 0.5, 5.0)
    """
    return 0.5 * 10.0 ** (-rounding)


def last_significant_unit(value: float, rounding: int) -> float:
    """Return the size of the last digit of a printed number that is not a trailing zero.

    Examples
    --------
    >>> last_significant_unit(440, 0), last_significant_unit(52.96, 2), last_significant_unit(0, 1)
    (10.0, 0.01, 0.1)
    """
    step = Decimal(1).scaleb(-rounding)
    digits = round(Decimal(repr(value)) / step)
    if digits == 0:
        return float(step)
    while digits % 10 == 0:
        digits //= 10
        step *= 10
    return float(step)


def about_width(value: float, rounding: int) -> float:
    """Return how far on either side "about `value`" reaches.

    Half a unit of the last digit that is not a trailing zero ("about 440" reaches from 435 to
    445), but no more than `ABOUT_SHARE` of the value ("about 2,000" does not reach to 1,500), and
    never less than the printed rounding itself ("about 52.96" is 52.96).
    """
    return max(half_unit(rounding), nearly_width(value, rounding))


def nearly_width(value: float, rounding: int) -> float:
    """Return how far short of `value` "nearly `value`" reaches.

    Half a unit of the last digit that is not a trailing zero, but no more than `ABOUT_SHARE` of
    the value: "nearly 15" reaches down to 14.5, "nearly 3" to 2.85, "nearly 50" to 47.5.
    """
    return min(0.5 * last_significant_unit(value, rounding), ABOUT_SHARE * abs(value))


def accepted(target: Target) -> Interval:
    """Return the values that agree with a printed number.

    =============  ==========================================================================
    wording        interval
    =============  ==========================================================================
    exact          value ± half a unit of the last printed digit, ends included
    about          value ± `about_width`
    nearly         from `nearly_width` short of the value up to the value itself
    more_than      beyond the value (away from zero), the value itself not included
    at_least       beyond the value, included
    less_than      short of the value (towards zero and past it), not included
    at_most        short of the value, included
    range          low - half a unit to high + half a unit
    positive       above zero
    negative       below zero
    =============  ==========================================================================

    "Beyond", "short of" and "nearly" are read in the direction of the sign: a fall printed as -5
    and worded "more than" accepts -6.
    """
    wording = target.wording
    if wording is Wording.POSITIVE:
        return Interval(0.0, math.inf, low_open=True)
    if wording is Wording.NEGATIVE:
        return Interval(-math.inf, 0.0, high_open=True)
    half = half_unit(target.rounding)
    if wording is Wording.RANGE:
        assert target.low is not None
        assert target.high is not None
        return Interval(target.low - half, target.high + half)
    assert target.value is not None
    if target.value < 0:
        mirror = accepted(replace(target, value=-target.value))
        return Interval(-mirror.high, -mirror.low, mirror.high_open, mirror.low_open)
    value = target.value
    width = about_width(value, target.rounding)
    short = nearly_width(value, target.rounding)
    return {
        Wording.EXACT: Interval(value - half, value + half),
        Wording.ABOUT: Interval(value - width, value + width),
        Wording.NEARLY: Interval(value - short, value),
        Wording.MORE_THAN: Interval(value, math.inf, low_open=True),
        Wording.AT_LEAST: Interval(value, math.inf),
        Wording.LESS_THAN: Interval(-math.inf, value, high_open=True),
        Wording.AT_MOST: Interval(-math.inf, value),
    }[wording]


def tolerance_for(kind: str, unit: str | None) -> Tolerance:
    """Return the tolerance for "close" of a kind of statement; none for counted units."""
    return NONE if unit in COUNTED_UNITS else CLOSE[kind]


def near(target: Target, tolerance: Tolerance | float) -> Interval:
    """Return the values that are at least close: `accepted`, widened by the tolerance.

    A float is an absolute width in the target's unit. A bare sign is not widened.
    """
    agree = accepted(target)
    points = [p for p in (target.value, target.low, target.high) if p is not None]
    for point in points:
        width = (
            tolerance.width(point, target.rounding)
            if isinstance(tolerance, Tolerance)
            else tolerance
        )
        if width > 0:
            low = -math.inf if agree.low == -math.inf else point - width
            high = math.inf if agree.high == math.inf else point + width
            agree = agree.hull(Interval(low, high))
    return agree


def matches(target: Target, x: float) -> bool:
    """Return whether a recomputed value agrees with a printed number."""
    return x in accepted(target)


def matches_mended(target: Target, printed: float, x: float) -> bool:
    """Return whether a value agrees with a printed number whose slip is mended.

    The value is brought to the scale of the number as it was printed, because a slip of the unit
    scales the printed rounding too: 72.33 months, mended into days, are known to 0.15 day.

    Parameters
    ----------
    target
        The number as printed, slip included.
    printed
        What its value becomes once the slip is mended.
    x
        The recomputed value, in the unit of `printed`.
    """
    if not target.value or not printed:
        return matches(replace(target, value=printed), x)
    return matches(target, x * target.value / printed)


def is_close(target: Target, x: float, tolerance: Tolerance | float) -> bool:
    """Return whether a recomputed value agrees with a printed number or lies near it."""
    return x in near(target, tolerance)


def difference(target: Target, x: float) -> float:
    """Return recomputed minus printed; for a range, from its nearer bound (0 inside)."""
    if target.wording is Wording.RANGE:
        assert target.low is not None
        assert target.high is not None
        return x - min(max(x, target.low), target.high)
    return x - (target.value or 0.0)


@dataclass(frozen=True)
class Judgement:
    """A verdict and, where the rule itself has something to add, the sentence that says so."""

    verdict: Verdict
    note: str | None = None


def judge(
    target: Target,
    tolerance: Tolerance | float,
    *,
    as_written: float | None = None,
    latest: float | None = None,
    other: Mapping[str, float] | None = None,
    mended: Mapping[str, float] | None = None,
    revision_allowance: float | None = None,
    error: float | None = None,
) -> Judgement:
    """Return the verdict on a number.

    The value computed on data that the document could have known decides; today's data can only
    add that it has been revised since. So a number that agrees with data published after the
    document, and not with data of its time, is not reproduced: it differs, and the note says that
    later data agree. The order is: reproduced (since revised), close, other definition, slip,
    differs. Close stands before other definition because a nearer value must never get a worse
    verdict; an exact match under another definition is then mentioned in the note.

    Parameters
    ----------
    target, tolerance
        The printed number, and what counts as close to it.
    as_written, latest
        Recomputed on data known then, and on the newest; in the target's unit. At least one.
    other
        Definition in words -> value recomputed under it (same unit, same date).
    mended
        Slip in words -> what the printed value becomes once the slip is mended.
    revision_allowance
        For a series without a version of the document's time: the largest revision of such a
        measure in the versions that are stored, absolute, in the target's unit; 0 for a series
        that is never revised.
    error
        For an estimate: how far it may be off, absolute, in the target's unit. A printed number
        within it is close and never reproduced, for an estimate cannot tell the last digit.

    Raises
    ------
    ValueError
        If neither value is given, one is NaN, or only `latest` is given, misses the printed
        number and no `revision_allowance` says how much a revision could explain.
    """
    x = latest if as_written is None else as_written
    if x is None:
        raise ValueError("give as_written=, latest= or both")
    matching = [name for name, number in (other or {}).items() if matches(target, number)]
    other_note = f"It agrees with: {matching[0]}." if matching else None
    if error is not None and accepted(target).gap(x) <= error:
        return Judgement(Verdict.CLOSE, joined(f"An estimate, good to ±{error:.2g}.", other_note))
    if matches(target, x):
        if as_written is not None and latest is not None and not matches(target, latest):
            return Judgement(Verdict.REVISED)
        return Judgement(Verdict.REPRODUCED)
    later = as_written is not None and latest is not None and matches(target, latest)
    later_note = "Only data published after the document agree with it." if later else None
    if is_close(target, x, tolerance):
        return Judgement(Verdict.CLOSE, joined(other_note, later_note))
    if as_written is None:
        if revision_allowance is None:
            raise ValueError(
                "only latest= is given and it misses the printed number: give revision_allowance= "
                "(the largest revision that the stored versions show; 0 if never revised)"
            )
        gap = accepted(target).gap(x)
        if gap <= abs(revision_allowance):
            return Judgement(
                Verdict.NOT_CHECKABLE,
                f"No version of the data from the document's time is stored; today's miss the "
                f"printed number by {gap:.4g}, and revisions of up to {revision_allowance:.4g} "
                "have occurred, so they cannot tell.",
            )
    if matching:
        return Judgement(Verdict.OTHER_DEFINITION, joined(other_note, later_note))
    for slip, printed in (mended or {}).items():
        if matches_mended(target, printed, x):
            return Judgement(
                Verdict.SLIP, joined(f"It agrees once mended: {slip} ({printed:g}).", later_note)
            )
    return Judgement(Verdict.DIFFERS, later_note)


def judge_holds(outcome: bool | None, as_written: bool | None = None) -> Verdict:
    """Return the verdict on a qualitative statement after a named test.

    `outcome` is the result of the test (None: it gives no clear answer), `as_written` the result
    on data of the document's time where that was computed apart; if the two disagree the verdict
    is mixed.
    """
    if as_written is not None and outcome != as_written:
        return Verdict.MIXED
    return {True: Verdict.SUPPORTED, False: Verdict.NOT_SUPPORTED, None: Verdict.MIXED}[outcome]


def judge_forecast(outcome: bool | str) -> Verdict:
    """Return the verdict on a forecast: True, False, "partly" or "open"."""
    table: dict[bool | str, Verdict] = {
        True: Verdict.CAME_TRUE,
        False: Verdict.DID_NOT,
        "partly": Verdict.PARTLY,
        "open": Verdict.OPEN,
    }
    if outcome not in table:
        raise ValueError(f"outcome must be True, False, 'partly' or 'open', got {outcome!r}")
    return table[outcome]


def judge_order(claimed: Sequence[str], found: Sequence[str]) -> Verdict:
    """Return the verdict on a ranking.

    The first places of `found` must be `claimed`, in order. An order is right or wrong: one that
    is turned round says the opposite, so it is not close.
    """
    wanted = [name.casefold() for name in claimed]
    first = [name.casefold() for name in found[: len(wanted)]]
    return Verdict.REPRODUCED if wanted == first else Verdict.DIFFERS


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


def judge_date(claimed: str, as_written: str | None = None, latest: str | None = None) -> Judgement:
    """Return the verdict on a date or period.

    It is reproduced if the recomputed period lies within the printed one, and close if the middle
    of the recomputed period is outside by no more than a third of the printed period's length (a
    day at least): ten days for a month, a day for a day.
    """
    target = parse_period(claimed)
    x = latest if as_written is None else as_written
    if x is None:
        raise ValueError("give as_written=, latest= or both")
    found = parse_period(x)
    if found in target:
        if as_written is not None and latest is not None and parse_period(latest) not in target:
            return Judgement(Verdict.REVISED)
        return Judgement(Verdict.REPRODUCED)
    middle = found.start + (found.end - found.start) / 2
    away = max((target.start - middle).days, (middle - target.end).days, 0)
    later = as_written is not None and latest is not None and parse_period(latest) in target
    note = "Only data published after the document agree with it." if later else None
    is_near = away <= max(1, target.days // 3)
    return Judgement(Verdict.CLOSE if is_near else Verdict.DIFFERS, note)


def joined(*sentences: str | None) -> str | None:
    """Join the sentences that there are; None if there are none."""
    return " ".join(s for s in sentences if s) or None
