"""A refresh replaces the data whole or not at all, loses nothing, and moves no verdict of the past.

The live sources are stood in for (see `tests.small_project`); what they send is tested elsewhere.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.small_project import (
    IDS,
    READERS,
    TODAY,
    StandIn,
    contents,
    later,
    make,
    next_day,
    run,
    stored,
)
from tests.sources_server import SourcesServer, serving
from treasurybook import cli
from treasurybook.cli_data import readers_of
from treasurybook.press.book_run import book_on, run_book
from treasurybook.press.project import Project
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.lessons import pick_lesson
from treasurybook.press.run.parameters import lesson_parameters
from treasurybook.press.run.storage import executed_path, read_executed, records_path, store
from treasurybook.refresh import replace, staging
from treasurybook.refresh.adding import add_vintage
from treasurybook.refresh.book_changes import compare_books
from treasurybook.refresh.changes import Change, compare_contents, compare_folders
from treasurybook.refresh.data_diff import DataDiff
from treasurybook.refresh.describing import read_package, write_package
from treasurybook.refresh.errors import Busy, RefreshError, UnitChanged
from treasurybook.refresh.lock import hold
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.overdue import find_overdue
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.readers import Readers
from treasurybook.refresh.refresh import refresh
from treasurybook.refresh.replace import recover, restore_data
from treasurybook.refresh.report import FetchReport, Outcome, Status
from treasurybook.refresh.staging import is_read, stage
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.choosing import choose
from treasurybook.snapshot.errors import BrokenSnapshot, UnknownSeries
from treasurybook.snapshot.package import Package, Resource, open_package
from treasurybook.snapshot.paths import DATA, ROOT
from treasurybook.snapshot.verification import verify

AFTER = date.fromordinal(
    1 + max(date.fromisoformat(r.known_on) for r in open_package(DATA).resources).toordinal()
)
"""A day after everything that is stored became known."""


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return make(tmp_path)


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the descriptions of a data folder by the name of the resource."""
    return {raw["name"]: raw for raw in read_package(folder)["resources"]}


# ---------------------------------------------------------------- what a refresh leaves


def test_fresh_files_are_put_in_described_and_verify(place: Workplace) -> None:
    fresh = later(place)
    done = run(place, StandIn(fresh))
    assert done.replaced
    assert verify(place.data).ok
    assert stored(place, "GDP").encode() == fresh["GDP"]
    gdp = described(place.data)["gdp"]
    assert gdp["coverage"]["last"] == "2026-04-01"
    assert (gdp["vintage"], gdp["known_on"]) == ("2026-12", "2026-12-01")
    assert gdp["known_on_basis"] == "day of download"
    assert gdp["downloaded"] == "2026-12-01"
    assert "via" not in gdp  # it told where the former copy came from
    assert gdp["remarks"].startswith("On the copy of vintage 2026-06: ")
    assert "2 files are new: 2 new rows; 1 cells revised in 1 files" in str(done)


def test_what_is_not_fetched_is_carried_over(place: Workplace) -> None:
    before = contents(place.data)
    fresh = later(place)
    run(place, StandIn(fresh))
    changed = {described(place.previous)[name]["path"] for name in ("gdp", "sofr")}
    after = contents(place.data)
    assert {name for name in before if after.get(name) != before[name]} == {
        *changed,
        "datapackage.json",
    }
    assert "claims/notes.yaml" in after
    assert "corrections.yaml" in after


def test_what_equals_the_stored_data_reproduces_the_snapshot(place: Workplace) -> None:
    before, package = contents(place.data), (place.data / "datapackage.json").read_text()
    done = run(place, StandIn(), dry_run=True)
    assert not done.changes
    assert contents(place.data) == before
    stage(
        place,
        open_package(place.data),
        {"GDP": place.data / open_package(place.data).versions["GDP"][-1].path},
        today=TODAY,
        readers=READERS,
    )
    staged = (place.staged / "datapackage.json").read_text()
    assert staged.replace(' "downloaded": "2026-12-01"', "").count("\n") == package.count("\n") + 1
    lines = [line for line in staged.splitlines() if '"downloaded"' not in line]
    assert "".join(lines).replace(",}", "}") == "".join(package.splitlines())
    before.pop("datapackage.json")
    staged_files = contents(place.staged)
    staged_files.pop("datapackage.json")
    assert staged_files == before


def test_the_whole_snapshot_is_written_as_it_was_read(tmp_path: Path) -> None:
    package = read_package(DATA)
    write_package(tmp_path, package, package["resources"])
    written = (tmp_path / "datapackage.json").read_bytes()
    assert written == (DATA / "datapackage.json").read_bytes()


def test_a_refresh_with_nothing_new_keeps_the_way_back(place: Workplace) -> None:
    run(place, StandIn(later(place)))
    previous = contents(place.previous)
    assert not run(place, StandIn()).replaced
    assert contents(place.previous) == previous


