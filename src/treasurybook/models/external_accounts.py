"""External accounts: trade by partner, growth over a stated span, positions and their valuation.

Trade balances and the current account are flows over a period; the international investment
position (IIP) is a stock at its end. Signs follow the balance of payments: a deficit is negative
in balances and positive in functions that say "deficit". Money may come in any one unit; functions
that return shares return percent.

The positions follow the rows of the US Bureau of Economic Analysis, International Investment
Position Table 1.2, and the terms of the IMF's Balance of Payments Manual (BPM6), chapters 6 and 7.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

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

EU27 = (
    "Austria",
    "Belgium",
    "Bulgaria",
    "Croatia",
    "Cyprus",
    "Czech Republic",
    "Denmark",
    "Estonia",
    "Finland",
    "France",
    "Germany",
    "Greece",
    "Hungary",
    "Ireland",
    "Italy",
    "Latvia",
    "Lithuania",
    "Luxembourg",
    "Malta",
    "Netherlands",
    "Poland",
    "Portugal",
    "Romania",
    "Slovakia",
    "Slovenia",
    "Spain",
    "Sweden",
)
"""Members of the European Union since 2020, as the US Census Bureau spells them."""

_DEBT = ("debt securities", "direct-investment debt", "deposits, loans and other")
_GOLD = 28


def compound_growth(start: float, end: float, years: float) -> float:
    """Compound annual growth rate between two values.

    Parameters
    ----------
    start, end
        First and last value, in the same unit and of the same sign.
    years
        Years between them: 6 from 2017 to 2023. The number of years printed on both ends is 7;
        counting it is the usual mistake.

    Returns
    -------
    float
        Percent a year: ``100 ((end / start) ** (1 / years) - 1)``.

    Raises
    ------
    ValueError
        If the values are zero or of different sign, or `years` is not positive.

    Examples
    --------
    >>> round(compound_growth(100, 121, 2), 6)
    10.0
    """
    if start * end <= 0:
        raise ValueError(f"growth needs two values of one sign, got {start} and {end}")
    if years <= 0:
        raise ValueError(f"years must be positive, got {years}")
    return 100 * (math.pow(end / start, 1 / years) - 1)


def years_implied(start: float, end: float, growth: float) -> float:
    """Years that a compound growth rate needs to lead from one value to another.

    The inverse of `compound_growth`, for checking a printed rate.

    Parameters
    ----------
    start, end
        First and last value, of the same sign.
    growth
        Percent a year, not zero.

    Returns
    -------
    float
        ``log(end / start) / log(1 + growth / 100)``.

    Raises
    ------
    ValueError
        If the values are zero or of different sign, or `growth` is zero or not above -100.
    """
    if start * end <= 0:
        raise ValueError(f"growth needs two values of one sign, got {start} and {end}")
    if growth == 0 or growth <= -100:
        raise ValueError(f"growth must be above -100 % and not zero, got {growth}")
    return math.log(end / start) / math.log1p(growth / 100)


def as_one_partner(flows: pd.Series, members: Collection[str], name: str) -> pd.Series:
    """Replace the members of a union by one partner, so that nothing counts twice.

    Parameters
    ----------
    flows
        One value a country, indexed by country, without regional totals.
    members
        Countries of the union. Those that `flows` does not contain are passed over, because
        small trade goes unrecorded in some periods.
    name
        Name of the union.

    Returns
    -------
    pandas.Series
        The other countries and the union; the sum is that of `flows`.

    Raises
    ------
    ValueError
        If the union's own row is already there: then its members would count twice.
    """
    if name in flows.index:
        raise ValueError(f"{name!r} is already a row; leave out regional totals first")
    inside = flows.index.isin(list(members))
    merged: pd.Series = pd.concat([flows[~inside], pd.Series({name: float(flows[inside].sum())})])
    return merged


def shares(flows: pd.Series) -> pd.Series:
    """Share of each row in the total, largest first.

    Parameters
    ----------
    flows
        One value a partner, without totals. Balances may have both signs: the share is that in
        the net total, so that shares of deficits alone exceed 100 when some balances are surpluses.

    Returns
    -------
    pandas.Series
        Percent; sums to 100.

    Raises
    ------
    ValueError
        If the total is zero.
    """
    total = float(flows.sum())
    if total == 0:
        raise ValueError("the flows sum to zero, so shares in the total do not exist")
    return (100 * flows / total).sort_values(ascending=False)


def herfindahl(amounts: pd.Series) -> float:
    """Herfindahl-Hirschman index of concentration.

    Parameters
    ----------
    amounts
        One amount a partner, none negative (trade, or deficits only).

    Returns
    -------
    float
        Sum of squared percentage shares: 10,000 for a single partner, ``10,000 / n`` for `n` equal
        ones (US Department of Justice and Federal Trade Commission, Horizontal Merger Guidelines).

    Raises
    ------
    ValueError
        If an amount is negative or all are zero.
    """
    if (amounts < 0).any():
        raise ValueError("the index needs amounts, none negative; take deficits or trade")
    return float((shares(amounts) ** 2).sum())


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


def share_of_change_done(path: pd.Series, by: str) -> float:
    """Share of the whole change of a series that lies before a date.

    Parameters
    ----------
    path
        Values by date; the change is from the first to the last.
    by
        Date up to which the change counts; it must be one of the series' dates.

    Returns
    -------
    float
        Percent; above 100 if the series later went back.

    Raises
    ------
    ValueError
        If the series ends where it began.
    """
    whole = float(path.iloc[-1] - path.iloc[0])
    if whole == 0:
        raise ValueError("the series ends where it began, so no share of the change exists")
    return 100 * float(path.loc[pd.Timestamp(by)] - path.iloc[0]) / whole
