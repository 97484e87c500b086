"""What the Treasury must borrow from private holders: three needs, two books, one number.

Definition (US Treasury, quarterly marketable borrowing releases): *privately-held net marketable
borrowing* leaves out the securities that the Federal Reserve's portfolio (SOMA) takes at auction in
exchange for maturing ones, and so includes what must be raised because SOMA lets securities mature.
Purchases by the Federal Reserve in the market do not change it.

It can be read from two books.

* Cash: borrowing = deficit + other needs + SOMA redemptions, where the other needs are the change
  in the cash balance and the other means of financing (loans, accruals, non-marketable debt).
* Debt: borrowing = change in marketable debt - inflation accretion of TIPS + SOMA redemptions,
  because accretion raises the debt without bringing in cash.

All flows are in USD bn of one period; a need is positive when it must be borrowed for.
"""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

from treasurybook.models.statistics.spacing import changes, refuse_holes

Amount = TypeVar("Amount", float, pd.Series)


def net_borrowing(deficit: Amount, other_needs: Amount, soma_redemptions: Amount) -> Amount:
    """Return net borrowing from private holders as the sum of the needs.

    Parameters
    ----------
    deficit
        Budget deficit, USD bn; positive for a deficit.
    other_needs
        Change in the cash balance (positive for a rise) plus other means of financing, USD bn.
    soma_redemptions
        Securities that SOMA lets mature without replacement, USD bn; positive.

    Returns
    -------
    float or pd.Series
        Privately-held net marketable borrowing, USD bn.

    Examples
    --------
    >>> net_borrowing(100.0, 10.0, 20.0)
    130.0
    """
    return deficit + other_needs + soma_redemptions


def cash_book(
    borrowing: pd.Series, deficit: pd.Series, cash: pd.Series, soma_redemptions: pd.Series
) -> pd.DataFrame:
    """Reconcile borrowing with the needs, period by period.

    Parameters
    ----------
    borrowing
        Privately-held net marketable borrowing as reported, USD bn a period.
    deficit, soma_redemptions
        As in `net_borrowing`, on the same periods.
    cash
        Cash balance at the end of each period, USD bn; its first value only starts the changes.

    Returns
    -------
    pd.DataFrame
        ``borrowing``, ``deficit``, ``cash_rise``, ``redemptions`` and ``residual`` (other means of
        financing: positive when more was borrowed than deficit, cash and redemptions explain), on
        the periods that all four inputs cover. A period whose predecessor lacks a balance is left
        out: its change would span two.
    """
    book = pd.DataFrame(
        {
            "borrowing": borrowing,
            "deficit": deficit,
            "cash_rise": changes(cash),
            "redemptions": soma_redemptions,
        }
    ).dropna()
    explained = net_borrowing(book["deficit"], book["cash_rise"], book["redemptions"])
    return book.assign(residual=book["borrowing"] - explained)


def debt_book(
    borrowing: pd.Series, marketable: pd.Series, accretion: pd.Series, soma_redemptions: pd.Series
) -> pd.DataFrame:
    """Reconcile borrowing with the change in marketable debt, period by period.

    Parameters
    ----------
    borrowing, soma_redemptions
        As in `cash_book`.
    marketable
        Marketable debt at the end of each period, USD bn; its first value only starts the changes.
    accretion
        Inflation accretion of TIPS in each period, USD bn (see `tips_accretion`).

    Returns
    -------
    pd.DataFrame
        ``borrowing``, ``debt_rise``, ``accretion``, ``redemptions`` and ``residual``
        (borrowing - debt_rise + accretion - redemptions). A period whose predecessor lacks its
        debt is left out.
    """
    book = pd.DataFrame(
        {
            "borrowing": borrowing,
            "debt_rise": changes(marketable),
            "accretion": accretion,
            "redemptions": soma_redemptions,
        }
    ).dropna()
    explained = book["debt_rise"] - book["accretion"] + book["redemptions"]
    return book.assign(residual=book["borrowing"] - explained)


