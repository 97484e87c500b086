"""Ranges of a yield: known values of the two-barrier problem, and its limits."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from treasurybook.models.yields import yield_ranges as yr

DISTANCE = st.floats(0.2, 3.0)


def fourier(half_width):
    """P(max |W| < a on [0, 1]) by the series of Feller II, X.5, which converges the other way."""
    k = np.arange(200)
    odd = 2 * k + 1
    return float(
        (4 / np.pi * (-1.0) ** k / odd * np.exp(-(odd**2) * np.pi**2 / 8 / half_width**2)).sum()
    )


def test_chance_of_staying_within_one_standard_deviation():
    # Erdos and Kac 1946, table: P(max |W| < 1) = 0.3708.
    assert yr.stay_probability(1, 1, 1, 1) == pytest.approx(0.3708, abs=5e-5)


@given(DISTANCE)
def test_images_and_fourier_series_agree(a):
    assert yr.stay_probability(a, a, 1, 1) == pytest.approx(fourier(a), abs=1e-10)


@given(DISTANCE)
def test_a_far_barrier_leaves_the_reflection_principle(below):
    one_sided = 2 * norm.cdf(below) - 1
    assert yr.stay_probability(below, 40, 1, 1) == pytest.approx(one_sided, abs=1e-10)


@given(DISTANCE, DISTANCE, st.floats(0.01, 0.2), st.integers(1, 250))
def test_time_and_volatility_trade_off(below, above, volatility, days):
    direct = yr.stay_probability(below, above, volatility, days)
    scale = volatility * np.sqrt(days)
    assert direct == pytest.approx(yr.stay_probability(below / scale, above / scale, 1, 1))
    assert direct == pytest.approx(yr.stay_probability(above, below, volatility, days), abs=1e-12)


@given(st.floats(0.05, 0.98))
def test_half_width_gives_back_its_chance(chance):
    width = yr.half_width(chance, 0.08, 70)
    assert yr.stay_probability(width, width, 0.08, 70) == pytest.approx(chance, abs=1e-9)


def test_paths_seen_once_a_day_behave_as_if_the_barriers_were_a_little_farther():
    # Broadie, Glasserman and Kou 1997: by 0.5826 of a daily standard deviation.
    rng = np.random.default_rng(3)
    paths = rng.normal(0, 0.08, (20_000, 70)).cumsum(axis=1)
    stayed = ((paths > -0.6) & (paths < 0.6)).all(axis=1).mean()
    farther = 0.6 + 0.5826 * 0.08
    assert stayed == pytest.approx(yr.stay_probability(farther, farther, 0.08, 70), abs=0.012)
    assert stayed > yr.stay_probability(0.6, 0.6, 0.08, 70)


def test_past_ranges_are_counted_path_by_path():
    # Of the three windows of two days only the last stays within half a point of its start.
    yields = pd.Series([1.0, 2.0, 1.0, 1.2, 1.4])
    assert yr.share_of_ranges_kept(yields, 0.5, 0.5, 2) == pytest.approx(1 / 3)


def test_trailing_volatility_uses_the_last_changes_only():
    yields = pd.Series([9.0, 1.0, np.nan, 1.3, 1.7])
    assert yr.trailing_volatility(yields, 2) == pytest.approx(np.sqrt((0.09 + 0.16) / 2))
    with pytest.raises(ValueError, match="3 daily changes, 4 needed"):
        yr.trailing_volatility(yields, 4)


@pytest.mark.parametrize("bad", [(0, 1, 1, 1), (1, -1, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)])
def test_impossible_ranges_are_refused(bad):
    with pytest.raises(ValueError, match="must be positive"):
        yr.stay_probability(*bad)
