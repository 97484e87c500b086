"""The live sources against a server on loopback that answers in their formats, well and badly."""

from __future__ import annotations

import datetime
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from tests.faults import PAGE, Fault, like, lines, renamed, status
from tests.sources_server import Reply, SourcesServer, serving
from treasurybook.refresh.door import Door
from treasurybook.refresh.errors import (
    BadCache,
    BadSourcesFile,
    KeyNeeded,
    UnitChanged,
    Unreachable,
)
from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.form import rows_of
from treasurybook.refresh.journal import JOURNAL_FILE
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.report import FetchReport, Outcome, Status
from treasurybook.refresh.vintage import fetch_vintage
from treasurybook.snapshot.errors import UnknownSeries
from treasurybook.snapshot.package import SOURCES_FILE, Package, open_package
from treasurybook.snapshot.paths import DATA

KEY = "abcdefghijklmnopqrstuvwxyz123456"


def last_rows(id: str) -> list[str]:
    """Return the last two stored rows of a series, as text."""
    path = open_package(DATA).versions[id][-1].path
    return (DATA / path).read_text().splitlines()[-2:]


# What is expected follows the stored data, so that a refresh breaks no test.
(IORB_BEFORE, _), (IORB_LAST, _) = (row.split(",") for row in last_rows("IORB"))
(ESTR_BEFORE, _), (ESTR_LAST, _) = (row.split(",") for row in last_rows("ESTR"))
WALCL_LAST = last_rows("WALCL")[-1].split(",")[0]
WALCL_NEXT = (datetime.date.fromisoformat(WALCL_LAST) + datetime.timedelta(days=7)).isoformat()
GDP_DAY, GDP_LAST = last_rows("GDP")[-1].split(",")


def options(folder: Path, server: SourcesServer, **others: object) -> ClientOptions:
    quick = ClientOptions(
        cache=folder / "cache", base_urls=server.base_urls, attempts=3, backoff=0.01
    )
    return replace(quick, **others)


@pytest.fixture(scope="module")
def package() -> Package:
    return open_package(DATA)


@pytest.fixture
def server() -> Iterator[SourcesServer]:
    with serving(DATA) as running:
        yield running


@pytest.fixture
def fetch(tmp_path: Path, server: SourcesServer, package: Package) -> Callable[..., FetchReport]:
    """Return a function that fetches some ids from the server into ``tmp_path/staging``."""

    def call(*ids: str, **others: object) -> FetchReport:
        chosen = options(tmp_path, server, **others)
        return fetch_into(tmp_path / "staging", package, options=chosen, only=ids, progress=False)

    return call


def only_outcome(report: FetchReport, status: Status) -> Outcome:
    """Return the single outcome that is not a vintage of the past."""
    (outcome,) = [o for o in report.outcomes if "/vintages/" not in o.path]
    assert outcome.status == status, outcome.message
    return outcome


def staged(folder: Path) -> list[str]:
    """Return the data files in the staging folder, unfinished ones included."""
    files = (folder / "staging").rglob("*")
    return sorted(f.name for f in files if f.is_file() and f.name != JOURNAL_FILE)


# ---------------------------------------------------------------- the list of sources


def test_vintages_of_the_past_are_never_fetched(package):
    paths = [target.resource.path for target in read_plan(package).targets]
    assert not [path for path in paths if "vintages" in path]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("keys: {SOFR:", "keys: {SOFTER:"), "SOFTER"),
        (lambda text: text.replace("source: tic", "source: tick"), "one of fred"),
        (lambda text: text.replace("DGS10,", ""), "no source and no reason for DGS10"),
        (lambda text: text + "- reason: twice\n  resources: [DGS10]\n", "stands in two places"),
        (lambda text: text.replace("scale: -3", "scales: -3\n  sale: 1", 1), "a group has either"),
        (lambda text: text.replace("    cusip: cusip\n", "", 1), "columns of auction_calendar"),
        (lambda _: "[", "cannot be read"),
    ],
)
def test_a_wrong_list_of_sources_is_told(tmp_path, package, change, said):
    text = (DATA / SOURCES_FILE).read_text(encoding="utf-8")
    (tmp_path / SOURCES_FILE).write_text(change(text), encoding="utf-8")
    with pytest.raises(BadSourcesFile, match=re.escape(said)):
        read_plan(replace(package, folder=tmp_path))


def test_an_unknown_id_is_told(fetch):
    with pytest.raises(UnknownSeries, match="DGS10"):
        fetch("dgs10")


