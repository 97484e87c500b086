"""The election-year test: its terms, and the chances that scipy turns into a p-value."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from treasurybook.models.budget.election_years import election_against_term


def test_terms_end_with_the_election_year_or_a_year_later():
    deficit = pd.Series([1.0, 1.0, 1.0, 5.0, 9.0], index=range(2021, 2026))
    ends = election_against_term(deficit, [2024])
    assert ends.loc[2024, "term_mean"] == pytest.approx(2.0)
    assert bool(ends.loc[2024, "above"])
    assert ends.loc[2024, "share_above"] == pytest.approx(0.25)
    shifted = election_against_term(deficit, [2024], years_after=1)
    assert shifted.loc[2024, "term_mean"] == pytest.approx(4.0)
    assert shifted.loc[2024, "gap"] == pytest.approx(1.0)


def test_shares_above_are_the_chances_of_the_null_distribution():
    # Two terms; place the "election" in each of the 16 equally likely pairs of years.
    terms = [[1.0, 2.0, 3.0, 10.0], [4.0, 4.5, 0.0, 5.0]]
    counts = [
        sum(term[k] > np.mean(term) for term, k in zip(terms, places, strict=True))
        for places in itertools.product(range(4), repeat=2)
    ]
    deficit = pd.Series([*terms[0], *terms[1]], index=range(2017, 2025))
    chances = election_against_term(deficit, [2020, 2024])["share_above"].to_numpy()
    for least in range(3):
        found = stats.poisson_binom.sf(least - 1, chances)
        assert found == pytest.approx(sum(count >= least for count in counts) / 16)


@pytest.mark.parametrize("gap", [{}, {2022: np.nan}])
def test_missing_years_are_an_error(gap):
    deficit = pd.Series({2021: 1.0, **gap, 2023: 1.0, 2024: 2.0})
    with pytest.raises(ValueError, match="no deficit of 2022, which the term to 2024 needs"):
        election_against_term(deficit, [2024])
