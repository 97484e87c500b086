"""The terms of the forecasts: complete, consistent with the claims, and with helpful errors."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from treasurybook.ledger.claims import claim, claims, documents
from treasurybook.ledger.errors import ClaimError
from treasurybook.ledger.forecast_terms import credit, due, forecast_terms, parse_terms
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.scored_forecasts import ScoredForecast, forecasts_view
from treasurybook.press.site.rendering import render
from treasurybook.snapshot import series, table

TERMS = forecast_terms()
FORECASTS = {key: one for key, one in claims().items() if one.is_forecast}


def rows() -> list[dict[str, Any]]:
    """Return the rows of the table as they are stored."""
    return [{str(k): v for k, v in r.items()} for r in table("forecast_terms").to_dict("records")]


def test_every_forecast_has_terms_and_every_row_a_forecast() -> None:
    assert list(TERMS) == list(FORECASTS)


@pytest.mark.parametrize("key", FORECASTS)
def test_a_forecast_is_made_before_it_can_be_judged(key: str) -> None:
    its, one = TERMS[key], FORECASTS[key]
    known_until = documents()[one.document].known_until
    # The document's own forecasts are of its last day, quoted ones of the forecaster's.
    assert its.made_on == known_until if one.quoted_from is None else its.made_on <= known_until
    assert its.due is None or its.due >= its.made_on
    if its.due == its.made_on:
        assert its.known == "yes"


def test_numbers_are_scored_where_a_number_is_printed() -> None:
    for key, its in TERMS.items():
        if its.form in ("point", "interval"):
            one = FORECASTS[key]
            assert (one.value is None) == (its.form == "interval"), key
            assert (one.low is not None and one.high is not None) == (its.form == "interval"), key


def test_percent_tolerances_are_those_of_the_rule() -> None:
    found = {key for key, its in TERMS.items() if its.within.endswith("%")}
    assert len(found) > 10
    for key in found:
        rule = claim(key).rule or ""
        if (other := re.fullmatch(r"as (F-\d{3})", rule)) is not None:
            rule = claim(other.group(1)).rule or ""
        assert f"within {TERMS[key].within}" in rule, key


def test_one_outcome_is_never_judged_by_two_names() -> None:
    by_topic: dict[tuple[str, str | None], set[str]] = {}
    for its in TERMS.values():
        if its.history:
            by_topic.setdefault((its.history, str(its.due)), set()).add(its.outcome)
    twice = {topic: names for topic, names in by_topic.items() if len(names) > 1}
    assert not twice


def test_an_outcome_is_decided_by_one_event() -> None:
    changed = [{**r, "event": "Another"} if r["claim"] == "F-212" else r for r in rows()]
    with pytest.raises(ClaimError, match=r"F-003 and F-212 share the outcome"):
        parse_terms(changed, claims())
    assert len({its.event for its in TERMS.values()}) < len({its.outcome for its in TERMS.values()})


def test_tolerance_in_percent_of_the_number_or_in_its_unit() -> None:
    assert TERMS["F-141"].tolerance(-200) == pytest.approx(4)
    assert TERMS["F-280"].tolerance(4.6) == 0.125
    with pytest.raises(ClaimError, match="F-008: its terms say no tolerance"):
        TERMS["F-008"].tolerance(4)


def test_due_days_are_read_from_the_claims() -> None:
    assert due(claim("F-008")) == dt.date(2024, 3, 31)
    assert due(claim("M-012")) == dt.date(2055, 9, 30)
    assert due(claim("S-150")) is None


def test_an_open_forecast_has_its_day_still_to_come() -> None:
    newest = series("DGS10").index[-1].date()
    files = (Path(__file__).parent / "expected").rglob("*.json")
    answers = [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]
    waiting = {row["claim"] for row in answers if row["verdict"] == "open"}
    assert len(waiting) > 20
    for key in waiting:
        # A condition that has not occurred leaves its forecast void, which is counted as open.
        if "void" not in (claim(key).rule or ""):
            day = TERMS[key].due
            assert day is not None, key
            assert day > newest, key


def test_only_resolved_verdicts_count() -> None:
    assert [credit(v) for v in (Verdict.CAME_TRUE, Verdict.PARTLY, Verdict.DID_NOT)] == [1, 0.5, 0]
    assert credit(Verdict.OPEN) is None
    assert credit("open (chapter to come)") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"modality": "certainly"}, "field modality: 'certainly'; one of 'will'"),
        ({"form": ""}, "field form"),
        ({"event": ""}, "field event: ''; it must be filled in"),
        ({"words": ""}, "field words: ''; it must be filled in"),
        ({"naive": "", "naive_says": "same"}, "field naive: ''; say the rule"),
        ({"history": ""}, "field benchmark: 'last'; it goes with history"),
        ({"within": ""}, "field within: ''; say by how much"),
        ({"within": "2 percent"}, "field within: '2 percent'; write"),
    ],
)
def test_errors_name_row_field_and_remedy(change: dict[str, str], words: str) -> None:
    changed = [{**row, **change} if row["claim"] == "F-141" else row for row in rows()]
    with pytest.raises(ClaimError, match=re.escape(words)) as caught:
        parse_terms(changed, claims())
    assert "'F-141'" in str(caught.value)


def test_missing_strange_and_double_rows_are_refused() -> None:
    with pytest.raises(ClaimError, match=r"no row for the forecasts F-003"):
        parse_terms([r for r in rows() if r["claim"] != "F-003"], claims())
    with pytest.raises(ClaimError, match=r"F-001 are no forecasts"):
        parse_terms([*rows(), {**rows()[0], "claim": "F-001"}], claims())
    with pytest.raises(ClaimError, match=r"F-003 stands there twice"):
        parse_terms([*rows(), rows()[0]], claims())


def shown(row: ScoredForecast, caption: str) -> str:
    """Return a forecast as the site shows it."""
    view = forecasts_view([row], caption)
    assert view.text == f"{caption}:\n{row.record['claim']}: {row.record['verdict']}"
    json.dumps(view.content, allow_nan=False)
    return render(view.name, **view.content)


def test_the_table_leads_to_the_chapter_and_escapes_what_it_quotes() -> None:
    record = {"claim": "F-141", "lesson": "02-fy2024-deficit", "verdict": "came true",
              "result": "1 < 2", "quoted_from": "White House budget",
              "statement": "Outlays are 6.883 tn."}  # fmt: skip
    html = shown(ScoredForecast(TERMS["F-141"], record, "did not"), "All & every")
    assert 'href="statements/F-141.html"' in html
    assert "1 &lt; 2" in html
    assert "All &amp; every" in html
    assert "quoted forecast: White House budget" in html
    days = "2023-03-09, 2024-09-30".replace("-", "\N{NON-BREAKING HYPHEN}")
    assert f'<td data-label="Made, due">{days}</td>' in html
    assert ">did not: the last full fiscal year, unchanged</td>" in html
    assert ">right or wrong only</td>" in html
    # What is shown as the rule is what is registered.
    assert claim("F-141").rule in html


def test_an_open_forecast_shows_the_benchmark_without_a_verdict_on_it() -> None:
    record = {"claim": "S-121", "lesson": "07-safe-haven", "verdict": "open", "result": None,
              "quoted_from": None, "statement": "s"}  # fmt: skip
    html = shown(ScoredForecast(TERMS["S-121"], record, None), "open")
    assert ">positions unchanged</td>" in html
    assert ">none yet</td>" in html
    assert "right or wrong only" not in html


def test_what_was_known_when_written_or_void_earns_no_score() -> None:
    assert credit(Verdict.KNOWN) is None
    assert credit(Verdict.VOID) is None
