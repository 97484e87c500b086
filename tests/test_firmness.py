"""How firm a verdict is: which choices count, what they make of it, and what is out of date."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.answered import with_number
from treasurybook.ledger import firmness as ledger_firmness
from treasurybook.ledger.claims import claim
from treasurybook.ledger.firmness import (
    COLUMNS,
    FIRM,
    MOSTLY,
    OF_LESSON,
    STALE,
    UNTRIED,
    WEAK,
    Alternative,
    Firmness,
    firmness,
    judged_otherwise,
    said,
)
from treasurybook.ledger.outcomes import outcome
from treasurybook.ledger.records import Record
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.origin import origin_of
from treasurybook.press.site.rendering import render
from treasurybook.press.site.specification_curve import curve_of
from treasurybook.press.sweep.grid import Choices
from treasurybook.press.sweep.publish import turned
from treasurybook.press.sweep.runs import Job, Result

ROOT = Path(__file__).resolve().parents[1]
LESSON = "1-accounts/1-saving"


def record(claim_id: str = "F-022", x: float = 3.9, **given: Any) -> Record:
    """Return a record as the book has it: F-022 says 3.9%, and is close up to 4.1."""
    return {**with_number(claim_id, x, **given), "lesson": LESSON}


def row(**given: str) -> dict[str, str]:
    plain = {"lesson": LESSON, "origin": "now", "day": "2026-11-29", "claim": "F-022"}
    return {**dict.fromkeys(COLUMNS, ""), **plain, **given}


def choices(one: Record) -> dict[str, str]:
    """Return the judge's choices that count for a record, with the verdicts that they give."""
    return {f"{a.name}: {a.value}": a.verdict for a in judged_otherwise(one)}


# ---------------------------------------------------------------- choices of the judge


@pytest.mark.parametrize(
    ("x", "given", "expected"),
    [
        (3.83, {}, {}),  # no tolerance can turn what agrees
        (3.84, {}, {"tolerance: half as wide": "close"}),
        (3.86, {}, {"tolerance: half as wide": "differs"}),
        (3.90, {}, {"tolerance: twice as wide": "close"}),
        (4.50, {}, {"tolerance: twice as wide": "differs"}),
        (3.83, {"latest": 3.83}, {}),  # the same data are no other choice
        (3.83, {"latest": 4.5}, {"data: today's data": "differs"}),
        (
            4.50,
            {"other": {"net": 3.83, "gross": 9.0}},
            {
                "tolerance: twice as wide": "other definition",
                "definition: net": "reproduced",
                "definition: gross": "differs",
            },
        ),
    ],
)
def test_the_judge_chooses_otherwise_where_it_can_turn_a_verdict(
    x: float, given: dict[str, Any], expected: dict[str, str]
) -> None:
    assert choices(record(x=x, **given)) == expected


def test_a_sentence_names_what_turns_a_verdict() -> None:
    turning = {
        "a tolerance half as wide": record(x=3.86),
        "the use of today's data": record(x=3.83, latest=4.5),
        "the definition “net”": record(x=3.83, other={"net": 9.0}),
    }
    for words, one in turning.items():
        firm = firmness([one], [row(claim="")], {LESSON: "now"})["F-022"]
        assert said(firm) == f"Holds under 1 of 2 choices; {words} turns it to “differs”."


def test_half_the_tolerance_is_nothing_to_an_estimate() -> None:
    estimated = record(x=3.86, note="An estimate, good to ±0.050. It is rough.")
    assert choices(estimated) == {}


def test_dates_and_orders_are_judged_on_todays_data_too() -> None:
    dated = next(c for c in ledger_claims() if c.date and not c.is_forecast and not c.unjudged)
    one = {**record(), "claim": dated.id, "other": {}, "reason": None}
    one |= {"as_written": "1999-01-01", "latest": "1998-01-01", "verdict": "differs"}
    assert set(choices(one).values()) == {"differs"}
    ordered = next(c for c in ledger_claims() if c.order and not c.is_forecast)
    right = " > ".join(ordered.order)
    one |= {"claim": ordered.id, "as_written": "x > y", "latest": right, "verdict": "differs"}
    assert choices(one) == {"data: today's data": "reproduced"}


