"""Hedged yields and leverage capacity: worked cases, parity, and the trap of the inverted euro."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.stress.leverage_capacity import extra_exposure
from treasurybook.models.yields.hedged_yield import hedged_spread, hedged_yield, parity_forward

RATE = st.floats(-1, 10)


def test_worked_case_in_yen() -> None:
    # 150 yen a dollar, sold forward at 145: 1.5 % in yen is 150 · 1.015 / 145 - 1 = 5 % in dollars
    assert hedged_yield(1.5, 150, 145) == pytest.approx(5.0)


def test_the_euro_must_be_inverted() -> None:
    # 1.10 dollars a euro now, 1.122 forward: the euro is at a premium, the hedge earns it
    right = hedged_yield(2.5, 1 / 1.10, 1 / 1.122)
    wrong = hedged_yield(2.5, 1.10, 1.122)
    assert right == pytest.approx(100 * (1.025 * 1.02 - 1))
    assert wrong < 2.5 < right


@given(RATE, RATE, RATE, st.floats(0.5, 200))
def test_under_parity_the_spot_rate_cancels(y: float, us: float, own: float, spot: float) -> None:
    forward = parity_forward(spot, us, own)
    expected = 100 * ((1 + y / 100) * (1 + us / 100) / (1 + own / 100) - 1)
    assert hedged_yield(y, spot, forward) == pytest.approx(expected, abs=1e-9)


@given(RATE)
def test_a_hedged_bill_of_the_hedge_tenor_earns_the_dollar_rate(own: float) -> None:
    # covered parity itself: the foreign one-year bill, hedged for a year, is the dollar bill
    assert hedged_spread(own, 4.0, 4.0, own) == pytest.approx(0, abs=1e-9)


def test_a_negative_basis_adds_to_the_lead() -> None:
    plain = hedged_spread(2.6, 4.3, 3.95, 1.95)
    assert hedged_spread(2.6, 4.3, 3.95, 1.95, basis=-0.20) - plain == pytest.approx(20, rel=0.02)


def test_a_cut_of_the_dollar_rate_narrows_the_lead_nearly_one_for_one() -> None:
    before, after = (hedged_spread(2.6, 4.3, rate, 1.95) for rate in (4.0, 3.0))
    assert after - before == pytest.approx(-100, rel=0.02)


def test_room_under_a_leverage_ratio() -> None:
    # 50 of capital carry 1,000 at 5 % and 1,250 at 4 %
    assert extra_exposure(50, 5, 4) == pytest.approx(250)
    assert extra_exposure(50, 4, 5) == pytest.approx(-250)


@given(st.floats(1, 1e4), st.floats(3, 6), st.floats(6.1, 9))
def test_room_is_in_proportion_to_capital(capital: float, after: float, before: float) -> None:
    room = extra_exposure(capital, before, after)
    assert room / extra_exposure(1.0, before, after) == pytest.approx(capital)
    assert 100 * capital / (100 * capital / before + room) == pytest.approx(after)


def test_a_ratio_of_zero_is_an_error() -> None:
    with pytest.raises(ValueError, match="above zero"):
        extra_exposure(1, 5, 0)
