"""Debt rolled forward: steady states that can be worked out by hand, and what more bills do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treasurybook.models.debt import debt_portfolio as dp


def run(months=240, rate=4.0, bill_rate=4.0, shares=(20.0,), weights=None, grow=0.0, coupon=4.0):
    """Roll an even five-year ladder with a fifth in bills forward on a flat curve."""
    index = pd.date_range("2023-10-31", periods=months, freq="ME")
    weights = weights or {5: 1.0}
    stock = dp.Stock(np.full(60, 80 / 60), np.full(60, coupon), 20.0, bill_rate, 4)
    totals = pd.Series(100.0 * (1 + grow) ** np.arange(1, months + 1), index)
    curve = pd.DataFrame(rate, index, list(weights))
    mixes = {f"{share:g}": pd.Series(share, index) for share in shares}
    return dp.roll_forward(stock, totals, curve, pd.Series(bill_rate, index), mixes, weights)


@given(st.floats(0.1, 12), st.floats(0, 0.01))
@settings(max_examples=20, deadline=None)
def test_on_a_flat_curve_the_average_rate_is_that_rate(rate, grow):
    out = run(months=90, rate=rate, bill_rate=rate, coupon=rate, grow=grow)
    assert out["average_rate"].to_numpy() == pytest.approx(rate)
    start = 100 * (1 + grow) ** np.arange(90)
    assert out["interest"].to_numpy() == pytest.approx(start * rate / 1200)


@pytest.mark.parametrize("weight", [1.0, 3.0])  # amounts will do: they need not add up to one
def test_an_even_ladder_stays_even(weight):
    out = run(weights={5: weight})
    # Five years of notes: half of it on average, counted to the middle of each month.
    assert out["maturity"].to_numpy() == pytest.approx(0.8 * 30 + 0.2 * 2)
    assert out["maturing"].to_numpy() == pytest.approx(80 / 60 + 20 / 4)
    assert out["bill_share"].to_numpy() == pytest.approx(20.0)


def test_a_new_rate_replaces_the_old_one_over_the_life_of_the_notes():
    notes = run(rate=6.0, bill_rate=4.0).set_index("date")["average_rate"]
    replaced = (notes - 4.0) / (0.8 * 2.0)
    assert replaced.iloc[[11, 29, 59, 100]].tolist() == pytest.approx([0.2, 0.5, 1.0, 1.0])


def test_more_bills_shorten_the_debt_and_cost_the_spread():
    out = run(rate=4.0, bill_rate=5.0, shares=(15.0, 21.0))
    # A full turn of the five-year notes, over which the lumps of the first month even out.
    last = out[out["date"] > out["date"].max() - pd.DateOffset(months=60)]
    last = last.drop(columns="date").groupby("mix").mean()
    assert last.loc["21", "maturity"] < last.loc["15", "maturity"]
    assert last.loc["21", "maturing"] > last.loc["15", "maturing"]
    # Six points of the debt at one point more, in a month.
    extra = last.loc["21", "interest"] - last.loc["15", "interest"]
    assert extra == pytest.approx(100 * 0.06 * 0.01 / 12)


def test_a_leap_in_the_bill_share_is_refused():
    with pytest.raises(ValueError, match="2023-10: the bill share cannot rise so fast"):
        run(months=6, shares=(90.0,))


def test_a_month_without_a_yield_is_named():
    index = pd.date_range("2023-10-31", periods=3, freq="ME")
    stock = dp.Stock(np.full(60, 1.0), np.full(60, 4.0), 20.0, 4.0)
    with pytest.raises(ValueError, match="bill_yield has no value for 2023-12"):
        dp.roll_forward(
            stock,
            pd.Series(80.0, index),
            pd.DataFrame(4.0, index, [5]),
            pd.Series(4.0, index[:2]),
            {"20": pd.Series(20.0, index)},
            {5: 1.0},
        )


def test_ladder_keeps_amounts_and_interest():
    outstanding = pd.Series([10.0, 30.0, 60.0])
    due, rates = dp.ladder(outstanding, pd.Series([0, 2, 2]), pd.Series([1.0, 2.0, 5.0]))
    assert due.tolist() == [10.0, 0.0, 90.0]
    assert rates.tolist() == [1.0, 0.0, pytest.approx(4.0)]
