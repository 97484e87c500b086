"""Runoff: every dollar is accounted for, caps bind as the plan says, nothing turns negative."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from treasurybook.models.fed.central_bank_liabilities import liabilities
from treasurybook.models.fed.month_paths import first_month, within_months
from treasurybook.models.fed.mortgage_runoff import simulate_mortgages
from treasurybook.models.fed.runoff import Ladder, Mix, simulate_treasuries

AMOUNTS = arrays(float, 30, elements=st.floats(0, 500))
CAPS = arrays(float, 24, elements=st.floats(0, 120))
EVEN = Mix(np.full(60, 0.9 / 60), np.full(120, 0.1 / 120), np.full(12, 1 / 12))


@given(AMOUNTS, AMOUNTS, AMOUNTS, CAPS, st.floats(-0.01, 0.02))
def test_holdings_change_by_accretion_less_redemption(nominal, indexed, bills, caps, inflation):
    path = simulate_treasuries(Ladder(nominal, indexed, bills), caps, EVEN, inflation)
    start = nominal.sum() + indexed.sum() + bills.sum()
    before = np.r_[start, path.total[:-1]]
    gone = path.coupons_redeemed + path.bills_redeemed
    assert path.total == pytest.approx(before + path.accretion - gone, abs=1e-6)


@given(AMOUNTS, AMOUNTS, AMOUNTS, CAPS)
def test_caps_are_kept_and_coupons_go_first(nominal, indexed, bills, caps):
    path = simulate_treasuries(Ladder(nominal, indexed, bills), caps, EVEN)
    gone = path.coupons_redeemed + path.bills_redeemed
    assert np.all(gone <= caps + 1e-9)
    assert np.all(path.coupons_redeemed <= path.coupons_maturing + 1e-9)
    assert np.all(path.bills_redeemed <= path.bills_maturing + 1e-9)
    bills_used = path.bills_redeemed > 1e-9
    assert path.coupons_redeemed[bills_used] == pytest.approx(path.coupons_maturing[bills_used])
    room = caps - gone > 1e-6
    due = path.coupons_maturing + path.bills_maturing
    assert gone[room] == pytest.approx(due[room]), "room under the cap and something not redeemed"
    assert min(path.nominal.min(), path.indexed.min(), path.bills.min()) >= -1e-9


def test_a_plan_by_hand() -> None:
    """Coupons 48, 20, 100 and bills 10, 50, 5 under caps 30, 60, 60."""
    ladder = Ladder(np.array([48.0, 20, 100]), np.zeros(3), np.array([10.0, 50, 5]))
    late = np.zeros(40)
    late[39] = 1.0
    path = simulate_treasuries(ladder, [30, 60, 60], Mix(late, np.zeros(1), late))
    assert path.coupons_redeemed.tolist() == [30, 20, 60]
    assert path.bills_redeemed.tolist() == [0, 40, 0]
    assert path.total.tolist() == [203, 143, 83]


def test_reinvested_bills_come_back_when_they_mature() -> None:
    monthly = Mix(np.array([1.0]), np.zeros(1), np.array([1.0]))
    ladder = Ladder(np.zeros(1), np.zeros(1), np.array([10.0]))
    path = simulate_treasuries(ladder, [0, 0, 4], monthly)
    assert path.bills_maturing.tolist() == [10, 10, 10]
    assert path.bills.tolist() == [10, 10, 6]


@given(AMOUNTS, CAPS, CAPS)
def test_scenarios_at_once_equal_scenarios_one_by_one(nominal, one, other):
    ladder = Ladder(nominal, nominal / 9, nominal / 7)
    both = simulate_treasuries(ladder, np.vstack([one, other]), EVEN, 0.002).total
    alone = simulate_treasuries(ladder, other, EVEN, 0.002).total
    assert both[1] == pytest.approx(alone)


@given(CAPS, st.floats(0, 0.05), st.booleans())
def test_mortgages_fall_by_what_is_redeemed_or_sold(caps, share, sell):
    path = simulate_mortgages(2_700, caps, lambda held, _: share * held, sell=sell)
    before = np.r_[2_700, path.held[:-1]]
    assert path.held == pytest.approx(before - path.redeemed - path.sold)
    assert np.all(path.redeemed <= np.minimum(caps, path.principal) + 1e-9)
    if sell:
        assert path.redeemed + path.sold == pytest.approx(np.minimum(caps, before))
    else:
        assert not path.sold.any()


def test_more_cannot_be_repaid_than_is_held() -> None:
    path = simulate_mortgages(10, [8, 8, 8], lambda held, _: held + 5)
    assert path.held.tolist() == [2, 0, 0]


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="cap is negative"):
        simulate_treasuries(Ladder(np.ones(2), np.ones(2), np.ones(2)), [-1.0], EVEN)
    with pytest.raises(ValueError, match="nominal"):
        Ladder(np.array([-1.0]), np.ones(1), np.ones(1))
    with pytest.raises(ValueError, match="coupons sum to 0"):
        Mix(np.array([0.9]), np.zeros(1), np.ones(1))
    with pytest.raises(ValueError, match="month 1"):
        simulate_mortgages(10, [0, 0], lambda held, t: 1 - 2 * t + 0 * held)


def test_first_month_counts_from_one_and_says_when_there_is_none() -> None:
    assert first_month([5, 4, 3], 4) == 2
    assert first_month([5, 4, 3], 1) == -1
    assert first_month([[5, 4], [3, 2]], 3).tolist() == [-1, 1]


def test_reverse_repo_gives_way_before_reserves() -> None:
    side = liabilities(
        [100, 90, 75, 70],
        currency=20,
        currency_growth=0.0,
        treasury_account=5,
        reserves=40,
        reverse_repo=20,
    )
    assert side.reverse_repo.tolist() == [20, 10, 0, 0]
    assert side.reserves.tolist() == [40, 40, 35, 30]
    total = side.currency + side.treasury_account + side.other + side.reverse_repo + side.reserves
    assert total == pytest.approx([100, 90, 75, 70])


def test_reserves_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="in month 1"):
        liabilities(
            [100, 30],
            currency=20,
            currency_growth=0.0,
            treasury_account=5,
            reserves=40,
            reverse_repo=20,
        )


def test_days_within_months_start_and_end_on_the_path() -> None:
    ends = [90.0, 96.0]
    days = within_months(100, ends, [0, 0, 0, 1, 1], [0, 0.5, 1, 0, 1])
    assert days.tolist() == [100, 95, 90, 90, 96]
    with pytest.raises(ValueError, match="outside 0 to 1"):
        within_months(100, ends, [0], [1.2])
