"""The election-year test: known distributions and exact symmetry."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from treasurybook.models.election_years import (
    chance_of_at_least,
    count_distribution,
    election_against_term,
)


@given(st.integers(1, 30), st.floats(0.001, 0.999))
def test_equal_chances_give_the_binomial_distribution(n, chance):
    expected = stats.binom.pmf(np.arange(n + 1), n, chance)
    assert np.allclose(count_distribution([chance] * n), expected)


def test_tea_tasting_size_example():
    # Eleven or more heads of sixteen fair tosses: 6885/65536 (sum of binomial coefficients).
    assert chance_of_at_least(11, [0.5] * 16) == pytest.approx(6885 / 65536)


def test_null_distribution_equals_enumeration_of_all_placements():
    # Two terms; place the "election" in each of the 16 equally likely pairs of years.
    terms = [[1.0, 2.0, 3.0, 10.0], [4.0, 4.5, 0.0, 5.0]]
    counts = [
        sum(term[k] > np.mean(term) for term, k in zip(terms, places, strict=True))
        for places in itertools.product(range(4), repeat=2)
    ]
    chances = [float(np.mean(np.array(term) > np.mean(term))) for term in terms]
    expected = [counts.count(k) / 16 for k in range(3)]
    assert np.allclose(count_distribution(chances), expected)


def test_terms_end_with_the_election_year_or_a_year_later():
    deficit = pd.Series([1.0, 1.0, 1.0, 5.0, 9.0], index=range(2021, 2026))
    ends = election_against_term(deficit, [2024])
    assert ends.loc[2024, "term_mean"] == pytest.approx(2.0)
    assert bool(ends.loc[2024, "above"])
    assert ends.loc[2024, "share_above"] == pytest.approx(0.25)
    shifted = election_against_term(deficit, [2024], years_after=1)
    assert shifted.loc[2024, "term_mean"] == pytest.approx(4.0)
    assert shifted.loc[2024, "gap"] == pytest.approx(1.0)


def test_missing_years_are_an_error():
    with pytest.raises(KeyError):
        election_against_term(pd.Series([1.0, 2.0], index=[2023, 2024]), [2024])


def test_a_chance_outside_zero_and_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        count_distribution([1.2])
