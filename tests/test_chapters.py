"""Each chapter still finds what it found: its records are those in tests/expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from treasurybook.ledger.records import gather, status
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.pipeline import records_path
from treasurybook.press.run.records import UNCOMPARED

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "tests" / "expected"
PROJECT = Project(ROOT)
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


@pytest.mark.parametrize("chapter", find_lessons(PROJECT), ids=lambda one: one.stem)
def test_records_are_as_expected(chapter: Lesson) -> None:
    kept = EXPECTED / f"{chapter.stem}.json"
    expected = {one["claim"]: one for one in json.loads(kept.read_text(encoding="utf-8"))}
    records = json.loads(records_path(PROJECT, chapter).read_text(encoding="utf-8"))
    found = {
        one["claim"]: {key: value for key, value in one.items() if key not in UNCOMPARED}
        for one in records
    }
    changed = differences(expected, found)
    assert not changed, "\n".join(
        [*changed, "if this is right: treasurybook records --update-expected"]
    )


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
