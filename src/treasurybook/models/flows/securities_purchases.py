"""Purchases of securities behind a change of holdings at market value.

Holdings at market value change because securities are bought or sold, and because prices move.
Where transactions are not published by holder, purchases less sales are what prices do not explain.
"""

from __future__ import annotations

import pandas as pd

from treasurybook.models.statistics.spacing import LONGEST_MONTH


def net_purchases(held: pd.Series, price_change: pd.Series) -> pd.Series:
    """Return purchases less sales in each month, in the unit of the holdings.

    ``purchases_t = held_t - held_{t-1} (1 + price change_t)``, as if all were traded at the end
    of the month.

    Parameters
    ----------
    held
        Holdings at market value at month-ends.
    price_change
        Change of the price of what is held over each month, a fraction, without interest, by the
        same month-ends: that of the holder's maturities, or of a guess at them.

    Returns
    -------
    pd.Series
        By the month-ends of `held` after the first; positive for purchases.

    Raises
    ------
    ValueError
        If a month is missing from the holdings, or a price change from a month of theirs.
    """
    known = held.dropna()
    steps = known.index.to_series().diff().iloc[1:]
    if not (steps <= pd.Timedelta(days=LONGEST_MONTH)).all():
        at = steps[steps > pd.Timedelta(days=LONGEST_MONTH)].index[0]
        raise ValueError(f"holdings of the month before {at:%Y-%m-%d} are missing")
    prices = price_change.reindex(known.index[1:])
    if prices.isna().any():
        raise ValueError(f"no price change for {prices.index[prices.isna()][0]:%Y-%m-%d}")
    return (known - known.shift() * (1 + prices)).iloc[1:]
