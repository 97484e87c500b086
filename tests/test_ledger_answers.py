"""Answers of a lesson: what they record, and what is refused in one line that helps."""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from treasurybook import ledger
from treasurybook.ledger import given
from treasurybook.ledger.claims import claim
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.guards import GUARDS_VARIABLE
from treasurybook.ledger.records import KEYS, LESSON_VARIABLE, Answered, Record
from treasurybook.ledger.views import View

from .claim_fixtures import CONDITION, DATE, FIGURE, FORECAST, NUMBER, ORDER, made

# the package names a function so
answers_module = sys.modules["treasurybook.ledger.answers"]


SLIPPED = {
    **NUMBER, "id": "F-910",
    "slip": {"kind": "date", "meant": "2023-Q2", "words": "a quarter before",
             "offers": "period before"},
}  # fmt: skip


class Lesson:
    """A lesson under test: the claims it answers, and what its cells have shown."""

    def __init__(self) -> None:
        self.shown: list[Any] = []

    @property
    def records(self) -> list[Record]:
        """The records so far."""
        return [row for one in self.shown if isinstance(one, Answered) for row in one.records]

    def answer(self, fields: dict[str, Any], *args: Any, **words: Any) -> Record:
        """Answer a made-up claim; its record."""
        self.claims[fields["id"]] = made(fields)
        ledger.answer(fields["id"], *args, **words)
        return self.records[-1]

    claims: dict[str, Any]


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """Start a lesson that has answered nothing."""
    one = Lesson()
    one.claims = {}
    monkeypatch.delenv(LESSON_VARIABLE, raising=False)
    monkeypatch.setattr(answers_module, "_given", {})
    monkeypatch.setattr(answers_module, "_shown", set())
    monkeypatch.setattr(answers_module, "display", one.shown.append)
    monkeypatch.setattr(answers_module, "claim", lambda key: one.claims.get(key) or claim(key))
    return one


# --- what is recorded ----------------------------------------------------------------------------


def test_a_number_is_judged_in_the_unit_of_its_claim(lesson: Lesson) -> None:
    row = lesson.answer(NUMBER, 27_623.5, "USD bn", now=27_967.7, vintage="2023-12")
    assert set(row) == set(KEYS)
    assert row["as_written"] == pytest.approx(27.6235)
    assert row["difference"] == pytest.approx(0.0035)
    assert row["verdict"] == "reproduced, since revised"
    assert row["claimed"] == "USD 27.62 tn"
    assert row["test"] == "nominal GDP of 2023Q3"
    assert row["fixed"] == "2026-11-21"
    assert row["vintage"] == "2023-12"
    json.dumps(row, allow_nan=False)


def test_other_definitions_and_slips_are_converted_too(lesson: Lesson) -> None:
    row = lesson.answer(NUMBER, 29_000, "USD bn", other={"GNI": 27_620})
    assert row["verdict"] == "other definition"
    assert row["other"] == {"GNI": pytest.approx(27.62)}
    slipped = lesson.answer(SLIPPED, 29_000, "USD bn", under_slip=27_620)
    assert slipped["verdict"] == "slip"
    assert slipped["note"] == "It agrees once mended: a quarter before."


def test_a_condition_says_what_came_out_and_which_part_holds(lesson: Lesson) -> None:
    row = lesson.answer(CONDITION, before=16.1000001, after=10.9, found=True)
    assert row["verdict"] == "supported"
    assert row["result"] == "from 16.1 to 10.9%"
    assert row["parts"] == []
    parted = {**CONDITION, "id": "F-911", "test": ["low end above 2%", "high end below 3%"],
              "result": None}  # fmt: skip
    row = lesson.answer(parted, [True, False])
    assert row["verdict"] == "mixed"
    assert row["parts"] == [
        {"test": "low end above 2%", "holds": True},
        {"test": "high end below 3%", "holds": False},
    ]


def test_a_condition_by_two_clocks(lesson: Lesson) -> None:
    row = lesson.answer({**CONDITION, "result": None}, True, now=False)
    assert row["verdict"] == "mixed"
    assert row["note"] == "On data of the document's time it held."


