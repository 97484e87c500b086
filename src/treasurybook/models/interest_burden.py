"""Why interest rises, and the deficit that would keep the debt ratio where it is."""

from __future__ import annotations

import pandas as pd


def rate_and_volume(start_debt: float, start_rate: float, debt: float, rate: float) -> pd.Series:
    """Split a change of interest into a rate effect and a volume effect.

    Each effect is valued at the mean of the other quantity, so there is no cross term (Marshall
    and Edgeworth).

    Parameters
    ----------
    start_debt, debt
        Average debt of two years, USD bn.
    start_rate, rate
        Interest over average debt in those years, percent.

    Returns
    -------
    pd.Series
        ``rate`` and ``volume``, USD bn; they sum to the change of interest.
    """
    return pd.Series(
        {
            "rate": (rate - start_rate) / 100 * (debt + start_debt) / 2,
            "volume": (debt - start_debt) * (rate + start_rate) / 200,
        }
    )


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
