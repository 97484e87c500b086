"""Stocks and flows around the central bank and among holders that must add up.

Reserves are what is left of the central bank's assets after its other liabilities, so a change of
reserves can be traced to the others (Federal Reserve, H.4.1, table 1: factors affecting reserve
balances).
"""

from __future__ import annotations

import pandas as pd

SOURCES = {"assets": 1.0, "treasury_account": -1.0, "reverse_repo": -1.0}
"""Lines that move reserves, with the sign with which they do; all others come as a remainder."""


def reserve_factors(start: pd.Series, end: pd.Series) -> pd.Series:
    """Trace a change of reserves to the lines of the central bank's balance sheet.

    Parameters
    ----------
    start, end
        Stocks on two dates, USD bn; index: ``reserves`` and the names in `SOURCES`.

    Returns
    -------
    pd.Series
        Contribution of each line to the change of reserves, USD bn, positive if it adds reserves;
        ``other`` holds currency, other deposits and capital, by subtraction. They sum to the
        change of reserves.

    Raises
    ------
    ValueError
        If a line is missing on either date.
    """
    needed = ["reserves", *SOURCES]
    missing = [name for name in needed if name not in start or name not in end]
    if missing:
        raise ValueError(f"missing lines: {', '.join(missing)}; needed: {', '.join(needed)}")
    change = (end[needed] - start[needed]).astype(float)
    parts = change[list(SOURCES)] * pd.Series(SOURCES)
    parts["other"] = change["reserves"] - parts.sum()
    return parts


def grouped(holdings: pd.DataFrame, groups: dict[str, list[str]], rest: str) -> pd.DataFrame:
    """Add up holders into groups that keep the total.

    Parameters
    ----------
    holdings
        Stocks, one row a date, one column a holder.
    groups
        Name of the group -> holders in it; no holder twice.
    rest
        Name of the group of all other holders.

    Returns
    -------
    pd.DataFrame
        One column a group, then `rest`; every row sums to the row of `holdings`.

    Raises
    ------
    ValueError
        If a holder is not in `holdings` or stands in two groups.
    """
    named = [holder for members in groups.values() for holder in members]
    unknown = sorted(set(named) - set(holdings.columns))
    if unknown or len(named) != len(set(named)):
        raise ValueError(f"holders unknown or named twice: {unknown or named}")
    out = pd.DataFrame({group: holdings[members].sum(axis=1) for group, members in groups.items()})
    out[rest] = holdings.drop(columns=named).sum(axis=1)
    return out


def closed(parts: pd.DataFrame, total: pd.Series, rest: str) -> pd.DataFrame:
    """Add the part that is left, so that every row sums to its total.

    Parameters
    ----------
    parts
        Known parts, one row a date.
    total
        What the parts must sum to, on the same dates.
    rest
        Name of the part that is left; negative where the known parts exceed the total, missing
        where a part is.

    Raises
    ------
    ValueError
        If the dates differ, or `rest` is already a part.
    """
    if not parts.index.equals(total.index):
        raise ValueError("parts and total must have the same dates")
    if rest in parts:
        raise ValueError(f"{rest!r} is already a part")
    return parts.assign(**{rest: total - parts.sum(axis=1, skipna=False)})
