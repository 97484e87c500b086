"""National-accounts identities: expenditure, use of income, and who saves and who borrows.

Every flow is nominal and in one unit throughout a call (USD bn at annual rates, or per cent of
GDP). A saving or a balance is positive when the sector lends, negative when it borrows; the
external balance is positive when the country lends abroad.
"""

from __future__ import annotations

from typing import Literal, TypeVar

import numpy as np
import pandas as pd

Flow = TypeVar("Flow", float, pd.Series)

SECTORS = ("households", "business", "government", "discrepancy", "investment", "rest_of_world")
"""Columns of `sector_accounts`; their sum is the closing error."""

FISCAL_BALANCE_RESPONSE = {"net_exports": 1, "private_saving": -1, "investment": 1}
"""Change of T - G for a change by one of each term of NX - (S - I), the other two held fixed."""


def expenditure_gap(
    gdp: Flow, consumption: Flow, investment: Flow, government: Flow, net_exports: Flow
) -> Flow:
    """Return GDP less the sum of its expenditure components, zero up to rounding.

    Parameters
    ----------
    gdp, consumption, investment, government, net_exports : float or Series
        Nominal flows. Government investment is counted once: either `investment` is private
        (GPDI) and `government` is consumption plus gross investment (GCE), or `investment` is
        total and `government` is consumption only.

    Returns
    -------
    float or Series
        ``GDP - (C + I + G + NX)``, in the unit of the arguments.
    """
    return gdp - (consumption + investment + government + net_exports)


def net_taxes(government_saving: Flow, government_consumption: Flow) -> Flow:
    """Return T of GDP = C + S + T: receipts less transfers, interest and subsidies.

    Government saving is receipts less all current spending, consumption included, so adding
    consumption back leaves receipts less what is passed on to others. Gross tax receipts are not
    T: most of them return to households as benefits and interest.
    """
    return government_saving + government_consumption


def residual_private_saving(gdp: Flow, consumption: Flow, taxes: Flow) -> Flow:
    """Return S as the residual GDP - C - T, the definition that makes GDP = C + S + T exact.

    It exceeds measured gross private saving, which starts from gross national income, by
    government depreciation and the statistical discrepancy, less net income and transfers from
    abroad.
    """
    return gdp - consumption - taxes


def fiscal_balance(net_exports: Flow, private_saving: Flow, investment: Flow) -> Flow:
    """Return T - G = NX - (S - I); see `FISCAL_BALANCE_RESPONSE` for its partial derivatives."""
    return net_exports - (private_saving - investment)


def third_balance(
    *,
    private: Flow | None = None,
    government: Flow | None = None,
    external: Flow | None = None,
) -> Flow:
    """Return the balance left out, from external = private + government.

    Parameters
    ----------
    private : float or Series, optional
        S - I.
    government : float or Series, optional
        T - G.
    external : float or Series, optional
        Net exports, or the current account when income and transfers are counted.

    Raises
    ------
    ValueError
        If the balances given are not exactly two.
    """
    if external is None and private is not None and government is not None:
        return private + government
    if government is None and external is not None and private is not None:
        return external - private
    if private is None and external is not None and government is not None:
        return external - government
    raise ValueError("give exactly two of private, government and external; the third follows")


def sector_accounts(
    *,
    personal_saving: pd.Series,
    business_saving: pd.Series,
    government_saving: pd.Series,
    discrepancy: pd.Series,
    net_investment: pd.Series,
    current_account: pd.Series,
) -> pd.DataFrame:
    """Lay out who saves and where it goes, signed so that every row sums to the closing error.

    Formula (BEA NIPA table 5.1): net saving of households, business and government, plus the
    statistical discrepancy, pays for net domestic investment and the balance on current account.

    Parameters
    ----------
    personal_saving, business_saving, government_saving : Series
        Net saving; business saving is undistributed corporate profits with inventory valuation
        and capital consumption adjustments (after-tax profits less dividends).
    discrepancy : Series
        GDP less gross domestic income.
    net_investment : Series
        Gross domestic investment, private and government, less consumption of fixed capital.
    current_account : Series
        Balance on current account, NIPA.

    Returns
    -------
    DataFrame
        Columns `SECTORS`, for the dates that all arguments share. Investment enters negatively,
        and the rest of the world is the current account seen from abroad.
    """
    columns = {
        "households": personal_saving,
        "business": business_saving,
        "government": government_saving,
        "discrepancy": discrepancy,
        "investment": -net_investment,
        "rest_of_world": -current_account,
    }
    return pd.concat(columns, axis=1, join="inner")


