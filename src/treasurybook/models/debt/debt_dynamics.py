"""How a debt ratio moves: primary deficit, interest, growth, and debt that reprices slowly.

All rates, ratios and deficits are in percent (deficits and debt in percent of GDP); a deficit is
positive. Arrays may carry leading dimensions (draws); time is the last one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from treasurybook.models.statistics.resampling import block_indices
from treasurybook.models.statistics.spacing import refuse_holes


def average_rate(start: float, market: ArrayLike, repriced: float) -> NDArray[np.float64]:
    """Return the average interest rate on a debt of which a part is repriced every year.

    ``i_t = (1 - θ) i_{t-1} + θ m_t``.

    Parameters
    ----------
    start
        Average rate before the first year, percent.
    market
        Market rates, shape (…, years), percent.
    repriced
        Share θ of the debt that takes the market rate in a year, 0 to 1.

    Returns
    -------
    numpy.ndarray
        Shape of `market`.

    Raises
    ------
    ValueError
        If the share does not lie between 0 and 1.
    """
    if not 0 <= repriced <= 1:
        raise ValueError(f"the repriced share must lie between 0 and 1, got {repriced}")
    rates = np.asarray(market, dtype=float)
    path = np.empty_like(rates)
    last: float | NDArray[np.float64] = start
    for year in range(rates.shape[-1]):
        last = (1 - repriced) * last + repriced * rates[..., year]
        path[..., year] = last
    return path


def debt_path(
    start: float, primary: ArrayLike, rate: ArrayLike, growth: ArrayLike
) -> NDArray[np.float64]:
    """Return the debt ratio year by year.

    ``b_t = b_{t-1} (1 + i_t) / (1 + g_t) + d_t``; the difference ``b_t - b_{t-1}`` equals
    ``(i - g)/(1 + g) · b_{t-1} + d``.

    Parameters
    ----------
    start
        Debt before the first year, percent of GDP.
    primary
        Primary deficits d, percent of GDP, shape (…, years).
    rate, growth
        Average interest rate on the debt and growth of nominal GDP, percent, same shape.

    Returns
    -------
    numpy.ndarray
        Shape (…, years).
    """
    deficits, rates, growths = np.broadcast_arrays(
        *(np.asarray(a, dtype=float) for a in (primary, rate, growth))
    )
    path = np.empty(deficits.shape)
    last: float | NDArray[np.float64] = start
    for year in range(deficits.shape[-1]):
        factor = (1 + rates[..., year] / 100) / (1 + growths[..., year] / 100)
        last = last * factor + deficits[..., year]
        path[..., year] = last
    return path


def stable_primary(debt: float, rate: float, growth: float) -> float:
    """Return the primary deficit that keeps the debt ratio constant, percent of GDP.

    ``-(i - g)/(1 + g) · b``; negative (a surplus) if interest exceeds growth.
    """
    return -(rate - growth) / (100 + growth) * debt


def stabilising_deficit(debt_ratio: float, growth: float) -> float:
    """Return the deficit, percent of GDP, at which the debt ratio does not change.

    From d = d/(1+g) + deficit: the deficit is g/(1+g) times the ratio.

    Parameters
    ----------
    debt_ratio
        Debt, percent of GDP, at the end of the year before.
    growth
        Growth of nominal GDP, percent.
    """
    g = growth / 100
    return debt_ratio * g / (1 + g)


def simulate_debt(
    history: pd.DataFrame,
    *,
    start: float,
    start_rate: float,
    years: int,
    repriced: float,
    block: int = 4,
    draws: int = 2000,
    seed: int = 7,
) -> NDArray[np.float64]:
    """Draw debt paths from the joint history of primary deficit, market rate and growth.

    Blocks of neighbouring years are drawn as they happened, all three variables together, so that
    recessions bring low growth, low rates and wide deficits at once.

    Parameters
    ----------
    history
        Columns ``primary``, ``market`` and ``growth`` in percent, one row a year.
    start, start_rate
        Debt ratio and average rate before the first year.
    years
        Years to draw.
    repriced
        As for `average_rate`.
    block, draws, seed
        Length of a block in years, number of paths, seed.

    Returns
    -------
    numpy.ndarray
        Debt ratios, shape (draws, years).

    Raises
    ------
    ValueError
        If a year or a value is missing: years that are drawn together must be neighbours.
    """
    known = history[["primary", "market", "growth"]]
    if known.isna().to_numpy().any():
        raise ValueError(f"the history of {known.index[known.isna().any(axis=1)][0]} has a gap")
    refuse_holes(known.index, "history")
    places = block_indices(len(history), block, draws, seed, length=years)
    primary, market, growth = (
        history[name].to_numpy()[places] for name in ("primary", "market", "growth")
    )
    return debt_path(start, primary, average_rate(start_rate, market, repriced), growth)
