"""Rate and volume effects add up; the stabilising deficit stabilises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.interest_burden import rate_and_volume, stabilising_deficit

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
