"""The statements of the documents: what their files must hold, and how they hang together."""

from __future__ import annotations

import datetime as dt
import math
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from treasurybook import ledger
from treasurybook.ledger import relations, rivals
from treasurybook.ledger.claims import FORECASTS, claim, documents, read_claims
from treasurybook.ledger.errors import ClaimError, LedgerError
from treasurybook.ledger.reads import readable_ids, unknown_reads
from treasurybook.snapshot.reading import facts_table

from .claim_fixtures import CONDITION, FORECAST, NUMBER, made

CLAIMS = ledger.claims()
claims_module = sys.modules["treasurybook.ledger.claims"]  # the package names a function so


def test_every_statement_is_there_once_and_has_a_chapter() -> None:
    assert {d: len(ledger.claims(d)) for d in documents()} == {
        "000": 291, "001": 155, "002": 76, "003": 130, "004": 170,
    }  # fmt: skip
    chapters = pd.Series({c.id: c.chapter for c in CLAIMS.values()}).value_counts()
    assert chapters.to_dict() == {1: 130, 2: 85, 3: 76, 4: 155, 5: 130, 6: 76, 7: 170}


def test_forecasts_can_be_scored_or_say_why_not() -> None:
    without = [c for c in CLAIMS.values() if c.kind in FORECASTS and not c.test]
    assert [c.id for c in without if c.unjudged is None] == []
    assert {c.unjudged.reason for c in without if c.unjudged} <= {"no observable", "not asserted"}


def test_the_horizon_of_a_forecast_lies_after_its_document() -> None:
    early = [
        c.id
        for c in CLAIMS.values()
        if c.horizon is not None and c.horizon < documents()[c.document].known_until
    ]
    # A forecast whose day had passed can only be one that was known when written, and says so.
    assert all(CLAIMS[key].is_forecast for key in early)


def test_an_unknown_claim_gets_the_nearest() -> None:
    with pytest.raises(LedgerError, match=r"no claim 'F-999'; nearest: F-"):
        claim("F-999")
    with pytest.raises(LedgerError, match=r"no claim 'GDP'"):
        claim("GDP")
    assert claim("F-017") is CLAIMS["F-017"]


EARLIER, LATER = dt.date(2026, 1, 1), dt.date(2026, 1, 2)
OF_DATE = {"kind": "date", "meant": "2023", "words": "another year"}


# --- bad files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"colour": "red"}, "field colour", "no such field; known: attribution,"),
        ({"chapter": 9}, "field chapter", "less than or equal to 8"),
        ({"chapter": "1"}, "field chapter", "valid integer"),
        ({"kind": "guess"}, "field kind", "should be 'level', 'share'"),
        ({"value": "1.5"}, "field value", "valid number"),
        ({"value": math.nan}, "field value", "finite number"),
        ({"value": math.inf}, "field value", "finite number"),
        ({"base": -math.inf}, "field base", "finite number"),
        ({"value": True}, "field value", "valid number"),
        ({"rounding": 1_000_000_000}, "field rounding", "less than or equal to 6"),
        ({"rounding": -1_000_000_000}, "field rounding", "greater than or equal to -15"),
        ({"rounding": 1.5}, "field rounding", "valid integer"),
        ({"tolerance": {"width": math.inf, "because": "b"}}, "field tolerance.width", "finite"),
        ({"tolerance": {"width": 0, "because": "b"}}, "field tolerance.width", "greater than 0"),
        ({"tolerance": {"width": 1}}, "field tolerance.because", "required"),
        ({"tolerance": {"width": 1, "why": "b"}}, "field tolerance", "because"),
        ({"statement": None}, "field statement", "required"),
        ({"statement": ""}, "field statement", "at least 1 character"),
        ({"chinese": None}, "field chinese", "required"),
        ({"chinese": ""}, "field chinese", "at least 1 character"),
        ({"chinese": "GDP 27.62"}, "field chinese", "holds no Chinese character; write"),
        ({"wording": None}, "", "says under wording how it is worded"),
        ({"wording": "roughly"}, "field wording", "should be 'exact', 'about'"),
        ({"wording": "range"}, "", "a range needs low <= high"),
        ({"unit": None}, "", "a claim with a number has a unit"),
        ({"rounding": None}, "rounding", "how many decimals are printed"),
        ({"period": 2023}, "field period", "valid string"),
        ({"id": "F-17"}, "field id", "should match pattern"),
        ({"id": "M-017"}, "field id", "start with F-"),
        ({"date": "spring"}, "field date", "is not a date like"),
        ({"date": "2023/2022"}, "field date", "ends before it starts"),
        ({"series": "GDP"}, "field series", "valid tuple"),
        ({"order": ["China", math.nan]}, "field order.1", "valid string"),
        ({"test": ["one part", ""]}, "field test.1", "at least 1 character"),
        ({"reads": ["GDP", "GDP"]}, "field reads", "twice: GDP"),
        ({"result": "{fall"}, "field result", "expected '}'"),
        ({"note": "{}"}, "field note", "each place has a name"),
        ({"horizon": 0}, "field horizon", "valid date"),
        ({"horizon": "2024-03-31"}, "field horizon", "valid date"),
        ({"fixed": LATER, "changes": [{"on": EARLIER, "what": "w", "because": "b"}]},
         "changes", "none can be older"),
        ({"changes": [{"on": EARLIER, "what": "w"}]}, "field changes.0.because", "required"),
        ({"unjudged": {"reason": "too hard", "because": "b"}}, "field unjudged.reason",
         "should be 'no observable', 'proprietary', 'not obtained',"),
        ({"unjudged": {"reason": "not obtained", "because": "b"}}, "field unjudged", "searched"),
        ({"slip": {**OF_DATE, "colour": 1}}, "field slip.colour",
         "known: kind, meant, offers, unit, words"),
        ({"slip": {**OF_DATE, "kind": "hour"}}, "field slip.kind", "'unit', 'date'"),
        ({"slip": {**OF_DATE, "kind": "unit"}}, "slip", "does not convert"),
        ({"slip": OF_DATE}, "slip", "say under offers"),
        ({"slip": {**OF_DATE, "kind": "digits"}}, "slip", "exchanged"),
    ],
)  # fmt: skip
def test_a_broken_statement_is_named(change: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ClaimError) as caught:
        made(NUMBER, **change)
    message = str(caught.value)
    assert message.startswith(f"000-fiscal.yaml, claim {change.get('id', 'F-900')}")
    assert field in message
    assert said in message
    assert "\n" not in message


