"""Every record says on what it rests, and `treasurybook trace` shows it both ways."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from treasurybook.ledger.claims import claim, claims
from treasurybook.ledger.records import by_claim, gather
from treasurybook.press.errors import PressError
from treasurybook.press.project import Project
from treasurybook.press.run.evidence import inputs_of_figures
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.storage import executed_path, read_executed
from treasurybook.press.trace import trace

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
DRAWN_BY_LOT = random.Random("2026-11-29").sample(sorted(claims()), 10)

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return gather(PROJECT.records)


def test_every_record_has_a_basis_a_lesson_and_a_cell(records: pd.DataFrame) -> None:
    assert set(records["claim"]) == set(claims())
    assert set(records["basis"]) <= {"computed", "documented", "reading"}
    assert records[["lesson", "cell", "version", "data"]].notna().all(axis=None)


def test_what_is_computed_has_inputs_that_are_stored(records: pd.DataFrame) -> None:
    computed = records[records["basis"] == "computed"]
    assert (computed["inputs"].map(len) > 0).all()
    paths = {one["path"] for inputs in records["inputs"] for one in inputs}
    assert [path for path in paths if not (PROJECT.data / path).exists()] == []


def test_only_what_cannot_be_checked_says_why(records: pd.DataFrame) -> None:
    is_unjudged = records["verdict"] == "not checkable"
    assert records.loc[is_unjudged, "reason"].notna().all()
    assert records.loc[~is_unjudged, "reason"].isna().all()


def test_what_a_claim_says_it_reads_was_read_for_it(records: pd.DataFrame) -> None:
    unread = {
        key: sorted(set(claim(key).reads) - {one["id"] for one in record["inputs"]})
        for key, record in by_claim(records).items()
    }
    assert {key: ids for key, ids in unread.items() if ids} == {}


@pytest.mark.parametrize("id", DRAWN_BY_LOT)
def test_the_way_from_a_statement_names_its_inputs_and_its_cell(
    id: str, records: pd.DataFrame
) -> None:
    record = by_claim(records)[id]
    told = trace(PROJECT, id)
    assert told.startswith(f"{id}\n")
    for one in record["inputs"]:
        assert f"data/{one['path']}" in told
    lesson = next(one for one in find_lessons(PROJECT) if one.stem == record["lesson"])
    assert f"treasurybook run {lesson.number}" in told
    code = [cell.source for cell in read_executed(executed_path(PROJECT, lesson)).cells
            if cell.cell_type == "code"]  # fmt: skip
    assert id in code[record["cell"] - 1]


@pytest.fixture(scope="module")
def figures_on() -> dict[str, set[str]]:
    """Return which figures rest on each stored id."""
    found: dict[str, set[str]] = defaultdict(set)
    for lesson in find_lessons(PROJECT):
        for figure, inputs in inputs_of_figures(
            read_executed(executed_path(PROJECT, lesson))
        ).items():
            for one in inputs:
                found[one["id"]].add(figure)
    return found


@pytest.mark.parametrize("id", ["DGS10", "soma_holdings", "GDP"])
def test_the_way_back_names_all_statements_and_figures(
    id: str, records: pd.DataFrame, figures_on: dict[str, set[str]]
) -> None:
    resting = [
        key
        for key, record in by_claim(records).items()
        if any(one["id"] == id for one in record["inputs"])
    ]
    told = trace(PROJECT, id)
    assert f"{len(resting)} statement" in told
    assert all(f"\n{key} " in told for key in resting)
    assert figures_on[id]
    assert all(f"\n{name} " in told for name in figures_on[id])


@pytest.mark.parametrize(("asked", "offered"), [("F-13", "F-130"), ("DGS100", "DGS10")])
def test_an_unknown_id_gets_the_nearest_ones(asked: str, offered: str) -> None:
    with pytest.raises(PressError, match=f"{asked}.*nearest: .*{offered}"):
        trace(PROJECT, asked)
