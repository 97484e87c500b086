"""Holdings of a central bank by month of maturity, brought forward in time.

The New York Fed's desk rolls what matures over at auction: its award ("add-on") in each auction is
published. A list of holdings on one day, the awards since and the passing of time therefore give
the list on a later day exactly, up to purchases in the secondary market, which `roll_forward`
cannot know; compare the totals with a published summary to bound them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

HELD = ["cusip", "security_type", "maturity_date", "par"]
"""Columns of holdings and of awards."""


def roll_forward(
    holdings: pd.DataFrame, awards: pd.DataFrame, start: pd.Timestamp, day: pd.Timestamp
) -> pd.DataFrame:
    """Return the holdings at the end of a later day.

    Parameters
    ----------
    holdings
        Holdings at the end of `start`: columns ``cusip``, ``security_type``, ``maturity_date``
        and ``par`` (USD bn, not negative), and any others, which are carried along.
    awards
        Amounts awarded to the holder at auctions: the same columns and ``issue_date``.
    start, day
        The two days, `day` not before `start`.

    Returns
    -------
    pd.DataFrame
        One row a security that has not matured by the end of `day`; awards in a security already
        held are added to it.

    Raises
    ------
    ValueError
        If `day` lies before `start`.
    """
    if day < start:
        raise ValueError(f"cannot bring holdings of {start:%Y-%m-%d} back to {day:%Y-%m-%d}")
    settled = awards[(awards["issue_date"] > start) & (awards["issue_date"] <= day)]
    both = pd.concat([holdings, settled[HELD]], ignore_index=True)
    alive = both[both["maturity_date"] > day]
    others = [c for c in alive.columns if c not in HELD and c != "issue_date"]
    return alive.groupby(HELD[:3], as_index=False, sort=False)[["par", *others]].sum()


def by_month(holdings: pd.DataFrame, value: str = "par") -> pd.DataFrame:
    """Return an amount by month of maturity (rows, a monthly period) and type (columns).

    Months in which nothing matures are rows of zeros.
    """
    months = holdings["maturity_date"].dt.to_period("M")
    ladder = holdings.pivot_table(
        index=months, columns="security_type", values=value, aggfunc="sum", fill_value=0.0
    )
    every = pd.period_range(ladder.index.min(), ladder.index.max(), freq="M", name="month")
    return ladder.reindex(every, fill_value=0.0)


def mean_maturity(holdings: pd.DataFrame, day: pd.Timestamp) -> float:
    """Return the average remaining maturity in years, weighted by par.

    Raises
    ------
    ValueError
        If nothing is held.
    """
    if not holdings["par"].sum() > 0:
        raise ValueError("no holdings: their mean maturity is not defined")
    years = (holdings["maturity_date"] - day).dt.days / 365.25
    return float(np.average(years, weights=holdings["par"]))


def issue_mix(awards: pd.DataFrame, types: list[str]) -> pd.DataFrame:
    """Return how awards spread over months to maturity.

    Parameters
    ----------
    awards
        Awards as in `roll_forward`.
    types
        Security types to be counted.

    Returns
    -------
    pd.DataFrame
        Share of the awards by months from issue to maturity (rows, at least 1) and type
        (columns); all shares together are 1.

    Notes
    -----
    A four-week bill that is issued and matures within one calendar month counts as one month.
    """
    counted = awards[awards["security_type"].isin(types)]
    issued, due = (counted[c].dt.to_period("M") for c in ("issue_date", "maturity_date"))
    months = (due.dt.year - issued.dt.year) * 12 + due.dt.month - issued.dt.month
    mix = counted.assign(months=months.clip(lower=1)).pivot_table(
        index="months", columns="security_type", values="par", aggfunc="sum", fill_value=0.0
    )
    return mix.div(mix.to_numpy().sum())


def share_due(holdings: pd.DataFrame, days: pd.DatetimeIndex) -> pd.Series:
    """Return the share of each day's month's principal that has been paid by the end of the day.

    What falls due on a weekend is paid on the next business day.

    Parameters
    ----------
    holdings
        Holdings as in `roll_forward`; bills, which fall due every week, are best left out.
    days
        The days asked for.

    Returns
    -------
    pd.Series
        By day, from 0 to 1.

    Raises
    ------
    ValueError
        If nothing falls due in the month of a day.
    """
    due = holdings.groupby("maturity_date", as_index=False)["par"].sum()
    months = due["maturity_date"].dt.to_period("M")
    paid_on = due["maturity_date"] + 0 * pd.offsets.BDay()

    def paid_by(day: pd.Timestamp) -> float:
        this_month = months == day.to_period("M")
        total = float(due.loc[this_month, "par"].sum())
        if not total > 0:
            raise ValueError(f"nothing falls due in {day:%B %Y}: its share is not defined")
        return float(due.loc[this_month & (paid_on <= day), "par"].sum()) / total

    return pd.Series([paid_by(day) for day in days], days)