def test_a_dry_run_leaves_the_data_and_stages_the_fresh_ones(place: Workplace) -> None:
    before = contents(place.data)
    done = run(place, StandIn(later(place)), dry_run=True)
    assert done.changes
    assert not done.replaced
    assert contents(place.data) == before
    assert verify(place.staged).ok


def test_only_what_is_named_is_refreshed(place: Workplace) -> None:
    done = run(place, StandIn(later(place)), only=["SOFR"])
    assert [change.id for change in done.changes] == ["SOFR"]


# ---------------------------------------------------------------- vintages


def revised(place: Workplace, id: str) -> bytes:
    """Return a file whose last value is another."""
    head, _, last = stored(place, id).rstrip("\n").rpartition(",")
    return f"{head},{float(last) + 1}\n".encode()


def test_a_version_that_a_document_reads_stays_as_a_vintage(place: Workplace) -> None:
    # the position of 2022, as known in June 2023, is what December 2023 knew
    outgoing = stored(place, "IIPUSNETIA")
    done = run(place, StandIn({"IIPUSNETIA": revised(place, "IIPUSNETIA")}))
    assert done.vintages == ("iipusnetia.2023-06",)
    kept = described(place.data)["iipusnetia.2023-06"]
    assert kept["path"] == "trade/annual/vintages/IIPUSNETIA.2023-06.csv"
    assert (place.data / kept["path"]).read_text() == outgoing
    assert kept["known_on"] == "2023-06-28"
    assert verify(place.data).ok


def test_a_version_that_nobody_reads_does_not_stay(place: Workplace) -> None:
    names = set(described(place.data))
    run(place, StandIn(later(place)))  # GDP of June 2026: no document is so young
    assert set(described(place.data)) == names


def test_a_version_that_a_chapter_names_stays(place: Workplace) -> None:
    named = Readers(READERS.days, {"GDP": ["2026-06"]})
    done = run(place, StandIn(later(place)), readers=named)
    assert done.vintages == ("gdp.2026-06",)


def test_data_that_are_never_revised_need_no_vintages(place: Workplace) -> None:
    versions = open_package(place.data).versions["SOFR"]
    assert not is_read(versions, Readers((versions[-1].known_on,)))


def test_two_versions_of_one_month_have_labels_of_their_own(place: Workplace) -> None:
    first = {"IIPUSNETIA": revised(place, "IIPUSNETIA")}
    run(place, StandIn(first), today=date(2026, 12, 1))
    second = {"IIPUSNETIA": revised(place, "IIPUSNETIA")}
    named = Readers((), {"IIPUSNETIA": ["2026-12"]})
    run(place, StandIn(second), today=date(2026, 12, 9), readers=named)
    labels = [raw["vintage"] for raw in described(place.data).values()]
    assert {"2023-06", "2026-12", "2026-12-09"} <= set(labels)
    assert verify(place.data).ok


def test_the_readers_of_the_book_are_its_documents_and_what_chapters_name() -> None:
    found = readers_of(Project(ROOT))
    assert "2023-12-15" in found.days
    assert "2026-06" in found.named["NETEXP"]
    # budget tables that values as written rest on: a new edition must not move these
    assert "2026-06" in found.named["omb_1_1"]
    assert all("latest" not in vintages for vintages in found.named.values())


# ---------------------------------------------------------------- a version of the past is added

KEY = "abcdefghijklmnopqrstuvwxyz123456"
DAY = date(2023, 12, 21)


@pytest.fixture
def gap(place: Workplace) -> Workplace:
    """Give a project that lacks the GDP of December 2023, and knows its sources."""
    package = read_package(place.data)
    left = [raw for raw in package["resources"] if raw["name"] != "gdp.2023-12"]
    (place.data / "national-accounts/quarterly/vintages/GDP.2023-12.csv").unlink()
    write_package(place.data, package, left)
    others = [id for id in IDS if id not in ("GDP", "SOFR")]
    plan = f"- source: fred\n  series: [GDP, SOFR]\n- reason: none\n  resources: {others}\n"
    (place.data / "sources.yaml").write_text(plan.replace("'", ""))
    assert verify(place.data).ok
    return place


@pytest.fixture(scope="module")
def sources() -> Iterator[SourcesServer]:
    with serving(DATA) as server:
        yield server


def patient(place: Workplace, sources: SourcesServer) -> ClientOptions:
    return ClientOptions(cache=place.cache, base_urls=sources.base_urls, attempts=2, backoff=0.01)


