"""Federal fiscal years: which dates belong to one, and yearly totals and averages over them.

A fiscal year is named after the calendar year in which it ends. Since fiscal year 1977 it runs
from 1 October to 30 September; until fiscal year 1976 it ran from 1 July to 30 June. July to
September 1976, the transition quarter, belong to no fiscal year.
"""

from __future__ import annotations

import pandas as pd

FIRST_OCTOBER_YEAR = 1977
"""The first fiscal year that begins on 1 October."""


def fiscal_year(dates: pd.DatetimeIndex) -> pd.Index:
    """Return the fiscal year of each date.

    Parameters
    ----------
    dates
        Days, months or quarters, by their first day.

    Returns
    -------
    pd.Index
        Nullable integers, as long as `dates`; missing in the transition quarter of 1976.

    Examples
    --------
    >>> fiscal_year(pd.DatetimeIndex(["1976-06-01", "1976-07-01", "2023-09-30", "2023-10-01"]))
    Index([1976, <NA>, 2023, 2024], dtype='Int64')
    """
    year, month = dates.year, dates.month
    october_rule = year + (month >= 10)
    july_rule = year + (month >= 7)
    chosen = pd.Series(october_rule.where(october_rule >= FIRST_OCTOBER_YEAR, july_rule))
    transition = (year == FIRST_OCTOBER_YEAR - 1) & (month >= 7) & (month <= 9)
    return pd.Index(chosen.astype("Int64").mask(transition))


def fiscal_year_total(monthly: pd.Series) -> pd.Series:
    """Return the sums of a monthly flow over complete fiscal years.

    Parameters
    ----------
    monthly
        Flow a month, by the first day of the month, in any unit.

    Returns
    -------
    pd.Series
        By fiscal year, in the unit of the flow; years with fewer than twelve months are left out.

    Raises
    ------
    TypeError
        If the index holds no dates.
    ValueError
        If a month stands twice.
    """
    values, years = _in_complete_years(monthly, parts=12)
    return values.groupby(years).sum()


def fiscal_year_average(quarterly: pd.Series) -> pd.Series:
    """Return the averages of a quarterly annual rate over complete fiscal years.

    Gross domestic product of a fiscal year is the average of the annual rates of its four
    quarters, as OMB and CBO use it for ratios.

    Parameters
    ----------
    quarterly
        Annual rate a quarter, by the first day of the quarter, in any unit.

    Returns
    -------
    pd.Series
        By fiscal year, in the unit of the rate; years with fewer than four quarters are left out.

    Raises
    ------
    TypeError
        If the index holds no dates.
    ValueError
        If a quarter stands twice.
    """
    values, years = _in_complete_years(quarterly, parts=4)
    return values.groupby(years).mean()


def _in_complete_years(values: pd.Series, parts: int) -> tuple[pd.Series, pd.Series]:
    if not isinstance(values.index, pd.DatetimeIndex):
        raise TypeError(f"needs dates as the index, got {type(values.index).__name__}")
    known = values.dropna()
    if pd.DatetimeIndex(known.index).to_period("M").has_duplicates:
        raise ValueError("a period stands twice: a year with one missing would pass as complete")
    years = pd.Series(fiscal_year(pd.DatetimeIndex(known.index)), index=known.index)
    complete = (years.groupby(years).transform("size") == parts).fillna(False).astype(bool)
    return known[complete], years[complete].astype(int).rename("fiscal_year")
