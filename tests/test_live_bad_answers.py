"""Bad answers of the sources: each refused in one line, or rightly read, and ``data/`` as it was.

The faults are put into the replies of a server on loopback. Those that concern the content are
spread over different series, so that one refresh meets many of them at once.
"""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from tests.faults import (
    PAGE,
    Fault,
    answer,
    body,
    framed,
    last_twice,
    last_two_swapped,
    like,
    lines,
    raw,
    records,
    renamed,
    status,
    text,
    times,
    values,
)
from tests.small_project import contents
from tests.sources_server import CSV, JSON, SourcesServer, serving
from treasurybook.refresh.checks import check_form, check_history
from treasurybook.refresh.errors import RefreshError
from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.readers import Readers
from treasurybook.refresh.refresh import RefreshOptions, refresh
from treasurybook.refresh.report import Outcome, Status
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA

PACKAGE = open_package(DATA)
TARGETS = {target.id: target for target in read_plan(PACKAGE).targets}
DAY = date.fromordinal(
    40 + max(date.fromisoformat(resource.known_on) for resource in PACKAGE.resources).toordinal()
)
"""The day of the refresh: everything stored is known, and a few weeks have passed."""

LARGEST = 20_000_000
SCALE = "a median of|value between|times as large"
"""What tells that figures are in another unit."""


@dataclass(frozen=True)
class Case:
    """A fault in the replies of a series, and a pattern of what is told of it."""

    id: str
    fault: Fault
    said: str


def plain_series() -> list[str]:
    """Return series of FRED without anything particular, the short ones first."""
    fred = [t for t in TARGETS.values() if t.source == "fred" and t.resource.n >= 40]
    free = [t for t in fred if not t.resource.raw.get("corrected") and t.id not in SPECIAL]
    return [t.id for t in sorted(free, key=lambda t: (t.resource.n, t.id))]


def key(id: str) -> str:
    return TARGETS[id].key


def without_last(number: int) -> Fault:
    return lines(lambda x: x[:-number])


def line_again(line: str) -> Fault:
    """Append a line."""
    return lines(lambda x: [*x, line])


def last_line(change: str) -> Fault:
    """Replace the value of the last line."""
    return lines(lambda x: [*x[:-1], f"{x[-1][:11]}{change}"])


# ---------------------------------------------------------------- FRED, on any series

NO_LINE = "expected lines of a day and a number"
HEADER = "expected the header observation_date"