# ---------------------------------------------------------------- sources that answer badly


def test_one_failure_does_not_stop_the_others(fetch, server, tmp_path):
    server.bend("IORB", like("text/html", PAGE))
    report = fetch("IORB", "DFII10", "SOFR")
    assert not report.ok
    assert [o.id for o in report.of(Status.FAILED)] == ["IORB"]
    assert staged(tmp_path) == ["DFII10.csv", "SOFR.csv"]
    assert str(report).startswith("IORB: fred, IORB: expected")


@pytest.mark.parametrize("mark", [".", "", "ND", "NA"])
def test_marks_of_missing_values_are_no_values(mark, fetch, server):
    server.bend("IORB", lines(lambda x: [*x, f"2031-08-24,{mark}"]))
    assert only_outcome(fetch("IORB"), Status.UNCHANGED).last == IORB_LAST


def test_a_new_observation_is_fetched(fetch, server, tmp_path):
    server.bend("WALCL", lines(lambda x: [*x, f"{WALCL_NEXT},6750001"]))
    outcome = only_outcome(fetch("WALCL"), Status.FETCHED)
    assert outcome.last == WALCL_NEXT
    old = (DATA / outcome.path).read_text()
    assert (tmp_path / "staging" / outcome.path).read_text() == old + f"{WALCL_NEXT},6750.001\n"


@pytest.mark.parametrize(
    "id",
    ["mspd_summary", "auction_results", "average_interest_rates", "soma_summary", "soma_holdings"],
)
def test_the_stored_tables_pass_every_check_at_the_door(id, package):
    target = next(t for t in read_plan(package).targets if t.id == id)
    rows = rows_of((DATA / target.resource.path).read_bytes())
    door = Door(target)
    door.check_bands(rows)
    door.check_scale(rows, rows)
    door.check_history(rows, rows)
    column = next(f["name"] for f in target.resource.fields if f["type"] == "number")
    tenfold = [{**r, column: str(10 * float(r[column])) if r[column] else ""} for r in rows]
    with pytest.raises(UnitChanged, match=column):
        door.check_scale(tenfold, rows)


def test_a_revision_passes_the_door(fetch, server):
    server.bend("GDP", renamed(f",{GDP_LAST}\n", f",{float(GDP_LAST) + 34.5:.1f}\n"))
    assert only_outcome(fetch("GDP"), Status.FETCHED).last == GDP_DAY


# ---------------------------------------------------------------- patience and etiquette


def passing(fault: Fault) -> Fault:
    """Let a fault pass after two replies."""
    return lambda reply, before: fault(reply, before) if before < 2 else reply


@pytest.mark.parametrize(
    "fault",
    [status(429), status(500), status(503), lambda reply, _: replace(reply, cut=True)],
    ids=["429", "500", "503", "broken connection"],
)
def test_a_passing_fault_is_waited_for(fault, fetch, server):
    server.bend("WALCL", passing(fault))
    only_outcome(fetch("WALCL"), Status.UNCHANGED)
    assert list(server.asked.values()) == [3]


def test_what_will_not_pass_is_not_tried_again(fetch, server):
    server.bend("WALCL", status(404))
    only_outcome(fetch("WALCL"), Status.FAILED)
    assert list(server.asked.values()) == [1]


def test_a_host_that_is_down_is_soon_left_in_peace(fetch, server):
    ids = ["USSTHPI", "ECIALLCIV", "PSAVERT", "BOPGTB", "IR", "DPI", "PSAVE", "GPDI"]
    for id in ids:
        server.bend(id, status(503))
    report = fetch(*ids, per_host=1, attempts=2)
    assert len(report.of(Status.FAILED)) == len(ids)
    assert sum(server.asked.values()) == 2 * 3
    (summed_up,) = [line for line in report.failures if "failed 3 times in a row" in line]
    assert "with status 503" in summed_up
    assert "Not fetched: " in summed_up
    assert len(report.failures) == 3 + 1


def test_a_host_without_connection_is_told_once(tmp_path, package):
    nobody = {"fred": "http://127.0.0.1:9/fred", "ecb": "http://localhost:9/ecb"}
    chosen = ClientOptions(
        cache=tmp_path / "cache", base_urls=nobody, attempts=2, backoff=0.01, connect_timeout=2
    )
    ids = [t.id for t in read_plan(package).targets if t.source in nobody]
    report = fetch_into(tmp_path / "staging", package, options=chosen, only=ids, progress=False)
    assert len(report.of(Status.FAILED)) == len(ids) > 100
    assert len(report.failures) == 2, report.failures
    told = next(line for line in report.failures if line.startswith("127.0.0.1:9: "))
    assert "broken connection (ConnectionError); check the network" in told
    of_fred = sum(t.source == "fred" for t in read_plan(package).targets)
    assert re.search(rf"Not fetched: (\w+, ){{7}}\w+ and {of_fred - 8} more$", told)


