"""Episodes of market stress by a stated rule, and what each asset did in them.

A day is a day of stress if fear and loss come together: volatility at or above a threshold, and
shares down by a threshold over some trading days. Days of stress with no long calm between them
are one episode. An episode is measured from the last high of shares before it to their low within
it, so that nobody chooses its ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from treasurybook.models.statistics.spacing import bridges

Kind = Literal["yield", "price"]


def stress_days(
    shares: pd.Series,
    volatility: pd.Series,
    *,
    fear: float = 30.0,
    loss: float = 7.0,
    days: int = 10,
) -> pd.Series:
    """Mark the days on which volatility is high and shares have fallen.

    Parameters
    ----------
    shares
        Closing index of shares, by trading day.
    volatility
        Volatility index in points, by day.
    fear
        Volatility from which a day counts.
    loss
        Fall of shares from which a day counts, in percent, positive.
    days
        Trading days over which the fall is measured.

    Returns
    -------
    pandas.Series
        True or False on the days that both series have; False where a hole of more than ten days
        lies within the fall.
    """
    both = pd.DataFrame({"shares": shares, "volatility": volatility}).dropna()
    fall = 100 * (both["shares"] / both["shares"].shift(days) - 1)
    fall = fall.mask(bridges(pd.DatetimeIndex(both.index), days))
    return (both["volatility"] >= fear) & (fall <= -loss)


def episodes(
    shares: pd.Series, stress: pd.Series, *, gap: int = 20, before: int = 20
) -> pd.DataFrame:
    """Join days of stress to episodes and measure each from high to low.

    Parameters
    ----------
    shares
        Closing index of shares; it must cover the days of `stress`.
    stress
        True on days of stress, as `stress_days` returns it.
    gap
        Trading days of calm that end an episode; a hole of more than ten days ends it, too.
    before
        Trading days before the first day of stress in which the high is looked for.

    Returns
    -------
    pandas.DataFrame
        One row an episode: ``start`` (the high), ``first`` and ``last`` day of stress, ``low``
        (day of the lowest close from first to last), ``fall`` of shares from start to low in
        percent (negative).

    Raises
    ------
    ValueError
        If `shares` does not cover a day of `stress`.
    """
    closes = shares.reindex(stress.index)
    if closes.isna().any():
        raise ValueError(f"no close of shares on {closes.index[closes.isna()][0]:%Y-%m-%d}")
    positions = np.flatnonzero(stress.to_numpy())
    holes = bridges(pd.DatetimeIndex(stress.index), 1).cumsum()[positions]
    rows = []
    for run in np.split(positions, np.flatnonzero((np.diff(positions) > gap) | np.diff(holes)) + 1):
        if not len(run):
            continue
        opening = max(run[0] - before, 0)
        high = opening + int(closes.iloc[opening : run[0] + 1].argmax())
        low = run[0] + int(closes.iloc[run[0] : run[-1] + 1].argmin())
        days = [closes.index[place] for place in (high, run[0], run[-1], low)]
        rows.append((*days, 100 * (closes.iloc[low] / closes.iloc[high] - 1)))
    return pd.DataFrame(rows, columns=["start", "first", "last", "low", "fall"])


def change(series: pd.Series, start: pd.Timestamp, end: pd.Timestamp, kind: Kind) -> float:
    """Return the change of a series between two days.

    The last observation on or before each day counts, none older than seven days.

    Parameters
    ----------
    series
        A yield in percent or a price.
    start, end
        First and last day.
    kind
        ``"yield"`` for a difference in basis points, ``"price"`` for a change in percent.

    Returns
    -------
    float
        NaN if the series has no observation near one of the days.
    """
    ends = []
    for day in (start, end):
        near = series.loc[day - pd.Timedelta(days=7) : day].dropna()
        if near.empty:
            return float("nan")
        ends.append(float(near.iloc[-1]))
    first, last = ends
    return 100 * (last - first) if kind == "yield" else 100 * (last / first - 1)


def responses(
    assets: Mapping[str, pd.Series], kinds: Mapping[str, Kind], windows: pd.DataFrame
) -> pd.DataFrame:
    """Measure every asset over every window.

    Parameters
    ----------
    assets
        Name to series.
    kinds
        Name to ``"yield"`` or ``"price"``.
    windows
        Columns ``start`` and ``low`` (last day).

    Returns
    -------
    pandas.DataFrame
        One row a window, one column an asset: basis points for yields, percent for prices.
    """
    return pd.DataFrame(
        {
            name: [
                change(series, start, low, kinds[name])
                for start, low in zip(windows["start"], windows["low"], strict=True)
            ]
            for name, series in assets.items()
        },
        index=windows.index,
    )


def haven_scores(
    assets: Mapping[str, pd.Series],
    kinds: Mapping[str, Kind],
    windows: pd.DataFrame,
    *,
    memory: int = 250,
) -> pd.DataFrame:
    """Score each asset as a haven: its gain in normal moves.

    ``score = sign · change / (s · √n)``: the change over the window, divided by what is usual for
    a window of n days, where s is the standard deviation of daily changes over the `memory` days
    before the window. A falling yield and a rising price count positive, so that above 0 the
    asset protected its holder and above 1 more than chance moves would.

    Parameters
    ----------
    assets, kinds, windows
        As for `responses`.
    memory
        Observations before the window from which s is taken.

    Returns
    -------
    pandas.DataFrame
        One row a window, one column an asset; a pure number.
    """
    moves = responses(assets, kinds, windows)
    scores = {}
    for name, series in assets.items():
        known = series.dropna()
        daily = 100 * (known.diff() if kinds[name] == "yield" else known.pct_change())
        usual = []
        for start, low in zip(windows["start"], windows["low"], strict=True):
            past = daily.loc[:start].iloc[-memory:]
            n = len(daily.loc[start:low]) - 1
            usual.append(past.std() * np.sqrt(n) if n > 0 else float("nan"))
        scores[name] = moves[name] / usual * (-1 if kinds[name] == "yield" else 1)
    return pd.DataFrame(scores, index=windows.index)


def largest_rise(series: pd.Series, start: pd.Timestamp, end: pd.Timestamp, days: int) -> float:
    """Return the largest rise of a yield over a number of observations within a span.

    Parameters
    ----------
    series
        Yield in percent.
    start, end
        The span; both ends of the rise lie in it.
    days
        Observations from the low to the high end of a rise.

    Returns
    -------
    float
        Basis points; NaN if the span is shorter. Rises across a hole of more than ten days do not
        count.
    """
    within = series.loc[start:end].dropna()
    rises = 100 * (within - within.shift(days))
    return float(rises.mask(bridges(pd.DatetimeIndex(within.index), days)).max())


def week_changes(series: pd.Series) -> pd.Series:
    """Return the change from the last observation of one week to that of the next.

    Parameters
    ----------
    series
        Yield in percent, by day.

    Returns
    -------
    pandas.Series
        Basis points, on Fridays; weeks without any observation, and those after them, are missing.
    """
    return (100 * series.resample("W-FRI").last().diff()).round(6)
