"""What a chosen share of bills starts from: coupons, the path to the target, the total debt."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from treasurybook.models.debt.auctions import benchmark_tenor


def estimated_coupons(auctioned: pd.DataFrame, curve: pd.DataFrame) -> pd.Series:
    """Estimate coupons of notes and bonds by the par yield of their tenor on the auction day.

    A security is sold near par, so its coupon is the yield at its first auction, rounded down to
    an eighth; the rounding is neglected.

    Parameters
    ----------
    auctioned
        One row a security, by CUSIP: ``auction_date``, ``issue_date``, ``maturity_date`` of its
        first auction.
    curve
        Par yields, percent: one row a day, one column a tenor in years.

    Returns
    -------
    pd.Series
        Percent, by CUSIP; securities whose tenor has no column are left out.
    """
    tenor = benchmark_tenor(auctioned["issue_date"], auctioned["maturity_date"])
    known = auctioned[tenor.isin(curve.columns)]
    rows = curve.index.get_indexer(pd.DatetimeIndex(known["auction_date"]), method="ffill")
    columns = curve.columns.get_indexer(pd.Index(tenor[known.index]))
    return pd.Series(curve.to_numpy()[rows, columns], known.index)


def months_until(maturity: pd.Series, start: pd.Timestamp) -> pd.Series:
    """Return calendar months from the month after `start` to each maturity, at least 0."""
    year, month = maturity.dt.year - start.year, maturity.dt.month - start.month
    ahead: pd.Series = 12 * year + month - 1
    return ahead.clip(lower=0)


def glide(
    start: float, targets: Iterable[int], months: pd.DatetimeIndex, over: int = 24
) -> dict[int, pd.Series]:
    """Return paths of the bill share that reach their targets in equal steps.

    Parameters
    ----------
    start
        Share at the outset, percent.
    targets
        Shares aimed at, percent.
    months
        The months simulated.
    over
        Months until a target is reached; from then on it is kept.

    Returns
    -------
    dict
        Target -> percent by month.
    """
    done = np.minimum(np.arange(1, len(months) + 1) / over, 1)
    return {target: pd.Series(start + (target - start) * done, months) for target in targets}


def total_path(
    known: pd.Series, deficits: pd.Series, part: float, months: pd.DatetimeIndex
) -> pd.Series:
    """Return a stock of debt by month: as it was, then growing with projected deficits.

    Parameters
    ----------
    known
        The stock at the end of fiscal years that are over, USD bn, by date; the first before
        `months` begins.
    deficits
        Projected deficits by fiscal year after them, USD bn, positive.
    part
        Share of a deficit that raises this stock, between 0 and 1.
    months
        Month-ends wanted.

    Returns
    -------
    pd.Series
        USD bn, by straight lines between the ends of fiscal years.

    Raises
    ------
    ValueError
        If the years do not reach to the last month.
    """
    grown = known.iloc[-1] + part * deficits.cumsum()
    grown.index = pd.DatetimeIndex([pd.Timestamp(int(year), 9, 30) for year in deficits.index])
    ends = pd.concat([known, grown])
    if ends.index[-1] < months[-1]:
        raise ValueError(f"the deficits end before {months[-1]:%Y-%m}; give one for each year")
    every = months.union(ends.index[:1])
    path: pd.Series = ends.reindex(every).interpolate()
    return path.loc[months]