def test_a_test_that_held_in_part_when_written_is_mixed_whatever_holds_now(lesson: Lesson) -> None:
    parted = {**CONDITION, "result": None, "test": ["it fell", "it fell again"]}
    for key, found, now in (
        ("F-921", [True, False], [True, True]),
        ("F-922", [True, False], [False, False]),
        ("F-923", [True, True], [True, False]),
    ):
        row = lesson.answer({**parted, "id": key}, found, now=now)
        assert row["verdict"] == "mixed"
        held = "held" if all(found) else "held in part"
        assert row["note"] == f"On data of the document's time it {held}."


def test_dates_and_orders(lesson: Lesson) -> None:
    assert lesson.answer(DATE, pd.Timestamp("2022-10-01"))["verdict"] == "reproduced"
    wrong = lesson.answer({**DATE, "id": "F-912"}, "2022-09-30")
    assert (wrong["verdict"], wrong["as_written"]) == ("differs", "2022-09-30")
    right = ["China", "EU", "Mexico"]
    row = lesson.answer(ORDER, right, now=["China", "Mexico", "EU"])
    assert row["verdict"] == "reproduced, since revised"
    assert row["as_written"] == "China > EU > Mexico"
    row = lesson.answer({**ORDER, "id": "F-913"}, now=pd.Index(right))
    assert (row["as_written"], row["latest"]) == (None, "China > EU > Mexico")


def test_a_quoted_forecast_shows_both_checks(lesson: Lesson) -> None:
    quoted = {**FORECAST, "forecaster": "CBO", "value": 6.883, "rounding": 3}
    row = lesson.answer(
        quoted, False, "USD bn", realised=6_750, quoted=6_883, evidence_to="2024-10-18"
    )
    assert row["verdict"] == "did not"
    assert row["latest"] == pytest.approx(6.75)
    assert row["difference"] == pytest.approx(-0.133)
    assert row["quoted_from"] == "CBO"
    assert row["quotation"] == {"verdict": "reproduced", "published": pytest.approx(6.883)}
    assert row["evidence_to"] == "2024-10-18"


def test_words_are_quoted_rightly_or_not(lesson: Lesson) -> None:
    worded = {**CONDITION, "kind": "forecast", "horizon": dt.date(2025, 1, 1), "result": None,
              "forecaster": "CBO"}  # fmt: skip
    row = lesson.answer(worded, "open", quoted=False)
    assert row["verdict"] == "open"
    assert row["quotation"] == {"verdict": "differs", "published": "to another effect"}


@pytest.mark.parametrize(
    ("decided", "verdict"), [("2023-12-15", "known when written"), ("2023-12-16", "came true")]
)
def test_a_forecast_decided_by_then_was_known(lesson: Lesson, decided: str, verdict: str) -> None:
    row = lesson.answer(FORECAST, True, decided=decided, evidence_to="2024-01-31")
    assert row["verdict"] == verdict


@pytest.mark.parametrize(("met", "verdict"), [(True, "did not"), (False, "condition not met")])
def test_a_forecast_under_a_condition(lesson: Lesson, met: bool, verdict: str) -> None:
    under = {**FORECAST, "condition": "if the ceiling is not raised"}
    row = lesson.answer(under, False, evidence_to="2024-01-31", met=met)
    assert row["verdict"] == verdict


def test_an_unjudged_statement_says_why(lesson: Lesson) -> None:
    why = {"reason": "not obtained", "because": "{n:.0f} releases lost.", "searched": ["EIA"]}
    unjudged = {**CONDITION, "result": None, "unjudged": why}
    row = lesson.answer(unjudged, n=3.0)
    assert row["verdict"] == "not checkable"
    assert row["reason"] == "not obtained"
    assert row["note"] == "3 releases lost. Searched: EIA."


