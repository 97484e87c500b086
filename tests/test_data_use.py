"""Whatever is stored is read: by a lesson, a figure, the ledger or a correction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from treasurybook.cli_data import readers_of
from treasurybook.press.project import Project
from treasurybook.press.run.evidence import READS_MIME, resource_id
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.pipeline import executed_path
from treasurybook.refresh.readers import Readers
from treasurybook.snapshot.choosing import choose
from treasurybook.snapshot.corrections import read_corrections
from treasurybook.snapshot.errors import MissingVintage
from treasurybook.snapshot.package import Package, Resource, open_package
from treasurybook.snapshot.reading import FACTS_TABLE

PROJECT = Project(Path(__file__).resolve().parents[1])
PACKAGE = open_package(PROJECT.data)

LEDGER = frozenset({"forecast_terms"})
"""Tables that the ledger reads, not a lesson."""

WAITING: Mapping[str, str] = {
    "deficit_by_presidential_term": "2", "omb_6_1": "2", "omb_8_5": "2", "omb_8_7": "2",
    "average_interest_rates": "3", "refunding_offerings": "3", "DFII5": "4", "DGS1MO": "4",
    "PCE": "4", "PPIFIS": "4", "T5YIFR": "4", "CPILFESL": "6",
    "CUSR0000SAH1": "6", "CUSR0000SEHA": "6", "CUSR0000SEHC": "6", "BOGZ1FL664190005Q": "7",
}  # fmt: skip
"""Id -> the chapter being rewritten that may want it; empty when all are done."""


def reads(project: Project) -> Iterator[tuple[str, str]]:
    """Yield id and file of what the executed lessons of a project have read."""
    for lesson in find_lessons(project):
        notebook = json.loads(executed_path(project, lesson).read_text(encoding="utf-8"))
        yield from reads_of(notebook)


def reads_of(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield id and file of each read; of a documented fact those of its table."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            for one in output.get("data", {}).get(READS_MIME, ()):
                yield resource_id(one), one["path"]


def unread(package: Package, read: Collection[str], waiting: Collection[str] = ()) -> list[str]:
    """Return the stored ids that nobody reads and no chapter waits for."""
    mended_by = {one.source.get("series") for one in read_corrections(package.folder)}
    return sorted(set(package.versions) - set(read) - set(waiting) - mended_by - LEDGER)


def abandoned(package: Package, files: Collection[str], readers: Readers) -> list[str]:
    """Return the older versions that were not read, and that no clock or lesson asks for."""
    return [
        version.path
        for id, versions in package.versions.items()
        for version in versions[:-1]
        if version.path not in files and version.path not in _asked_for(versions, readers.of(id))
    ]


def _asked_for(versions: tuple[Resource, ...], vintages: Collection[str]) -> set[str]:
    """Return the files of the versions that the vintages lead to."""
    found = set()
    for vintage in vintages:
        with suppress(MissingVintage):
            found.add(choose(versions, vintage).resource.path)
    return found


@pytest.fixture(scope="module")
def read(site: Path) -> set[tuple[str, str]]:  # noqa: ARG001 (the lessons have run)
    return set(reads(PROJECT))


def test_whatever_is_stored_is_read(read: set[tuple[str, str]]) -> None:
    ids = {id for id, _ in read}
    assert unread(PACKAGE, ids, WAITING) == [], "use these in a lesson, or delete them"


def test_older_versions_are_kept_for_a_reader(read: set[tuple[str, str]]) -> None:
    files = {path for _, path in read}
    assert abandoned(PACKAGE, files, readers_of(PROJECT)) == [], "delete these, or name them"


def test_nothing_waits_that_is_read_or_gone(read: set[tuple[str, str]]) -> None:
    ids = {id for id, _ in read}
    needless = {id for id in WAITING if id in ids or id not in PACKAGE.versions}
    assert needless == set(), "take these out of WAITING"


def test_what_nobody_reads_is_found() -> None:
    everything = set(PACKAGE.versions)
    assert unread(PACKAGE, everything) == []
    assert unread(PACKAGE, everything - {"DGS10", "GDP"}) == ["DGS10", "GDP"]
    assert unread(PACKAGE, everything - {"DGS10", "GDP"}, {"GDP"}) == ["DGS10"]
    assert unread(PACKAGE, everything - {"SP500"}) == []  # corrections of GSPC_YH rest on it


def test_an_older_version_that_nobody_asks_for_is_found() -> None:
    older = [version.path for version in PACKAGE.versions["GDP"][:-1]]
    assert set(older) <= set(abandoned(PACKAGE, (), Readers(())))
    assert older[0] not in abandoned(PACKAGE, older[:1], Readers(()))
    day = PACKAGE.versions["GDP"][0].known_on
    kept = set(older) - set(abandoned(PACKAGE, (), Readers((day,))))
    assert kept == set(older[:1])


def test_a_documented_fact_counts_as_a_read_of_its_table() -> None:
    read = [
        {"id": "DGS10", "kind": "series", "vintage": "latest", "path": "a.csv"},
        {"id": "cds_2023_peak", "kind": "fact", "vintage": "latest", "path": "b.csv"},
    ]
    notebook = {"cells": [{"outputs": [{"data": {READS_MIME: read}}, {"data": {}}]}, {}]}
    assert list(reads_of(notebook)) == [("DGS10", "a.csv"), (FACTS_TABLE, "b.csv")]
