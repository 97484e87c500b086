"""Shares and rates between two series: a part of a whole, a levy on its base.

All functions are pure and return new series on the dates that both inputs have. Inputs are in one
common unit (dollars with dollars); outputs are in percent unless said otherwise.
"""

from __future__ import annotations

import pandas as pd

from treasurybook.models.statistics.spacing import refuse_holes


def percent_of(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Express one series as a percentage of another, date by date.

    Parameters
    ----------
    part, whole
        Series in the same unit, indexed by date. `whole` must be above zero.

    Returns
    -------
    pandas.Series
        ``100 * part / whole`` in percent, on the dates that both have.

    Raises
    ------
    ValueError
        If the two have no date in common, or `whole` is zero or below on one of them.
    """
    both = _aligned(part, whole)
    not_positive = both.index[both["whole"] <= 0]
    if len(not_positive):
        raise ValueError(f"whole is zero or below on {not_positive[0]}: no share of it exists")
    return 100 * both["part"] / both["whole"]


def trailing_percent(part: pd.Series, whole: pd.Series, periods: int = 12) -> pd.Series:
    """Express the trailing sum of one flow as a percentage of that of another.

    The ratio of sums, not the mean of ratios: a month with few imports must not count as much as
    a month with many. With duties collected and the value of imports this is the average duty
    rate.

    Parameters
    ----------
    part, whole
        Flows per period in the same unit, indexed by date.
    periods
        Length of the window, in periods of the series.

    Returns
    -------
    pandas.Series
        Percent, dated by the last period of the window; the first ``periods - 1`` dates have
        no value and are left out.

    Raises
    ------
    ValueError
        If a period is missing on either side, or there are fewer than a window has.
    """
    both = _aligned(part, whole)
    refuse_holes(both.index, "part and whole")
    if not 1 <= periods <= len(both):
        raise ValueError(f"a window of {periods} periods does not fit into {len(both)}")
    sums = both.rolling(periods).sum().iloc[periods - 1 :]
    return percent_of(sums["part"], sums["whole"])


def rise_done_before(path: pd.Series, start: str, event: str) -> float:
    """Return how much of a rise to the peak had happened before an event.

    Parameters
    ----------
    path
        A level, indexed by date, ascending.
    start
        Date from which the rise is measured; the first observation on or after it counts.
    event
        Date of the event; the last observation before it counts.

    Returns
    -------
    float
        Fraction of the way from the start to the highest level after it: 0 at the start's level,
        1 at the peak's. Negative if the level had fallen meanwhile.

    Raises
    ------
    ValueError
        If no observation lies between `start` and `event`, or the level never rises above its
        start.
    """
    since = path.loc[start:]
    before = since.loc[since.index < pd.Timestamp(event)]
    if before.empty:
        raise ValueError(f"no observation between {start} and {event}")
    rise = float(since.max() - since.iloc[0])
    if rise <= 0:
        raise ValueError(f"the level never rises above its value of {start}")
    return float(before.iloc[-1] - since.iloc[0]) / rise


def _aligned(part: pd.Series, whole: pd.Series) -> pd.DataFrame:
    both = pd.concat({"part": part, "whole": whole}, axis=1, join="inner").dropna()
    if both.empty:
        raise ValueError("part and whole have no date in common")
    return both


def share_of_change_done(path: pd.Series, by: str) -> float:
    """Share of the whole change of a series that lies before a date.

    Parameters
    ----------
    path
        Values by date; the change is from the first to the last.
    by
        Date up to which the change counts; it must be one of the series' dates.

    Returns
    -------
    float
        Percent; above 100 if the series later went back.

    Raises
    ------
    ValueError
        If the series ends where it began, lacks a value at an end, or has none on `by`.
    """
    day = pd.Timestamp(by)
    if day not in path.index or path.loc[[path.index[0], day, path.index[-1]]].isna().any():
        raise ValueError(f"the series has no value on {day:%Y-%m-%d} or at one of its ends")
    whole = float(path.iloc[-1] - path.iloc[0])
    if whole == 0:
        raise ValueError("the series ends where it began, so no share of the change exists")
    return 100 * float(path.loc[day] - path.iloc[0]) / whole
