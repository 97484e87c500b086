"""Rates for future spans of time that the yields of one day imply."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

DAYS_PER_YEAR = 365.25


def implied_path(yields: Mapping[float, float], day: pd.Timestamp) -> pd.Series:
    """Return the average rates that yields imply between their maturities.

    Who lends for a year earns what two loans of half a year would earn one after the other, if the
    second is agreed upon today: with yields :math:`y_u` and :math:`y_v` for maturities
    :math:`u < v`, the rate between them is :math:`(v y_v - u y_u)/(v - u)`. Interest on interest
    is neglected, which matters by a few hundredths up to three years. The rate holds a premium
    beside what is expected.

    Parameters
    ----------
    yields
        Maturity in years -> yield in percent.
    day
        The day of the yields.

    Returns
    -------
    pd.Series
        Percent, at the middle of each span, from today to the first maturity onwards.

    Raises
    ------
    ValueError
        If a maturity is not positive, or a yield is missing.

    Examples
    --------
    >>> implied_path({0.5: 5.0, 1.0: 4.5}, pd.Timestamp("2024-01-01")).tolist()
    [5.0, 4.0]
    """
    terms = sorted(yields)
    if not terms or terms[0] <= 0:
        raise ValueError(f"maturities must be positive, got {terms}")
    if any(np.isnan(yields[term]) for term in terms):
        raise ValueError("a yield is missing; take a day on which all maturities are quoted")
    earned = np.array([0.0, *(term * yields[term] for term in terms)])
    ends = np.array([0.0, *terms])
    middles = day + pd.to_timedelta(DAYS_PER_YEAR * (ends[1:] + ends[:-1]) / 2, unit="D").round("D")
    return pd.Series(np.diff(earned) / np.diff(ends), pd.DatetimeIndex(middles))


def rate_on(path: pd.Series, day: pd.Timestamp) -> float:
    """Return a path of rates on one day, by straight lines between its points, percent.

    Raises
    ------
    ValueError
        If the day lies outside the path.
    """
    if not path.index[0] <= day <= path.index[-1]:
        raise ValueError(f"{day:%Y-%m-%d} lies outside {path.index[0]:%F} to {path.index[-1]:%F}")
    days = path.index.map(pd.Timestamp.toordinal)
    return float(np.interp(day.toordinal(), days, path))


def cut_probability(before: float, after: float, step: float = 0.25) -> float:
    """Return the probability of one cut that futures price, if nothing but one step is possible.

    Parameters
    ----------
    before, after
        Average funds rate priced for a month before the meeting, and for the first whole month
        after it, percent.
    step
        Size of a cut, percentage points.

    Returns
    -------
    float
        Share of a step; above 1 if more than one cut is priced.
    """
    return (before - after) / step
