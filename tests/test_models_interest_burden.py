"""Rate and volume effects add up; the stabilising deficit stabilises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.debt.debt_dynamics import debt_path, stabilising_deficit
from treasurybook.models.debt.interest_burden import FiscalPoint, join_points, rate_and_volume

debts, rates = st.floats(1e3, 5e4), st.floats(0.1, 15)


@given(debts, rates, debts, rates)
def test_effects_sum_to_the_change_of_interest(debt0, rate0, debt1, rate1):
    effects = rate_and_volume(debt0, rate0, debt1, rate1)
    assert effects.sum() == pytest.approx(debt1 * rate1 / 100 - debt0 * rate0 / 100, abs=1e-6)


def test_a_quantity_that_does_not_move_has_no_effect():
    assert rate_and_volume(1000, 2, 1000, 3).to_dict() == {"rate": 10.0, "volume": 0.0}
    assert rate_and_volume(1000, 2, 2000, 2)["rate"] == 0.0


@given(st.floats(0, 300), st.floats(-5, 15))
def test_the_stabilising_deficit_keeps_the_ratio(ratio, growth):
    deficit = stabilising_deficit(ratio, growth)
    assert ratio / (1 + growth / 100) + deficit == pytest.approx(ratio, abs=1e-9)


def test_at_a_ratio_of_98_and_growth_of_4_it_is_3_8():
    assert stabilising_deficit(98, 4) == pytest.approx(3.77, abs=0.005)


def test_a_bridge_gives_back_the_path_it_was_cut_from():
    growth, rate, primary = 4.0, 3.5, 2.0
    debt = [100.0, *debt_path(100.0, [primary] * 10, [rate] * 10, [growth] * 10)]
    interest = [rate * d / (100 + growth) for d in debt]
    first = FiscalPoint(debt=debt[1], interest=interest[0], primary=primary, revenue=18)
    last = FiscalPoint(debt=debt[10], interest=interest[9], primary=primary, revenue=19)
    path, found = join_points(first, last, 9)
    assert first.rate == pytest.approx(rate) == last.rate
    assert found == pytest.approx(growth, abs=1e-9)
    assert path["debt"].to_list() == pytest.approx(debt[2:])
    assert path["interest"].to_list() == pytest.approx(interest[1:10])
    assert path["revenue"].iloc[-1] == 19


@given(st.floats(100, 200), st.floats(1, 8), st.floats(0, 4), st.integers(5, 40))
def test_a_bridge_ends_where_it_must_and_its_debt_adds_up(debt, interest, primary, years):
    first = FiscalPoint(debt=118, interest=4.1, primary=1.7, revenue=18)
    last = FiscalPoint(debt=debt, interest=interest, primary=primary, revenue=19)
    path, growth = join_points(first, last, years)
    assert path["debt"].iloc[-1] == pytest.approx(debt)
    assert path["interest"].iloc[-1] == pytest.approx(interest)
    before = path["debt"].shift(1, fill_value=first.debt)
    primaries = first.primary + (primary - first.primary) * path.index.to_numpy() / years
    assert (before / (1 + growth / 100) + path["interest"] + primaries).to_list() == pytest.approx(
        path["debt"].to_list()
    )


def test_a_bridge_that_cannot_be_built_is_refused():
    point = FiscalPoint(debt=100, interest=3, primary=2, revenue=18)
    with pytest.raises(ValueError, match="a year apart"):
        join_points(point, point, 0)
    with pytest.raises(ValueError, match="no growth"):
        join_points(point, FiscalPoint(debt=10_000, interest=3, primary=2, revenue=18), 5)