def closing_error(accounts: pd.DataFrame) -> pd.Series:
    """Return the sum over `SECTORS` for each date: zero when the accounts close."""
    return accounts[list(SECTORS)].sum(axis=1)


def three_balances(accounts: pd.DataFrame) -> pd.DataFrame:
    """Fold sector accounts into private S - I, government T - G and the external balance.

    The statistical discrepancy is counted with the private sector, as is usual: unrecorded
    income is held to be private. Then external = private + government, up to the closing error.
    """
    private = accounts[["households", "business", "discrepancy", "investment"]].sum(axis=1)
    return pd.DataFrame(
        {
            "private": private,
            "government": accounts["government"],
            "external": -accounts["rest_of_world"],
        }
    )


def fiscal_balance_terms(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return T - G and the four terms it is the sum of, each with the sign it enters with.

    Columns: ``government`` and ``net_exports`` (+CA), ``private_saving`` (-S), ``investment``
    (+I), ``discrepancy`` (minus the discrepancy). Differences of the rows, over any window, add
    up in the same way.
    """
    return pd.DataFrame(
        {
            "government": accounts["government"],
            "net_exports": -accounts["rest_of_world"],
            "private_saving": -(accounts["households"] + accounts["business"]),
            "investment": -accounts["investment"],
            "discrepancy": -accounts["discrepancy"],
        }
    )


def variance_shares(changes: pd.DataFrame, total: str) -> pd.Series:
    """Return how much of the variance of a total each of its terms accounts for.

    Formula: ``cov(total, term) / var(total)``. The shares of terms that add up to the total sum
    to 1; a term that moves against the total has a negative share. It describes co-movement and
    says nothing about cause.

    Raises
    ------
    ValueError
        If the total does not vary.
    """
    variance = changes[total].var()
    if not variance > 0:
        raise ValueError(f"the total {total!r} does not vary, so its variance cannot be shared out")
    return changes.drop(columns=total).apply(changes[total].cov) / variance


def deficit_bridge(
    *,
    government_saving: float,
    net_investment: float,
    net_capital_transfers: float,
    other_assets: float,
    state_and_local: float,
    unified: float,
) -> pd.Series:
    """Walk from government saving T - G to the federal budget balance of the headlines.

    Parameters
    ----------
    government_saving : float
        Net saving of all government: federal, state and local.
    net_investment : float
        Government gross investment less consumption of government fixed capital.
    net_capital_transfers : float
        Capital transfers received less those paid (positive when received).
    other_assets : float
        Net purchases of nonproduced assets.
    state_and_local : float
        Net lending of state and local government.
    unified : float
        Federal budget balance on the unified (cash) basis.

    Returns
    -------
    Series
        Levels and steps in order. The levels are ``government saving``, ``general government net
        lending``, ``federal net lending`` and ``unified budget balance``; the entries between
        two levels are the steps that lead from one to the next.
    """
    general = government_saving - net_investment + net_capital_transfers - other_assets
    federal = general - state_and_local
    return pd.Series(
        {
            "government saving": government_saving,
            "less net investment": -net_investment,
            "capital transfers, net": net_capital_transfers,
            "less nonproduced assets": -other_assets,
            "general government net lending": general,
            "less state and local": -state_and_local,
            "federal net lending": federal,
            "timing and coverage": unified - federal,
            "unified budget balance": unified,
        }
    )


def growth_contribution(part: pd.Series, total: pd.Series) -> pd.Series:
    """Return 100 times the change of a part over the change of the total, period by period.

    Periods in which the total does not change are missing, since the ratio is undefined there.
    It explodes when the total hardly changes: see `contribution_averages`.
    """
    change = total.diff()
    return 100 * part.diff() / change.where(change != 0)


def contribution_averages(part: pd.Series, total: pd.Series, outliers: int = 1) -> pd.Series:
    """Average a growth contribution in four ways that agree only when the total grows steadily.

    Parameters
    ----------
    part, total : Series
        Nominal levels; the first observation only serves the first change.
    outliers : int
        How many periods with the smallest absolute change of the total the trimmed mean drops.

    Returns
    -------
    Series
        ``mean of ratios``, ``trimmed mean``, ``median``, ``ratio of sums``, in per cent.
    """
    ratios = growth_contribution(part, total).dropna()
    kept = total.diff().loc[ratios.index].abs().sort_values().index[outliers:]
    return pd.Series(
        {
            "mean of ratios": ratios.mean(),
            "trimmed mean": ratios.loc[kept].mean(),
            "median": ratios.median(),
            "ratio of sums": 100 * part.diff().sum() / total.diff().sum(),
        }
    )


def excess_saving(
    saving: pd.Series,
    *,
    trend: tuple[str, str],
    start: str,
    kind: Literal["linear", "constant"] = "linear",
    income: pd.Series | None = None,
) -> pd.Series:
    """Accumulate saving above its own past: a stock that exists only relative to a chosen trend.

    Parameters
    ----------
    saving : Series
        Quarterly saving at annual rates.
    trend : tuple of str
        First and last date of the period the trend is fitted to. The San Francisco Fed fits a
        line to the four years before the pandemic (Abdelrahman and Oliveira, 2023).
    start : str
        First date accumulated; it must follow the trend period.
    kind : {"linear", "constant"}
        A straight line in time, or the mean of the trend period.
    income : Series, optional
        With income the trend is fitted to the saving rate instead and turned back into money.

    Returns
    -------
    Series
        Stock at the end of each quarter from `start`, in the unit of `saving` (not annualised).

    Raises
    ------
    ValueError
        If the trend period is empty or `start` does not come after it.
    """
    measure = saving if income is None else (saving / income).dropna()
    fitted = measure.loc[trend[0] : trend[1]]
    after = measure.loc[start:]
    if fitted.empty or after.empty or after.index[0] <= fitted.index[-1]:
        raise ValueError(f"start {start} must follow a non-empty trend period {trend}")
    position = pd.Series(np.arange(len(measure)), index=measure.index)
    degree = 1 if kind == "linear" else 0
    coefficients = np.polyfit(position.loc[fitted.index], fitted, degree)
    expected = pd.Series(np.polyval(coefficients, position.loc[after.index]), index=after.index)
    if income is not None:
        expected = expected * income.loc[after.index]
    return ((saving.loc[after.index] - expected) / 4).cumsum()


def recession_changes(measure: pd.Series, recession: pd.Series, recovery: int = 8) -> pd.DataFrame:
    """Return how far a quarterly measure moved in each recession and in the recovery after it.

    Parameters
    ----------
    measure : Series
        Quarterly, any unit.
    recession : Series
        Quarterly indicator, 1 in every quarter touched by a recession.
    recovery : int
        Length of the recovery in quarters.

    Returns
    -------
    DataFrame
        One row per recession, labelled by its first quarter: ``recession`` (last quarter of the
        recession less the quarter before the first one) and ``recovery`` (`recovery` quarters
        after the last less the last). Recessions that the measure does not cover are left out.
    """
    inside = recession.reindex(measure.index, fill_value=0) > 0
    first = inside & ~inside.shift(1, fill_value=False)
    last = inside & ~inside.shift(-1, fill_value=False)
    rows = {}
    for start, end in zip(
        np.flatnonzero(first).tolist(), np.flatnonzero(last).tolist(), strict=True
    ):
        if start == 0 or end + recovery >= len(measure):
            continue
        rows[measure.index[start]] = {
            "recession": measure.iloc[end] - measure.iloc[start - 1],
            "recovery": measure.iloc[end + recovery] - measure.iloc[end],
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["recession", "recovery"])
