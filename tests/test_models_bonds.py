"""Bond arithmetic: the worked examples of 31 CFR 356 Appendix B, identities and shapes."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from treasurybook.models.bonds import pricing

coupons, yields = st.floats(0, 15), st.floats(-1, 18)
periods, fractions = st.integers(0, 59), st.floats(0.01, 1)


EXAMPLES = {
    "II.A": (99.057893, (8.75, 8.84, 59), {}),
    "II.B": (99.838183, (8.5, 8.59, 3, 181 / 183), {"first": 4.25 * 181 / 183, "accrued": 0}),
    "II.C": (
        99.805118,
        (8.5, 8.53, 10, 75 / 181),
        {"first": 0, "stub": 4.25 * 75 / 181, "accrued": 0},
    ),
    "II.D": (99.730918, (9.5, 9.54, 19, 167 / 181), {}),
    "II.E": (
        102.214586,
        (10.75, 10.47, 39, 103 / 184),
        {"first": (44 / 181 + 1) * 5.375, "accrued": 3.672798},
    ),
    "II.F": (
        99.777074,
        (10.5, 10.53, 15, 92 / 184),
        {"first": 5.25 * 183 / 184, "accrued": 2.596467},
    ),
    "II.G": (
        99.738045,
        (9.75, 9.79, 12, 30 / 183),
        {"first": 0, "stub": 4.875 * 61 / 183, "accrued": 0.825820},
    ),
}


@pytest.mark.parametrize("section", EXAMPLES)
def test_worked_examples_of_the_regulation(section):
    printed, bond, first_period = EXAMPLES[section]
    assert round(float(pricing.price(*bond, **first_period)), 6) == printed


def test_accrued_interest_of_the_regulation():
    # Section I.D, examples 1 and 2: 92 of 184 days at 6 3/4 %, and two half-years at 10 3/4 %.
    assert round(float(pricing.accrued_interest(6.75, 92 / 184)) * 10, 5) == 16.875
    first, second = (pricing.accrued_interest(10.75, 1 - d) for d in (44 / 181, 81 / 184))
    assert round(float(first + second) * 10, 5) == 36.72798
    assert round(float(pricing.accrued_interest(9.5, 167 / 181)), 6) == 0.367403


def test_annuity_of_the_regulation_and_at_zero():
    assert round(float(pricing.annuity(8.84, 59)), 10) == 20.8610780353
    assert pricing.annuity(0, 59) == 59
    assert pricing.annuity(1e-9, 59) == pytest.approx(59)


@given(coupons, periods)
def test_a_bond_that_yields_its_coupon_costs_par(coupon, n):
    assert pricing.price(coupon, coupon, n) == pytest.approx(100)


@given(coupons, yields, periods, fractions)
def test_yield_is_the_inverse_of_price(coupon, yield_, n, w):
    dirty = pricing.dirty_price(coupon, yield_, n, w)
    # Half a year or less before the last payment the price hardly depends on the yield.
    assume(n + w > 0.2)
    assert pricing.yield_to_maturity(dirty, coupon, n, w) == pytest.approx(yield_, abs=1e-6)


@given(coupons, st.floats(-0.5, 17), periods, fractions)
def test_price_falls_and_is_convex_in_the_yield(coupon, yield_, n, w):
    low, middle, high = pricing.dirty_price(
        coupon, np.array([yield_, yield_ + 0.5, yield_ + 1]), n, w
    )
    assert low > middle > high
    assert (low + high) / 2 >= middle


@given(coupons, st.floats(0.1, 17), periods, fractions)
def test_duration_and_convexity_are_the_derivatives_of_price(coupon, yield_, n, w):
    step = 0.01
    down, here, up = pricing.dirty_price(
        coupon, np.array([yield_ - step, yield_, yield_ + step]), n, w
    )
    slope = (down - up) / (2 * step / 100) / here
    curve = (down - 2 * here + up) / (step / 100) ** 2 / here
    assert pricing.modified_duration(coupon, yield_, n, w) == pytest.approx(slope, rel=1e-4)
    assert pricing.convexity(coupon, yield_, n, w) == pytest.approx(curve, rel=1e-3, abs=1e-3)


def test_duration_of_a_strip_is_its_life_over_one_plus_half_the_yield():
    assert pricing.modified_duration(0, 6, 19) == pytest.approx(10 / 1.03)


def test_compound_and_simple_interest_agree_on_payment_dates():
    both = [pricing.dirty_price(5, 4, 19, np.array([1.0, 0.5]), compound=c) for c in (False, True)]
    assert both[0][0] == pytest.approx(both[1][0])
    assert both[0][1] < both[1][1]


def test_an_unchanged_yield_is_earned_evenly_with_compound_interest():
    weeks = pricing.dirty_price(5, 5, 19, np.linspace(1, 0.01, 100), compound=True)
    assert np.allclose(np.diff(np.log(weeks)), np.log(1.025) / 100)


def test_a_price_without_a_yield_is_refused():
    with pytest.raises(ValueError, match="not positive"):
        pricing.yield_to_maturity(-1, 5, 10)
