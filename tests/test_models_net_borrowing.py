"""Net borrowing: the Treasury's own sources and uses, and identities that must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.debt import net_borrowing as nb

AMOUNTS = st.floats(-5e3, 5e3)

# Treasury, quarterly refunding chart data of August 2007, "Treasury Financing Requirements", USD
# bn: April-June 2007 as projected and as it came, July-September as projected. Sources of funds
# there add up to the deficit, so a rise in cash has a minus.
FINANCING = pd.DataFrame(
    {
        "deficit": [-140, -138, 29],
        "cash": [-24, -19, -35],
        "nonmarketable": [17, 16, -4],
        "other": [12, 5, -6],
        "marketable": [-145, -139, 73],
    }
)


def quarterly(values, start="2019-01-01"):
    return pd.Series(values, pd.date_range(start, periods=len(values), freq="QS"), dtype=float)


def test_cash_book_agrees_with_the_treasurys_table():
    # One more quarter in front, in which nothing happens, to start the changes in cash.
    level = np.concatenate([[0.0], -FINANCING["cash"].cumsum()])
    dates = quarterly([0.0, 0.0, 0.0, 0.0])
    book = nb.cash_book(
        quarterly([0.0, *FINANCING["marketable"]]),
        quarterly([0.0, *FINANCING["deficit"]]),
        quarterly(level),
        dates,
    )
    financed_otherwise = -(FINANCING["nonmarketable"] + FINANCING["other"])
    assert list(book.index) == list(dates.index[1:])
    # The table is rounded to whole billions, five numbers a column.
    assert book["residual"].to_numpy() == pytest.approx(financed_otherwise.to_numpy(), abs=2)


def test_debt_book_has_no_residual_when_debt_moves_by_cash_accretion_and_runoff():
    borrowed, accretion = quarterly([0, 50, -20, 80]), quarterly([0, 5, 3, -1])
    redeemed = quarterly([0, 10, 10, 0])
    marketable = (borrowed + accretion - redeemed).cumsum() + 1000
    book = nb.debt_book(borrowed, marketable, accretion, redeemed)
    assert book["residual"].abs().max() == pytest.approx(0, abs=1e-9)
    assert (book["debt_rise"] < book["borrowing"]).any()


def test_accretion_follows_prices_with_the_lag_of_the_reference_index():
    months = pd.date_range("2022-01-01", periods=8, freq="MS")
    prices = pd.Series([100, 100, 100, 110, 110, 110, 110, 110], months, dtype=float)
    outstanding = pd.Series(200.0, months + pd.offsets.MonthEnd(0))
    outstanding.loc["2022-06":] = 300.0  # sold in June: nothing accrues on it in June
    accretion = nb.tips_accretion(outstanding, prices).dropna()
    # The jump of April reaches the reference index at the end of June.
    assert accretion.loc["2022-06-30"] == pytest.approx(20.0)
    assert accretion.drop(pd.Timestamp("2022-06-30")).abs().max() == 0


def test_month_end_payments_count_when_they_settle():
    # 2023-09-30 is a Saturday: paid on Monday 2 October. 2024-09-30 is a Monday.
    weekly = pd.Series(
        [100.0, 80.0, 70.0, 60.0],
        pd.to_datetime(["2023-09-27", "2023-10-04", "2024-09-25", "2024-10-02"]),
    )
    levels = nb.settled_levels(weekly, pd.to_datetime(["2023-09-30", "2024-09-30"]))
    assert levels.tolist() == [100.0, 60.0]


def test_a_level_beyond_the_data_is_missing():
    weekly = pd.Series([100.0], pd.to_datetime(["2023-09-27"]))
    assert nb.settled_levels(weekly, pd.to_datetime(["2023-10-31", "2023-12-31"])).isna().all()


def test_only_falls_under_a_cap_are_redemptions():
    months = pd.date_range("2019-06-30", periods=4, freq="ME")
    levels = pd.Series([100.0, 85.0, 99.0, 90.0], months)
    caps = pd.Series([15.0, 15.0, 0.0, 0.0], months)
    assert nb.redemptions(levels, caps).tolist() == [15.0, 0.0, 0.0]


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_gross_less_maturing_is_net(offered, public_maturing, soma_maturing, soma_change):
    gross = nb.gross_issuance(offered, soma_maturing, soma_change)
    net = gross - public_maturing - soma_maturing
    assert net == pytest.approx(offered - public_maturing + soma_change, abs=1e-6)