def test_a_version_of_the_past_is_stored_whole_and_described(
    gap: Workplace, sources: SourcesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRED_API_KEY", KEY)
    before = contents(gap.data)
    added = add_vintage(gap, "GDP", DAY, options=patient(gap, sources), today=TODAY)
    path = "national-accounts/quarterly/vintages/GDP.2023-12.csv"
    assert added.path == path
    assert (gap.data / path).read_bytes() == (DATA / path).read_bytes()
    assert verify(gap.data).ok
    found = described(gap.data)["gdp.2023-12"]
    assert (found["vintage"], found["known_on"]) == ("2023-12", "2023-12-21")
    assert found["downloaded"] == "2026-12-01"
    assert found["coverage"] == described(DATA)["gdp.2023-12"]["coverage"]
    versions = open_package(gap.data).versions["GDP"]
    assert choose(versions, "2023-12-31").resource.path == path
    after = contents(gap.data)
    assert set(after) - set(before) == {path}
    assert {name for name in before if after[name] != before[name]} == {"datapackage.json"}
    assert contents(gap.previous) == before
    left = [file for file in gap.root.rglob("*") if file.is_file()]
    assert not [file for file in left if KEY.encode() in file.read_bytes()]


@pytest.mark.parametrize(
    ("id", "day", "said"),
    [
        ("SOFR", DAY, "it is never revised"),
        ("GDP", date(2026, 6, 26), "use `data refresh`"),
        ("GDP", date(2026, 6, 25), "known since 2026-06-25"),
        ("GDP", date(2023, 11, 29), "known on 2023-11-29 is stored already"),
        ("GDP", date(2023, 12, 6), "stored already, as 2023-11"),
    ],
)
def test_a_version_that_is_of_no_use_is_refused(
    gap: Workplace,
    sources: SourcesServer,
    monkeypatch: pytest.MonkeyPatch,
    id: str,
    day: date,
    said: str,
) -> None:
    monkeypatch.setenv("FRED_API_KEY", KEY)
    before = contents(gap.data)
    with pytest.raises(RefreshError, match=said):
        add_vintage(gap, id, day, options=patient(gap, sources), today=TODAY)
    assert contents(gap.data) == before


def test_a_version_in_another_unit_is_refused(
    gap: Workplace, sources: SourcesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRED_API_KEY", KEY)
    before = contents(gap.data)
    path = "national-accounts/quarterly/vintages/GDP.2023-12.csv"
    millions = scaled((DATA / path).read_text(), 1000)
    monkeypatch.setattr("treasurybook.refresh.adding.fetch_vintage", lambda *_, **__: millions)
    with pytest.raises(UnitChanged, match="value between"):
        add_vintage(gap, "GDP", DAY, options=patient(gap, sources), today=TODAY)
    assert contents(gap.data) == before


def test_the_command_for_vintages_says_what_it_needs(
    gap: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("treasurybook.snapshot.paths.ROOT", gap.root)
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    assert cli.main(["data", "vintage", "GDP", "2023-12-21"]) == 1
    told = capsys.readouterr().err
    assert "FRED_API_KEY" in told
    assert "api_key.html" in told
    assert cli.main(["data", "vintage", "GDPX", "2023-12-21"]) == 2
    with pytest.raises(SystemExit):
        cli.main(["data", "vintage", "GDP", "Christmas"])
    assert "'Christmas' is no day" in capsys.readouterr().err


# ---------------------------------------------------------------- what a source continues no longer


def test_a_series_that_is_continued_no_longer_is_told(place: Workplace) -> None:
    last = date.fromisoformat(open_package(place.data).versions["SOFR"][-1].last)
    soon = date.fromordinal(last.toordinal() + 12)
    done = run(place, StandIn(), today=soon, only=["SOFR"])
    assert not done.overdue
    done = run(place, StandIn(), today=date(2026, 12, 1))
    assert "SOFR" in [one.id for one in done.overdue]
    assert f"SOFR: discontinued? It is daily, its newest observation is of {last}" in str(done)
    assert "data/sources.yaml" in str(done)


@pytest.mark.parametrize(
    ("id", "last", "today", "overdue"),
    [
        ("CPIAUCNS", "2026-06-01", date(2026, 9, 1), False),
        ("CPIAUCNS", "2026-06-01", date(2026, 12, 1), True),
        ("GDP", "2026-01-01", date(2026, 9, 30), False),
        ("GDP", "2026-01-01", date(2027, 3, 1), True),
        ("IIPUSNETIA", "2024-01-01", date(2026, 6, 1), False),
        ("IIPUSNETIA", "2020-01-01", date(2026, 6, 1), True),
        ("runoff_caps", "2010-01-01", date(2026, 6, 1), False),  # continued when there is reason
    ],
)
def test_what_is_late_depends_on_frequency_and_publication(
    place: Workplace, id: str, last: str, today: date, overdue: bool
) -> None:
    report = FetchReport((Outcome(id, "", Status.UNCHANGED, last=last),))
    found = find_overdue(report, open_package(place.data), today)
    assert [one.id for one in found] == [id] * overdue


# ---------------------------------------------------------------- whole or not at all


def test_a_failed_source_stops_all_and_is_named(place: Workplace) -> None:
    before = contents(place.data)
    with pytest.raises(RefreshError, match="SOFR: no answer") as caught:
        run(place, StandIn(later(place), {"SOFR": "no answer"}))
    assert "nothing was replaced" in str(caught.value)
    assert contents(place.data) == before


def test_a_partial_refresh_keeps_the_file_of_a_failed_source_and_says_so(place: Workplace) -> None:
    sofr = stored(place, "SOFR")
    done = run(place, StandIn(later(place), {"SOFR": "no answer"}), allow_partial=True)
    assert done.replaced
    assert stored(place, "SOFR") == sofr
    assert "stored file kept: SOFR: no answer" in str(done)
    assert "2026-04-01" in stored(place, "GDP")


def without_row(content: str, day: str) -> bytes:
    return "".join(x for x in content.splitlines(True) if not x.startswith(day)).encode()


def bad(place: Workplace, case: str) -> dict[str, bytes]:
    """Return one file that must not be let in."""
    sofr, gdp = stored(place, "SOFR"), stored(place, "GDP")
    lines = sofr.splitlines(True)
    return {
        "truncated": {"SOFR": "".join(lines[:-5]).encode()},
        "early years gone": {"GDP": "".join([lines[0], *gdp.splitlines(True)[9:]]).encode()},
        "a row gone": {"SOFR": without_row(sofr, "2020-03-16")},
        "history rewritten": {"SOFR": edited(sofr, "2020-03-16", "9.99")},
        "another unit": {"GDP": scaled(gdp, 1000)},
        "renamed column": {"SOFR": sofr.replace("date,value", "day,value").encode()},
        "a cell too many": {"SOFR": (sofr + f"{next_day(sofr)},3.6,1\n").encode()},
        "not UTF-8": {"SOFR": sofr.encode() + b"\xff\xfe\n"},
        "out of band": {"SOFR": (sofr + f"{next_day(sofr)},360\n").encode()},
        "empty": {"SOFR": b""},
        "a word for a number": {"SOFR": edited(sofr, "2020-03-16", "n/k")},
        "a day of no calendar": {"SOFR": sofr.replace("2020-03-16", "2020-02-30").encode()},
    }[case]


def edited(content: str, day: str, value: str) -> bytes:
    rows = [f"{day},{value}\n" if x.startswith(day) else x for x in content.splitlines(True)]
    return "".join(rows).encode()


def scaled(content: str, factor: float) -> bytes:
    head, *rows = content.splitlines()
    moved = [f"{day},{factor * float(value):.3f}" for day, value in (x.split(",") for x in rows)]
    return "\n".join([head, *moved, ""]).encode()


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("truncated", "rows lost"),
        ("early years gone", "rows lost"),
        ("a row gone", "2020-03-16"),
        ("history rewritten", "value 0.26 → 9.99"),
        ("another unit", "GDP.csv"),
        ("renamed column", "expected date, value"),
        ("a cell too many", "3 cells; expected 2"),
        ("not UTF-8", "unreadable"),
        ("out of band", "SOFR.csv"),
        ("empty", "columns none"),
        ("a word for a number", "value is 'n/k'; expected a number"),
        ("a day of no calendar", "date is '2020-02-30'; expected a date"),
    ],
)
def test_bad_data_are_refused_and_leave_everything_as_it_was(
    place: Workplace, case: str, said: str
) -> None:
    before = contents(place.data)
    with pytest.raises(RefreshError) as caught:
        run(place, StandIn(bad(place, case)))
    assert said in str(caught.value)
    assert contents(place.data) == before
    assert not place.previous.exists()


@pytest.mark.parametrize("case", ["history rewritten", "out of band"])
def test_a_partial_refresh_leaves_refused_data_out(place: Workplace, case: str) -> None:
    sofr = stored(place, "SOFR")
    fresh = {"GDP": later(place)["GDP"], **bad(place, case)}
    done = run(place, StandIn(fresh), allow_partial=True)
    assert list(done.kept_old) == ["SOFR"]
    assert stored(place, "SOFR") == sofr
    assert "2026-04-01" in stored(place, "GDP")


GUARD = """- series: CPIAUCNS
  date: "2025-12-01"
  published: {}
  better: null
  source: {{text: none}}
  reason: odd
  action: remark
"""


def test_a_figure_with_a_remark_that_changes_wants_a_look_and_then_goes_on(
    place: Workplace,
) -> None:
    cpi = stored(place, "CPIAUCNS")
    figure = next(x for x in cpi.splitlines() if x.startswith("2025-12-01")).split(",")[1]
    package = read_package(place.data)
    marked = [
        raw | {"corrected": True} if raw["id"] == "CPIAUCNS" else raw
        for raw in package["resources"]
    ]
    write_package(place.data, package, marked)
    notes = place.data / "corrections.yaml"
    notes.write_text(GUARD.format(figure))
    assert verify(place.data).ok
    fresh = {"GDP": later(place)["GDP"], "CPIAUCNS": edited(cpi, "2025-12-01", "330.5")}
    with pytest.raises(RefreshError, match=r"CPIAUCNS 2025-12-01 is 330\.5.*put the new figure"):
        run(place, StandIn(fresh), accept=["CPIAUCNS"])
    assert stored(place, "CPIAUCNS") == cpi
    done = run(place, StandIn(fresh), accept=["CPIAUCNS"], allow_partial=True)
    assert list(done.kept_old) == ["CPIAUCNS"]
    notes.write_text(GUARD.format(330.5))
    assert run(place, StandIn(fresh), accept=["CPIAUCNS"]).replaced
    assert "2025-12-01,330.5" in stored(place, "CPIAUCNS")


def test_an_unknown_id_is_told_before_anything_is_fetched(place: Workplace) -> None:
    for wrong in ({"accept": ["SOFRR"]}, {"only": ["SOFRR"]}):
        with pytest.raises(UnknownSeries, match="SOFR"):
            run(place, StandIn(), **wrong)


def test_an_accepted_change_of_the_past_is_let_in(place: Workplace) -> None:
    done = run(place, StandIn(bad(place, "history rewritten")), accept=["SOFR"])
    assert done.replaced
    assert "2020-03-16,9.99" in stored(place, "SOFR")


def test_a_jump_is_named_and_let_in_when_accepted(place: Workplace) -> None:
    fresh = {"GDP": stored(place, "GDP").encode() + b"2026-04-01,45000.0\n"}
    with pytest.raises(RefreshError, match=r"jump: 1 steps .* → 45000\.0.*--accept GDP"):
        run(place, StandIn(fresh))
    assert "45000" not in stored(place, "GDP")
    assert run(place, StandIn(fresh), accept=["GDP"]).replaced
    assert "2026-04-01,45000.0" in stored(place, "GDP")


def test_coarser_figures_are_named_and_let_in_when_accepted(place: Workplace) -> None:
    head, *rows = stored(place, "SOFR").splitlines()
    whole = [f"{day},{float(value):.0f}" for day, value in (row.split(",") for row in rows)]
    fresh = {"SOFR": "\n".join([head, *whole, ""]).encode()}
    with pytest.raises(RefreshError, match=r"coarser: fewer decimals .* value .*--accept SOFR"):
        run(place, StandIn(fresh))
    assert run(place, StandIn(fresh), accept=["SOFR"]).replaced


@pytest.mark.parametrize("accept", [[], ["SOFR"]])
def test_a_date_to_come_is_refused_whatever_is_accepted(
    place: Workplace, accept: list[str]
) -> None:
    fresh = {"SOFR": f"{stored(place, 'SOFR')}{TODAY},3.6\n".encode()}  # known tomorrow
    with pytest.raises(RefreshError, match="date to come: 1 dates after 2026-11-30"):
        run(place, StandIn(fresh), accept=accept)


def test_rounding_is_no_rewriting(place: Workplace) -> None:
    head, *rows = stored(place, "CPIAUCNS").splitlines()
    finer = [f"{day},{float(value) + 0.0004:.4f}" for day, value in (x.split(",") for x in rows)]
    done = run(place, StandIn({"CPIAUCNS": "\n".join([head, *finer, ""]).encode()}))
    (change,) = done.changes
    assert not change.revisions
    assert change.rounded > 1000


def test_a_clock_that_is_behind_is_told(place: Workplace) -> None:
    with pytest.raises(RefreshError, match="clock"):
        run(place, StandIn(later(place)), today=date(2020, 1, 1))


def test_a_second_refresh_is_told_who_is_at_work(place: Workplace) -> None:
    with (
        hold(place, "data refresh"),
        pytest.raises(Busy, match=rf"data refresh.*process {os.getpid()}.*since 20\d\d-"),
    ):
        run(place, StandIn(later(place)))
    assert run(place, StandIn(later(place))).replaced


def test_what_was_fetched_today_is_taken_up_and_yesterdays_is_not(place: Workplace) -> None:
    folder = place.fetched(TODAY)
    (folder / "left").write_text("of an interrupted fetch")
    assert (place.fetched(TODAY) / "left").exists()
    assert not list(place.fetched(date(2026, 12, 2)).iterdir())
    assert not folder.exists()


# ---------------------------------------------------------------- disk full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system that has room for the data and little more."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs leave to mount a small file system; the next test pretends one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_data_and_is_told(small_disk: Path) -> None:
    place = make(small_disk)
    before = contents(place.data)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    size = sum(path.stat().st_size for path in place.data.rglob("*") if path.is_file())
    filler.write_bytes(b"x" * (free - size // 2))
    with pytest.raises(RefreshError, match="disk is full"):
        run(place, StandIn(later(place)))
    assert contents(place.data) == before
    assert not place.staged.exists()
    filler.unlink()
    assert run(place, StandIn(later(place))).replaced


def test_a_disk_that_fills_up_last_of_all_leaves_the_data(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(staging, "write_package", full)
    before = contents(place.data)
    with pytest.raises(RefreshError, match="disk is full"):
        run(place, StandIn(later(place)))
    assert contents(place.data) == before


# ---------------------------------------------------------------- replacement and restore


def test_a_replacement_that_the_system_refuses_changes_nothing(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> bool:
        raise OSError(errno.EACCES, "Permission denied")

    before = contents(place.data)
    monkeypatch.setattr(replace, "exchange", refuse)
    with pytest.raises(OSError, match="Permission denied"):
        run(place, StandIn(later(place)))
    assert contents(place.data) == before
    assert not place.journal.exists()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_restore_there_and_back_is_byte_for_byte(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(replace, "exchange", lambda _one, _other: False)
    old = contents(place.data)
    run(place, StandIn(later(place)))
    new = contents(place.data)
    restore_data(place)
    assert contents(place.data) == old
    restore_data(place)
    assert contents(place.data) == new != old


def test_restore_keeps_the_present_statements(place: Workplace) -> None:
    run(place, StandIn(later(place)))
    (place.data / "claims" / "notes.yaml").write_text("- a statement, better read\n")
    restore_data(place)
    assert "better read" in (place.data / "claims" / "notes.yaml").read_text()
    assert "2026-04-01" not in stored(place, "GDP")


def test_without_a_previous_snapshot_there_is_nothing_to_restore(place: Workplace) -> None:
    with pytest.raises(RefreshError, match="no previous snapshot"):
        restore_data(place)


def test_a_reader_refuses_what_is_not_finished_and_says_how_to_finish_it(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(place, StandIn(later(place)), dry_run=True)

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    before = contents(place.data)
    monkeypatch.setattr(replace, "exchange", die)
    with hold(place, "data refresh"), pytest.raises(KeyboardInterrupt):
        replace.replace_data(place, place.staged)
    with pytest.raises(
        BrokenSnapshot, match=r"is not finished.*`treasurybook data verify`"
    ) as told:
        open_package(place.data)
    assert len(str(told.value).splitlines()) == 1
    monkeypatch.setattr("treasurybook.snapshot.paths.ROOT", place.root)
    monkeypatch.setattr("treasurybook.snapshot.paths.DATA", place.data)
    assert cli.main(["data", "verify", "--quick"]) == 0
    assert open_package(place.data)
    assert contents(place.data) == before
    capsys.readouterr()


def test_a_reader_knows_nothing_of_the_refresh() -> None:
    code = (
        "import sys; from treasurybook.snapshot.interrupted import refuse_interrupted; "
        "from treasurybook.snapshot import series; series('DGS10'); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not [name for name in loaded if name.startswith("treasurybook.refresh")]


def test_recovery_leaves_a_replacement_under_way_alone(place: Workplace) -> None:
    place.work.mkdir()
    place.journal.write_text("{}")
    with hold(place, "data refresh"):
        recover(place)
    assert place.journal.exists()


# ---------------------------------------------------------------- what changes


def series_of(content: str, revised: str = "routinely") -> Resource:
    fields = [{"name": "date", "type": "date"}, {"name": "value", "type": "number"}]
    return Resource(
        id="X", kind="series", path="X.csv", title="", topic="", unit="", frequency="monthly",
        vintage="2026-12", known_on="2026-12-01", revised=revised, first="", last="",
        n=content.count("\n"), raw={"schema": {"fields": fields}},
    )  # fmt: skip


def test_rows_that_come_go_and_change_are_told_apart() -> None:
    old = "date,value\n2020-01-01,1.0\n2020-02-01,2.0\n2020-03-01,3.0\n"
    new = "date,value\n2020-02-01,2.04\n2020-03-01,3.5\n2020-04-01,4.0\n"
    change = compare_contents(series_of(old), "2020-05", old.encode(), new.encode())
    assert change.added == ((("2020-04-01",), "4.0"),)
    assert change.lost == (("2020-01-01",),)
    (revision,) = change.revisions
    assert (revision.key, revision.old, revision.new) == (("2020-03-01",), "3.0", "3.5")
    assert change.rounded == 1  # 2.04 rounds to 2.0


def compared(old: str, new: str) -> Change:
    """Compare two versions of a series, given as values by month of 2020."""
    files = [
        "date,value\n" + "".join(f"2020-{n:02d}-01,{v}\n" for n, v in enumerate(t.split(), 1))
        for t in (old, new)
    ]
    one, other = (text.replace("empty", "").encode() for text in files)
    return compare_contents(series_of(files[0]), "2020-05", one, other)


def test_a_filled_cell_is_no_revision_and_an_emptied_one_is() -> None:
    filled = compared("1.0 empty 3.0", "1.0 2.0 3.0")
    assert [(cell.key, cell.new) for cell in filled.filled] == [(("2020-02-01",), "2.0")]
    assert filled.revisions == ()
    emptied = compared("1.0 2.0 3.0", "1.0 empty 3.0")
    assert [(cell.old, cell.new) for cell in emptied.revisions] == [("2.0", "")]
    assert emptied.filled == ()


def test_the_digits_that_count_are_those_of_the_stored_version() -> None:
    coarse = compared("4.53 4.56 4.61", "5 5 5")
    assert coarse.coarser == ("value",)
    assert len(coarse.revisions) == 3
    fine = compared("4.53 4.56 4.61", "4.532 4.558 4.6149")
    assert fine.coarser == ()
    assert (fine.rounded, fine.revisions) == (3, ())
    assert len(compared("4.53 4.56 4.61", "4.53 4.5 4.61").revisions) == 1


def test_rows_of_tables_are_known_by_their_key(place: Workplace) -> None:
    caps = stored(place, "runoff_caps")
    last = caps.splitlines()[-1]
    fresh = caps.replace(last, last.rsplit(",", 1)[0] + ",1.25")
    run(place, StandIn({"runoff_caps": fresh.encode()}), accept=["runoff_caps"])
    (change,) = compare_folders(open_package(place.previous), open_package(place.data))
    (revision,) = change.revisions
    assert revision.key[0] == last.split(",")[0]
    assert revision.new == "1.25"


def toy_chapter(title: str, value: float, verdict: str, known: float) -> Any:
    """Return an executed notebook with one figure, one glued value and one record."""
    from nbformat import v4

    record = {
        "claim": "F-001", "statement": "It rises.", "unit": "%", "verdict": verdict,
        "as_written": 2.0, "latest": known,
    }  # fmt: skip
    outputs = [
        v4.new_output(
            "display_data",
            {"application/vnd.treasurybook.records+json": [record]},
        ),
        v4.new_output(
            "display_data",
            {
                "application/vnd.treasurybook.figure+json": {
                    "id": "fig-1",
                    "title": title,
                    "data_csv": "",
                }
            },
        ),
        v4.new_output(
            "display_data",
            {"application/papermill.record/text/plain": f"np.float64({value})"},
            metadata={"scrapbook": {"name": "rate"}},
        ),
    ]
    return v4.new_notebook(cells=[v4.new_code_cell("", outputs=outputs)])


@pytest.fixture
def two_books(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> tuple[Project, Project, Workplace]:
    """Give two books that were run on data of before and after a refresh."""
    chapters = place.root / "chapters"
    chapters.mkdir()
    (chapters / "01-toy.md").write_text("# Toy\n")
    run(place, StandIn(later(place)))
    now = Project(place.root)
    before = book_on(now, place.previous, place.work / "book")
    toy = pick_lesson(now, "01")
    store(before, toy, toy_chapter("Up by 3%", 3.0, "reproduced", 2.0))
    store(now, toy, toy_chapter("Up by 4%", 4.25, "reproduced, since revised", 4.25))
    monkeypatch.setattr("treasurybook.press.book_run.run_stale_lessons", lambda *_, **__: [])
    return before, now, place


def test_verdicts_values_and_headlines_are_compared(
    two_books: tuple[Project, Project, Workplace],
) -> None:
    before, now, place = two_books
    book = compare_books(run_book(before), run_book(now))
    (verdict,) = book.verdicts
    assert (verdict.old, verdict.new) == ("reproduced", "reproduced, since revised")
    assert [(v.clock, v.old, v.new) for v in book.values] == [("latest", 2.0, 4.25)]
    assert book.moved == ()
    told = {(h.kind, h.name): (h.old, h.new) for h in book.headlines}
    assert told == {
        ("figure", "fig-1"): ("Up by 3%", "Up by 4%"),
        ("value", "rate"): ("3", "4.25"),
    }
    assert (before.data / "datapackage.json").samefile(place.previous / "datapackage.json")


def test_the_difference_is_told_as_text_json_and_pages(
    two_books: tuple[Project, Project, Workplace], tmp_path: Path
) -> None:
    before, now, place = two_books
    files = compare_folders(open_package(place.previous), open_package(place.data))
    diff = DataDiff("before", "now", tuple(files), compare_books(run_book(before), run_book(now)))
    assert diff.sound
    page = diff.to_markdown()
    assert "| F-001 | reproduced | reproduced, since revised | It rises. |" in page
    assert "| GDP (2026-06 → 2026-12) | 1, to 2026-04-01: 32500.0 | 1 | 2025-01-01: " in page
    assert "No value as written moved." in page
    gdp = next(one for one in json.loads(diff.to_json())["files"] if one["id"] == "GDP")
    assert gdp["added"] == [["2026-04-01", "32500.0"]]
    assert gdp["revised"][0]["new"] == "30001.5"
    diff.write_page(tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text()
    assert "<td>Up by 4%</td>" in html
    assert "http" not in html


def test_whatever_a_difference_names_is_told_as_text(
    two_books: tuple[Project, Project, Workplace],
) -> None:
    before, now, _ = two_books
    said = "<script>x</script> [go](http://x.example) ![i](http://x.example) **b** a_b _c_ |"
    book = compare_books(run_book(before), run_book(now))
    book = dataclasses.replace(
        book,
        verdicts=tuple(dataclasses.replace(one, statement=said) for one in book.verdicts),
        headlines=tuple(
            dataclasses.replace(one, chapter=said, name=said, new=said) for one in book.headlines
        ),
        failures=(f"```\n{said}",),
    )
    page = BeautifulSoup(DataDiff(said, "now", (), book).to_html(), "lxml")
    assert page.find(["script", "img", "a", "em"]) is None
    assert not [one for one in page.find_all("strong") if one.text == "b"]
    told = [cell.text for cell in page.find_all("td")]
    assert told.count(said) == len(book.verdicts) + 2 * len(book.headlines)
    assert page.h1 is not None
    assert page.h1.text == page.title.text == f"From {said} to now"  # type: ignore[union-attr]
    assert said in page.pre.text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('"as_written": 2.0', '"as_written": 2.5', "values as written moved"),
        ("reproduced, since revised", "differs", "Verdicts as written moved"),
    ],
)
def test_what_stands_as_written_and_moves_is_an_alarm(
    two_books: tuple[Project, Project, Workplace], was: str, becomes: str, told: str
) -> None:
    before, now, _ = two_books
    path = records_path(now, pick_lesson(now, "01"))
    path.write_text(path.read_text().replace(was, becomes))
    diff = DataDiff("before", "now", (), compare_books(run_book(before), run_book(now)))
    assert not diff.sound
    assert told in diff.to_markdown()


def test_the_commands_say_what_is_amiss(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("treasurybook.snapshot.paths.ROOT", place.root)
    assert cli.main(["data", "restore"]) == 1
    assert "no previous snapshot" in capsys.readouterr().err
    assert cli.main(["data", "diff"]) == 1
    assert "--dry-run" in capsys.readouterr().err
    source = StandIn(later(place), {"WALCL": "no answer"})
    monkeypatch.setattr("treasurybook.refresh.refresh.refresh", partial(refresh, fetch=source))
    assert cli.main(["data", "refresh"]) == 1
    assert "WALCL: no answer" in capsys.readouterr().err
    assert cli.main(["data", "refresh", "--allow-partial", "--dry-run"]) == 0
    assert "nothing was replaced (--dry-run)" in capsys.readouterr().out
    assert cli.main(["data", "diff", "--quick"]) == 0
    assert "From the stored data to the staged data" in capsys.readouterr().out
    assert cli.main(["data", "refresh", "--only", "GDP", "SOFR"]) == 0
    assert "data/ is replaced" in capsys.readouterr().out
    assert cli.main(["data", "diff", "--quick"]) == 0
    assert "2 series and tables changed" in capsys.readouterr().out
    assert cli.main(["data", "restore"]) == 0
    assert "2026-04-01" not in stored(place, "GDP")


# ---------------------------------------------------------------- the clock "as written"


def synthetic(package: Package, folder: Path) -> dict[str, Path]:
    """Write what the live sources might send: all revised series changed, all series longer."""
    by_chance = random.Random(1)
    fresh = {}
    for target in read_plan(package).targets:
        resource = target.resource
        if resource.kind != "series" or resource.raw.get("corrected"):
            continue
        head, *lines = (package.folder / resource.path).read_text().splitlines()
        rows = [line.split(",") for line in lines]
        if resource.revised == "routinely" and resource.id != "USREC":
            rows = [[day, repr(float(v) * by_chance.uniform(0.996, 1.004))] for day, v in rows]
        step = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92}.get(resource.frequency, 0)
        if step:
            last = date.fromisoformat(rows[-1][0])
            day = date.fromordinal(last.toordinal() + step)
            rows.append([(day if step < 20 else day.replace(day=1)).isoformat(), rows[-1][1]])
        fresh[resource.id] = folder / f"{resource.id}.csv"
        fresh[resource.id].write_text("\n".join([head, *map(",".join, rows), ""]))
    return fresh


def test_verdicts_as_written_do_not_move_with_fresh_data(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    shutil.copytree(DATA, place.data)
    (tmp_path / "files").mkdir()
    place.work.mkdir()
    stored_package = open_package(place.data)
    fresh = synthetic(stored_package, tmp_path / "files")
    assert len(fresh) > 150
    stage(place, stored_package, fresh, today=AFTER, readers=readers_of(Project(ROOT)))
    book = book_on(Project(ROOT), place.staged, place.work / "book")
    latest_moved = 0
    for number in ("1.2", "1.6", "6.1"):
        chapter = pick_lesson(book, number)
        # a run with parameters of one's own tells of conclusions that fail, and goes on
        usual = {one.name: one.default for one in lesson_parameters(chapter)}
        store(book, chapter, execute_lesson(book, chapter, usual))
        assert read_executed(executed_path(book, chapter)).cells
        then = json.loads((ROOT / "tests" / "expected" / f"{chapter.stem}.json").read_text())
        now = {r["claim"]: r for r in json.loads(records_path(book, chapter).read_text())}
        for record in then:
            found = now[record["claim"]]
            if record["as_written"] is not None:
                assert alike(found["as_written"], record["as_written"]), record["claim"]
                assert decided(found["verdict"]) == decided(record["verdict"]), record["claim"]
            latest_moved += found["latest"] != record["latest"]
    assert latest_moved > 5, "the fresh data must differ, or this test sees nothing"


def alike(one: float | str, other: float | str) -> bool:
    return one == (other if isinstance(other, str) else pytest.approx(other, rel=1e-9))


def decided(verdict: str) -> str:
    """Return the verdict on the data of the time; later revisions may only be added to it."""
    return verdict.removesuffix(", since revised")
