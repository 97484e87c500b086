"""Why interest rises, the way to a published end point, and the deficit that holds the ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from treasurybook.models.debt.debt_dynamics import debt_path


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


@dataclass(frozen=True)
class FiscalPoint:
    """A fiscal year of a projection, all in percent of GDP.

    Parameters
    ----------
    debt
        Debt at the end of the year.
    interest, primary
        Net interest and primary deficit of the year.
    revenue
        Revenue of the year.
    """

    debt: float
    interest: float
    primary: float
    revenue: float

    @property
    def rate(self) -> float:
        """Interest over the debt carried into the year, scaled to its GDP, percent."""
        return 100 * self.interest / (self.debt - self.interest - self.primary)


def join_points(first: FiscalPoint, last: FiscalPoint, years: int) -> tuple[pd.DataFrame, float]:
    """Join two points of a published projection by the arithmetic of debt.

    Average rate, primary deficit and revenue move in straight lines from one point to the other;
    growth of nominal GDP is the one constant rate at which the debt then arrives where it must.

    Parameters
    ----------
    first, last
        The points.
    years
        Years between them, at least one.

    Returns
    -------
    pd.DataFrame
        Index: years after `first`, from 1; columns ``debt``, ``interest``, ``revenue`` in percent
        of GDP. The last row is `last`, up to the solver's precision.
    float
        Growth of nominal GDP, percent a year.

    Raises
    ------
    ValueError
        If there is no year between the points, or no growth between -10 and 30% joins them.
    """
    if years < 1:
        raise ValueError(f"the points must lie at least a year apart, got {years}")
    steps = np.arange(1, years + 1)

    def line(start: float, end: float) -> NDArray[np.float64]:
        return start + (end - start) * steps / years

    rates, primaries = line(first.rate, last.rate), line(first.primary, last.primary)

    def miss(growth: float) -> float:
        return float(debt_path(first.debt, primaries, rates, growth)[-1]) - last.debt

    if miss(-10) < 0 or miss(30) > 0:
        raise ValueError("no growth between -10 and 30% joins the two points")
    growth = float(brentq(miss, -10, 30))
    debt = debt_path(first.debt, primaries, rates, growth)
    carried = np.concatenate([[first.debt], debt[:-1]]) / (1 + growth / 100)
    path = pd.DataFrame(
        {
            "debt": debt,
            "interest": rates / 100 * carried,
            "revenue": line(first.revenue, last.revenue),
        },
        index=steps,
    )
    return path, growth