def ledger_claims() -> list[Any]:
    from treasurybook.ledger.claims import claims

    return list(claims().values())


# ---------------------------------------------------------------- firmness


def test_firmness_is_the_share_of_choices_under_which_the_outcome_stays() -> None:
    rows = [
        row(name="window", value="60", verdict="reproduced", estimate="3.83"),
        row(name="window", value="500", verdict="close", estimate="3.85"),
        row(name="window", value="900", verdict="differs", estimate="5"),
        row(name="known", value="2025-11-21", claim="", failure="KeyError: 2026"),
    ]
    firm = firmness([record(x=3.83)], rows, {LESSON: "now"})["F-022"]
    assert (firm.kept, firm.choices, firm.share) == (3, 4, 0.75)
    assert [one.value for one in firm.turning] == ["900"]
    assert firm.failed == ("known=2025-11-21",)
    assert firm.level == MOSTLY
    assert said(firm) == "Holds under 3 of 4 choices; window = 900 turns it to “differs”."
    weak = firmness([record(x=3.83)], rows[2:3], {LESSON: "now"})["F-022"]
    assert (weak.level, weak.share) == (WEAK, 0.5)
    firm = firmness([record(x=3.83)], rows[:2], {LESSON: "now"})["F-022"]
    assert firm.level == FIRM
    assert said(firm) == "Holds under all of 3 choices."
    assert firmness([record(x=3.83)], [row(claim="")], {LESSON: "now"})["F-022"].level == UNTRIED


@pytest.mark.parametrize("origins", [{}, {LESSON: "later"}])
def test_what_code_or_data_have_outdated_is_never_shown_as_new(origins: dict[str, str]) -> None:
    rows = [row(name="window", value="900", verdict="differs", estimate="5")]
    one = record(x=3.83)
    firm = firmness([one], rows, origins)["F-022"]
    assert firm.level == STALE
    assert said(firm) == "Code or data have changed since the sweep."
    assert curve_of(one, firm) is None
    shown = render("choices_of", record=one, firm=firm, curve=None)
    assert "2026-11-29" in shown
    assert "window" not in shown
    never = firmness([one], [], {LESSON: "now"})["F-022"]
    assert (never.level, said(never)) == (STALE, "It was not swept.")


def test_the_curve_stands_from_the_smallest_value_and_marks_the_published_choice() -> None:
    one = record(x=3.83)
    taken = [("window", "900", "differs", 5.0), ("window", "60", "reproduced", 3.83)]
    taken += [("data", "today's", "differs", 2.0), ("trend", "9", "supported", None)]
    firm = Firmness("reproduced", 3.83, tuple(
        Alternative(name, value, "so", verdict, x, OF_LESSON) for name, value, verdict, x in taken
    ))  # fmt: skip
    curve = curve_of(one, firm)
    assert curve is not None
    assert [point.y for point in curve.points] == sorted(
        (point.y for point in curve.points), reverse=True
    )
    assert [point.keeps for point in curve.points] == [False, True, True, False]
    assert [point.is_published for point in curve.points].count(True) == 1
    assert [name for name, _ in curve.rows] == ["data", "window"]
    page = BeautifulSoup(render("choices_of", record=one, firm=firm, curve=curve), "html.parser")
    assert len(page.select("circle")) == 4
    assert len(page.select("tbody tr")) == 5, "the table has what gives no number as well"
    assert "treasurybook run 1.1 -p window=900" in page.text
    assert all(outcome(one.verdict) for one in firm.alternatives)
    same = Firmness("close", 3.83, (Alternative("a", "1", "", "close", 3.83, OF_LESSON),) * 4)
    assert curve_of(one, same) is None


# ---------------------------------------------------------------- what is published


def kept(claim_id: str, **given: Any) -> dict[str, Any]:
    plain = {"claim": claim_id, "verdict": "close", "as_written": 1.0, "latest": None}
    return {**plain, "evidence_to": None, **given}


def result(*records: dict[str, Any], **behind: tuple[str, ...]) -> Result:
    named = {name.replace("_", "-"): names for name, names in behind.items()}
    return Result(Job("", LESSON, {}, (), ""), records, named, "", 1.0)