def test_time_that_is_up_is_told_once(fetch):
    report = fetch("WALCL", "GDP", "SOFR", total_seconds=0.0)
    (told,) = report.failures
    assert "it goes on where it stopped. Not fetched: " in told


def test_an_interruption_does_not_wait_for_retries(tmp_path, server, package, monkeypatch):
    server.bend("IORB", status(503))  # the second that is asked
    chosen = options(tmp_path, server, attempts=2, backoff=20.0)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tqdm.tqdm.update", interrupt)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        fetch_into(
            tmp_path / "staging", package, options=chosen, only=["IORB", "WALCL"], progress=False
        )
    assert time.monotonic() - begun < 10


def test_a_pipe_gets_no_progress_bar(tmp_path, server, package, capfd):
    chosen = options(tmp_path, server)
    fetch_into(tmp_path / "staging", package, options=chosen, only=["WALCL"], progress=True)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "wish",
    ["1", lambda: format_date(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2))],
    ids=["seconds", "date"],
)
def test_retry_after_is_honoured(wish, fetch, server):
    after = wish if isinstance(wish, str) else wish()
    fault = status(429, **{"Retry-After": after})
    server.bend("WALCL", lambda reply, before: fault(reply, before) if before < 1 else reply)
    begun = time.monotonic()
    only_outcome(fetch("WALCL"), Status.UNCHANGED)
    assert 0.9 < time.monotonic() - begun < 10


