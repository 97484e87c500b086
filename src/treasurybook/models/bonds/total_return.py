"""Total-return indices of constant-maturity Treasuries from their par yields.

Each step buys a new bond at par with a coupon equal to the yield, holds it to the next date, and
sells it at the price its yield then implies (`treasurybook.models.bonds.pricing`). Interest
compounds in the broken period too: with the simple interest of Treasury's regulation a bond earns
less than its yield in the first days of a half-year, which a daily purchase would only ever see.
Yields are in percent a year, compounded twice a year; returns are fractions; dates are actual, with
half-years of 182.625 days.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from treasurybook.models.bonds import pricing
from treasurybook.models.statistics.spacing import refuse_gaps

DAYS_PER_YEAR = 365.25
_HALF = DAYS_PER_YEAR / 2


def steps(par: pd.Series, maturity: int, slope: pd.Series | None = None) -> pd.DataFrame:
    """Return the return of each step, by exact repricing, and its three parts.

    Parameters
    ----------
    par
        Par yields of one constant maturity, percent, by date; gaps between dates below 182 days.
    maturity
        Maturity in years.
    slope
        Slope of the par curve at that maturity, percentage points a year of maturity (positive
        where longer bonds yield more), by date. A bond that ages slides down by it. No slide when
        not given, and none on dates without a slope.

    Returns
    -------
    pd.DataFrame
        ``total`` and the parts that add up to it: ``carry`` (interest at an unchanged yield),
        ``roll_down`` (the slide along an unchanged curve) and ``yield_change`` (the rest), as
        fractions, indexed by the date at which the step ends.

    Raises
    ------
    ValueError
        If a step is longer than half a year: a coupon would be paid within it; or if dates do not
        ascend.
    """
    held = par.dropna()
    lean = 0.0 if slope is None else slope.reindex(held.index).fillna(0.0).to_numpy()
    days = _days_of_steps(held, maturity)
    y, slide = held.to_numpy(), np.broadcast_to(lean, held.shape)
    aged, left = days / DAYS_PER_YEAR, 1 - days / _HALF
    before, after = y[:-1] - slide[:-1] * aged, y[1:] - slide[1:] * aged
    same, rolled, sold = (
        pricing.dirty_price(y[:-1], at, 2 * maturity - 1, left, compound=True) / 100 - 1
        for at in (y[:-1], before, after)
    )
    return pd.DataFrame(
        {"total": sold, "carry": same, "roll_down": rolled - same, "yield_change": sold - rolled},
        index=held.index[1:],
    )


def constant_maturity(yields: pd.DataFrame, maturity: int) -> pd.DataFrame:
    """Return the steps of one constant maturity, with roll-down along the curve.

    Parameters
    ----------
    yields
        Par yields in percent by date; one column a maturity, named by its years.
    maturity
        The maturity held. Where its yields have a gap of more than half a year, the steps begin
        after the last such gap: there are no 20-year yields from 1987 to September 1993.

    Returns
    -------
    pd.DataFrame
        As by `steps`.
    """
    par = yields[maturity].dropna()
    after_gap = par.index[par.index.to_series().diff() > pd.Timedelta(days=_HALF)]
    par = par.loc[after_gap[-1] if len(after_gap) else None :]
    return steps(par, maturity, curve_slope(yields.loc[par.index], maturity))


def approximate_steps(par: pd.Series, maturity: int) -> pd.Series:
    """Return the return of each step by duration and convexity, without a slide.

    ``carry - D dy + (C/2) dy^2`` with ``carry = (1 + y/2)^(2 dt) - 1`` and duration and convexity
    of the bond *bought* (at the earlier yield): taking them at the later yield biases the result
    upwards.

    Parameters
    ----------
    par, maturity
        As for `steps`.

    Raises
    ------
    ValueError
        As by `steps`.
    """
    held = par.dropna()
    y = held.to_numpy()
    dt = _days_of_steps(held, maturity) / DAYS_PER_YEAR
    dy, bought = np.diff(y) / 100, y[:-1]
    duration = pricing.modified_duration(bought, bought, 2 * maturity - 1)
    convexity = pricing.convexity(bought, bought, 2 * maturity - 1)
    carry = (1 + bought / 200) ** (2 * dt) - 1
    gain = carry - duration * dy + convexity * dy**2 / 2
    return pd.Series(gain, index=held.index[1:])


def _days_of_steps(held: pd.Series, maturity: int) -> NDArray[np.float64]:
    days: NDArray[np.float64] = np.diff(held.index.to_numpy()) / np.timedelta64(1, "D")
    if days.size and days.max() > _HALF:
        at = held.index[int(days.argmax())]
        raise ValueError(
            f"{maturity}-year yields: a gap of {days.max():.0f} days after {at:%Y-%m-%d}"
        )
    if days.size and days.min() <= 0:
        at = held.index[int(days.argmin())]
        raise ValueError(f"{maturity}-year yields: the date after {at:%Y-%m-%d} is not a later one")
    return days


def index(returns: pd.Series, start: pd.Timestamp) -> pd.Series:
    """Chain returns into an index that is 100 on `start`.

    Parameters
    ----------
    returns
        Return of each step, as a fraction, at the date it ends.
    start
        The date at which the first step begins.

    Raises
    ------
    ValueError
        If a return is missing, or `start` does not lie before the first.
    """
    if returns.isna().any():
        raise ValueError(f"the return of {returns.index[returns.isna()][0]:%Y-%m-%d} is missing")
    if len(returns) and not start < returns.index[0]:
        raise ValueError(f"the first step ends on {returns.index[0]:%Y-%m-%d}, not after the start")
    values = 100 * np.concatenate([[1.0], (1 + returns.to_numpy()).cumprod()])
    return pd.Series(values, index=pd.DatetimeIndex([start, *returns.index]))


def curve_slope(yields: pd.DataFrame, maturity: int) -> pd.Series:
    """Return the slope of the par curve at a maturity, points a year of maturity.

    It is the slope there of the parabola through the yields of this maturity and of its two
    neighbours: the chords to both, each weighted by the length of the other. The chord to the
    shorter neighbour alone is the slope halfway down to it, which at twenty years, ten years from
    the next shorter one, is that of a steeper part of the curve.

    Parameters
    ----------
    yields
        Par yields in percent by date; one column a maturity, named by its years.
    maturity
        The maturity at which the slope is wanted; on each date its neighbours are the nearest
        maturities that have a yield.

    Returns
    -------
    pd.Series
        At the ends of the curve, where one neighbour is missing, the chord to the other; missing
        where there is none.
    """
    below, above = _chord(yields, maturity, -1), _chord(yields, maturity, +1)
    weighted = below["rise"] * above["length"] + above["rise"] * below["length"]
    central = weighted / (below["length"] + above["length"])
    return central.fillna(below["rise"]).fillna(above["rise"])


def _chord(yields: pd.DataFrame, maturity: int, side: int) -> pd.DataFrame:
    """Return rise (points a year) and length (years) of the chord to the next maturity.

    `side` is -1 for the next shorter and +1 for the next longer one.
    """
    chord = pd.DataFrame(np.nan, yields.index, ["rise", "length"])
    others = [int(m) for m in yields.columns if side * (int(m) - maturity) > 0]
    for other in sorted(others, key=lambda m: abs(m - maturity)):
        rise = (yields[other] - yields[maturity]) / (other - maturity)
        found = pd.DataFrame({"rise": rise, "length": float(abs(other - maturity))})
        chord = chord.fillna(found.where(rise.notna()))
    return chord


def split(parts: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    """Return what each part adds to the return between two dates, in percent.

    Parameters
    ----------
    parts
        As `steps` returns it.
    start, end
        Bought on the last date up to `start`, sold on the last date up to `end`.

    Returns
    -------
    pd.Series
        ``total``, ``carry``, ``roll_down``, ``yield_change``; the last three add up to the first,
        each step's part being earned on what the investment has grown to.
    """
    held = parts[(parts.index > start) & (parts.index <= end)]
    grown = (1 + held["total"]).cumprod().shift(fill_value=1.0)
    return 100 * held.mul(grown, axis=0).sum()


def forward_returns(level: pd.Series, months: int) -> pd.Series:
    """Return the return over the coming months from each date, in percent.

    Parameters
    ----------
    level
        A total-return index by date.
    months
        Length of the holding; the end is the last date up to the same day that many months on.

    Returns
    -------
    pd.Series
        Only the dates whose holding ends within the data.

    Raises
    ------
    ValueError
        If the index has a hole of more than a month: a holding would end long before its time.
    """
    refuse_gaps(level)
    begin = pd.DatetimeIndex(level.index)
    ends = begin + pd.tseries.offsets.DateOffset(months=months)
    ends = ends[ends <= begin[-1]]
    values = level.to_numpy()
    later = values[begin.searchsorted(ends, side="right") - 1]
    return pd.Series(100 * (later / values[: len(ends)] - 1), index=begin[: len(ends)])
