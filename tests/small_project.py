"""A small project folder whose data can be refreshed without a network."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from treasurybook.refresh.describing import write_package
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.readers import Readers
from treasurybook.refresh.refresh import Refreshed, RefreshOptions, refresh
from treasurybook.refresh.report import FetchReport, Outcome, Status
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.package import Package
from treasurybook.snapshot.paths import DATA

IDS = ("SOFR", "CPIAUCNS", "GDP", "IIPUSNETIA", "WALCL", "runoff_caps")
KNOWN = {
    "SOFR": ("2026-08", "2026-08-21", "2026-08-20"),
    "CPIAUCNS": ("2026-07", "2026-07-20", "2026-06-01"),
    "GDP": ("2026-06", "2026-06-25", "2026-01-01"),
    "IIPUSNETIA": ("2023-06", "2023-06-28", "2022-01-01"),
    "WALCL": ("2026-08", "2026-08-20", "2026-08-19"),
}
"""Vintage, day from which it is known, and last date of the newest version in the small project:
these stay when the real data are refreshed, so that the tests need no change then."""

TODAY = date(2026, 12, 1)
READERS = Readers(("2023-12-15", "2026-01-31"))


def make(root: Path) -> Workplace:
    """Make a project with a few of the stored series, a table, a correction and statements."""
    data = root / "data"
    package = json.loads((DATA / "datapackage.json").read_bytes())
    resources = [_frozen(data, raw) for raw in package["resources"] if _belongs(raw)]
    write_package(data, package, resources)
    (data / "claims").mkdir()
    (data / "claims" / "notes.yaml").write_text("- a statement\n")
    (data / "corrections.yaml").write_text("# none\n")
    return Workplace(root)


def _belongs(raw: Mapping[str, Any]) -> bool:
    """Return whether a stored version is one of the small project's, and no later vintage."""
    id = raw["id"]
    return id in IDS and ("vintages" not in raw["path"] or raw["known_on"] < KNOWN[id][1])


def _frozen(data: Path, raw: dict[str, Any]) -> dict[str, Any]:
    """Copy a stored file, the newest version only as far as `KNOWN` says, and describe it."""
    lines = (DATA / raw["path"]).read_text().splitlines(keepends=True)
    if raw["id"] in KNOWN and "vintages" not in raw["path"]:
        vintage, known_on, last = KNOWN[raw["id"]]
        lines = [lines[0], *(line for line in lines[1:] if line[:10] <= last)]
        coverage = {"first": lines[1][:10], "last": lines[-1][:10], "n": len(lines) - 1}
        content = "".join(lines).encode()
        raw = raw | {
            "vintage": vintage,
            "known_on": known_on,
            "coverage": coverage,
            "hash": f"sha256:{sha256(content).hexdigest()}",
            "bytes": len(content),
        }
        raw.pop("downloaded", None)
    path = data / raw["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))
    return raw


@dataclass
class StandIn:
    """Stands in for the live sources: gives stored files again, fresh ones where there are any."""

    fresh: Mapping[str, bytes] = field(default_factory=dict)
    failing: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self,
        staging: Path,
        package: Package,
        *,
        options: ClientOptions,  # noqa: ARG002 (as fetch_into)
        only: Collection[str] | None = None,
    ) -> FetchReport:
        outcomes = []
        for id, versions in package.versions.items():
            path = versions[-1].path
            if only is not None and id not in only:
                continue
            if id in self.failing:
                outcomes.append(Outcome(id, path, Status.FAILED, message=self.failing[id]))
                continue
            stored = (package.folder / path).read_bytes()
            content = self.fresh.get(id, stored)
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_bytes(content)
            status = Status.UNCHANGED if content == stored else Status.FETCHED
            last = content.decode("utf-8", "replace").rstrip().rpartition("\n")[2].split(",")[0]
            outcomes.append(Outcome(id, path, status, last=last))
        return FetchReport(tuple(outcomes))


def stored(place: Workplace, id: str) -> str:
    """Return the newest stored file of a series or table."""
    package = json.loads((place.data / "datapackage.json").read_bytes())
    paths = [r["path"] for r in package["resources"] if r["id"] == id]
    return (place.data / next(p for p in paths if "vintages" not in p)).read_text()


def later(place: Workplace) -> dict[str, bytes]:
    """Return fresh files: a later day of SOFR, and GDP with a new quarter and a revised one."""
    gdp = stored(place, "GDP").replace("2025-01-01,", "2025-01-01,1")
    head, *rows = gdp.splitlines()
    rows = [row if "2025-01-01" not in row else "2025-01-01,30001.5" for row in rows]
    sofr = stored(place, "SOFR")
    return {
        "GDP": "\n".join([head, *rows, "2026-04-01,32500.0", ""]).encode(),
        "SOFR": f"{sofr}{next_day(sofr)},3.6\n".encode(),
    }


def next_day(content: str) -> str:
    last = date.fromisoformat(content.splitlines()[-1].split(",")[0])
    return date.fromordinal(last.toordinal() + 1).isoformat()


def run(place: Workplace, source: StandIn, **wanted: Any) -> Refreshed:
    """Refresh without a word."""
    options = RefreshOptions(
        **{
            "options": ClientOptions(cache=place.cache),
            "readers": READERS,
            "today": TODAY,
            **wanted,
        }
    )
    return refresh(place, options, fetch=source, tell=lambda _line: None)


def contents(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
