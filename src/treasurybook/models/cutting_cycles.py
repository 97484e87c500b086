"""Cutting cycles of the policy rate: dating them, and comparing returns after them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def first_cuts(changes: pd.Series) -> pd.DatetimeIndex:
    """Return the days on which the target was cut for the first time after it had been raised.

    Parameters
    ----------
    changes
        Changes of the policy rate by day, in any unit, rises positive; no zeros.
    """
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
    """
    found, rising = [], True
    high = low = rate.index[0]
    for date, now in rate.items():
        high = date if now >= rate[high] else high
        low = date if now <= rate[low] else low
        if rising and now <= rate[high] - threshold:
            found.append(high)
            rising, low = False, date
        elif not rising and now >= rate[low] + threshold:
            rising, high = True, date
    return pd.DatetimeIndex(found)


def percentile(value: float, sample: pd.Series) -> float:
    """Return the share of a sample that lies below a value, in percent; ties count half."""
    known = sample.dropna().to_numpy()
    return float(100 * ((known < value).mean() + (known == value).mean() / 2))


def placebo_means(
    returns: pd.Series, events: int, draws: int, apart: int, seed: int
) -> NDArray[np.float64]:
    """Return mean returns over random sets of start dates, as a placebo for a set of events.

    Parameters
    ----------
    returns
        Return of the holding that starts on each date.
    events
        Number of start dates in a set.
    draws
        Number of sets.
    apart
        Least distance between the start dates of a set, in rows of `returns`, so that holdings do
        not overlap: the length of a holding.
    seed
        Seed of the random generator.

    Returns
    -------
    ndarray
        One mean a set, in the unit of `returns`.

    Raises
    ------
    ValueError
        If so many holdings do not fit without overlap.

    Notes
    -----
    Sets are uniform among all that keep the distance: places are drawn from a shorter line, and the
    gaps put back between them.
    """
    known = returns.dropna().to_numpy()
    room = len(known) - (events - 1) * apart
    if room < events:
        raise ValueError(f"{events} holdings of {apart} rows do not fit into {len(known)} rows")
    rng = np.random.default_rng(seed)
    places = np.sort(rng.integers(0, room, (draws, events)), axis=1) + np.arange(events) * apart
    return np.asarray(known[places].mean(axis=1))
