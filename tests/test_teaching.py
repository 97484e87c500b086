"""Checks of exercises: right answers pass, typical wrong ones get their hint, nothing shows."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from treasurybook.teaching import TeachingError, check, exercises, keys, solved
from treasurybook.teaching.exercises import Key, verdict
from treasurybook.teaching.packing import pack, unpack
from treasurybook.teaching.sealing import Seal, seal

numbers = st.floats(-1e6, 1e6)
tolerances = st.floats(1e-3, 1e3)


@given(numbers, tolerances, st.floats(-1, 1))
def test_a_seal_takes_what_lies_within_the_tolerance(
    answer: float, tolerance: float, way: float
) -> None:
    assert seal("ex", answer, tolerance).fits("ex", answer + way * tolerance)


@given(numbers, numbers, tolerances)
def test_the_width_of_a_seal_tells_nothing_of_the_answer(
    one: float, other: float, tolerance: float
) -> None:
    assert seal("ex", one, tolerance).width == seal("ex", other, tolerance).width
    assert seal("ex", round(one)).width == seal("ex", round(other)).width


@given(numbers, tolerances, st.floats(1.001, 1e3), st.sampled_from([-1, 1]))
def test_a_seal_refuses_what_lies_outside(
    answer: float, tolerance: float, times: float, sign: int
) -> None:
    given = answer + sign * times * tolerance
    assume(abs(given - answer) > tolerance * 1.0001 + 1e-9)
    assert not seal("ex", answer, tolerance).fits("ex", given)


@given(st.integers(-1000, 1000))
def test_a_count_is_right_or_wrong(answer: int) -> None:
    assert seal("ex", answer).fits("ex", float(answer))
    assert not seal("ex", answer).fits("ex", answer + 1)
    assert seal("ex", answer).digest != seal("ex", answer + 1).digest


def test_words_are_compared_without_case_and_blanks() -> None:
    assert seal("ex", "Term premium").fits("ex", " term  premium ")
    assert not seal("ex", "yes").fits("ex", "no")
    assert not seal("ex", "yes").fits("ex", 1.0)
    assert not seal("ex", 1.0).fits("ex", "1")


def test_the_same_answer_has_another_seal_in_another_exercise() -> None:
    assert seal("ex-1", 5, 1).digest != seal("ex-2", 5, 1).digest
    assert not seal("ex-1", 5, 1).fits("ex-2", 5)


@pytest.mark.parametrize(
    ("answer", "tolerance"), [(np.nan, 1), (np.inf, 1), (1, -1), (1, np.nan), (1.5, 0)]
)
def test_what_cannot_be_sealed_is_refused(answer: float, tolerance: float) -> None:
    with pytest.raises(TeachingError, match=r"^ex: "):
        seal("ex", answer, tolerance)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Return what solutions leave behind."""
    shown: list[dict[str, object]] = []
    monkeypatch.setattr("IPython.display.display", lambda one, **_: shown.append(one))
    return shown


WRONG = {"Percent, not a fraction.": 0.025, "The other year.": 3.1, "Mind the sign.": -2.5}


def test_a_solution_prints_its_answer_and_a_check_tells_right_from_wrong(
    kept: list[dict[str, object]], capsys: pytest.CaptureFixture[str]
) -> None:
    solved("ex-1", np.float64(2.5), "percent", tolerance=0.1, wrong=WRONG)
    assert capsys.readouterr().out == "Answer: 2.5 percent, to within 0.1\n"
    left = json.loads(json.dumps(kept[0][exercises.MIME]))
    keys(pack({"ex-1": left["key"]}))
    said = []
    for mine in (2.5, 2.58, np.array([2.5]), 3.1, 99, ..., [1, 2], "two"):
        check("ex-1", mine)  # type: ignore[arg-type]
        said.append(capsys.readouterr().out.strip())
    assert said[:3] == ["Right."] * 3
    assert said[3] == "Not yet. The other year."
    assert said[4].startswith("Not this one.")
    assert said[5] == "Not answered yet. Give a number in percent, to within 0.1."
    assert said[6].startswith("An answer is one number or one word, not list.")
    assert said[7] == "Not this one. Give a number in percent, to within 0.1."
    assert "2.5" not in json.dumps(left["key"])


@pytest.mark.parametrize(
    ("answer", "mine", "said"),
    [
        (34.0, -34.5, "Not yet. The size is right; the sign is not."),
        (34.0, 0.34, "Not yet. The digits are right; the unit is not: give a number in percent"),
        (34.0, 34_000, "Not yet. The digits are right; the unit is not: give a number in percent"),
        (34.0, 12, "Not this one. Asked is a number in percent, to within 1. Read"),
        (1.0, -1.5, "Not this one. Asked is"),  # near zero any small number would do
        (1.0, 90, "Not this one. Asked is"),
        (34.0, "34", "Not this one. Give a number in percent, to within 1."),
        ("rose", 34, "Not this one. Give a word: percent."),
        ("rose", "fell", "Not this one. Asked is a word: percent. Read"),
    ],
)
def test_a_mistake_that_nobody_named_is_told_by_its_kind(
    answer: float | str, mine: float | str, said: str, kept: list[dict[str, object]]
) -> None:
    others = {"a": 70.0, "b": 80.0, "c": 50.0}
    words = {"a": "stood", "b": "turned", "c": "both"}
    wrong = words if isinstance(answer, str) else others
    solved("ex-3", answer, "percent", tolerance=1, wrong=wrong)
    left = json.loads(json.dumps(kept[0][exercises.MIME]))
    assert verdict("ex-3", Key.from_dict(left["key"]), mine).startswith(said)


def test_who_opens_a_notebook_does_not_read_the_hints() -> None:
    kept = {"ex-1": {"asked": "a word", "wrong": {"Mind the sign.": {"digest": "0"}}}}
    assert unpack(pack(kept)) == kept
    assert pack(kept).replace("-", "").replace("_", "").replace("=", "").isalnum()
    assert "sign" not in pack(kept)


def test_a_key_survives_its_way_through_a_notebook(kept: list[dict[str, object]]) -> None:
    solved("ex-2", "yes", "yes or no", wrong={"a": "no", "b": "maybe", "c": "both"})
    key = Key.from_dict(json.loads(json.dumps(kept[0][exercises.MIME]))["key"])
    assert key.right == Seal(seal("ex-2", "yes").digest)
    assert key.asked == "a word: yes or no"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"a": 1.0, "b": 3.0}, "name 3 typical wrong answers"),
        ({"a": 2.55, "b": 3.0, "c": 4.0}, "2.55 is right and cannot earn the hint 'a'"),
        ({"a": 1.0, "b": 1.05, "c": 4.0}, "two hints for the wrong answer"),
        ({"a": np.nan, "b": 1.05, "c": 4.0}, "nobody can give"),
    ],
)
def test_an_unsound_solution_is_refused(
    wrong: dict[str, float], told: str, kept: list[dict[str, object]]
) -> None:
    with pytest.raises(TeachingError, match=told):
        solved("ex-3", 2.5, "percent", tolerance=0.1, wrong=wrong)
    assert kept == []


def test_an_unknown_exercise_is_named() -> None:
    with pytest.raises(TeachingError, match="no exercise 'ex-none' here"):
        check("ex-none", 1)
