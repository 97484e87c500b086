"""The cluster bootstrap: what it equals where the answer is known, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treasurybook.models.statistics.cluster_bootstrap import clustered_mean, design_effect

VALUES = st.lists(st.floats(-100, 100), min_size=4, max_size=20)


def named(n: int, clusters: int) -> list[int]:
    """Return clusters 0, 1, 2 ... in turn."""
    return [i % clusters for i in range(n)]


def test_one_observation_a_cluster_is_the_plain_bootstrap() -> None:
    # Efron (1979): the bootstrap variance of a mean is the population variance over n.
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0])
    found = clustered_mean(values, range(10), draws=40_000)
    assert found.standard_error == pytest.approx(values.std() / np.sqrt(10), rel=0.02)
    assert found.clusters == found.n == 10


def test_two_clusters_that_stand_or_fall_give_three_means() -> None:
    # Drawn with replacement: both the first, one of each, both the second, at 1/4, 1/2, 1/4.
    found = clustered_mean([0, 0, 1, 1], ["a", "a", "b", "b"], draws=40_000)
    assert (found.mean, found.low, found.high) == (0.5, 0.0, 1.0)
    assert found.standard_error == pytest.approx(np.sqrt(1 / 8), rel=0.02)


@pytest.mark.parametrize("size", [2, 5, 9])
def test_clusters_that_stand_or_fall_widen_by_the_design_effect(size: int) -> None:
    outcomes = np.array([1.0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0])
    values, clusters = np.repeat(outcomes, size), np.repeat(np.arange(12), size)
    together = clustered_mean(values, list(clusters), draws=20_000).standard_error
    apart = clustered_mean(values, range(len(values)), draws=20_000).standard_error
    assert (together / apart) ** 2 == pytest.approx(design_effect(size, 1), rel=0.06)


def test_the_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    clusters = named(120, 40)
    hits = 0
    for seed in range(200):
        common = rng.normal(size=40)[clusters]
        found = clustered_mean(common + rng.normal(size=120), clusters, draws=400, seed=seed)
        hits += found.low <= 0 <= found.high
    assert 0.89 <= hits / 200 <= 0.99


@settings(deadline=None, max_examples=30)
@given(values=VALUES, shift=st.floats(-50, 50), scale=st.floats(0.1, 10))
def test_units_and_order_do_not_matter(values: list[float], shift: float, scale: float) -> None:
    clusters = named(len(values), 3)
    one = clustered_mean(values, clusters, draws=200)
    other = clustered_mean(scale * np.array(values) + shift, clusters, draws=200)
    expected = scale * np.array([one.mean, one.low, one.high]) + shift
    assert [other.mean, other.low, other.high] == pytest.approx(expected, abs=1e-6)
    assert min(values) - 1e-9 <= one.low <= one.high <= max(values) + 1e-9


@settings(deadline=None, max_examples=30)
@given(values=VALUES)
def test_to_state_everything_twice_makes_nothing_surer(values: list[float]) -> None:
    clusters = named(len(values), 3)
    one = clustered_mean(values, clusters, draws=200)
    twice = clustered_mean(values * 2, clusters * 2, draws=200)
    assert (twice.low, twice.high) == pytest.approx((one.low, one.high), abs=1e-9)
    assert twice.n == 2 * one.n


def test_what_never_varies_is_sure() -> None:
    found = clustered_mean([1, 1, 1, 1], ["a", "a", "b", "c"])
    assert (found.low, found.mean, found.high, found.standard_error) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("values", "clusters", "level", "words"),
    [
        ([1, 2], ["a"], 0.9, "2 values and 1 clusters"),
        ([1, np.nan], ["a", "b"], 0.9, "missing"),
        ([1, 2], ["a", "a"], 0.9, "two clusters"),
        ([1, 2], ["a", "b"], 1.0, "level"),
    ],
)
def test_impossible_samples_are_refused(
    values: list[float], clusters: list[str], level: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        clustered_mean(values, clusters, level=level)


def test_design_effect_at_its_ends() -> None:
    assert design_effect(1, 0.7) == design_effect(8, 0) == 1
    assert design_effect(8, 1) == 8
    for size, correlation in ((0.5, 0.1), (3, 1.1), (3, -0.6)):
        with pytest.raises(ValueError, match="cluster"):
            design_effect(size, correlation)