def format_date(moment: datetime.datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")


def test_retry_after_is_capped(fetch, server):
    fault = status(429, **{"Retry-After": "86400"})
    server.bend("WALCL", lambda reply, before: fault(reply, before) if before < 1 else reply)
    begun = time.monotonic()
    only_outcome(fetch("WALCL", longest_wait=0.2), Status.UNCHANGED)
    assert time.monotonic() - begun < 10


def test_a_silent_source_is_left(fetch, server):
    server.bend("WALCL", lambda reply, _: (time.sleep(1), reply)[1])
    outcome = only_outcome(fetch("WALCL", read_timeout=0.2, attempts=2), Status.FAILED)
    assert "broken connection (ReadTimeout)" in outcome.message


def test_a_file_that_serves_several_series_is_asked_for_once(fetch, server):
    """Even when their threads want it at the same time."""
    server.bend("JGB10Y", lambda reply, _: (time.sleep(0.5), reply)[1])
    report = fetch("JGB1Y", "JGB10Y")
    assert len(report.of(Status.UNCHANGED)) == 2
    assert set(server.asked.values()) == {1}


def test_the_whole_has_a_time_limit(fetch):
    outcome = only_outcome(fetch("WALCL", total_seconds=0.0), Status.FAILED)
    assert "the limit is 0 s in all" in outcome.message


def test_a_damaged_cache_is_told(fetch, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "http.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(BadCache, match="delete it"):
        fetch("WALCL")


def test_one_host_is_asked_by_few_at_once(fetch, server):
    at_once, most = [0], [0]

    def slow(reply: Reply, _: int) -> Reply:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.05)
        at_once[0] -= 1
        return reply

    ids = ["USSTHPI", "ECIALLCIV", "PSAVERT", "BOPGTB", "IR", "DPI", "PSAVE", "GPDI"]
    for id in ids:
        server.bend(id, slow)
    assert fetch(*ids, workers=8, per_host=2).ok
    assert most[0] == 2


def test_a_redirect_within_the_host_is_followed(fetch, server):
    moved = status(301, Location="/fred/graph/fredgraph.csv?id=WALCL")
    server.bend("WALCL", lambda reply, before: moved(reply, before) if before < 1 else reply)
    only_outcome(fetch("WALCL"), Status.UNCHANGED)


def test_unchanged_data_are_not_sent_twice(tmp_path, fetch, server, package):
    fetch("WALCL")
    chosen = options(tmp_path, server)
    again = fetch_into(tmp_path / "second", package, options=chosen, only=["WALCL"], progress=False)
    only_outcome(again, Status.UNCHANGED)
    assert "If-None-Match" in server.headers[-1]


def test_without_validators_the_source_is_asked_again(tmp_path, fetch, server, package):
    server.bend("WALCL", lambda reply, _: replace(reply, headers={}))
    only_outcome(fetch("WALCL"), Status.UNCHANGED)
    newer = lines(lambda x: [*x, f"{WALCL_NEXT},6750001"])
    server.bend("WALCL", lambda reply, _: replace(newer(reply, 0), headers={}))
    chosen = options(tmp_path, server)
    again = fetch_into(tmp_path / "second", package, options=chosen, only=["WALCL"], progress=False)
    only_outcome(again, Status.FETCHED)


def test_an_interrupted_fetch_goes_on_where_it_stopped(fetch, server, tmp_path):
    server.bend("DFII10", status(503))
    fetch("WALCL", "DFII10")
    server.bend("DFII10", lambda reply, _: reply)
    with (tmp_path / "staging" / JOURNAL_FILE).open("a") as journal:
        journal.write('{"path": "rates/dai')  # killed while writing
    report = fetch("WALCL", "DFII10")
    assert report.ok
    assert len([url for url in server.asked if "WALCL" in url]) == 1
    assert server.asked[next(url for url in server.asked if "WALCL" in url)] == 1


def test_a_staged_file_that_was_changed_is_fetched_again(fetch, tmp_path):
    path = tmp_path / "staging" / only_outcome(fetch("WALCL"), Status.UNCHANGED).path
    path.write_text("date,value\n")
    only_outcome(fetch("WALCL"), Status.UNCHANGED)
    assert path.read_bytes() == (DATA / "fed/weekly/WALCL.csv").read_bytes()


def test_reading_the_snapshot_loads_no_network_library():
    code = "import sys, treasurybook.snapshot; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not {"requests", "requests_cache", "treasurybook.refresh"} & loaded


# ---------------------------------------------------------------- certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_certificate_that_cannot_be_verified_is_refused(tmp_path, certificate, package):
    with serving(DATA, certificate) as running:
        report = fetch_into(
            tmp_path / "staging",
            package,
            options=options(tmp_path, running),
            only=["WALCL"],
            progress=False,
        )
        assert not running.asked
    outcome = only_outcome(report, Status.FAILED)
    assert "a certificate that cannot be verified" in outcome.message
    assert "do not switch verification off" in outcome.message
    assert staged(tmp_path) == []


def test_a_trusted_certificate_is_accepted(tmp_path, authority, certificate, package):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with serving(DATA, certificate) as running:
        chosen = options(tmp_path, running, ca_file=tmp_path / "ca.pem")
        report = fetch_into(
            tmp_path / "staging", package, options=chosen, only=["WALCL"], progress=False
        )
    only_outcome(report, Status.UNCHANGED)


# ---------------------------------------------------------------- vintages, and their key


def test_a_vintage_is_fetched_with_a_key(tmp_path, server, package, monkeypatch):
    monkeypatch.setenv("FRED_API_KEY", KEY)
    day = datetime.date(2023, 12, 21)
    fresh = fetch_vintage(package, "GDP", day, options=options(tmp_path, server))
    stored = next(r for r in package.versions["GDP"] if r.known_on == "2023-12-21")
    rows = (DATA / stored.path).read_text().splitlines()
    first = package.versions["GDP"][-1].first
    assert fresh.decode().splitlines() == [rows[0], *(r for r in rows[1:] if r >= first)]


def test_without_a_key_it_is_told_how_to_get_one(tmp_path, server, package, monkeypatch):
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    with pytest.raises(KeyNeeded, match=r"FRED_API_KEY.*api_key\.html"):
        fetch_vintage(
            package, "GDP", datetime.date(2023, 12, 21), options=options(tmp_path, server)
        )
    assert not server.asked


def test_the_key_is_written_nowhere(tmp_path, server, package, monkeypatch, caplog):
    monkeypatch.setenv("FRED_API_KEY", KEY)
    chosen = options(tmp_path, server)
    with caplog.at_level("DEBUG", logger="treasurybook"):
        fetch_vintage(package, "GDP", datetime.date(2023, 12, 21), options=chosen)
        server.bend("alfred", status(500))
        with pytest.raises(Unreachable) as caught:
            fetch_vintage(package, "GDP", datetime.date(2023, 12, 22), options=chosen)
    assert KEY not in str(caught.value) + repr(caught.value) + caplog.text
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if KEY.encode() in path.read_bytes()]
