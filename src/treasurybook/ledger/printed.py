"""What a printed number stands for: the set of values that agree with it or lie close to it.

``27.62`` stands for everything that rounds to it, ``more than 60`` for everything above 60,
``about 440`` for a neighbourhood of 440. `accepted` gives that set as an interval; `near` gives
the wider interval within which a recomputed value is called close.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

ABOUT_SHARE = 0.05
"""The most, as a share of the printed value, that "about" may add to its printed rounding."""

GUARD = 1e-9
"""Relative slack for binary floating point: 27.615 must count as the edge that it is."""


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


def miss(target: Target, x: float) -> float | None:
    """Return by how much a recomputed value misses a printed number, as a share of that number.

    0 where it agrees; None beside a bare sign and beside zero, of which nothing is a share.

    Examples
    --------
    >>> miss(Target(value=50.0), 50.4), miss(Target(value=50.0), 53.5)
    (0.0, 0.06)
    """
    points: list[float] = [p for p in (target.value, target.low, target.high) if p is not None]
    size = min((abs(x - p), abs(p)) for p in points)[1] if points else 0.0
    return accepted(target).gap(x) / size if size else None
