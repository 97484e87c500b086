"""Shares of small samples: intervals that cover, tests that find differences and only those."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, chi2_contingency, norm

from treasurybook.models.statistics.proportions import (
    permutation_test,
    shares,
    standing,
    wilson,
)


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (3, 5), (5, 5), (17, 76), (200, 291)])
def test_the_interval_holds_the_shares_that_a_score_test_does_not_reject(hits: int, n: int) -> None:
    low, high = wilson(hits, n)
    z = norm.ppf(0.975)
    for bound in (low, high):
        if 0 < bound < 1:
            gap = abs(hits / n - bound) / np.sqrt(bound * (1 - bound) / n)
            assert gap == pytest.approx(z)
    assert 0 <= low <= hits / n <= high <= 1


@pytest.mark.parametrize("share", [0.05, 0.3, 0.8])
def test_the_interval_covers_about_as_often_as_it_says(share: float) -> None:
    n = 40
    covered = sum(
        binom.pmf(k, n, share) for k in range(n + 1) if wilson(k, n)[0] <= share <= wilson(k, n)[1]
    )
    assert 0.91 < covered < 0.99


def test_intervals_shrink_with_trials_and_are_empty_of_news_without() -> None:
    widths = [np.ptp(wilson(n // 2, n)) for n in (4, 40, 400)]
    assert widths == sorted(widths, reverse=True)
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="hits"):
        wilson(6, 5)


def test_shares_count_within_groups() -> None:
    data = pd.DataFrame({"of": list("aaab"), "hit": [True, False, False, True]})
    found = shares(data, ["of"], "hit").set_index("of")
    assert found["n"].tolist() == [3, 1]
    assert found["share"].tolist() == pytest.approx([100 / 3, 100])
    assert (found["low"] < found["share"]).all()
    assert found.loc["b", "high"] == pytest.approx(100)


def test_deals_agree_with_the_chi_square_law() -> None:
    rng = np.random.default_rng(1)
    groups = rng.integers(0, 3, 300)
    hits = rng.random(300) < 0.4 + 0.08 * groups
    table = pd.crosstab(pd.Series(groups), pd.Series(hits))
    law = chi2_contingency(table, correction=False)[1]
    assert permutation_test(groups, hits, draws=2000) == pytest.approx(law, abs=0.03)


def test_groups_that_do_not_differ_at_all_are_never_further_apart() -> None:
    assert permutation_test(["a"] * 30 + ["b"] * 20, [True] * 50, draws=20) == 1
    with pytest.raises(ValueError, match="2 groups and 3 hits"):
        permutation_test(["a", "b"], [True, False, True])
    with pytest.raises(ValueError, match="0 groups"):
        permutation_test([], [])


def test_a_mix_of_strata_is_no_difference_between_groups() -> None:
    # Half of the easy and a tenth of the hard succeed in either group; one has more of the easy.
    strata = np.array(["easy"] * 100 + ["hard"] * 20 + ["easy"] * 20 + ["hard"] * 100)
    groups = np.array(["a"] * 120 + ["b"] * 120)
    hits = np.array([i % 2 == 0 if s == "easy" else i % 10 == 0 for i, s in enumerate(strata)])
    assert permutation_test(groups, hits, draws=1000) < 0.01
    assert permutation_test(groups, hits, strata=strata, draws=1000) > 0.2


def test_standing_of_the_last() -> None:
    assert standing(pd.Series([1.0, 2.0, 3.0, np.nan])) == pytest.approx(100 * 2.5 / 3)
    assert standing(pd.Series([3.0, 2.0, 1.0])) == pytest.approx(100 * 0.5 / 3)
    with pytest.raises(ValueError, match="without observations"):
        standing(pd.Series([np.nan]))