def test_a_field_that_is_not_known_inside_another_gets_the_fields_of_the_other() -> None:
    with pytest.raises(
        ClaimError, match=r"field tolerance\.why: no such field; known: because, width$"
    ):
        made(NUMBER, tolerance={"width": 1, "because": "b", "why": "b"})


def test_a_forecast_has_a_test_and_a_horizon_or_says_why_not() -> None:
    for missing in ("test", "horizon"):
        with pytest.raises(ClaimError, match="has test and horizon, or says under why"):
            made(FORECAST, **{missing: None})
    assert made(FORECAST, test=None, horizon=None, why="no rule can be named").test == ()


def test_doubled_ids_and_things_that_are_no_claims_are_refused() -> None:
    def read(*entries: Any) -> None:
        read_claims(entries, document="000", prefix="F", where="x.yaml")

    with pytest.raises(ClaimError, match=r"x\.yaml, claim F-900, field id: it occurs twice"):
        read(NUMBER, NUMBER)
    with pytest.raises(ClaimError, match=r"x\.yaml, claim number 2: it must be fields with values"):
        read(NUMBER, "F-901")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("claims: [{id: F-001, value: 1, value: 2}]", "claim F-001, line 2: the key 'value'"),
        ("claims: []\nclaims: []", "line 3: the key 'claims' stands twice; keep one"),
        ("claims: [{id: F-001, slip: {kind: unit, kind: date}}]", "line 2: the key 'kind' stands"),
        ("claims: 5", "a list claims:"),
        ("", "a list claims:"),
        ("claims: [}", "cannot be read"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "000-fiscal.yaml").write_text(f'document: "000"\n{text}')
    known = documents()
    monkeypatch.setattr(claims_module, "DATA", tmp_path)
    monkeypatch.setattr(claims_module, "documents", lambda: known)
    with pytest.raises(ClaimError) as caught:
        _read_anew()
    assert said in str(caught.value)
    assert "000-fiscal.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def _read_anew() -> None:
    claims_module._claims_of.__wrapped__("000")  # past the cache, which keeps the real claims


def test_a_missing_file_and_a_foreign_document_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = documents()
    monkeypatch.setattr(claims_module, "DATA", tmp_path)
    monkeypatch.setattr(claims_module, "documents", lambda: known)
    with pytest.raises(ClaimError, match="is missing; restore it"):
        _read_anew()
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "000-fiscal.yaml").write_text('document: "001"\nclaims: []')
    with pytest.raises(ClaimError, match="document is '001', not '000'"):
        _read_anew()


# --- what claims read ----------------------------------------------------------------------------


def test_claims_read_what_is_stored() -> None:
    assert unknown_reads(CLAIMS, readable_ids()) == []


def test_an_id_that_is_not_stored_is_named_with_the_nearest() -> None:
    stored = {"GDP", "DGS10", "soma_holdings"}
    one = made(NUMBER, reads=["GDP", "DGS100"])
    assert unknown_reads({one.id: one}, stored) == [
        "F-900, field reads: nothing is stored as 'DGS100'; nearest: DGS10"
    ]
    far = made(NUMBER, reads=["zzz"])
    assert unknown_reads({far.id: far}, stored) == [
        "F-900, field reads: nothing is stored as 'zzz'; the catalogue lists the ids"
    ]


