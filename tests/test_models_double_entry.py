"""Every transaction balances for every sector and every instrument, and has the right sign."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models import double_entry as de

ALL = {
    name: getattr(de, name)
    for name in (
        "BILLS_FROM_DEPOSITS",
        "BILLS_FROM_REVERSE_REPO",
        "SPENDING",
        "REPO",
        "REVERSE_REPO",
        "PURCHASE",
        "REDEMPTION",
    )
}


@pytest.mark.parametrize("name", ALL)
def test_every_transaction_balances(name):
    table = de.post(ALL[name], 100.0)
    assert np.allclose(table.sum(axis=0), 0)
    assert np.allclose(table.sum(axis=1), 0)
    assert table.abs().to_numpy().max() == 100.0


@given(st.lists(st.tuples(st.sampled_from(sorted(ALL)), st.floats(-1e4, 1e4)), min_size=1))
def test_any_sequence_balances(sequence):
    total = de.together(*(de.post(ALL[name], amount) for name, amount in sequence))
    de.check_balance(total)
    assert list(total.index) == list(de.SECTORS)


def test_who_pays_for_bills_decides_whether_reserves_fall():
    effect = de.effect_on_reserves(
        {
            "deposits": de.post(de.BILLS_FROM_DEPOSITS),
            "reverse repo": de.post(de.BILLS_FROM_REVERSE_REPO),
            "spent again": de.together(de.post(de.BILLS_FROM_DEPOSITS), de.post(de.SPENDING)),
        }
    )
    assert effect.to_dict() == {"deposits": -1.0, "reverse repo": 0.0, "spent again": 0.0}


def test_repo_and_reverse_repo_have_opposite_signs():
    effect = de.effect_on_reserves({"repo": de.post(de.REPO), "reverse": de.post(de.REVERSE_REPO)})
    assert effect["repo"] > 0 > effect["reverse"]


def test_runoff_with_refinancing_moves_the_security_to_the_public():
    table = de.together(de.post(de.REDEMPTION), de.post(de.BILLS_FROM_DEPOSITS))
    assert table.loc["Federal Reserve", "securities"] == -1
    assert table.loc["Public", "securities"] == 1
    assert table.loc["Treasury"].abs().sum() == 0


def test_one_sided_entry_is_refused_by_name():
    with pytest.raises(ValueError, match="sector Banks, instrument reserves"):
        de.post((("Banks", "reserves", 1),))


def test_unknown_sector_is_refused():
    with pytest.raises(ValueError, match="Fed"):
        de.post((("Fed", "repo", 1), ("Banks", "repo", -1)))