def test_figures_are_redrawn(lesson: Lesson) -> None:
    lesson.claims = {
        "F-905": made(FIGURE),
        "F-906": made(FIGURE, id="F-906", test="annual data"),
        "F-907": made(FIGURE, id="F-907"),
    }
    ledger.redrawn("F-905", "fig-1-1")
    ledger.redrawn("F-906", "fig-1-2", nearest=True)
    ledger.redrawn("F-907", "fig-1-3", "fig-1-4")
    assert {row["verdict"] for row in lesson.records} == {"redrawn"}
    assert [row["result"] for row in lesson.records] == [
        "redrawn as figure fig-1-1",
        "redrawn as figure fig-1-2; another concept stands in for the one that is named",
        "redrawn as figure fig-1-3 and fig-1-4",
    ]


def test_a_figure_is_redrawn_by_a_figure(lesson: Lesson) -> None:
    lesson.claims = {"F-905": made(FIGURE)}
    with pytest.raises(LedgerError, match="F-905: name the figure"):
        ledger.redrawn("F-905")


def test_numbers_of_numpy_are_taken(lesson: Lesson) -> None:
    lesson.answer(NUMBER, np.float64(27.62), "USD tn")
    lesson.answer({**CONDITION, "result": None}, np.bool_(True))
    assert [row["verdict"] for row in lesson.records] == ["reproduced", "supported"]
    json.dumps(lesson.records, allow_nan=False)


# --- a section of answers ------------------------------------------------------------------------


def test_a_section_shows_what_was_answered_since_the_last(lesson: Lesson) -> None:
    lesson.answer(NUMBER, 27.62, "USD tn")
    ledger.answers("The economy", cards=["F-900"])
    lesson.answer(DATE, "2022-10")
    ledger.answers("The day")
    sections = [one for one in lesson.shown if isinstance(one, View)]
    assert [[row["claim"] for row in one.content["records"]] for one in sections] == [
        ["F-900"], ["F-902"],
    ]  # fmt: skip
    assert sections[0].content["cards"] == ["F-900"]
    assert repr(sections[0]).startswith("The economy:\nF-900: USD 27.62 tn; reproduced. GDP is")
    with pytest.raises(LedgerError, match=r"answers\('Again'\): none answered"):
        ledger.answers("Again")


def test_a_card_of_another_section_is_refused(lesson: Lesson) -> None:
    lesson.answer(NUMBER, 27.62, "USD tn")
    with pytest.raises(LedgerError, match="not answered in this section: F-902"):
        ledger.answers("The economy", cards=["F-902"])


# --- what is refused -----------------------------------------------------------------------------

FALL = {**CONDITION, "result": "by {fall:.1f} bn"}
CAUSE = {**CONDITION, "kind": "causal", "result": None}
SHARE = {**CONDITION, "kind": "share", "value": 60.0, "unit": "%", "rounding": 0,
         "wording": "about", "result": None}  # fmt: skip
PARTED = {**CONDITION, "test": ["one", "two"], "result": None}
PLAIN = {**CONDITION, "result": None}


