"""Cutting cycles of the policy rate, dated by rule."""

from __future__ import annotations

import pandas as pd


def first_cuts(changes: pd.Series) -> pd.DatetimeIndex:
    """Return the days on which the target was cut for the first time after it had been raised.

    Parameters
    ----------
    changes
        Changes of the policy rate by day, in any unit, rises positive; no zeros.

    Raises
    ------
    ValueError
        If a change is zero or missing: a cut after it would look like a first one, or not.
    """
    if (changes == 0).any() or changes.isna().any():
        raise ValueError("changes must be neither zero nor missing; leave such days out")
    after_rise = changes.shift() > 0
    return pd.DatetimeIndex(changes.index[(changes < 0) & after_rise])


def peaks(rate: pd.Series, threshold: float) -> pd.DatetimeIndex:
    """Return the dates of a rate's peaks: the highest points before falls of at least `threshold`.

    A fall counts once the rate is `threshold` below the highest value since the last trough, a rise
    once it is as far above the lowest value since the last peak. Applied to the effective federal
    funds rate where no target was published.

    Parameters
    ----------
    rate
        The rate by date, percent.
    threshold
        Least fall and rise that count, percentage points, positive.

    Returns
    -------
    pd.DatetimeIndex
        Dates of the peaks, the last where a value stands twice.

    Raises
    ------
    ValueError
        If the threshold is not positive, or a rate is missing.
    """
    if not threshold > 0:
        raise ValueError(f"the threshold must be positive, got {threshold}")
    if rate.isna().any():
        raise ValueError(f"the rate of {rate.index[rate.isna()][0]:%Y-%m-%d} is missing")
    values = rate.to_numpy()
    found, rising = [], True
    high = low = 0
    for at, now in enumerate(values):
        high = at if now >= values[high] else high
        low = at if now <= values[low] else low
        if rising and now <= values[high] - threshold:
            found.append(high)
            rising, low = False, at
        elif not rising and now >= values[low] + threshold:
            rising, high = True, at
    return pd.DatetimeIndex(rate.index[found])
