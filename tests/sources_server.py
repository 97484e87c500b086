"""A loopback server that answers as the live sources do, from the stored snapshot.

Each reply is in the documented format of its source and in its units: money in dollars or millions,
numbers as strings where the source does so, pages, missing marks, footnotes, newest first. So a
fetch against it must give the stored files again. ``bend`` puts a fault into the replies of one
series. The formats are described, with references, in ``treasurybook.refresh.sources``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from treasurybook.refresh import clock
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.target import Target
from treasurybook.snapshot.package import open_package

CSV, JSON, TEXT = "text/csv", "application/json", "text/plain"


@dataclass
class Reply:
    """What goes out: status, body and headers.

    ``cut`` closes the connection in mid-body; ``raw`` goes out in place of everything else, and
    then the connection is closed.
    """

    body: bytes
    media: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    raw: bytes = b""


Bend = Callable[[Reply, int], Reply]
"""Changes a reply; the number says how often the address was asked before."""


def shifted(text: str, power: int) -> str:
    """Return a stored number with its point moved: bn to mn is 3."""
    return format(Decimal(text).scaleb(power), "f")


class Replies:
    """Builds replies from a stored snapshot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.targets: dict[str, Target] = {t.id: t for t in read_plan(open_package(folder)).targets}

    def rows(self, path: str) -> list[dict[str, str]]:
        with (self.folder / path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def pairs(self, target: Target) -> list[tuple[str, str]]:
        return [(row["date"], row["value"]) for row in self.rows(target.resource.path)]

    def answer(self, source: str, path: str, query: dict[str, str]) -> tuple[str, Reply] | None:
        """Return the id asked for, and the reply; None if nothing is known of it."""
        found: tuple[str, Reply] | None = getattr(self, source)(path, query)
        return found

    def _of(self, source: str, key: str) -> Target | None:
        found = (t for t in self.targets.values() if t.source == source and t.key == key)
        return next(found, None)

    def fred(self, _path: str, query: dict[str, str]) -> tuple[str, Reply] | None:
        target = self._of("fred", query["id"])
        if target is None:
            return None
        pairs = [(day, shifted(value, -target.scale)) for day, value in self.pairs(target)]
        earlier = date.fromisoformat(pairs[0][0]).replace(day=1) - timedelta(days=1)
        lines = [f"observation_date,{target.key}", f"{earlier},{pairs[0][1]}"]
        if target.resource.frequency == "daily":
            pairs = list(_with_holidays(pairs))
        lines += [f"{day},{value}" for day, value in pairs]
        return target.id, Reply(("\n".join(lines) + "\n").encode(), CSV)

    def fiscaldata(self, path: str, query: dict[str, str]) -> tuple[str, Reply] | None:
        fields = query["fields"].split(",")
        wanted = query.get("filter", "")
        if "auction_date" in fields:
            assert wanted == f"auction_date:lt:{clock.today()}"
            wanted = ""
        target = next(
            t
            for t in self.targets.values()
            if (t.source, "/" + t.key, t.filter) == ("fiscaldata", path, wanted)
            and list(t.columns.values()) == fields
        )
        records = [_fiscal_record(target, row) for row in self.rows(target.resource.path)]
        number, size = int(query["page[number]"]), int(query["page[size]"])
        pages = -(-len(records) // size)
        shown = records[(number - 1) * size : number * size]
        link = f"&page%5Bnumber%5D={number + 1}&page%5Bsize%5D={size}"
        answer = {
            "data": shown,
            "meta": {
                "count": len(shown),
                "labels": {name: name.replace("_", " ").title() for name in fields},
                "total-count": len(records),
                "total-pages": pages,
            },
            "links": {"self": "", "next": link if number < pages else None},
        }
        return target.id, Reply(json.dumps(answer).encode(), JSON)

    def nyfed(self, path: str, query: dict[str, str]) -> tuple[str, Reply] | None:
        if path == "/api/soma/summary.json":
            target = self.targets["soma_summary"]
            records = [_fed_record(target, row) for row in self.rows(target.resource.path)]
            return target.id, _json({"soma": {"summary": records}})
        if path.startswith("/api/soma/"):
            return "soma_holdings", self._holdings(path.split("/")[3], path)
        target = self._of("nyfed", path.removeprefix("/api/rates/").removesuffix("/search.json"))
        assert target is not None
        assert query["startDate"] == target.first
        # numbers stand bare in this answer, so it is written by hand to keep their digits
        records_text = ",".join(
            f'{{"effectiveDate":"{day}","type":"{target.id}","percentRate":{value},'
            f'"volumeInBillions":100,"revisionIndicator":""}}'
            for day, value in reversed(self.pairs(target))
        )
        return target.id, Reply(f'{{"refRates":[{records_text}]}}'.encode(), JSON)

    def _holdings(self, kind: str, path: str) -> Reply:
        target = self.targets["soma_holdings"]
        treasuries = {"Bills", "NotesBonds", "TIPS", "FRNs"}
        rows = [r for r in self.rows(target.resource.path) if r["as_of_date"] in path]
        records = [
            _fed_record(target, row)
            for row in rows
            if (row["security_type"] in treasuries) == (kind == "tsy")
        ]
        if kind == "agency":
            through = {"asOfDate": rows[0]["as_of_date"], "cusip": "3132DWAA1"}
            records.append({**through, "securityType": "MBS", "currentFaceValue": "1000.5"})
        return _json({"soma": {"holdings": records}})

    def mof(self, path: str, _query: dict[str, str]) -> tuple[str, Reply]:
        past, current = self._japan
        return "JGB10Y", Reply(past if path.endswith("_all.csv") else current, CSV)

    @cached_property
    def _japan(self) -> tuple[bytes, bytes]:
        terms = [f"{n}Y" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40)]
        days: dict[str, dict[str, str]] = defaultdict(dict)
        for target in self.targets.values():
            if target.source == "mof":
                for day, value in self.pairs(target):
                    days[day][target.key] = value
        month = max(days)[:7]
        files = []
        for title, wanted in (("1974-", lambda d: d < month), (month, lambda d: d >= month)):
            lines = [f"Interest Rate ({title}){',' * 15}(Unit : %)", ",".join(["Date", *terms])]
            for day in filter(wanted, sorted(days)):
                year, number, of_month = map(int, day.split("-"))
                cells = [days[day].get(term, "-") for term in terms]
                lines.append(",".join([f"{year}/{number}/{of_month}", *cells]))
            lines += [
                "," * 15,
                '"Clear the browser\'s cache if the file is old （注）."' + "," * 15,
            ]
            files.append("\r\n".join([*lines, ""]).encode("cp932"))
        return files[0], files[1]

    def tic(self, path: str, _query: dict[str, str]) -> tuple[str, Reply]:
        body = self._tic_history if path.endswith("mfhhis01.txt") else self._tic_current
        return "TIC_MFH_JAPAN", Reply(body.encode("cp1252"), TEXT)

    @cached_property
    def _tic_history(self) -> str:
        table = self.folder / "holders/tables/tic_major_foreign_holders.csv"
        values: dict[tuple[str, str, str], str] = {
            (row["country"], row["date"], row["series"]): row["holdings_usd_bn"]
            for row in self.rows(str(table))
        }
        countries = list(dict.fromkeys(country for country, _, _ in values))
        lines = ["\t\t\tMAJOR FOREIGN HOLDERS OF TREASURY SECURITIES", "\t(in billions of dollars)"]
        for year in range(2025, 1999, -1):
            columns = sorted(
                {(d, s) for _, d, s in values if d.startswith(f"{year}-") and "vintage" not in s},
                key=lambda c: (c[0], c[1] == "current"),
                reverse=True,
            )
            months = [date.fromisoformat(day).strftime("%b") for day, _ in columns]
            lines += ["\t" + "\t".join(months) + "\t"]
            lines += ["Country\t" + "\t".join([str(year)] * len(columns)) + "\t"]
            lines += ["\t" + "\t".join(["------"] * len(columns)) + "\t"]
            for country in countries:
                cells = [values.get((country, day, series), "") for day, series in columns]
                if any(cells):
                    note = " 2/" if country == "United Kingdom" else ""
                    name = f'"{country}"' if "," in country else f"{country}{note}"
                    lines.append(f"{name}\t" + "\t".join(cells) + "\t")
            lines += ["\t\t", "\t\t"]
        return "\r\n".join(lines) + "\r\n"

    @cached_property
    def _tic_current(self) -> str:
        series = {t.key: dict(self.pairs(t)) for t in self.targets.values() if t.source == "tic"}
        # the source shows thirteen months; June 2025 stands in the stored table of the past in an
        # older vintage than in the stored series, so here the newer page reaches back to it
        days = [day for day in sorted(series["Japan"]) if day >= "2025-06"][::-1]
        lines = ["Table 5: Major Foreign Holders of Treasury Securities", "Billions of dollars", ""]
        lines.append("Country\t" + "\t".join(day[:7] for day in days))
        for key, values in series.items():
            name = {"For. Official": "Of Which: Foreign Official"}.get(key, key)
            lines.append(f"{name}\t" + "\t".join(values[day] for day in days))
        return "\r\n".join(lines) + "\r\n"

    def ecb(self, path: str, query: dict[str, str]) -> tuple[str, Reply] | None:
        target = self._of("ecb", ".".join(path.removeprefix("/service/data/").split("/")))
        if target is None or query["format"] != "csvdata":
            return None
        lines = ["KEY,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE"]
        for day, value in self.pairs(target):
            # more digits than are stored, where we store fewer
            shown = value if target.digits is None else f"{Decimal(value):.{target.digits}f}214"
            lines.append(f'{target.key},B,U2,{day},{shown},A,"Rate, percent"')
        return target.id, Reply(("\n".join(lines) + "\n").encode(), CSV)

    def alfred(self, _path: str, query: dict[str, str]) -> tuple[str, Reply]:
        assert query["api_key"]
        day = query["realtime_start"]
        versions = open_package(self.folder).versions[query["series_id"]]
        version = [v for v in versions if v.known_on <= day][-1]
        observations = [
            {"realtime_start": day, "realtime_end": day, "date": row["date"], "value": row["value"]}
            for row in self.rows(version.path)
        ]
        answer = {"count": len(observations), "limit": 100000, "observations": observations}
        return "alfred", _json(answer)

    def ofr(self, _path: str, query: dict[str, str]) -> tuple[str, Reply] | None:
        target = self._of("ofr", query["mnemonic"])
        if target is None:
            return None
        pairs = [f'["{d}", {shifted(v, -target.scale)}]' for d, v in self.pairs(target)]
        body = f'[["2010-11-30", null], {", ".join(pairs)}]'
        return target.id, Reply(body.encode(), JSON)

    def worldbank(self, path: str, _query: dict[str, str]) -> tuple[str, Reply] | None:
        country, indicator = path.split("/")[3], path.split("/")[5]
        target = self._of("worldbank", f"{country}/{indicator}")
        if target is None:
            return None
        place = {"USA": ("US", "United States"), "WLD": ("1W", "World")}[country]
        pairs = [(d[:4], shifted(v, -target.scale)) for d, v in self.pairs(target)]
        records = [
            f'{{"indicator":{{"id":"{indicator}","value":"Name"}},'
            f'"country":{{"id":"{place[0]}","value":"{place[1]}"}},'
            f'"countryiso3code":"{country}","date":"{year}","value":{value},"unit":"",'
            f'"obs_status":"","decimal":0}}'
            for year, value in [("2025", "null"), *reversed(pairs)]
        ]
        head = f'{{"page":1,"pages":1,"per_page":25000,"total":{len(records)}}}'
        return target.id, Reply(f"[{head},[{','.join(records)}]]".encode(), JSON)


def _with_holidays(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Put a point on working days without a value, as FRED does."""
    known = dict(pairs)
    day, last = date.fromisoformat(pairs[0][0]), date.fromisoformat(pairs[-1][0])
    while day <= last:
        text = day.isoformat()
        if text in known or day.weekday() < 5:
            yield text, known.get(text, ".")
        day += timedelta(days=1)


def _fiscal_record(target: Target, row: dict[str, str]) -> dict[str, str]:
    kinds = {f["name"]: f["type"] for f in target.resource.fields}
    record = {}
    for column, name in target.columns.items():
        text = row[column]
        if kinds[column] == "boolean":
            text = {"true": "Yes", "false": "No"}.get(text, text)
        elif text and kinds[column] == "number":
            text = shifted(text, -target.scales.get(column, target.scale))
        if not text:
            text = "_" if column == "security_class" else "null"
        record[name] = text
    return record


def _fed_record(target: Target, row: dict[str, str]) -> dict[str, str]:
    kinds = {f["name"]: f["type"] for f in target.resource.fields}
    return {
        name: shifted(row[column], -target.scales.get(column, target.scale))
        if row[column] and kinds[column] == "number"
        else row[column]
        for column, name in target.columns.items()
    }


def _json(answer: Any) -> Reply:
    return Reply(json.dumps(answer).encode(), JSON)


class SourcesServer:
    """The server itself, with the faults put into it and a count of what was asked."""

    def __init__(self, folder: Path, certificate: ssl.SSLContext | None = None) -> None:
        self._replies = replies_of(folder)
        self.bends: dict[str, Bend] = {}
        self.asked: dict[str, int] = defaultdict(int)
        self.headers: list[dict[str, str]] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"server_side": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._scheme = "https" if certificate else "http"
        if certificate:
            self._server.socket = certificate.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def base_urls(self) -> dict[str, str]:
        """Base address of each source, for ClientOptions."""
        names = {target.source for target in self._replies.targets.values()} | {"alfred"}
        return {name: f"{self.address}/{name}" for name in names}

    def bend(self, id: str, change: Bend) -> None:
        """Put a fault into all replies for a series; Japanese yields go by JGB10Y."""
        self.bends[id] = change

    def reply(self, url: str, headers: dict[str, str]) -> Reply:
        """Answer one request."""
        parts = urlsplit(url)
        _, source, rest = parts.path.split("/", 2)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        found = self._replies.answer(source, "/" + rest, query)
        with self._lock:
            before = self.asked[url]
            self.asked[url] += 1
            self.headers.append(headers)
        if found is None:
            return Reply(b"<!DOCTYPE html><html>not found</html>", "text/html", 404)
        id, reply = found
        reply = replace(reply, headers=dict(reply.headers))
        reply.headers["ETag"] = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if id in self.bends:
            return self.bends[id](reply, before)
        if headers.get("If-None-Match") == reply.headers["ETag"]:
            return replace(reply, status=304, body=b"")
        return reply

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@lru_cache(maxsize=2)
def replies_of(folder: Path) -> Replies:
    """Return the replies of a snapshot, read once."""
    return Replies(folder)


@contextmanager
def serving(folder: Path, certificate: ssl.SSLContext | None = None) -> Iterator[SourcesServer]:
    """Serve a snapshot while the block runs."""
    server = SourcesServer(folder, certificate)
    try:
        yield server
    finally:
        server.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_side: SourcesServer

    def do_GET(self) -> None:
        reply = self.server_side.reply(self.path, dict(self.headers.items()))
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        self.close_connection = bool(reply.cut or reply.raw)
        if reply.raw:
            self.wfile.write(reply.raw)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Type", reply.media)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)

    def log_message(self, *_args: Any) -> None:
        """Keep quiet."""
