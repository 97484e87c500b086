"""Parts of a yield, and what a spread between two maturities has to do with the term premium.

A long yield is the average short rate expected over its life plus a term premium. Subtract today's
short rate: the slope of the curve is the rise of short rates that is expected plus the premium.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from treasurybook.models.statistics.spacing import LONGEST_MONTH


def expected_rise(slope: pd.Series, premium: pd.Series) -> pd.Series:
    """Return the part of the slope that is not term premium, percentage points.

    Parameters
    ----------
    slope
        Long yield less short yield, percentage points.
    premium
        Term premium of the long yield, percentage points, on the same dates.

    Returns
    -------
    pd.Series
        Average short rate expected over the long bond's life less today's; negative when cuts are
        expected. The slope equals the premium only where this is zero.
    """
    return (slope - premium).dropna()


def disagreement(slope: pd.Series, premium: pd.Series) -> pd.Series:
    """Measure how far the slope is from the term premium that it is taken for.

    Parameters
    ----------
    slope, premium
        As in `expected_rise`.

    Returns
    -------
    pd.Series
        ``mean_gap``: mean absolute difference, percentage points; ``opposite``: share of dates with
        opposite signs, percent; ``correlation`` of levels; ``n``: number of dates.

    Raises
    ------
    ValueError
        If the two share fewer than two dates.
    """
    both = pd.concat({"slope": slope, "premium": premium}, axis=1, sort=True).dropna()
    if len(both) < 2:
        raise ValueError(f"slope and premium share {len(both)} dates; at least two are needed")
    return pd.Series(
        {
            "mean_gap": (both["slope"] - both["premium"]).abs().mean(),
            "opposite": 100 * (both["slope"] * both["premium"] < 0).mean(),
            "correlation": both["slope"].corr(both["premium"]),
            "n": float(len(both)),
        }
    )


def change_by_part(parts: pd.DataFrame, start: str, end: str) -> pd.Series:
    """Split the change of a yield between two days into the changes of its parts.

    Parameters
    ----------
    parts
        One column a part, percent; they sum to the yield. The last value up to each day counts,
        if it is not older than a month.
    start, end
        ISO days.

    Returns
    -------
    pd.Series
        Change of each part, percentage points, and their sum as ``total``.

    Raises
    ------
    ValueError
        If there is no value in the month before one of the days.
    """
    known = parts.dropna()
    ends = []
    for day in (pd.Timestamp(start), pd.Timestamp(end)):
        near = known.loc[day - pd.Timedelta(days=LONGEST_MONTH) : day]
        if near.empty:
            raise ValueError(f"no value in the month before {day:%Y-%m-%d}")
        ends.append(near.iloc[-1])
    change = ends[1] - ends[0]
    change["total"] = change.sum()
    return change


def weight_of_today(years: ArrayLike, speed: float) -> NDArray[np.float64]:
    """Return how much of today's short rate is in the average that is expected over a bond's life.

    The short rate is expected to approach a long-run rate, its distance shrinking at a constant
    rate, as in Vasicek (1977) without risk: ``E r(t) = later + (today - later) e^(-speed t)``. Its
    average over a life of n years is ``later + weight (today - later)``.

    Parameters
    ----------
    years
        Maturities, years, above zero.
    speed
        Rate at which the distance shrinks, a year, above zero.

    Returns
    -------
    ndarray
        Weights between 0 and 1, falling with maturity.

    Raises
    ------
    ValueError
        If a maturity or the speed is not above zero.
    """
    reach = speed * np.asarray(years, dtype=float)
    if speed <= 0 or not (reach > 0).all():
        raise ValueError(f"maturities and speed must be above zero, got speed {speed}")
    weight: NDArray[np.float64] = -np.expm1(-reach) / reach
    return weight


def basis_points(yields: pd.Series, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Return the change of a yield between two days in basis points.

    Parameters
    ----------
    yields
        By date, percent; the last value up to each day counts.
    start, end
        The days.

    Returns
    -------
    float
        Missing where the data do not reach from the one day to the other.
    """
    known = yields.dropna()
    if known.empty or start < known.index[0] or end > known.index[-1]:
        return float("nan")
    first, last = known.to_numpy()[known.index.searchsorted([start, end], side="right") - 1]
    return 100 * float(last - first)
