"""Compound growth over a stated span, and the span that a printed rate implies."""

from __future__ import annotations

import math


def compound_growth(start: float, end: float, years: float) -> float:
    """Compound annual growth rate between two values.

    Parameters
    ----------
    start, end
        First and last value, in the same unit and of the same sign.
    years
        Years between them: 6 from 2017 to 2023. The number of years printed on both ends is 7;
        counting it is the usual mistake.

    Returns
    -------
    float
        Percent a year: ``100 ((end / start) ** (1 / years) - 1)``.

    Raises
    ------
    ValueError
        If the values are zero or of different sign, or `years` is not positive.

    Examples
    --------
    >>> round(compound_growth(100, 121, 2), 6)
    10.0
    """
    if start * end <= 0:
        raise ValueError(f"growth needs two values of one sign, got {start} and {end}")
    if years <= 0:
        raise ValueError(f"years must be positive, got {years}")
    return 100 * (math.pow(end / start, 1 / years) - 1)


def years_implied(start: float, end: float, growth: float) -> float:
    """Years that a compound growth rate needs to lead from one value to another.

    The inverse of `compound_growth`, for checking a printed rate.

    Parameters
    ----------
    start, end
        First and last value, of the same sign.
    growth
        Percent a year, not zero.

    Returns
    -------
    float
        ``log(end / start) / log(1 + growth / 100)``.

    Raises
    ------
    ValueError
        If the values are zero or of different sign, or `growth` is zero or not above -100.
    """
    if start * end <= 0:
        raise ValueError(f"growth needs two values of one sign, got {start} and {end}")
    if growth == 0 or growth <= -100:
        raise ValueError(f"growth must be above -100 % and not zero, got {growth}")
    return math.log(end / start) / math.log1p(growth / 100)
