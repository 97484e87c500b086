"""Prepayment: the published curve, the annuity, and the fit in between."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.fed import prepayment

RATES = st.floats(1.5, 12)


def test_curve_is_at_its_middle_where_the_ratio_says() -> None:
    """Where C / M is 1.089 the arctangent is zero and 24.06 percent prepay in a year."""
    assert prepayment.conditional_prepayment_rate(1.089 * 4, 4.0) == pytest.approx(0.2406)


@given(RATES, RATES, st.floats(0.1, 3))
def test_dearer_mortgages_are_repaid_more_slowly(note, market, more):
    slow, fast = prepayment.conditional_prepayment_rate(note, [market + more, market])
    assert 0 < slow < fast < 0.46


def test_the_curve_is_flat_where_nobody_refinances() -> None:
    """A line would fall as much from five to seven percent as from two to four."""
    low, mid, high, higher = prepayment.conditional_prepayment_rate(3.0, [2.0, 4.0, 5.0, 7.0])
    assert low - mid > 10 * (high - higher)


@given(RATES, st.integers(2, 360))
def test_scheduled_payments_repay_the_loan(note, months):
    balance = 1.0
    for left in range(months, 0, -1):
        balance *= 1 - float(prepayment.scheduled_share(note, left))
    assert balance == pytest.approx(0, abs=1e-9)


def test_first_payment_of_a_textbook_loan() -> None:
    """100,000 over 30 years at 6 percent: 599.55 a month, of which 99.55 is principal."""
    assert 100_000 * prepayment.scheduled_share(6.0, 360) == pytest.approx(99.55, abs=0.005)


@given(st.floats(0, 1))
def test_twelve_months_make_a_year(annual):
    monthly = prepayment.single_monthly_mortality(annual)
    assert 1 - (1 - monthly) ** 12 == pytest.approx(annual)


@given(st.floats(0.2, 3), st.lists(RATES, min_size=1, max_size=12))
def test_calibration_finds_the_speed_that_made_the_data(speed, rates):
    seen = prepayment.principal_share(4.0, rates, 300, speed)
    assert prepayment.calibrated_speed(seen, 4.0, rates, 300) == pytest.approx(speed)


def test_calibration_refuses_repayments_below_the_schedule() -> None:
    with pytest.raises(ValueError, match="below the schedule"):
        prepayment.calibrated_speed([0.0001], 4.0, [5.0], 300)


def test_linear_rule_goes_through_its_points_and_stops_at_zero() -> None:
    rule = prepayment.linear_rule([5.1, 4.1, 9.0], base=25, base_rate=5.1, slope=16.8)
    assert rule == pytest.approx([25, 41.8, 0])


def test_a_pool_at_the_market_rate_is_worth_par() -> None:
    par, below = prepayment.annuity_price(3.0, [3.0, 5.0], 340)
    assert par == pytest.approx(100)
    assert below < 100


def test_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        prepayment.conditional_prepayment_rate(3.0, np.array([0.0]))