@pytest.mark.parametrize(
    ("fields", "args", "words", "said"),
    [
        # a number
        (NUMBER, [math.nan, "USD tn"], {}, "found is nan: a value is missing"),
        (NUMBER, [math.inf, "USD tn"], {}, "found is inf"),
        (NUMBER, [27.6], {}, "give the unit of the number; the claim's is 'USD tn'"),
        (NUMBER, [27.6, "%"], {}, "a number in '%' does not convert into 'USD tn'"),
        (NUMBER, [27.6, "USD tn"], {"other": {"GNI": math.nan}}, "GNI is nan"),
        (NUMBER, [True], {}, "it prints a number (level); give the number and its unit"),
        (NUMBER, [[27.6, 27.7]], {"now": None}, "it prints a number (level)"),
        (NUMBER, [pd.Series([1.0, 2.0])], {}, "it prints a number (level)"),
        (NUMBER, ["27.6", "USD tn"], {}, "unit= is not taken for a condition"),
        (NUMBER, ["2023"], {}, "it prints a number (level)"),
        (NUMBER, [["China"]], {}, "it prints a number (level)"),
        (NUMBER, [], {"now": 29.0, "unit": "USD tn"}, "give revision="),
        (NUMBER, [27.6, "USD tn"], {"error": -1.0}, "negative"),
        (SLIPPED, [29.0, "USD tn"], {}, "(a quarter before) needs the value that it would explain"),
        (PLAIN, [27.6, "USD tn"], {}, "it prints no number; give True or False"),
        # a condition
        (PLAIN, [], {}, "part 1=None is neither true nor false"),
        (PLAIN, [pd.Series([True, False])], {}, "is neither true nor false: compare something"),
        (PLAIN, ["yes"], {}, "part 1='yes' is neither true nor false"),
        (PARTED, [True], {}, "its test has 2 parts, and 1 given: one truth for each"),
        (PARTED, [[True, False, True]], {}, "its test has 2 parts, and 3 given"),
        (PLAIN, [[True, False]], {}, "its test has 1 part, and 2 given"),
        (PARTED, [[True, math.nan]], {}, "part 2=nan is neither"),
        (CAUSE, [True], {}, "must say what the test leaves open: write leaves_open"),
        (SHARE, [True], {}, "it prints a number (share)"),
        ({**PLAIN, "test": None}, [True], {}, "no test is registered; write it under test"),
        # dates and orders
        (DATE, ["autumn"], {}, "found='autumn' is no date"),
        (DATE, [pd.NaT], {}, "found=NaT is no date"),
        (DATE, [], {}, "give the date that was found"),
        (ORDER, [["China", "EU"]], {}, "found names 2 of the 3 places that are printed"),
        (ORDER, ["China > EU > Mexico"], {}, "is no order; give a list, first place first"),
        (ORDER, [True], {}, "found=True is no order"),
        (ORDER, [], {}, "give the order that was found"),
        # a forecast
        (FORECAST, [True], {}, "give evidence_to, the day of the youngest observation"),
        (FORECAST, ["perhaps"], {}, "a forecast is True, False, 'partly' or 'open', not 'perhaps'"),
        (FORECAST, [True], {"evidence_to": "2024-11-01"},
         "its evidence reaches to 2024-11-01, beyond its horizon, 2024-10-31"),
        # a month counts to its last day
        (FORECAST, [True], {"evidence_to": "2024-11"}, "reaches to 2024-11-30"),
        (FORECAST, ["open"], {"decided": "2023-12-01"}, "cannot be open and decided on 2023-12-01"),
        (FORECAST, [27.6], {"evidence_to": "2024-10-01"}, "neither true nor false"),
        (FORECAST, [True], {"evidence_to": "2024-10-01", "met": True}, "no registered condition"),
        ({**FORECAST, "condition": "if"}, [True], {"evidence_to": "2024-10-01"}, "give met="),
        (PLAIN, [True], {"met": True}, "met= is not taken for a condition"),
        (FORECAST, [True, "%"], {"evidence_to": "2024-10-01", "realised": 3.0}, "does not convert"),
        # texts
        (FALL, [True], {}, "its text has a place for 'fall', and no such value is given"),
        (FALL, [True], {"fall": 3.0, "rise": 2.0}, "have no place for rise; places: fall"),
        (PLAIN, [True], {"rise": 2.0}, "have no place for rise; places: none"),
        (FALL, [True], {"fall": math.nan}, "a value for its text is nan"),
        (FALL, [True], {"fall": np.float32("nan")}, "a value for its text is nan"),
        (FALL, [True], {"fall": "much"}, "cannot take the values given"),
        ({**FALL, "result": "{fall.much}"}, [True], {"fall": 3}, "cannot take the values given"),
        ({**FALL, "result": "by {fall} bn"}, [True], {"fall": 3.14159}, "how many decimals"),
        # arguments that would be dropped
        (PLAIN, [True], {"unit": "%", "error": 1.0}, "unit=, error= is not taken for a condition"),
        (NUMBER, [27.6, "USD tn"], {"quoted": 27.6}, "quoted= is not taken for a number"),
        (DATE, ["2022-10"], {"revision": 1.0}, "revision= is not taken for a date; it takes: now"),
        ({**PLAIN, "unjudged": {"reason": "proprietary", "because": "b"}}, [True], {},
         "it is registered as unjudged"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_refused_in_one_line(
    lesson: Lesson, fields: dict[str, Any], args: list[Any], words: dict[str, Any], said: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        lesson.answer(fields, *args, **words)
    message = str(caught.value)
    assert message.startswith(f"{fields['id']} ({fields['statement']}): ")
    assert said in message
    assert "\n" not in message
    assert lesson.shown == []
    with pytest.raises(LedgerError, match="none answered"):
        ledger.answers("Nothing is left of it")


def test_a_cause_without_what_is_left_open_stops_no_reader(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(GUARDS_VARIABLE, "tell")
    assert lesson.answer(CAUSE, True)["verdict"] == "supported"


def test_unknown_foreign_and_doubled_claims_are_refused(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LedgerError, match="no claim 'F-999'; nearest"):
        ledger.answer("F-999", True)
    lesson.answer(NUMBER, 27.62, "USD tn")
    with pytest.raises(LedgerError, match="F-900 is answered above already; answer it once"):
        lesson.answer(NUMBER, 27.62, "USD tn")
    monkeypatch.setenv(LESSON_VARIABLE, "5-quantitative-tightening/2-the-ladder")
    for refused in (
        lambda: lesson.answer(DATE, "2022-10"),
        lambda: ledger.redrawn("F-044", "fig-1-1"),
    ):
        with pytest.raises(LedgerError, match="belongs to chapter 1, and this lesson is 5-quant"):
            refused()
    monkeypatch.setenv(LESSON_VARIABLE, "1-accounts/2-saving")
    assert lesson.answer(DATE, "2022-10")["verdict"] == "reproduced"


def test_only_figures_are_redrawn_and_a_stand_in_is_named(lesson: Lesson) -> None:
    lesson.claims = {"F-900": made(NUMBER), "F-905": made(FIGURE)}
    with pytest.raises(LedgerError, match="F-900 is of kind level, not a figure"):
        ledger.redrawn("F-900", "fig-1-1")
    with pytest.raises(LedgerError, match="F-905: say under test in data/claims what stands in"):
        ledger.redrawn("F-905", "fig-1-1", nearest=True)
    ledger.redrawn("F-905", "fig-1-1")
    with pytest.raises(LedgerError, match="answered above already"):
        ledger.redrawn("F-905", "fig-1-1")


def test_dates_stand_in_texts_in_words_and_whole_numbers_as_they_are() -> None:
    text = "{n} meetings since {day}, the first in {day:%B}, and {share:.1f}%"
    filled = given.filled(text, {"n": 3, "day": pd.Timestamp("2022-05-04"), "share": -0.04})
    assert filled == "3 meetings since 4 May 2022, the first in May, and 0.0%"


# --- prose ---------------------------------------------------------------------------------------


def test_prose_gets_numbers_and_printed_values(monkeypatch: pytest.MonkeyPatch) -> None:
    import myst_nb

    kept: dict[str, object] = {}

    def glue(name: str, value: object, *, display: bool) -> None:
        assert not display
        kept[name] = value

    monkeypatch.setattr(myst_nb, "glue", glue)
    ledger.say(gap=3, quarter="2023Q3")
    ledger.quote("F-017", "F-197")
    assert kept == {
        "gap": 3.0,
        "quarter": "2023Q3",
        "doc_F017": 27.62,
        "doc_F197_low": 6.0,
        "doc_F197_high": 6.8,
    }
    with pytest.raises(LedgerError, match="F-020 prints no number"):
        ledger.quote("F-020")


@pytest.mark.parametrize("missing", [float("nan"), float("inf")])
def test_a_missing_number_does_not_reach_the_prose(missing: float) -> None:
    with pytest.raises(LedgerError, match=r"gap is .*: a value is missing"):
        ledger.say(gap=missing)
