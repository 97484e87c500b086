"""Yield of a foreign bond to a dollar investor who sells the foreign currency forward.

Exchange rates are quoted as foreign currency per US dollar throughout: yen come so from the
market, the euro must be inverted. Rates and yields are in percent a year.
"""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

Number: TypeAlias = float | pd.Series


def hedged_yield(foreign_yield: Number, spot: Number, forward: Number) -> Number:
    """Return the hedged yield, ``spot · (1 + y) / forward - 1``.

    Parameters
    ----------
    foreign_yield
        Yield of the foreign bond, percent.
    spot, forward
        Foreign currency per dollar now and for delivery in twelve months. A dollar buys `spot`
        units; each unit with its yield is sold back at 1/`forward` dollars.

    Returns
    -------
    float or pandas.Series
        Percent a year in dollars.
    """
    return 100 * (spot * (1 + foreign_yield / 100) / forward - 1)


def parity_forward(
    spot: Number, dollar_rate: Number, foreign_rate: Number, basis: Number = 0.0
) -> Number:
    """Return the twelve-month forward that covered interest parity implies.

    ``F = S · (1 + r_f) / (1 + r_$ - basis)``. The cross-currency basis is what a holder of dollars
    earns less by lending them through the swap than directly; it is usually negative, so that
    lending through the swap earns more.

    Parameters
    ----------
    spot
        Foreign currency per dollar.
    dollar_rate, foreign_rate
        Twelve-month rates, percent.
    basis
        Cross-currency basis, percentage points.

    Returns
    -------
    float or pandas.Series
        Foreign currency per dollar.
    """
    return spot * (1 + foreign_rate / 100) / (1 + (dollar_rate - basis) / 100)


def hedged_spread(
    foreign_yield: Number,
    us_yield: Number,
    dollar_rate: Number,
    foreign_rate: Number,
    basis: Number = 0.0,
) -> Number:
    """Return the hedged foreign yield above the US yield when forwards obey parity.

    The spot rate cancels: ``(1 + y)(1 + r_$ - basis)/(1 + r_f) - 1 - y_$``, about
    ``(y - r_f) - (y_$ - r_$) - basis``: the foreign term spread less the American one.

    Parameters
    ----------
    foreign_yield, us_yield
        Bond yields, percent.
    dollar_rate, foreign_rate, basis
        As for `parity_forward`.

    Returns
    -------
    float or pandas.Series
        Basis points.
    """
    forward = parity_forward(1.0, dollar_rate, foreign_rate, basis)
    return 100 * (hedged_yield(foreign_yield, 1.0, forward) - us_yield)
