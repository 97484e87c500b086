"""Weighted average maturity of a debt, and how to reckon it back to an earlier day."""

from __future__ import annotations

import pandas as pd

DAYS_PER_MONTH = 365.25 / 12


def months_left(maturity: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Return the time from `day` to each maturity date, months of 365.25 / 12 days."""
    return (maturity - day).dt.days / DAYS_PER_MONTH


def maturity_before(
    detail: pd.DataFrame,
    totals: pd.Series,
    reopened: pd.Series,
    day: pd.Timestamp,
    bill_months: float,
) -> float:
    """Reckon the weighted average maturity back from a later list of securities.

    Notes and bonds that are on the later list and were issued by `day` were outstanding then, less
    what was added to them since. What a class total holds beyond them had matured by the date of
    the list; it is taken to fall due halfway. Bills turn over too fast for this and enter with
    their total and a given average maturity.

    Parameters
    ----------
    detail
        Securities at a later date: ``security_class``, ``cusip``, ``record_date``,
        ``first_issue_date``, ``maturity_date`` and ``outstanding_usd_bn``.
    totals
        Outstanding by class on `day`, USD bn, with a ``Bills`` row.
    reopened
        Amount added to a security between `day` and the date of the list, USD bn, by CUSIP.
    day
        The earlier day.
    bill_months
        Average maturity of bills, months.

    Returns
    -------
    float
        Months.
    """
    kept = detail[(detail["first_issue_date"] <= day) & (detail["maturity_date"] > day)]
    kept = kept[kept["security_class"].isin(totals.index.drop("Bills"))]
    amounts = kept["outstanding_usd_bn"] - kept["cusip"].map(reopened).fillna(0.0)
    gone = totals.drop("Bills").sum() - amounts.sum()
    halfway = (detail["record_date"].iloc[0] - day).days / 2 / DAYS_PER_MONTH
    months = months_left(kept["maturity_date"], day)
    weighted = (amounts * months).sum() + gone * halfway + totals["Bills"] * bill_months
    return float(weighted / totals.sum())
