"""Factors of reserves and groups of holders add up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.flows.flow_of_funds import closed, grouped, reserve_factors

LINES = ["reserves", "assets", "treasury_account", "reverse_repo"]
stocks = st.lists(st.floats(0, 1e4), min_size=4, max_size=4)


def sheet(assets, treasury_account, reverse_repo, currency):
    """Return a central bank's lines, with reserves as what the other liabilities leave."""
    reserves = assets - treasury_account - reverse_repo - currency
    return pd.Series([reserves, assets, treasury_account, reverse_repo], LINES)


@given(stocks, stocks)
def test_each_factor_is_the_change_of_its_line_and_the_rest_that_of_currency(first, second):
    parts = reserve_factors(sheet(*first), sheet(*second))
    assets, account, repo, currency = np.subtract(second, first)
    assert parts.to_dict() == pytest.approx(
        {"assets": assets, "treasury_account": -account, "reverse_repo": -repo, "other": -currency},
        abs=1e-6,
    )


def test_a_fuller_treasury_account_drains_reserves():
    start = pd.Series([3000.0, 6600.0, 300.0, 200.0], LINES)
    end = pd.Series([2500.0, 6600.0, 800.0, 200.0], LINES)
    assert reserve_factors(start, end).to_dict() == {
        "assets": 0.0,
        "treasury_account": -500.0,
        "reverse_repo": 0.0,
        "other": 0.0,
    }


def test_a_missing_line_is_named():
    with pytest.raises(ValueError, match="reverse_repo"):
        reserve_factors(pd.Series(1.0, LINES[:3]), pd.Series(1.0, LINES))


HELD = pd.DataFrame({"fed": [1.0, 2.0], "banks": [3.0, 4.0], "dealers": [0.5, -0.5]})


def test_groups_keep_the_total():
    out = grouped(HELD, {"Banks and dealers": ["banks", "dealers"]}, "Others")
    assert out["Banks and dealers"].tolist() == [3.5, 3.5]
    assert out["Others"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize("groups", [{"A": ["bank"]}, {"A": ["fed"], "B": ["fed"]}])
def test_a_holder_unknown_or_in_two_groups_is_refused(groups):
    with pytest.raises(ValueError, match="unknown or named twice"):
        grouped(HELD, groups, "Others")


def test_closing_parts_reach_the_total_even_where_they_exceed_it():
    total = pd.Series([10.0, 2.0])
    out = closed(HELD, total, "Rest")
    assert out.sum(axis=1).tolist() == total.tolist()
    assert out["Rest"].tolist() == [5.5, -3.5]


def test_a_part_that_is_missing_is_not_counted_to_the_rest():
    out = closed(HELD.replace(3.0, np.nan), pd.Series([10.0, 2.0]), "Rest")
    assert out["Rest"].isna().tolist() == [True, False]


def test_closing_refuses_other_dates_and_a_name_that_is_taken():
    with pytest.raises(ValueError, match="same dates"):
        closed(HELD, pd.Series([1.0, 2.0], index=[1, 2]), "Rest")
    with pytest.raises(ValueError, match="already a part"):
        closed(HELD, pd.Series([1.0, 2.0]), "fed")