def tips_accretion(outstanding: pd.Series, prices: pd.Series) -> pd.Series:
    """Approximate the inflation accretion of TIPS, month by month.

    The reference index of a day lies between the consumer price indexes of three and two months
    before (31 CFR 356, appendix B), so at the end of month m it is about the index of month m - 2.
    A month's accretion is last month's principal times the growth of the reference index.
    Securities issued or paid within the month are neglected.

    Parameters
    ----------
    outstanding
        TIPS outstanding with inflation compensation at the end of each month, USD bn; monthly
        without gaps.
    prices
        Consumer price index, all urban consumers, not seasonally adjusted, by month.

    Returns
    -------
    pd.Series
        Accretion in each month, USD bn (negative when prices fell), on the dates of `outstanding`
        from the second on; missing where one of the two months of prices is.

    Raises
    ------
    ValueError
        If a month is missing between two others of `outstanding`.
    """
    refuse_holes(outstanding.index, "outstanding")
    reference = pd.Series(prices.to_numpy(), index=pd.PeriodIndex(prices.index, freq="M") + 2)
    every = pd.period_range(reference.index.min(), reference.index.max(), freq="M")
    growth = reference.reindex(every).pct_change(fill_method=None)
    growth = growth.reindex(pd.PeriodIndex(outstanding.index, freq="M"))
    accretion: pd.Series = outstanding.shift(1) * growth.to_numpy()
    return accretion.iloc[1:].rename("accretion")


def settled_levels(weekly: pd.Series, days: pd.DatetimeIndex) -> pd.Series:
    """Return the level of a weekly stock at month-ends, on the day on which payments settled.

    A security due on a month-end is paid on that day if it is a weekday and on the next business
    day otherwise. So the level is the first weekly one on or after a weekday month-end, which shows
    the payment, and the last one before a weekend month-end, which does not show it yet.

    Parameters
    ----------
    weekly
        Stock by week, ascending.
    days
        Month-ends.

    Returns
    -------
    pd.Series
        Levels on `days`; missing where `weekly` has none within a week.
    """
    week = pd.Timedelta(days=7)
    after = weekly.reindex(days, method="bfill", tolerance=week)
    before = weekly.reindex(days, method="ffill", tolerance=week)
    before = before.where(days <= weekly.index[-1])
    return after.where(days.day_of_week < 5, before)


def redemptions(levels: pd.Series, caps: pd.Series) -> pd.Series:
    """Return what SOMA let mature by month: the fall of its holdings under a cap.

    Outside runoff the holdings change by purchases, which are no redemptions: zero then.

    Parameters
    ----------
    levels
        SOMA's Treasury securities at month-ends without inflation compensation, USD bn.
    caps
        Monthly redemption cap for Treasury securities on the same dates, USD bn; 0 for none. No
        cap was in force before its first date.

    Returns
    -------
    pd.Series
        Redemptions, USD bn a month.

    Raises
    ------
    ValueError
        If a month is missing between two others of `levels`, or lacks its cap.
    """
    refuse_holes(levels.index, "levels")
    known = caps.dropna().index
    without = levels.index[levels.index >= known.min()].difference(known)
    if len(without):
        raise ValueError(f"no cap is given for {without[0]:%Y-%m}; give 0 where there is none")
    fall = -levels.diff()
    return fall.where(caps.reindex(levels.index) > 0, 0.0).iloc[1:].rename("redemptions")


def gross_issuance(offered: float, soma_maturing: float, soma_change: float) -> float:
    """Return gross issuance including what SOMA takes at auction beside the public offering.

    SOMA's add-ons are what matured less what it let go: ``soma_maturing + soma_change``, as long as
    it does not trade in the market.

    Parameters
    ----------
    offered
        Public offering amounts, USD bn.
    soma_maturing
        SOMA's holdings of the maturing securities, USD bn.
    soma_change
        Change in SOMA's holdings over the period, USD bn; negative in runoff.

    Returns
    -------
    float
        USD bn.

    Examples
    --------
    >>> gross_issuance(100.0, 20.0, -15.0)
    105.0
    """
    return offered + soma_maturing + soma_change
