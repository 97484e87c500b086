"""Debt dynamics: the recursion against its textbook form, limits, and CBO's own arithmetic."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.debt import debt_dynamics as dd
from treasurybook.models.statistics.compound_growth import compound_growth

RATES = st.floats(-2, 12)


@given(st.floats(10, 200), RATES, RATES, st.floats(-5, 8))
def test_the_change_is_interest_over_growth_times_debt_plus_deficit(
    b: float, i: float, g: float, d: float
) -> None:
    after = dd.debt_path(b, [d], [i], [g])[0]
    assert after - b == pytest.approx((i - g) / (100 + g) * b + d, abs=1e-9)


@given(st.floats(10, 200), RATES, RATES)
def test_the_stable_primary_balance_stabilises(b: float, i: float, g: float) -> None:
    path = dd.debt_path(b, [dd.stable_primary(b, i, g)] * 20, [i] * 20, [g] * 20)
    assert np.allclose(path, b)


def test_dollars_give_the_same_ratio() -> None:
    # debt 100, GDP 100; 5 % interest, primary deficit 3, GDP grows to 104
    ratio = dd.debt_path(100, [100 * 3 / 104], [5], [4])[0]
    assert ratio == pytest.approx(100 * (100 * 1.05 + 3) / 104)


def test_debt_reprices_slowly_and_in_the_end_fully() -> None:
    path = dd.average_rate(3, np.full(60, 5.0), repriced=1 / 3)
    assert path[0] == pytest.approx(3 + 2 / 3)
    assert path[-1] == pytest.approx(5)
    assert (np.diff(path) >= 0).all()
    assert np.allclose(dd.average_rate(3, [5, 4], repriced=1), [5, 4])
    assert np.allclose(dd.average_rate(3, [5, 4], repriced=0), 3)


def test_a_repriced_share_above_one_is_an_error() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        dd.average_rate(3, [5], repriced=1.2)


def test_a_history_without_variation_gives_one_path() -> None:
    history = pd.DataFrame({"primary": [2.0] * 8, "market": [4.0] * 8, "growth": [5.0] * 8})
    draws = dd.simulate_debt(history, start=100, start_rate=4, years=5, repriced=0.3, draws=50)
    assert draws.shape == (50, 5)
    assert np.allclose(draws, dd.debt_path(100, [2] * 5, [4] * 5, [5] * 5))


def test_draws_keep_years_together() -> None:
    # a bad year has a deficit and low growth at once; drawn apart, they would cancel
    history = pd.DataFrame({"primary": [0.0, 10.0], "market": [4.0, 4.0], "growth": [6.0, -4.0]})
    one = dd.simulate_debt(
        history, start=100, start_rate=4, years=1, repriced=0, block=1, draws=200
    )
    good, bad = dd.debt_path(100, [[0], [10]], [4], [[6], [-4]])[:, 0]
    assert set(np.round(np.unique(one), 6)) == {round(good, 6), round(bad, 6)}


def test_compound_growth() -> None:
    assert compound_growth(100, 121, 2) == pytest.approx(10)
    # the printed case: 882 to 882 + 700 in ten years
    assert compound_growth(882, 1582, 10) == pytest.approx(6.016, abs=0.001)
    with pytest.raises(ValueError, match="one sign"):
        compound_growth(0, 1, 1)
