"""Every transaction balances for every sector and every instrument, and has the right sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.flows import double_entry as de

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


# What the Federal Reserve's statement shows of each transaction (H.4.1, tables 1 and 5): change of
# its assets, of reserves, of the Treasury's account and of reverse repo, per unit.
H41 = {
    "BILLS_FROM_DEPOSITS": (0, -1, 1, 0),
    "BILLS_FROM_REVERSE_REPO": (0, 0, 1, -1),
    "SPENDING": (0, 1, -1, 0),
    "REPO": (1, 1, 0, 0),
    "REVERSE_REPO": (0, -1, 0, 1),
    "PURCHASE": (1, 1, 0, 0),
    "REDEMPTION": (-1, 0, -1, 0),
}


@pytest.mark.parametrize("name", ALL)
def test_the_federal_reserves_statement_changes_as_it_should(name):
    sheet = (
        de.post(ALL[name], 100.0)
        .loc["Federal Reserve"]
        .reindex(
            ["securities", "repo", "reserves", "Treasury account", "reverse repo"], fill_value=0.0
        )
    )
    shown = (sheet["securities"] + sheet["repo"], *-sheet.iloc[2:])
    assert shown == tuple(100.0 * size for size in H41[name])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("faulty", [0, -1])
def test_a_transaction_that_lacks_an_entry_is_refused(name, faulty):
    entries = list(ALL[name])
    sector, instrument, _ = entries.pop(faulty)
    with pytest.raises(ValueError, match=f"sector {sector}, instrument {instrument}"):
        de.post(entries, 100.0)


@given(st.lists(st.tuples(st.sampled_from(sorted(ALL)), st.integers(-1000, 1000)), min_size=1))
def test_a_sequence_leaves_the_sum_of_all_its_entries(sequence):
    total = de.together(*(de.post(ALL[name], amount) for name, amount in sequence))
    ledger: dict[tuple[str, str], float] = {}
    for name, amount in sequence:
        for sector, instrument, size in ALL[name]:
            ledger[sector, instrument] = ledger.get((sector, instrument), 0.0) + size * amount
    assert list(total.index) == list(de.SECTORS)
    booked = {key: size for key, size in total.stack().items() if size}
    assert booked == {key: size for key, size in ledger.items() if size}


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
