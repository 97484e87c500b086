"""National-accounts identities: expenditure, use of income, and who saves and who borrows.

Every flow is nominal and in one unit throughout a call (USD bn at annual rates, or per cent of
GDP). A saving or a balance is positive when the sector lends, negative when it borrows; the
external balance is positive when the country lends abroad.
"""

from __future__ import annotations

from typing import TypeVar

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