def test_series_tables_and_documented_facts_can_be_read() -> None:
    ids = readable_ids()
    assert {"DGS10", "documented_facts", *facts_table()["id"]} <= ids


# --- clocks and arithmetic -----------------------------------------------------------------------


def test_clock() -> None:
    assert ledger.clock("000", "as_written") == "2023-12-15"
    assert ledger.clock("003", "latest") == "latest"
    assert ledger.clock("004", "2024-06-30") == "2024-06-30"
    with pytest.raises(LedgerError, match="as_written"):
        ledger.clock("000", "yesterday")
    with pytest.raises(LedgerError, match="no document"):
        ledger.clock("005", "latest")


RELATIONS = [(c.id, r) for c in CLAIMS.values() for r in c.relations]

BROKEN = {
    # 704.148 against 516.348 six years earlier grows by 5.3 % a year; 3.5 is printed.
    ("F-079", "F-079 = 100*((F-075/(F-075 - F-078))^(1/6) - 1)"),
    # 4.00-4.25 at the end of 2024 is 125 basis points below 5.25-5.50; 150 are printed.
    ("F-282", "F-282 = 100*(F-279.low - 5.25)"),
    ("F-282", "F-282 = 100*(F-279.high - 5.5)"),
    # The announced 47.5 bn a month is called more than a guess of 30 + 20 bn.
    ("Q-061", "Q-005 > Q-057 + Q-058"),
    # 67.5 % of 8.42 tn is 63.9 % of 8.9 tn; 68 % is printed.
    ("Q-068", "Q-068 = Q-081*Q-080/Q-066"),
    # 52.25 less 30.58 is 21.67; about 21 is printed.
    ("S-045", "S-045 = S-047 - S-046"),
}
"""Places where the documents contradict their own arithmetic: findings, not errors of ours."""


def test_printed_numbers_fit_one_another_except_where_known() -> None:
    assert {(i, r) for i, r in RELATIONS if not relations.fits(r, CLAIMS)} == BROKEN
    assert len(RELATIONS) > 90


def test_relations_notice_a_changed_number() -> None:
    assert relations.fits("F-131 = F-130 - F-129", CLAIMS)
    assert not relations.fits("F-131 = F-130 - F-129 + 0.1", CLAIMS)
    for wrong in ("F-131 = F-999", "F-016 > 1", "F-131 = open(F-130)", "F-131 ="):
        with pytest.raises(ClaimError, match="relation"):
            relations.fits(wrong, CLAIMS)


# --- contradictions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "settled"),
    [
        (["close"], ["supported"], "both hold"),
        (["differs"], ["reproduced"], "the second"),
        (["reproduced"], ["slip"], "the first, the second in part"),
        (["mixed"], ["did not"], "the first in part"),
        (["differs"], ["not supported"], "neither"),
        (["partly"], ["mixed"], "both in part"),
        (["open"], ["reproduced"], "undecided"),
        (["known when written"], ["reproduced"], "undecided"),
        # A side stands as well as its weakest claim.
        (["reproduced", "differs"], ["supported"], "the second"),
        (["reproduced", "not checkable"], ["supported"], "undecided"),
    ],
)
def test_contradictions_are_settled_by_verdicts(
    first: list[str], second: list[str], settled: str
) -> None:
    assert rivals.settle(first, second) == settled


def test_a_side_without_claims_settles_nothing() -> None:
    with pytest.raises(LedgerError, match="at least one claim"):
        rivals.settle([], ["close"])


def test_search_finds_known_contradictions_and_no_strangers() -> None:
    pairs = rivals.neighbours(CLAIMS, 0.25)
    found = {frozenset(pair) for pair in zip(pairs["first"], pairs["second"], strict=True)}
    for known in ({"M-112", "S-107"}, {"M-109", "S-040"}, {"Q-061", "Q-062"}, {"M-008", "S-088"}):
        assert known in found
    assert {"F-210", "S-161"} not in found
    assert pairs["likeness"].is_monotonic_decreasing
    assert pairs["likeness"].between(0.25, 1 + 1e-9).all()


def test_search_asks_for_overlapping_years() -> None:
    one, other = CLAIMS["M-112"], CLAIMS["S-107"]
    elsewhere = other.model_copy(update={"period": "1999"})
    assert len(rivals.neighbours({"M-112": one, "S-107": other}, 0.0)) == 1
    assert len(rivals.neighbours({"M-112": one, "S-107": elsewhere}, 0.0)) == 0


def test_numbers_are_apart_when_no_value_agrees_with_both() -> None:
    assert rivals.are_apart(CLAIMS["M-115"], CLAIMS["M-115"].model_copy(update={"value": 200.0}))
    assert not rivals.are_apart(CLAIMS["M-115"], CLAIMS["M-115"])
    # 6.2% and USD 1.7 tn are of different units and not compared.
    assert not rivals.are_apart(CLAIMS["R-053"], CLAIMS["S-080"])


def test_claims_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        made(CONDITION).chapter = 2  # type: ignore[misc]
