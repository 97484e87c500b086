"""The international investment position: instruments, net debt, valuation, yield.

The position is a stock at the end of a period; trade balances and the current account are flows
over it. Rows follow the US Bureau of Economic Analysis, International Investment Position Table
1.2, and terms the IMF's Balance of Payments Manual (BPM6), chapters 6 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

ASSET_LINES: Mapping[str, tuple[int, ...]] = {
    "equity": (8, 11, 22),
    "debt securities": (12,),
    "direct-investment debt": (9,),
    "deposits, loans and other": (23, 24, 26),
    "financial derivatives": (6,),
    "reserve assets": (27,),
}
"""Rows of BEA IIP Table 1.2 that make up the US assets, by instrument."""


LIABILITY_LINES: Mapping[str, tuple[int, ...]] = {
    "equity": (40, 43),
    "debt securities": (44,),
    "direct-investment debt": (41,),
    "deposits, loans and other": (57,),
    "financial derivatives": (38,),
}
"""Rows of BEA IIP Table 1.2 that make up the US liabilities, by instrument."""


_DEBT = ("debt securities", "direct-investment debt", "deposits, loans and other")


_GOLD = 28


def by_instrument(lines: pd.Series, rows: Mapping[str, tuple[int, ...]]) -> pd.Series:
    """Add up the rows of BEA IIP Table 1.2 to instruments.

    Parameters
    ----------
    lines
        Positions at one date, indexed by the table's line number.
    rows
        `ASSET_LINES` or `LIABILITY_LINES`.

    Returns
    -------
    pandas.Series
        One position an instrument, in the unit of `lines`.

    Raises
    ------
    ValueError
        If a line is missing.
    """
    missing = sorted({n for group in rows.values() for n in group} - set(lines.index))
    if missing:
        raise ValueError(f"lines {missing} of IIP Table 1.2 are missing")
    return pd.Series({name: float(lines.loc[list(group)].sum()) for name, group in rows.items()})


def net_external_debt(lines: pd.Series) -> float:
    """Net external debt: debt liabilities less debt assets.

    Only claims that must be repaid count: debt securities, direct-investment debt, deposits, loans,
    trade credit and, among assets, reserves other than gold. Equity and financial derivatives stay
    out (IMF, External Debt Statistics: Guide for Compilers and Users, 2013, paragraph 2.3). The
    net IIP, by contrast, holds everything.

    Parameters
    ----------
    lines
        Positions at one date, indexed by line number of BEA IIP Table 1.2.

    Returns
    -------
    float
        Positive for a net debtor; in the unit of `lines`.
    """
    assets = by_instrument(lines, ASSET_LINES)
    liabilities = by_instrument(lines, LIABILITY_LINES)
    reserves = assets["reserve assets"] - float(lines.loc[_GOLD])
    return float(liabilities[list(_DEBT)].sum() - assets[list(_DEBT)].sum() - reserves)


def valuation_change(start: float, end: float, flow: float) -> float:
    """Part of a change of the net position that transactions do not explain.

    Parameters
    ----------
    start, end
        Net positions at two dates; negative for a net debtor.
    flow
        Net lending in between (negative for net borrowing): net financial transactions or, up to
        the capital account and the statistical discrepancy, the sum of current-account balances.

    Returns
    -------
    float
        ``(end - start) - flow``: changes in prices, exchange rates and coverage.
    """
    return (end - start) - flow


def annual_yield(income: float, position: float, periods: int = 4) -> float:
    """Income as a yearly rate on the position that earned it.

    Parameters
    ----------
    income
        Income of one period.
    position
        Position that earned it, same unit, not zero.
    periods
        Periods a year: 4 for quarterly income.

    Returns
    -------
    float
        Percent a year, not compounded.
    """
    if position == 0:
        raise ValueError("a yield needs a position that is not zero")
    return 100 * periods * income / position
