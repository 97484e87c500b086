"""One refresh of everything, against a server that gives the stored data in the sources' formats.

Fetched, checked, staged, verified and put in place once; every test here looks at that one run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.small_project import contents
from tests.sources_server import serving
from treasurybook.cli_data import readers_of
from treasurybook.press.project import Project
from treasurybook.refresh.describing import read_package, write_package
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.refresh import Refreshed, RefreshOptions, refresh
from treasurybook.refresh.report import Status
from treasurybook.refresh.sources import SOURCES
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA, ROOT

AFTER = date.fromordinal(
    1 + max(date.fromisoformat(r.known_on) for r in open_package(DATA).resources).toordinal()
)
"""A day after everything that is stored became known."""


@dataclass
class Whole:
    """A finished refresh, what was asked for it, and by whom."""

    place: Workplace
    done: Refreshed
    asked: dict[str, int]
    agents: set[str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """Refresh a copy of the snapshot that lacks the last day of one series."""
    place = Workplace(tmp_path_factory.mktemp("whole"))
    shutil.copytree(DATA, place.data)
    package = read_package(DATA)
    cut = place.data / "rates/daily/DGS10.csv"
    cut.write_text("".join(cut.read_text().splitlines(True)[:-1]))
    for raw in package["resources"]:
        if raw["id"] == "DGS10":
            raw["hash"] = f"sha256:{sha256(cut.read_bytes()).hexdigest()}"
    write_package(place.data, package, package["resources"])
    with serving(DATA) as server:
        options = ClientOptions(
            cache=place.cache, base_urls=server.base_urls, attempts=2, backoff=0.01
        )
        wanted = RefreshOptions(options, readers_of(Project(ROOT)), today=AFTER)
        done = refresh(place, wanted, tell=lambda _line: None)
        agents = {headers["User-Agent"] for headers in server.headers}
        yield Whole(place, done, dict(server.asked), agents)


def described(folder: Path) -> dict[str, dict[str, Any]]:
    return {raw["name"]: raw for raw in read_package(folder)["resources"]}


def test_every_file_is_fetched_and_only_what_lacks_something_differs(whole: Whole) -> None:
    report = whole.done.report
    assert report.ok, str(report)
    assert [outcome.id for outcome in report.of(Status.FETCHED)] == ["DGS10"]
    fetched = len(report.of(Status.UNCHANGED)) + 1
    assert fetched == len(read_plan(open_package(DATA)).targets) > 100


def test_the_report_says_what_was_fetched_and_what_not(whole: Whole) -> None:
    package, report = open_package(DATA), whole.done.report
    assert [outcome.path for outcome in report.outcomes] == [r.path for r in package.resources]
    by_path = {outcome.path: outcome for outcome in report.outcomes}
    for resource in package.resources:
        outcome = by_path[resource.path]
        if outcome.status == Status.SKIPPED:
            assert outcome.message
        else:
            assert (outcome.rows, outcome.last) == (resource.n, resource.last), outcome.id
    assert "0 failed" in str(report)


def test_every_source_is_used_once_for_each_file_and_told_who_asks(whole: Whole) -> None:
    assert {outcome.source for outcome in whole.done.report.outcomes} - {""} == set(SOURCES)
    assert set(whole.asked.values()) == {1}  # files that serve several series, too
    assert all(agent.startswith("treasurybook/") for agent in whole.agents)


def test_the_snapshot_is_reproduced(whole: Whole) -> None:
    place, done = whole.place, whole.done
    assert [change.id for change in done.changes] == ["DGS10"]
    assert len(done.changes[0].added) == 1
    assert not done.vintages
    new, old = contents(place.data), contents(DATA)
    assert new.pop("datapackage.json") != old.pop("datapackage.json")
    assert new == old


def test_the_descriptions_change_only_in_the_day_of_the_download(whole: Whole) -> None:
    before, downloaded = described(DATA), 0
    for name, raw in described(whole.place.data).items():
        downloaded += raw.pop("downloaded", None) == AFTER.isoformat()
        before[name].pop("downloaded", None)
        assert name == "dgs10" or raw == before[name], name
    assert downloaded > 100
    assert described(whole.place.data)["dgs10"]["coverage"] == before["dgs10"]["coverage"]