OF_FRED: dict[str, tuple[Fault, str]] = {
    "page": (like("text/html", PAGE), "text/html"),
    "page called CSV": (like(CSV, PAGE), "<!doctype"),
    "page in small letters after blanks": (like(CSV, b"\n \n<html><p>busy"), "<html"),
    "empty": (like(CSV, b""), "an empty answer"),
    "blank": (like(CSV, b" \r\n\n"), "an empty answer"),
    "header only": (lines(lambda x: x[:1]), "none"),
    "cut in mid-line": (body(lambda b: b[:-3]), "whole lines to the end"),
    "cut in mid-file": (lines(lambda x: x[: len(x) // 2]), "at least"),
    "ended early": (without_last(10), "at least"),
    "first half gone": (lines(lambda x: [x[0], *x[len(x) // 2 :]]), "rows at least"),
    "renamed day": (renamed("observation_date", "day"), HEADER),
    "another series": (lines(lambda x: ["observation_date,ELSE", *x[1:]]), HEADER),
    "one column more": (lines(lambda x: [x[0] + ",NOTE", *(f"{y},1" for y in x[1:])]), HEADER),
    "columns exchanged": (
        lines(lambda x: [",".join(reversed(line.split(","))) for line in x]),
        HEADER,
    ),
    "header twice": (lines(lambda x: [x[0], *x]), NO_LINE),
    "no header": (lines(lambda x: x[1:]), HEADER),
    "semicolons": (renamed(",", ";"), HEADER),
    "tabs": (renamed(",", "\t"), HEADER),
    "decimal commas": (values(lambda v: f'"{v.replace(".", ",")},0"'), NO_LINE),
    "separators of thousands": (values(lambda v: f"1,{v}"), NO_LINE),
    "quoted numbers": (values(lambda v: f'"{v}"'), NO_LINE),
    "signs of per cent": (values(lambda v: f"{v}%"), NO_LINE),
    "signs of dollars": (values(lambda v: f"${v}"), NO_LINE),
    "American days": (lines(lambda x: [x[0], *(f"01/02/{y[:4]}{y[10:]}" for y in x[1:])]), NO_LINE),
    "times of day": (lines(lambda x: [x[0], *(f"{y[:10]} 00:00{y[10:]}" for y in x[1:])]), NO_LINE),
    "a day that does not exist": (line_again("2031-08-32,4.1"), "2031-08-32"),
    "the 30th of February": (line_again("2031-02-30,4.1"), "2031-02-30"),
    "year nought": (line_again("0000-01-01,4.1"), "0000-01-01"),
    "year 9999": (line_again("9999-12-31,4.1"), "days before 2200"),
    "newest first": (lines(lambda x: [x[0], *reversed(x[1:])]), "ascending days"),
    "last two exchanged": (lines(last_two_swapped), "ascending days"),
    "last one twice": (lines(last_twice), "ascending days"),
    "words for numbers": (last_line("about 4"), NO_LINE),
    "infinite": (last_line("inf"), NO_LINE),
    "hexadecimal": (last_line("0x10"), NO_LINE),
    "huge exponent": (last_line("1e999"), NO_LINE),
    "wide digits": (last_line("４．５"), NO_LINE),
    "typographic minus": (last_line("−4.5"), NO_LINE),
    "underscores": (last_line("1_000"), NO_LINE),
    "a formula": (last_line("=1+1"), NO_LINE),
    "a script": (last_line("<script>alert(1)</script>"), NO_LINE),
    "a colour of the terminal": (last_line("\x1b[31m4"), NO_LINE),
    "a line separator": (last_line("4\u2028.5"), NO_LINE),
    "nothing but missing marks": (values(lambda _: "."), "none"),
    "newest values missing": (values(lambda _: ".", last=3), "at least"),
    "not UTF-8": (body(lambda b: b.replace(b"observation", b"obs\xffrvation")), "utf-8 text"),
    "UTF-16": (body(lambda b: b.decode().encode("utf-16")), "utf-8 text"),
    "zero bytes": (body(lambda b: b.replace(b",", b"\x00,")), HEADER),
    "packed and not called so": (body(gzip.compress), "utf-8 text"),
    "an archive": (like("text/plain", b"PK\x03\x04" + b"\x00" * 60), HEADER),
    "JSON": (like(CSV, b'{"observations": []}'), HEADER),
    "an error of XML": (like("text/plain", b"<?xml version='1.0'?><error code='400'/>"), HEADER),
    "an error in words": (like("text/plain", b"Too many requests, slow down\n"), HEADER),
    "called PDF": (lambda reply, _: changed(reply, media="application/pdf"), "application/pdf"),
    "called a picture": (lambda reply, _: changed(reply, media="image/png"), "image/png"),
    "huge": (like(CSV, b"1" * (LARGEST + 1)), f"more than {LARGEST} bytes"),
    "hundred times": (times(100), SCALE),
    "a hundredth": (times(0.01), SCALE),
    "thousand times": (times(1000), SCALE),
    "a thousandth": (times(0.001), SCALE),
    "million millions": (times(1e12), SCALE),
    "other sign": (times(-1), SCALE),
    "all nought": (times(0), SCALE),
    "empty lines between": (lines(lambda x: [y for line in x for y in (line, "")]), NO_LINE),
    "a remark above": (lines(lambda x: ["# GDP", *x]), HEADER),
    "a remark below": (line_again("Note: discontinued."), NO_LINE),
    "a page behind the data": (line_again("<html><body>Session expired"), NO_LINE),
    "a cell too many": (lines(lambda x: [*x[:-1], x[-1] + ",9"]), NO_LINE),
    "a cell too few": (lines(lambda x: [*x[:-1], x[-1][:10]]), NO_LINE),
}

# ---------------------------------------------------------------- JSON of the Treasury

JSON_RECORDS = "records|a list of records"
FISCAL = [
    ("renamed field", renamed("record_date", "date"), "a field 'record_date'"),
    ("cut", body(lambda b: b[: len(b) // 2]), "something else or only a part"),
    ("two answers", body(lambda b: b + b), "something else or only a part"),
    ("an error with status 200", like(JSON, b'{"error": "Invalid Query Param"}'), "meta.total"),
    ("a list", like(JSON, b"[]"), "meta.total"),
    ("null", like(JSON, b"null"), "meta.total"),
    ("a word", like(JSON, b'"busy"'), "meta.total"),
    ("no records", records(lambda _: [], "data"), "as the source says"),
    ("records are null", answer(lambda a: a | {"data": None}), JSON_RECORDS),
    ("records are a mapping", answer(lambda a: a | {"data": {"1": a["data"][0]}}), JSON_RECORDS),
    ("records are lists", records(lambda rs: [list(r.values()) for r in rs], "data"), JSON_RECORDS),
    ("no count", records(lambda _: {"total-pages": 1}, "meta"), "meta.total-count"),
    ("no meta", answer(lambda a: {"data": a["data"]}), "meta.total-pages"),
    ("pages in words", records(lambda m: m | {"total-pages": "two"}, "meta"), "meta.total-pages"),
    ("half a page", records(lambda m: m | {"total-pages": 1.5}, "meta"), "meta.total-pages"),
    ("a billion pages", records(lambda m: m | {"total-pages": 10**9}, "meta"), "200 pages"),
    ("a record lost", records(lambda rs: rs[:-1], "data"), "as the source says"),
    ("a record twice", records(last_twice, "data"), "as the source says"),
]
ONLY = "AVGRATE_BILLS"
FISCAL_VALUES = [
    ("days with strokes", "record_date", lambda v: v.replace("-", "/"), "days as YYYY-MM-DD"),
    ("no day", "record_date", lambda _: None, "days as YYYY-MM-DD"),
    ("a list for a number", "avg_interest_rate_amt", lambda v: [v], "a value in"),
    ("per cent signs", "avg_interest_rate_amt", lambda v: f"{v}%", "is not a number"),
    ("all missing", "avg_interest_rate_amt", lambda _: "null", "none"),
    ("true for a number", "avg_interest_rate_amt", lambda _: True, "is not a number"),
    ("fractions", "avg_interest_rate_amt", lambda v: f"{float(v) / 100:.6f}", SCALE),
]


def each(name: str, change: object) -> Fault:
    """Change one field of every record."""
    return records(lambda rs: [r | {name: change(r[name])} for r in rs], "data")  # type: ignore[operator]


# ---------------------------------------------------------------- the others


def rows_of_japan(change: object) -> Fault:
    """Change the lines of both files of Japan."""

    def bend(content: bytes) -> bytes:
        return "\r\n".join(change(content.decode("cp932").split("\r\n"))).encode("cp932")  # type: ignore[operator]

    return body(bend)


OTHERS: dict[str, tuple[str, Fault, str]] = {
    "New York: not the summary": ("soma_summary", like(JSON, b'{"soma": {}}'), "records under"),
    "New York: a page called JSON": ("soma_summary", like(JSON, PAGE), "<!doctype"),
    "New York: renamed field": ("soma_summary", renamed('"mbs"', '"agencyMbs"'), "'mbs'"),
    "New York: none": ("soma_summary", like(JSON, b'{"soma": {"summary": []}}'), "none"),
    "New York: a record twice": (
        "soma_summary",
        records(last_twice, "soma", "summary"),
        "ascending rows, each once",
    ),
    "New York: millions": (
        "soma_summary",
        records(lambda rs: [r | {"total": r["total"][:-6]} for r in rs], "soma", "summary"),
        "total|" + SCALE,
    ),
    "New York: another rate": ("SOFR", renamed('"SOFR"', '"BGCR"'), "rates of type SOFR"),
    "New York: list of words": ("SOFR", like(JSON, b'["x"]'), "refRates"),
    "New York: cut": ("SOFR", body(lambda b: b[: len(b) // 2]), "only a part"),
    "New York: a rate in words": (
        "EFFR",
        body(lambda b: re.sub(rb'percentRate":[\d.]+', b'percentRate":"n/k"', b, count=1)),
        "is not a number",
    ),
    "New York: oldest first": ("EFFR", records(lambda rs: rs[::-1], "refRates"), "ascending rows"),
    "New York: no day": ("EFFR", renamed('"effectiveDate"', '"date"'), "'effectiveDate'"),
    "Frankfurt: renamed column": ("ESTR", renamed("OBS_VALUE", "VALUE"), "OBS_VALUE"),
    "Frankfurt: column twice": ("ESTR", renamed("OBS_STATUS", "OBS_VALUE"), "OBS_VALUE"),
    "Frankfurt: another series": ("ESTR", renamed(".WT", ".XX"), "EST.B.EU000A2X2A25.WT"),
    "Frankfurt: order": ("EA_AAA_1Y", lines(last_two_swapped), "ascending rows"),
    "Frankfurt: a short line": (
        "EA_AAA_1Y",
        lines(lambda x: [*x[:-1], ",".join(x[-1].split(",")[:5])]),
        "cells in a line",
    ),
    "Frankfurt: an open quote": ("EA_AAA_1Y", line_again('"YC'), "delimited text"),
    "Frankfurt: months": (
        "EA_AAA_1Y",
        text(lambda t: re.sub(r"(\d{4}-\d\d)-\d\d", r"\1", t)),
        "days as YYYY-MM-DD",
    ),
    "Frankfurt: XML": ("EA_AAA_1Y", like("application/xml", b"<a/>"), "application/xml"),
    "Tokyo: renamed column": ("JGB10Y", body(lambda b: b.replace(b"10Y", b"9.9Y")), "Date,…,10Y"),
    "Tokyo: no unit": ("JGB10Y", body(lambda b: b.replace(b"(Unit : %)", b"")), "Unit"),
    "Tokyo: a page": ("JGB10Y", like(CSV, PAGE), "<!doctype"),
    "Tokyo: title only": ("JGB10Y", rows_of_japan(lambda x: x[:1]), "Unit"),
    "Tokyo: cells gone": (
        "JGB10Y",
        rows_of_japan(lambda x: [*x[:2], x[2].rpartition(",")[0], *x[3:]]),
        "cells in a line",
    ),
    "Tokyo: month 13": ("JGB10Y", rows_of_japan(lambda x: [*x, "2025/13/1," + "1," * 14]), "13/1"),
    "Tokyo: years of the emperor": (
        "JGB10Y",
        rows_of_japan(lambda x: [*x[:2], "7.9.1," + "1," * 14, *x[3:]]),
        "YYYY/M/D",
    ),
    "Tokyo: other bytes": ("JGB10Y", body(lambda b: b + b"\x81"), "cp932 text"),
    "Washington: renamed line": ("TIC_MFH_JAPAN", renamed("Japan", "Nippon"), "a line 'Japan'"),
    "Washington: another unit": (
        "TIC_MFH_JAPAN",
        renamed("illions of", "undreds of"),
        "billions of dollars",
    ),
    "Washington: other months": ("TIC_MFH_JAPAN", renamed("Dec", "Dez"), "a month above a year"),
    "Washington: other years": ("TIC_MFH_JAPAN", renamed("\t2025\t", "\t25\t"), "above a year"),
    "Washington: months with strokes": (
        "TIC_MFH_JAPAN",
        text(lambda t: re.sub(r"\t(20\d\d)-(\d\d)", r"\t\1/\2", t)),
        "YYYY-MM",
    ),
    "Washington: values gone": (
        "TIC_MFH_JAPAN",
        text(lambda t: re.sub(r"(?m)^Japan\t[\d.]+\t", "Japan\t", t)),
        "values in the line",
    ),
    "Washington: only a headline": (
        "TIC_MFH_JAPAN",
        like("text/plain", b"In billions of dollars\r\n"),
        "a line 'Japan'",
    ),
    "Washington: stars": (
        "TIC_MFH_JAPAN",
        text(lambda t: re.sub(r"(?m)^Japan\t[\d.]+", "Japan\t*", t)),
        "is not a number",
    ),
    "Research: list of words": ("OFR_MMF_TOT", like(JSON, b'["a", "b"]'), "pairs of day and value"),
    "Research: a mapping": ("OFR_MMF_TOT", like(JSON, b'{"a": 1}'), "a list of days"),
    "Research: threes": ("OFR_MMF_TOT", like(JSON, b'[["2020-01-31", 1, 2]]'), "pairs"),
    "Research: none": ("OFR_MMF_TOT", like(JSON, b"[]"), "none"),
    "Research: deep": ("OFR_MMF_TOT", like(JSON, b"[" * 100_000), "only a part"),
    "Research: a pair for a value": (
        "OFR_MMF_TOT",
        like(JSON, b'[["2020-01-31", [1]]]'),
        "a value",
    ),
    "World Bank: a message": (
        "WB_CPI_WORLD",
        like(JSON, b'[{"message": [{"key": "Invalid value"}]}]'),
        "Invalid value",
    ),
    "World Bank: two pages": ("WB_CPI_WORLD", renamed('"pages":1', '"pages":2'), "2 pages"),
    "World Bank: another place": ("WB_INDUSTRY_USA", renamed('"USA"', '"UMI"'), "of UMI"),
    "World Bank: another indicator": (
        "WB_INDUSTRY_USA",
        renamed("NV.IND.TOTL.CD", "NV.IND.TOTL.KD"),
        "NV.IND.TOTL.KD",
    ),
    "World Bank: quoted numbers": (
        "WB_INDUSTRY_WLD",
        text(lambda t: re.sub(r'"value":([\d.]+)', r'"value":"\1"', t)),
        "numbers",
    ),
    "World Bank: a year twice": ("WB_INDUSTRY_WLD", renamed('"2019"', '"2018"'), "each once"),
    "World Bank: nothing": ("WB_CPI_WORLD", like(JSON, b'[{"page":0,"pages":0},null]'), "message"),
}

# ---------------------------------------------------------------- what only the past can tell


def next_week(id: str) -> str:
    return (date.fromisoformat(TARGETS[id].resource.last) + timedelta(days=7)).isoformat()


def middle(change: object) -> Fault:
    """Change the middle line of a FRED reply; None takes it out."""

    def bend(x: list[str]) -> list[str]:
        half = next(i for i in range(len(x) // 2, len(x)) if not x[i].endswith(","))
        while x[half].endswith(",."):
            half += 1
        line = change(x[half])  # type: ignore[operator]
        return [*x[:half], *([] if line is None else [line]), *x[half + 1 :]]

    return lines(bend)


def past_record(change: object) -> Fault:
    """Change a record in the middle of a table of the Treasury."""
    return records(
        lambda rs: [change(r) if i == 5 * len(rs) // 6 else r for i, r in enumerate(rs)],  # type: ignore[operator]
        "data",
    )


def of_day(day: date, last: int) -> Fault:
    """Append a FRED line of a day, with the last value times something."""
    return lines(lambda x: [*x, f"{day},{float(x[-1][11:]) * last:.3f}"])


PAST: dict[str, tuple[str, Fault, str]] = {
    "a figure changed": (
        "CUUR0000SEHA",
        middle(lambda x: f"{x[:11]}{float(x[11:]) * 1.01:.3f}"),
        "history rewritten",
    ),
    "a figure gone": ("CPIAUCNS", middle(lambda _: None), "rows lost"),
    "a figure emptied": ("VIXCLS", middle(lambda x: f"{x[:11]}."), "rows lost"),
    "first figures gone": ("RRPONTSYAWARD", lines(lambda x: [x[0], *x[9:]]), "rows lost"),
    "no decimals": ("DGS10", values(lambda v: f"{float(v):.0f}"), "coarser"),
    "one decimal for two": ("DFII10", values(lambda v: f"{float(v):.1f}"), "coarser"),
    "no decimals in the last year": (
        "MORTGAGE30US",
        values(lambda v: f"{float(v):.0f}", last=52),
        "history rewritten",
    ),
    "dated tomorrow": ("IORB", of_day(DAY + timedelta(days=1), 1), "date to come"),
    "known tomorrow": ("WALCL", of_day(DAY, 1), "date to come"),
    "this month": ("MTSDS133FMS", of_day(DAY.replace(day=1), 1), "date to come"),
    "next year": ("USSTHPI", of_day(date(DAY.year + 1, 1, 1), 1), "date to come"),
    "year 2199": ("WRESBAL", line_again("2199-12-29,3000000"), "date to come"),
    "projections of a century": ("GDPPOT", line_again("2136-01-01,30000"), "date to come"),
    "a point slipped": ("GDPC1", values(lambda v: f"{float(v) / 10:.3f}", last=1), "jump"),
    "a sign lost": ("NETEXP", values(lambda v: v.lstrip("-"), last=1), "jump"),
    "a new figure, half as much again": (
        "TREAST",
        of_day(date.fromisoformat(next_week("TREAST")), 1.5),
        "jump",
    ),
    "a slip far back": ("GPDI", middle(lambda x: f"{x[:11]}{float(x[11:]) * 9:.3f}"), "jump"),
    "a cell of the past emptied": (
        "debt_to_the_penny",
        past_record(lambda r: r | {"debt_held_public_amt": "null"}),
        "history rewritten",
    ),
    "a cell of the past changed": (
        "auction_calendar",
        past_record(lambda r: r | {"price_per100": "99.123456"}),
        "history rewritten",
    ),
    "a rate of the past changed": (
        "average_interest_rates",
        past_record(lambda r: r | {"avg_interest_rate_amt": "2.999"}),
        "history rewritten",
    ),
    "a class that jumps": (
        "mspd_summary",
        records(lambda rs: [*rs[:-1], rs[-1] | {"total_mil_amt": "1000000"}], "data"),
        "jump",
    ),
    "a rate of tomorrow": (
        "SOFR",
        text(lambda t: t.replace(TARGETS["SOFR"].resource.last, DAY.isoformat())),
        "date to come",
    ),
}

SPECIAL = frozenset(id for id, _, _ in PAST.values())


def fiscal_ids() -> list[str]:
    treasury = [t for t in TARGETS.values() if t.source == "fiscaldata"]
    return [t.id for t in treasury if t.resource.kind == "series"]


def content_cases() -> dict[str, Case]:
    """Return all faults of content, each with a series of its own as far as there are enough."""
    fred, fiscal = plain_series(), fiscal_ids()
    cases = {
        f"FRED: {name}": Case(fred[i % len(fred)], fault, said)
        for i, (name, (fault, said)) in enumerate(OF_FRED.items())
    }
    cases |= {
        f"Treasury: {name}": Case(fiscal[i % len(fiscal)], fault, said)
        for i, (name, fault, said) in enumerate(FISCAL)
    }
    cases |= {
        f"Treasury: {name}": Case(ONLY, each(field, change), said)
        for name, field, change, said in FISCAL_VALUES
    }
    return cases | {name: Case(*case) for name, case in OTHERS.items()}


CONTENT = content_cases()
HISTORY = {name: Case(*case) for name, case in PAST.items()}


def rounds(cases: dict[str, Case]) -> Iterator[dict[str, Case]]:
    """Divide cases so that no two of a round concern one series."""
    left = dict(cases)
    while left:
        one: dict[str, Case] = {}
        for name, case in left.items():
            if case.id not in {other.id for other in one.values()}:
                one[name] = case
        left = {name: case for name, case in left.items() if name not in one}
        yield one


class Met:
    """What a refresh told of each case, and the state of ``data/`` before and after."""

    def __init__(self, folder: Path, server: SourcesServer) -> None:
        self.place = Workplace(folder)
        self.place.data.symlink_to(DATA)  # it is compared, below, and never written
        self.server = server
        self.before = contents(DATA)

    @cache  # noqa: B019 (lives as long as the module's tests)
    def told(self, history: bool) -> dict[str, str]:
        """Refresh with all cases of a kind; return the lines told of each."""
        found: dict[str, str] = {}
        for number, one in enumerate(rounds(HISTORY if history else CONTENT)):
            shutil.rmtree(self.place.work, ignore_errors=True)  # nothing of a former round counts
            self.server.bends.clear()
            for case in one.values():
                self.server.bend(case.id, case.fault)
            options = ClientOptions(
                cache=self.place.root / f"cache-{history}-{number}",
                base_urls=self.server.base_urls,
                attempts=2,
                backoff=0.01,
                largest_body=LARGEST,
            )
            wanted = RefreshOptions(
                options, Readers(()), only=[case.id for case in one.values()], today=DAY
            )
            with pytest.raises(RefreshError) as caught:
                refresh(self.place, wanted, tell=lambda _line: None)
            listed = [x[2:] for x in str(caught.value).splitlines() if x.startswith("  ")]
            for name, case in one.items():
                path = PACKAGE.versions[case.id][-1].path
                mine = (f"{case.id}: ", f"{path}: ", f"{path}, ")
                found[name] = "\n".join(x for x in listed if x.startswith(mine))
            assert len(str(caught.value).splitlines()) == len(listed) + 2, "a line too many"
        return found


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    with serving(DATA) as server:
        yield Met(tmp_path_factory.mktemp("met"), server)


@pytest.mark.parametrize("name", CONTENT)
def test_a_bad_answer_is_refused_in_one_line(met: Met, name: str) -> None:
    case, line = CONTENT[name], met.told(history=False)[name]
    source = TARGETS[case.id].source
    parts = rf"{case.id}: {source}, {case.id}: expected .+; came .+; .{{20,}}"
    assert re.fullmatch(parts, line), line or "nothing was told"
    assert re.search(case.said, line), line


@pytest.mark.parametrize("name", HISTORY)
def test_what_contradicts_the_stored_data_is_refused(met: Met, name: str) -> None:
    case, told = HISTORY[name], met.told(history=True)[name]
    assert re.search(f": {case.said}: .+ → .+", told), told or "nothing was told"
    overridable = case.said != "date to come"
    assert ("--accept " + case.id in told) == overridable


def test_nothing_was_written(met: Met) -> None:
    met.told(history=False)
    met.told(history=True)
    assert contents(DATA) == met.before
    assert not met.place.staged.exists()
    assert not met.place.previous.exists()
    assert not list(met.place.work.glob("fetched-*/**/*.csv.part"))


# ---------------------------------------------------------------- connections and answers to read

CONNECTIONS: dict[str, tuple[Fault, str]] = {
    "bad request": (status(400), "does not know it"),
    "forbidden": (status(403), "status 403"),
    "not found": (status(404), "does not know it"),
    "gone": (status(410), "does not know it"),
    "a teapot": (status(418), "status 418"),
    "too many requests for ever": (status(429), "status 429"),
    "server error": (status(500), "status 500"),
    "not implemented": (status(501), "status 501"),
    "bad gateway": (status(502), "status 502"),
    "unavailable": (status(503), "status 503"),
    "unavailable, and come back in words": (status(503, **{"Retry-After": "soon"}), "status 503"),
    "unavailable, and come back ²": (status(503, **{"Retry-After": "²"}), "status 503"),
    "unavailable, and come back in year 20155555": (
        status(503, **{"Retry-After": "Wed, 21 Oct 20155555 07:28:00 GMT"}),
        "status 503",
    ),
    "too late": (status(504), "status 504"),
    "a part only": (lambda reply, _: changed(reply, status=206), "status 206"),
    "no content": (status(204), "status 204|broken connection"),
    "unchanged, unasked": (status(304), "status 304"),
    "early hints and nothing": (raw(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "status 103|broken"),
    "redirect elsewhere": (status(302, Location="http://localhost:1/x.csv"), "a redirect to"),
    "redirect to a file": (status(302, Location="file:///etc/passwd"), "a redirect to file"),
    "redirect to another scheme": (status(302, Location="ftp://127.0.0.1/x"), "a redirect to ftp"),
    "redirect to nonsense": (status(302, Location="http://["), "what is no address"),
    "redirect to nowhere": (status(302), "a redirect to nowhere"),
    "redirect in circles": (status(302, Location="?id=IORB"), "again and again"),
    "cut in the body": (lambda reply, _: changed(reply, cut=True), "broken connection"),
    "closed at once": (raw(b"\r\n"), "broken connection"),
    "no status line": (raw(b"observation_date,IORB\n2021-07-29,0.15\n"), "broken connection"),
    "another protocol": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "broken connection"),
    "a later HTTP": (raw(b"HTTP/3.0 200 OK\r\n\r\n"), "broken connection"),
    "status in words": (raw(b"HTTP/1.1 fine OK\r\n\r\n"), "broken connection"),
    "status 99": (raw(b"HTTP/1.1 99 Low\r\n\r\n"), "broken connection"),
    "200 headers": (framed(b"", *(b"X-%d: 1" % i for i in range(200))), "broken connection"),
    "a header without end": (framed(b"", b"X: " + b"a" * 70_000), "broken connection"),
    "longer than it is": (framed(b"x", b"Content-Length: 9999"), "broken connection"),
    "chunks of no size": (framed(b"zz\r\nabc", b"Transfer-Encoding: chunked"), "broken connection"),
    "chunks cut off": (framed(b"ff\r\nabc", b"Transfer-Encoding: chunked"), "broken connection"),
    "called packed": (framed(b"plain", b"Content-Encoding: gzip"), "broken connection"),
    "a bomb": (
        framed(gzip.compress(b"1" * (LARGEST + 1)), b"Content-Encoding: gzip"),
        f"more than {LARGEST} bytes",
    ),
    "packed in an unknown way": (framed(b"\xffpacked", b"Content-Encoding: zip9"), "utf-8 text"),
}


def fetch_one(folder: Path, server: SourcesServer, id: str) -> tuple[Outcome, Path]:
    options = ClientOptions(
        cache=folder / "cache",
        base_urls=server.base_urls,
        attempts=2,
        backoff=0.01,
        longest_wait=0.05,
        largest_body=LARGEST,
    )
    report = fetch_into(folder / "new", PACKAGE, options=options, only=[id], progress=False)
    (outcome,) = [one for one in report.outcomes if one.status != Status.SKIPPED]
    return outcome, folder / "new" / outcome.path


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_bad_connection_is_told_in_one_line(met: Met, name: str, tmp_path: Path) -> None:
    fault, said = CONNECTIONS[name]
    met.server.bends.clear()
    met.server.bend("IORB", fault)
    outcome, path = fetch_one(tmp_path, met.server, "IORB")
    assert outcome.status == Status.FAILED
    assert re.fullmatch(r"fred, IORB: expected .+; came .+; .{20,}", outcome.message)
    assert re.search(said, outcome.message), outcome.message
    assert not path.exists()


def chunked(content: bytes) -> bytes:
    return (
        b"5;note=x\r\n"
        + content[:5]
        + b"\r\n%x\r\n" % len(content[5:])
        + content[5:]
        + (b"\r\n0\r\nX-Sum: 1\r\n\r\n")
    )


def as_sent(change: object, *head: bytes) -> Fault:
    """Send the right body in another form."""
    return lambda reply, before: framed(change(reply.body), *head)(reply, before)  # type: ignore[operator]


READ: dict[str, tuple[str, Fault]] = {
    "mark of the byte order": ("IORB", body(lambda b: b"\xef\xbb\xbf" + b)),
    "lines of Windows": ("IORB", body(lambda b: b.replace(b"\n", b"\r\n"))),
    "the former header": ("IORB", renamed("observation_date", "DATE")),
    "empty for missing": ("IORB", line_again("2031-08-24,")),
    "ND for missing": ("IORB", line_again("2031-08-24,ND")),
    "called plain text": ("IORB", lambda r, _: changed(r, media="text/plain; charset=utf-8")),
    "called nothing in particular": ("IORB", lambda r, _: changed(r, media="application/csv")),
    "noughts behind the point": ("IORB", values(lambda v: f"{float(v):.4f}")),
    "chunks with extensions and trailers": (
        "IORB",
        as_sent(chunked, b"Transfer-Encoding: chunked"),
    ),
    "packed": ("IORB", as_sent(gzip.compress, b"Content-Encoding: gzip")),
    "to the end of the connection": ("IORB", as_sent(bytes, b"Connection: close")),
    "100 Continue first": (
        "IORB",
        lambda r, before: changed(
            as_sent(bytes)(r, before),
            raw=b"HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n" + as_sent(bytes)(r, before).raw,
        ),
    ),
    "further fields": ("SOFR", records(lambda rs: [r | {"note": [1]} for r in rs], "refRates")),
    "further columns": ("ESTR", lines(lambda x: [x[0] + ",MORE", *(f"{y},z" for y in x[1:])])),
    "spread out": ("AVGRATE_BILLS", body(lambda b: b.replace(b"},", b"},\n\t "))),
}


@pytest.mark.parametrize("name", READ)
def test_an_unusual_answer_is_rightly_read(met: Met, name: str, tmp_path: Path) -> None:
    id, fault = READ[name]
    met.server.bends.clear()
    met.server.bend(id, fault)
    outcome, path = fetch_one(tmp_path, met.server, id)
    assert outcome.status == Status.UNCHANGED, outcome.message
    assert path.read_bytes() == (DATA / outcome.path).read_bytes()


def test_an_empty_cell_that_is_filled_is_let_in(met: Met, tmp_path: Path) -> None:
    """The parts of the debt before April 2001 are empty as stored."""

    def fill(found: list[dict[str, str]]) -> list[dict[str, str]]:
        amounts = [r["debt_held_public_amt"] for r in found]
        near = next(amount for amount in amounts if amount != "null")
        near_by = [near := near if amount == "null" else amount for amount in amounts]
        return [
            r | {"debt_held_public_amt": amount} if r["record_date"] < "2001-04" else r
            for r, amount in zip(found, near_by, strict=True)
        ]

    filled = records(fill, "data")
    met.server.bends.clear()
    met.server.bend("debt_to_the_penny", filled)
    outcome, path = fetch_one(tmp_path, met.server, "debt_to_the_penny")
    assert outcome.status == Status.FETCHED, outcome.message
    stored, content = PACKAGE.versions["debt_to_the_penny"][-1], path.read_bytes()
    assert check_form(stored, content, DAY) == []
    assert check_history(DATA, stored, content) == []


def test_there_are_as_many_kinds_as_promised() -> None:
    assert len(CONTENT) + len(HISTORY) + len(CONNECTIONS) >= 130
