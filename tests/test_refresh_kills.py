"""A refresh or restore that is killed (signal 9) leaves the old data or the new ones, whole.

A few moments are tried here, every moment of a replacement with ``pytest --kills``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.killing import COURSES, SUPPORTED
from treasurybook.snapshot.paths import ROOT

FEW = {
    "refresh": 2,
    "replacement": 3,
    "replacement in two steps": 3,
    "restore": 3,
    "restore in two steps": 3,
    "recovery in two steps": 2,
}
ALL = {
    "refresh": 30,
    "replacement": -1,
    "replacement in two steps": -1,
    "restore": 25,
    "restore in two steps": 25,
    "recovery in two steps": -1,
}


@pytest.fixture(scope="module")
def killed(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> list[dict[str, Any]]:
    if not SUPPORTED:
        pytest.skip("children are traced by the calls of Linux on x86-64")
    plan = ALL if request.config.getoption("--kills") else FEW
    folder = tmp_path_factory.mktemp("kills")
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(folder), json.dumps(list(plan.items()))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_nothing_is_mixed_lost_or_stuck(killed: list[dict[str, Any]]) -> None:
    assert all(one["killed"] for one in killed)
    assert {one["course"] for one in killed} == set(COURSES) == set(FEW) == set(ALL)
    for one in killed:
        two_steps = not COURSES[one["course"]].can_exchange
        assert one["left"] in ("old", "new") or (two_steps and one["left"] == "missing"), one
        assert one["recovered"] in ("old", "new"), one
        assert one["left"] in (one["recovered"], "missing"), one
        assert not one["journal"], one
        assert one.get("next refresh", "new") == "new", one


def test_the_way_back_is_whole_too(killed: list[dict[str, Any]]) -> None:
    for one in killed:
        first = one["course"] in ("refresh", "replacement", "replacement in two steps")
        none_yet = first and one["recovered"] == "old"
        other = {"old": "new", "new": "old"}[one["recovered"]]
        assert one["previous"] == ("missing" if none_yet else other), one


def test_readers_are_refused_while_data_are_missing(killed: list[dict[str, Any]]) -> None:
    assert all(one["refused"] for one in killed if one["left"] == "missing")


def test_the_kills_lie_before_between_and_after_the_steps(
    killed: list[dict[str, Any]], request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--kills"):
        pytest.skip("a few moments need not hit every step: give --kills")
    assert len(killed) > 60
    by_course = {course: {k["left"] for k in killed if k["course"] == course} for course in COURSES}
    assert by_course["replacement"] == {"old", "new"}
    assert by_course["replacement in two steps"] == {"old", "missing", "new"}
    assert by_course["recovery in two steps"] == {"missing", "new"}
