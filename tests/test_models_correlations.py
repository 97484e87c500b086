"""Correlations and resampling: made-up series whose break is known, and limits."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.statistics.correlations import break_test, correlation_band
from treasurybook.models.statistics.resampling import block_indices, mean_band

DAYS = pd.date_range("2000-01-07", periods=600, freq="W-FRI")


def pair(rho: list[float], seed: int = 1) -> tuple[pd.Series, pd.Series]:
    """Two series whose correlation takes the given values in equal parts."""
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, 600))
    r = np.repeat(rho, 600 // len(rho))
    return pd.Series(x, DAYS), pd.Series(r * x + np.sqrt(1 - r**2) * noise, DAYS)


def test_a_break_is_found_where_it_is() -> None:
    found = break_test(*pair([-0.5, 0.5]), block=8)
    assert abs((found.date - DAYS[300]).days) < 7 * 30
    assert found.before < -0.35 < 0.35 < found.after
    assert found.p_value == pytest.approx(1 / 500)


def test_no_break_is_found_where_there_is_none() -> None:
    p_values = [break_test(*pair([0.3], seed), block=8, draws=199).p_value for seed in range(12)]
    assert sum(p < 0.1 for p in p_values) <= 3


def test_a_band_contains_the_correlation_and_narrows_with_the_level() -> None:
    x, y = pair([0.4])
    r, low, high = correlation_band(x, y, block=8)
    assert r == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert low < r < high
    _, inner_low, inner_high = correlation_band(x, y, block=8, level=0.5)
    assert low < inner_low < inner_high < high


def test_the_band_of_independent_data_has_the_textbook_width() -> None:
    # Fisher's z has a standard error of 1/sqrt(n-3); 90 % band
    x, y = pair([0.0])
    _, low, high = correlation_band(x, y, block=1, draws=4000)
    assert np.arctanh(high) - np.arctanh(low) == pytest.approx(2 * 1.645 / np.sqrt(597), rel=0.1)


def test_correlation_does_not_depend_on_units() -> None:
    x, y = pair([0.4])
    assert break_test(x, y, block=8).date == break_test(100 * x + 3, y / 7, block=8).date


@given(st.integers(1, 40), st.integers(40, 90))
def test_blocks_are_runs_of_neighbours(block: int, n: int) -> None:
    places = block_indices(n, block, 3, seed=1)
    assert places.shape == (3, n)
    steps = np.diff(places, axis=1) % n
    inside = (np.arange(1, n) % block) != 0
    assert (steps[:, inside] == 1).all()


def test_a_block_longer_than_the_sample_is_an_error() -> None:
    with pytest.raises(ValueError, match="between 1 and the 5"):
        block_indices(5, 6, 1, seed=1)


def test_the_mean_band_has_the_textbook_width() -> None:
    sample = np.random.default_rng(2).normal(size=400)
    mean, low, high = mean_band([*sample, np.nan])
    assert mean == pytest.approx(sample.mean())
    assert high - low == pytest.approx(2 * 1.645 / 20, rel=0.1)
