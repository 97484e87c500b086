"""The data package: one description a stored file, read once a process."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from treasurybook.snapshot.days import read_day
from treasurybook.snapshot.errors import BrokenSnapshot, NotADay, UnknownSeries, WrongKind
from treasurybook.snapshot.interrupted import refuse_interrupted

PACKAGE_FILE = "datapackage.json"
SOURCES_FILE = "sources.yaml"


@dataclass(frozen=True, slots=True)
class Resource:
    """What the package says about one stored file.

    Attributes
    ----------
    id : str
        Name that ``series`` or ``table`` takes; the vintages of a series share it.
    kind : str
        ``"series"`` (columns date and value) or ``"table"``.
    unit : str
        Canonical unit of a series; empty for a table, whose fields carry their own.
    vintage, known_on : str
        Label of the vintage and the ISO day from which it was public.
    revised : str
        ``"never"`` or ``"routinely"``.
    lag_days : int
        Days between the date of an observation and its publication.
    raw : dict
        The whole description as stored.
    """

    id: str
    kind: str
    path: str
    title: str
    topic: str
    unit: str
    frequency: str
    vintage: str
    known_on: str
    revised: str
    first: str
    last: str
    n: int
    lag_days: int = 0
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Fields of the table schema, as stored."""
        fields: list[dict[str, Any]] = self.raw["schema"]["fields"]
        return fields

    def text(self, key: str) -> str:
        """Return the stored text under ``key``, empty if there is none."""
        return str(self.raw.get(key) or "")


def _resource(raw: dict[str, Any]) -> Resource:
    coverage = raw["coverage"]
    return Resource(
        id=raw["id"],
        kind=raw["kind"],
        path=raw["path"],
        title=raw["title"],
        topic=raw["topic"],
        unit=raw.get("unit", ""),
        frequency=raw["frequency"],
        vintage=raw["vintage"],
        known_on=read_day(raw["known_on"]).isoformat(),
        revised=raw["revised"],
        first=coverage.get("first", ""),
        last=coverage.get("last", ""),
        n=coverage["n"],
        lag_days=raw.get("publication_lag_days", 0),
        raw=raw,
    )


@dataclass(frozen=True)
class Package:
    """All descriptions, and the versions of each id in the order in which they became known."""

    folder: Path
    resources: tuple[Resource, ...]
    versions: dict[str, tuple[Resource, ...]]

    def of(self, id: str, kind: str) -> tuple[Resource, ...]:
        """Return the versions of ``id``, oldest first.

        Raises
        ------
        UnknownSeries
            If nothing has the id; names near matches.
        WrongKind
            If the id belongs to the other kind; names the right function.
        """
        found = self.versions.get(id, ())
        if not found:
            raise UnknownSeries(id, (r.id for r in self.resources if r.kind == kind), kind)
        if found[0].kind != kind:
            raise WrongKind(f"{id} is a {found[0].kind}: read it with {found[0].kind}({id!r})")
        return found


def open_package(folder: Path) -> Package:
    """Read ``datapackage.json`` of a data folder; read again only when the file has changed.

    Raises
    ------
    BrokenSnapshot
        If the file is absent or is not a data package of this project, or if a replacement of the
        folder is not finished.
    """
    refuse_interrupted(folder)
    path = folder / PACKAGE_FILE
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise BrokenSnapshot(
            f"{path} does not exist: set TREASURYBOOK_ROOT to the project folder"
        ) from None
    return _open(folder, stamp)


@lru_cache(maxsize=8)
def _open(folder: Path, _stamp: int) -> Package:
    path = folder / PACKAGE_FILE
    try:
        raw = json.loads(path.read_bytes())
        resources = tuple(_resource(r) for r in raw["resources"])
    except (json.JSONDecodeError, KeyError, TypeError, NotADay) as error:
        raise BrokenSnapshot(f"{path} cannot be read: {type(error).__name__}: {error}") from error
    versions: dict[str, list[Resource]] = {}
    for resource in sorted(resources, key=lambda r: r.known_on):
        versions.setdefault(resource.id, []).append(resource)
    return Package(folder, resources, {k: tuple(v) for k, v in versions.items()})
