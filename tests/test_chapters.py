"""Each chapter still finds what it found: its records are those in tests/expected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from treasurybook.ledger.records import gather, status
from treasurybook.press.project import Project
from treasurybook.press.run.execute import execute_lesson, kernels_for
from treasurybook.press.run.kernels import Kernels
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.parameters import DAY as PLACE_OF_DAY
from treasurybook.press.run.parameters import Parameter, lesson_parameters
from treasurybook.press.run.records import UNCOMPARED
from treasurybook.press.run.storage import records_path

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "tests" / "expected"
PROJECT = Project(ROOT)
LESSONS = find_lessons(PROJECT)
RELATIVE_TOLERANCE = 1e-9

pytestmark = pytest.mark.usefixtures("site")


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Return where two values differ; numbers may differ by a tiny part of themselves."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line
            for key in expected | found
            for line in differences(expected.get(key), found.get(key), f"{where}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            line
            for i, (one, other) in enumerate(zip(expected, found, strict=True))
            for line in differences(one, other, f"{where}[{i}]")
        ]
    if isinstance(expected, float) and isinstance(found, float | int):
        same = found == pytest.approx(expected, rel=RELATIVE_TOLERANCE, nan_ok=True)
    else:
        same = expected == found
    return [] if same else [f"{where}: expected {expected!r}, found {found!r}"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.stem)
def test_records_are_as_expected(lesson: Lesson) -> None:
    kept = EXPECTED / f"{lesson.stem}.json"
    expected = {one["claim"]: one for one in json.loads(kept.read_text(encoding="utf-8"))}
    records = json.loads(records_path(PROJECT, lesson).read_text(encoding="utf-8"))
    found = {
        one["claim"]: {key: value for key, value in one.items() if key not in UNCOMPARED}
        for one in records
    }
    changed = differences(expected, found)
    assert not changed, "\n".join(
        [*changed, "if this is right: treasurybook records --update-expected"]
    )


DAY = "2024-06-28"
"""A day that lies in all documents' time and in all data."""


def other_value(parameter: Parameter, turn: int) -> Any:
    """Return an allowed value that is not the default; `turn` chooses among vintages."""
    if parameter.lowest is not None and parameter.highest is not None:
        ends = (parameter.highest, parameter.lowest)
        far = max(ends, key=lambda end: abs(end - parameter.default))
        half = type(parameter.default)((parameter.default + far) / 2)
        return half if half != parameter.default else far
    others = [one for one in parameter.choices if one != str(parameter.default)]
    if not others:  # a switch has neither range nor choices
        return parameter.alternatives[turn % len(parameter.alternatives)]
    chosen = others[turn % len(others)]
    day = PLACE_OF_DAY.fullmatch(chosen)
    return parameter.parse(max(DAY, day[1] or DAY) if day else chosen)


@pytest.fixture(scope="module")
def kernels() -> Iterator[Kernels]:
    with kernels_for(PROJECT, LESSONS) as some:
        yield some


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.stem)
def test_a_lesson_runs_with_other_parameters_and_vintages(lesson: Lesson, kernels: Kernels) -> None:
    known = lesson_parameters(lesson)
    if not known:
        assert lesson.is_appendix, "a lesson without parameters cannot be rerun with others"
        return
    given = {one.name: other_value(one, LESSONS.index(lesson)) for one in known}
    assert all(given[one.name] != one.default for one in known)
    notebook = execute_lesson(PROJECT, lesson, given, kernels=kernels)
    assert notebook.metadata.papermill.parameters == given
    warnings = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stderr"
    ]
    assert warnings == []


def test_every_claim_of_a_written_chapter_is_answered_once() -> None:
    assert status(gather(PROJECT.records)).problems == ()


@pytest.mark.parametrize(
    ("expected", "found", "count"),
    [
        ({"verdict": "close", "latest": 1.0}, {"verdict": "close", "latest": 1.0 + 1e-12}, 0),
        ({"verdict": "close", "latest": 1.0}, {"verdict": "close", "latest": 1.0001}, 1),
        ({"verdict": "close"}, {"verdict": "differs"}, 1),
        ({"F-001": {}}, {"F-001": {}, "F-002": {"verdict": "close"}}, 1),
        ({"other": [1.0, 2.0]}, {"other": [1.0]}, 1),
    ],
)
def test_a_changed_record_is_seen(expected: object, found: object, count: int) -> None:
    assert len(differences(expected, found)) == count
