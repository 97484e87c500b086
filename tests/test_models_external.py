"""External accounts: identities, published values and limits."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.external import investment_position, trade_partners
from treasurybook.models.statistics import shares
from treasurybook.models.statistics.compound_growth import compound_growth, years_implied

AMOUNTS = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=30).map(
    lambda values: pd.Series(values, index=[f"country {i}" for i in range(len(values))])
)


@pytest.fixture
def position_2022() -> pd.Series:
    """US positions at the end of 2022, USD bn (BEA IIP Table 1.2, release of 28 June 2023)."""
    return pd.Series(
        {
            4: 31631.830, 6: 2543.343, 8: 8076.997, 9: 1200.003, 11: 10305.962, 12: 3767.979,
            22: 73.463, 23: 2234.406, 24: 2682.714, 26: 40.049, 27: 706.914, 28: 474.294,
            36: 47804.137, 38: 2473.846, 40: 10477.325, 41: 1785.406, 43: 12054.191,
            44: 12709.869, 57: 8303.499,
        }
    )  # fmt: skip


@given(st.floats(0.1, 1e5), st.floats(-20, 40).filter(lambda g: abs(g) > 0.01), st.integers(1, 40))
def test_compound_growth_and_years_implied_are_inverse(
    start: float, growth: float, years: int
) -> None:
    end = start * (1 + growth / 100) ** years
    assert compound_growth(start, end, years) == pytest.approx(growth)
    assert years_implied(start, end, growth) == pytest.approx(years)


def test_doubling_takes_as_long_as_the_rule_of_seventy_says() -> None:
    assert years_implied(1, 2, 1) == pytest.approx(70, rel=0.01)


def test_counting_both_end_years_lowers_the_growth_rate() -> None:
    right = compound_growth(100, 150, 2023 - 2017)
    assert compound_growth(100, 150, 2023 - 2017 + 1) < right


@pytest.mark.parametrize(("start", "end", "years"), [(1, -1, 2), (0, 1, 2), (1, 2, 0)])
def test_growth_that_does_not_exist_is_refused(start: float, end: float, years: float) -> None:
    with pytest.raises(ValueError, match=r"sign|positive"):
        compound_growth(start, end, years)


@pytest.mark.parametrize(("start", "end", "growth"), [(1, -1, 2), (1, 2, 0), (1, 2, -100)])
def test_span_that_does_not_exist_is_refused(start: float, end: float, growth: float) -> None:
    with pytest.raises(ValueError, match="growth"):
        years_implied(start, end, growth)


def test_herfindahl_of_the_merger_guidelines_example() -> None:
    # Horizontal Merger Guidelines (1997, section 1.5): shares 30, 30, 20, 20 give 2,600.
    assert trade_partners.herfindahl(pd.Series([30, 30, 20, 20])) == pytest.approx(2600)


@given(AMOUNTS)
def test_herfindahl_lies_between_equal_partners_and_one(amounts: pd.Series) -> None:
    index = trade_partners.herfindahl(amounts)
    assert 10_000 / len(amounts) - 1e-6 <= index <= 10_000 + 1e-6


@given(AMOUNTS)
def test_merging_partners_keeps_the_total_and_raises_concentration(amounts: pd.Series) -> None:
    merged = trade_partners.as_one_partner(amounts, list(amounts.index[:2]), "union")
    assert merged.sum() == pytest.approx(amounts.sum())
    assert trade_partners.herfindahl(merged) >= trade_partners.herfindahl(amounts) - 1e-6


def test_a_surplus_lifts_the_share_of_deficit_partners_above_all() -> None:
    deficits = pd.Series({"A": 80.0, "B": 40.0, "surplus partner": -20.0})
    assert trade_partners.shares(deficits)[:2].sum() == pytest.approx(120)


def test_union_that_is_already_a_row_would_count_twice() -> None:
    with pytest.raises(ValueError, match="already a row"):
        trade_partners.as_one_partner(pd.Series({"Italy": 1.0, "EU": 2.0}), ["Italy"], "EU")


def test_concentration_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        trade_partners.shares(pd.Series([1.0, -1.0]))
    with pytest.raises(ValueError, match="none negative"):
        trade_partners.herfindahl(pd.Series([1.0, -0.5]))


def test_instruments_add_up_to_the_published_totals(position_2022: pd.Series) -> None:
    assets = investment_position.by_instrument(position_2022, investment_position.ASSET_LINES)
    liabilities = investment_position.by_instrument(
        position_2022, investment_position.LIABILITY_LINES
    )
    assert assets.sum() == pytest.approx(position_2022[4], abs=0.01)
    assert liabilities.sum() == pytest.approx(position_2022[36], abs=0.01)


def test_net_external_debt_and_net_position_differ_by_equity_derivatives_and_gold(
    position_2022: pd.Series,
) -> None:
    assets = investment_position.by_instrument(position_2022, investment_position.ASSET_LINES)
    liabilities = investment_position.by_instrument(
        position_2022, investment_position.LIABILITY_LINES
    )
    other = ["equity", "financial derivatives"]
    rest = (assets[other] - liabilities[other]).sum() + position_2022[28]
    net_position = position_2022[4] - position_2022[36]
    debt = investment_position.net_external_debt(position_2022)
    assert net_position == pytest.approx(rest - debt, abs=0.01)


def test_missing_line_is_named(position_2022: pd.Series) -> None:
    with pytest.raises(ValueError, match="44"):
        investment_position.net_external_debt(position_2022.drop(44))


def test_valuation_change_of_the_first_quarter_of_2023() -> None:
    # BEA release 23-26, table A: transactions of -307.9 leave other changes of -270.1 (rounded).
    assert investment_position.valuation_change(-16172.3, -16750.2, -307.9) == pytest.approx(
        -270.1, abs=0.11
    )


def test_yield_of_quarterly_income() -> None:
    assert investment_position.annual_yield(1.0, 100.0) == pytest.approx(4.0)
    assert investment_position.annual_yield(1.0, 100.0, periods=12) == pytest.approx(12.0)
    with pytest.raises(ValueError, match="not zero"):
        investment_position.annual_yield(1.0, 0.0)


def test_share_of_change_done() -> None:
    months = pd.date_range("2022-01-01", periods=3, freq="MS")
    path = pd.Series([100.0, 70.0, 60.0], index=months)
    assert shares.share_of_change_done(path, "2022-02") == pytest.approx(75)
    assert math.isclose(shares.share_of_change_done(path, "2022-03"), 100)
    with pytest.raises(ValueError, match="began"):
        shares.share_of_change_done(pd.Series([1.0, 1.0], index=months[:2]), "2022-01")
