"""The registered contradictions: well formed, filled from records, helpful where they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from treasurybook.ledger import contradictions as registered
from treasurybook.ledger.claims import claim
from treasurybook.ledger.errors import ClaimError, LedgerError

ALL = registered.contradictions()
EXPECTED = Path(__file__).parent / "expected"
ENTRY: dict[str, Any] = {
    "id": "one", "sort": "mechanism", "question": "Which?", "first": ["M-112"],
    "second": ["S-107"], "data": "{latest[S-107]:.2f} of {size}", "why": "Gross and net.",
}  # fmt: skip


def expected_records() -> dict[str, dict[str, Any]]:
    """Return the records that the tests expect, by claim."""
    rows = [
        row
        for path in EXPECTED.rglob("*.json")
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]
    return {row["claim"]: row for row in rows}


def test_between_documents_are_two_and_within_one_is_one() -> None:
    for one in ALL.values():
        documents = {claim(key).document for key in (*one.first, *one.second)}
        if one.sort == "within one document":
            assert len(documents) == 1, one.id
        if one.sort == "between documents":
            assert len(documents) > 1, one.id


def test_each_pair_stands_once() -> None:
    pairs = [frozenset((one.first, one.second)) for one in ALL.values()]
    assert len(set(pairs)) == len(pairs) > 40


def test_places_are_filled_from_documents_and_records() -> None:
    asked = {name for one in ALL.values() for name in one.numbers}
    rivals = registered.filled(expected_records(), dict.fromkeys(asked, 1.0))
    assert list(rivals) == list(ALL)
    record = expected_records()["M-008"]
    assert f"{record['latest'] or record['as_written']:.1f}" in rivals["net-interest-of-2024"].data
    assert f"{claim('M-115').value:.0f} times" in rivals["leverage-of-basis-trade"].data
    assert not any("nan" in one.data or "None" in one.data for one in rivals.values())
    assert not any(".." in one.data for one in rivals.values())


def test_numbers_that_are_missing_or_needless_are_named() -> None:
    asked = {name for one in ALL.values() for name in one.numbers} - {"flight"}
    with pytest.raises(LedgerError, match=r"not given flight; given and not asked for fright"):
        registered.filled(expected_records(), {**dict.fromkeys(asked, 1.0), "fright": 1.0})


def test_todays_value_comes_before_that_of_its_time() -> None:
    assert registered.newest({"latest": 2.0, "as_written": 1.0}) == 2
    assert registered.newest({"latest": float("nan"), "as_written": 1.0}) == 1
    assert registered.newest({"latest": None, "as_written": "2023-03-10"}) == "2023-03-10"
    assert registered.newest({"latest": None, "as_written": None}) is None


def test_the_lesson_gives_what_stands_in_no_other_place() -> None:
    assert registered.parse([ENTRY])["one"].numbers == {"size"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first": []}, "'one', field first"),
        ({"first": ["M-999"]}, "'one': there is no claim M-999"),
        ({"sort": "quarrel"}, "'one', field sort"),
        ({"wherefore": "x"}, "'one', field wherefore"),
    ],
)
def test_a_bad_entry_is_answered_with_its_name_and_field(
    change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClaimError, match=words):
        registered.parse([{**ENTRY, **change}])


def test_an_entry_stands_there_once() -> None:
    with pytest.raises(ClaimError, match="twice"):
        registered.parse([ENTRY, ENTRY])