def test_a_choice_counts_where_an_answer_hangs_on_it_or_moves() -> None:
    usual = result(kept("F-022"), kept("F-025"), kept("F-037"), F_022=("window",))
    window = Choices("window", 250, (60,))
    moved = [kept("F-022"), kept("F-025", as_written=2.5), kept("F-037")]
    assert [one["claim"] for one in turned(window, 60, usual, moved)] == ["F-022", "F-025"]
    assert [one["estimate"] for one in turned(window, 60, usual, moved)] == ["1", "2.5"]


def test_a_forecast_is_not_judged_before_its_evidence() -> None:
    assert claim("F-008").is_forecast
    usual = result(kept("F-008", evidence_to="2026-03-31"))
    turns = [kept("F-008", evidence_to="2026-03-31", verdict="differs")]
    clock = Choices("known", "latest", ("2025-11-21", "2026-05-21"))
    assert list(turned(clock, "2025-11-21", usual, turns)) == []
    assert [one["claim"] for one in turned(clock, "2026-05-21", usual, turns)] == ["F-008"]


def test_an_origin_counts_code_data_and_models_and_no_prose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, package = tmp_path / "data", tmp_path / "treasurybook"
    rooms = (package / room for room in ("models", "charts", "ledger"))
    for folder in (data / "claims", *rooms, tmp_path / "chapters"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(Project, "package", property(lambda _self: package))
    raw = {
        "id": "A", "kind": "series", "path": "a.csv", "title": "", "topic": "", "vintage": "x",
        "frequency": "daily", "known_on": "2022-01-31", "revised": "never", "coverage": {"n": 1},
    }  # fmt: skip
    (data / "datapackage.json").write_text(json.dumps({"resources": [raw]}))
    lesson = Lesson(tmp_path / "chapters", "01-one")
    records = tmp_path / "_build" / "records" / "01-one.json"
    records.parent.mkdir(parents=True)
    read = {"id": "A", "kind": "series", "vintage": "latest", "path": "a.csv"}
    records.write_text(json.dumps([{"claim": "F-022", "cell": 1, "inputs": [read]}]))
    files = {
        lesson.path: "# T\n\nProse.\n\n```{code-cell}\n"
        "from treasurybook.models import a\nfrom treasurybook.charts import c\n"
        "from treasurybook.ledger import rules, text\n1 + 1\n```\n\n"
        "```{code-cell}\nsolved(3)\n```\n",
        data / "a.csv": "1",
        package / "models" / "a.py": "from treasurybook.models.b import f\n",
        package / "models" / "b.py": "f = 1\n",
        package / "charts" / "c.py": "c = 1\n",
        package / "ledger" / "rules.py": "r = 1\n",
        package / "ledger" / "text.py": "t = 1\n",
    }
    for path, text in files.items():
        path.write_text(text)

    def after(path: Path, old: str, new: str) -> str:
        path.write_text(files[path].replace(old, new))
        found = origin_of(Project(tmp_path), lesson)
        path.write_text(files[path])
        return found

    models, before = package / "models", origin_of(Project(tmp_path), lesson)
    assert after(lesson.path, "Prose", "Other prose") == before
    assert after(lesson.path, "solved(3)", "solved(4)") == before, "it stands behind the answers"
    assert after(package / "charts" / "c.py", "1", "2") == before
    assert after(package / "ledger" / "text.py", "1", "2") == before, "it words results"
    rules = package / "ledger" / "rules.py"
    counted = ((lesson.path, "1 + 1"), (data / "a.csv", "1"), (models / "b.py", "1"), (rules, "1"))
    for path, old in counted:
        assert after(path, old, "2") != before, path


def test_the_published_table_belongs_to_the_book() -> None:
    with (ROOT / ledger_firmness.PUBLISHED).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    swept = {one.stem for one in find_lessons(Project(ROOT)) if not one.reads_records}
    assert {one["lesson"] for one in rows} == swept
    for one in rows:
        if one["claim"]:
            assert claim(one["claim"])
            assert outcome(one["verdict"])
            assert one["because"]
            assert one["name"]
