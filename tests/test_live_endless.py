"""Answers that have no end, whatever part of them it is: one deadline, one size, and Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from tests.endless_server import KINDS, endless
from treasurybook.refresh.client import _retry_after
from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.report import FetchReport, Status
from treasurybook.refresh.workers import as_done
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA, ROOT

_FRED = [t for t in read_plan(open_package(DATA)).targets if t.source == "fred"]
IDS = {target.id: kind for target, kind in zip(_FRED, KINDS, strict=False) if target.key}
BY_KIND = {kind: id for id, kind in IDS.items()}
KEYS = {target.key: IDS[target.id] for target in _FRED if target.id in IDS}

HANGS = 60.0
"""Seconds after which something that ought to have ended at once counts as hanging."""


def fetch(folder: Path, address: str, *ids: str, **others: object) -> FetchReport:
    options = ClientOptions(
        cache=folder / "cache",
        base_urls={"fred": address},
        attempts=2,
        backoff=0.01,
        per_host=len(ids),
        workers=len(ids),
        **others,  # type: ignore[arg-type]
    )
    return fetch_into(folder / "new", open_package(DATA), options=options, only=ids, progress=False)


def test_the_time_of_the_whole_fetch_holds_in_every_part_of_an_answer(tmp_path: Path) -> None:
    with endless(KEYS, pause=0.02) as server:
        begun = time.monotonic()
        report = fetch(tmp_path, server.address, *IDS, total_seconds=1.5)
        assert time.monotonic() - begun < HANGS
        assert set(server.asked) == set(KEYS)
    failed = {outcome.id: outcome.message for outcome in report.of(Status.FAILED)}
    assert set(failed) == set(IDS)
    assert [IDS[id] for id, told in failed.items() if "the limit is 2 s in all" not in told] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_has_a_time_of_its_own(kind: str, tmp_path: Path) -> None:
    with endless(KEYS, pause=0.02) as server:
        report = fetch(tmp_path, server.address, BY_KIND[kind], exchange_seconds=0.4)
        (outcome,) = report.of(Status.FAILED)
        assert "came an answer that had no end after 0 s" in outcome.message
        assert len(server.asked) == 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind][1]])
def test_a_flood_is_stopped_by_its_size(kind: str, tmp_path: Path) -> None:
    with endless(KEYS, pause=0.0) as server:
        report = fetch(tmp_path, server.address, BY_KIND[kind], largest_body=100_000)
    (outcome,) = report.of(Status.FAILED)
    told = outcome.message
    assert "a body of more than 100000 bytes" in told or "a broken connection" in told
    assert "no end" not in told


INTERRUPTED = """
    import signal, socket, sys, time
    from pathlib import Path
    from tests.test_live_endless import IDS, fetch

    signal.signal(signal.SIGINT, signal.default_int_handler)
    known = socket.getaddrinfo

    def slow(host, *others, **more):  # a name server that does not answer
        if host == "slow.invalid":
            time.sleep(3600)
        return known(host, *others, **more)

    socket.getaddrinfo = slow
    address = sys.argv[2]
    try:
        fetch(Path(sys.argv[1]), address, *IDS)
    except KeyboardInterrupt:
        print("interrupted")
        raise SystemExit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("where", ["in every part of an answer", "at the name server"])
def test_ctrl_c_ends_a_fetch_at_once(where: str, tmp_path: Path) -> None:
    with endless(KEYS, pause=0.02) as server:
        stuck = "http://slow.invalid:9" if where == "at the name server" else server.address
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(tmp_path), stuck],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun = time.monotonic()
        while not (tmp_path / "new").exists() or (
            stuck == server.address and len(set(server.asked)) < len(KEYS)
        ):
            assert time.monotonic() - begun < HANGS
            assert child.poll() is None, child.communicate()[1]
            time.sleep(0.05)
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        try:
            told, complaints = child.communicate(timeout=HANGS)
        finally:
            child.kill()
    assert (child.returncode, told, complaints) == (130, "interrupted\n", "")


def test_who_does_not_finish_in_time_is_not_waited_for() -> None:
    def work(number: int) -> int:
        if number:
            time.sleep(3600)
        return number

    begun = time.monotonic()
    found = dict(as_done(work, [0, 1, 2], workers=3, until=begun + 0.5))
    assert found == {0: 0, 1: None, 2: None}
    assert time.monotonic() - begun < HANGS


def test_an_error_in_a_thread_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(as_done(lambda number: 1 // number, [0], workers=1, until=time.monotonic() + HANGS))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", pytest.approx(2.5e11, rel=0.1)),
    ],
)
def test_what_a_source_asks_us_to_wait_is_read(text: str, seconds: float) -> None:
    assert _retry_after(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "soon", "-3", "1.5", "²", "١٢", "9" * 5000, "Fri, 99 Dec 2026 99:99:99 GMT", "Mon, 1 Jan",
     "Wed, 21 Oct 20155555 07:28:00 GMT", "Wed, 21 Oct 0000 07:28:00 GMT", "0x10", "nan", "\x00",
     "Wed, 21 Oct 2015 07:28:00 +99999999999", "Wed, 3 Apr 2002 12.34.56.78+0800", ",,,,", ": : :"],
)  # fmt: skip
def test_what_is_neither_seconds_nor_a_date_is_ignored(text: str) -> None:
    assert _retry_after(text) == 0.0


@pytest.mark.parametrize("stuck", [True, False])
def test_what_threads_use_is_closed_after_the_last_has_ended_and_never_under_one(
    stuck: bool,
) -> None:
    told: list[str] = []
    released = threading.Event()

    def work(number: int) -> int:
        released.wait(HANGS if stuck and number else 0)
        return number

    until = time.monotonic() + (0.2 if stuck else HANGS)
    stop, close = (partial(told.append, name) for name in ("stop", "close"))
    list(as_done(work, [0, 1], workers=2, until=until, stop=stop, close=close))
    assert told == (["stop"] if stuck else ["stop", "close"])
    released.set()
