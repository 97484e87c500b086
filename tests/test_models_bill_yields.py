"""Bill yields as the Treasury announces them with its auctions."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.bonds import bill_yields

# TreasuryDirect, auctions of 13-week bills: high rate, days in the year after, investment rate.
AUCTIONS = [(1.565, 366, 1.597), (0.045, 365, 0.046), (2.580, 365, 2.633)]

# 31 CFR 356, appendix B, section VI: discount, days, days in the year, investment rate printed.
REGULATION = [(7.65, 364, 365, 8.237)]


@pytest.mark.parametrize(("discount", "days_in_year", "announced"), AUCTIONS)
def test_investment_rate_of_real_auctions(discount, days_in_year, announced):
    found = bill_yields.investment_rate(discount, 91, days_in_year)
    assert found == pytest.approx(announced, abs=5e-4)


@pytest.mark.parametrize(("discount", "days", "days_in_year", "printed"), REGULATION)
def test_the_regulations_worked_example(discount, days, days_in_year, printed):
    found = bill_yields.investment_rate(discount, days, days_in_year)
    assert found == pytest.approx(printed, abs=5e-4)


@given(st.floats(-1, 20), st.integers(1, 366), st.sampled_from([365, 366]))
def test_the_rate_earns_the_gain_with_interest_added_after_half_a_year(discount, days, year):
    if days > year:
        return
    rate = bill_yields.investment_rate(discount, days, year) / 100
    share, price = days / year, 100 - discount * days / 360
    if share <= 0.5:
        grown = price * (1 + share * rate)
    else:
        grown = price * (1 + rate / 2) * (1 + (share - 0.5) * rate)
    assert grown == pytest.approx(100)


@given(st.floats(0.01, 20))
def test_at_half_a_year_the_two_formulas_meet(discount):
    short, long = (bill_yields.investment_rate(discount, n, 365) for n in (182, 183))
    assert long == pytest.approx(short, rel=2e-3)


@pytest.mark.parametrize("days", [91, 364])
def test_a_series_is_converted_day_by_day_and_keeps_its_gaps(days):
    discounts = pd.Series([5.0, float("nan"), 0.0], pd.bdate_range("2024-01-01", periods=3))
    rates = bill_yields.investment_rate(discounts, days)
    assert rates.iloc[0] == bill_yields.investment_rate(5.0, days)
    assert rates.isna().tolist() == [False, True, False]
    with pytest.raises(ValueError, match="leaves no price"):
        bill_yields.investment_rate(discounts * 100, days)


@pytest.mark.parametrize(
    ("discount", "days", "year", "said"),
    [
        (5, 0, 365, "runs from 1 day"),
        (5, 366, 365, "to 365, got 366"),
        (5, -91, 365, "runs from 1 day"),
        (5, 91, 360, "365 or 366"),
        (400, 91, 365, "leaves no price"),
    ],
)
def test_what_is_no_bill_is_refused(discount, days, year, said):
    with pytest.raises(ValueError, match=said):
        bill_yields.investment_rate(discount, days, year)
