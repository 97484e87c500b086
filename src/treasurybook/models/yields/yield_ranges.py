"""How likely is it that a yield stays within a range? A driftless random walk as the benchmark."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm

from treasurybook.models.statistics.spacing import bridges

TERMS = 50


def stay_probability(below: float, above: float, daily_volatility: float, days: int) -> float:
    """Return the chance that a driftless Brownian motion stays between two barriers throughout.

    Method of images: the sum over k of the probability masses between the barriers of sources
    mirrored at them with alternating sign (Feller, *An Introduction to Probability Theory and Its
    Applications*, vol. II, chapter X.5).

    Parameters
    ----------
    below, above
        Distance from the starting value down to the lower and up to the upper barrier; positive,
        in the unit of `daily_volatility`.
    daily_volatility
        Standard deviation of the daily change; positive.
    days
        Trading days.

    Returns
    -------
    float
        Probability between 0 and 1. A path seen once a day crosses a little less often than a
        continuous one, so the chance is slightly understated.

    Raises
    ------
    ValueError
        If a distance, the volatility or the number of days is not positive.
    """
    if min(below, above, daily_volatility, days) <= 0:
        raise ValueError("below, above, daily_volatility and days must be positive")
    scale = daily_volatility * np.sqrt(days)
    low, high = -below / scale, above / scale
    width = high - low
    k = np.arange(-TERMS, TERMS + 1)
    own = norm.cdf(high - 2 * k * width) - norm.cdf(low - 2 * k * width)
    mirrored = norm.cdf(high - 2 * high + 2 * k * width) - norm.cdf(low - 2 * high + 2 * k * width)
    return float(np.clip((own - mirrored).sum(), 0.0, 1.0))


def half_width(chance: float, daily_volatility: float, days: int) -> float:
    """Return the half-width of the symmetric range that holds the whole path with a given chance.

    Parameters
    ----------
    chance
        Between 0 and 1, both excluded.
    daily_volatility, days
        As in `stay_probability`.

    Returns
    -------
    float
        In the unit of `daily_volatility`.

    Raises
    ------
    ValueError
        If `chance` is not inside 0 and 1.
    """
    if not 0 < chance < 1:
        raise ValueError(f"chance must lie between 0 and 1, got {chance}")
    scale = daily_volatility * np.sqrt(days)

    def gap(x: float) -> float:
        return stay_probability(x, x, daily_volatility, days) - chance

    return float(brentq(gap, 0.05 * scale, 10 * scale))


def trailing_volatility(yields: pd.Series, days: int) -> float:
    """Return the root mean square of the last daily changes, in the unit of `yields`.

    Parameters
    ----------
    yields
        Daily observations; missing ones are left out first. Changes over a hole of more than ten
        days are no daily changes and do not count.
    days
        How many changes count.

    Raises
    ------
    ValueError
        If there are fewer changes.
    """
    known = yields.dropna()
    changes = known.diff().iloc[1:][~bridges(pd.DatetimeIndex(known.index), 1)[1:]]
    if len(changes) < days:
        raise ValueError(f"{len(changes)} daily changes, {days} needed")
    return float(np.sqrt((changes.iloc[-days:] ** 2).mean()))


def share_of_ranges_kept(yields: pd.Series, below: float, above: float, days: int) -> float:
    """Return how often in the past a range of this shape around the day's yield held throughout.

    Parameters
    ----------
    yields
        Daily observations.
    below, above
        Distances of the range's ends from the yield on its first day.
    days
        Trading days that the range must hold.

    Returns
    -------
    float
        Share of starting days between 0 and 1. Windows with a hole of more than ten days do not
        count.

    Raises
    ------
    ValueError
        If no window is left.
    """
    known = yields.dropna()
    whole = ~bridges(pd.DatetimeIndex(known.index), days)[days:]
    if not whole.any():
        raise ValueError(f"no window of {days} trading days without a hole")
    windows = np.lib.stride_tricks.sliding_window_view(known.to_numpy(), days + 1)[whole]
    start = windows[:, 0]
    held = (windows.min(axis=1) >= start - below) & (windows.max(axis=1) <= start + above)
    return float(held.mean())
