"""What two versions of one stored file have in common, and what not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from treasurybook.snapshot.package import Package, Resource

Key = tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """A cell that has another content: key of its row (of a series: the date), as stored."""

    key: Key
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """How one file differs from its former version.

    Attributes
    ----------
    new : Resource
        The description of the new version.
    old_vintage : str
        Label of the former version.
    added : tuple of (key, text)
        Rows that the former version lacked: of a series date and value; of a table the text is
        empty.
    lost : tuple of key
        Rows that only the former version has.
    revisions : tuple of Revision
        Cells that differ beyond rounding.
    rounded : int
        Cells that differ within the rounding of the coarser version.
    """

    new: Resource
    old_vintage: str
    added: tuple[tuple[Key, str], ...]
    lost: tuple[Key, ...]
    revisions: tuple[Revision, ...]
    rounded: int

    @property
    def id(self) -> str:
        return self.new.id


def compare_folders(old: Package, new: Package) -> list[Change]:
    """Compare the newest version of every series and table that both folders hold."""
    return [
        change
        for id, versions in new.versions.items()
        if id in old.versions
        and (change := compare_newest(old, old.versions[id][-1], new, versions[-1]))
    ]


def compare_newest(old: Package, former: Resource, new: Package, newer: Resource) -> Change | None:
    """Compare two versions of one series or table; None if their files are alike."""
    if former.text("hash") == newer.text("hash"):
        return None
    one = (old.folder / former.path).read_bytes()
    return compare_contents(newer, former.vintage, one, (new.folder / newer.path).read_bytes())


def compare_contents(resource: Resource, old_vintage: str, old: bytes, new: bytes) -> Change:
    """Compare the contents of two files that `resource` describes, row by row."""
    former, newer = _Sheet.read(resource, old), _Sheet.read(resource, new)
    cells = list(_differing(resource, former, newer))
    return Change(
        resource,
        old_vintage,
        added=tuple(
            (key, row["value"] if resource.kind == "series" else "")
            for key, row in newer.rows.items()
            if key not in former.rows
        ),
        lost=tuple(key for key in former.rows if key not in newer.rows),
        revisions=tuple(cell for cell, within in cells if not within),
        rounded=sum(within for _, within in cells),
    )


@dataclass(frozen=True)
class _Sheet:
    """The rows of a file by their key, as text."""

    rows: Mapping[Key, dict[str, str]]

    @classmethod
    def read(cls, resource: Resource, content: bytes) -> _Sheet:
        key = ["date"] if resource.kind == "series" else resource.raw["schema"]["primaryKey"]
        reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
        return cls({tuple(row[name] for name in key): row for row in reader})

    @cached_property
    def decimals(self) -> dict[str, int]:
        """Digits behind the point that each column is given to."""
        most: dict[str, int] = {}
        for row in self.rows.values():
            for name, text in row.items():
                if len(text) - text.find(".") - 1 > most.get(name, 0) and "." in text:
                    most[name] = len(text) - text.find(".") - 1
        return most


def _differing(
    resource: Resource, former: _Sheet, newer: _Sheet
) -> Iterator[tuple[Revision, bool]]:
    """Yield the cells that differ, and whether rounding explains it."""
    numbers = {field["name"] for field in resource.fields if field["type"] == "number"}
    for key, row in former.rows.items():
        fresh = newer.rows.get(key)
        if fresh is None or fresh == row:
            continue
        for name, text in row.items():
            if fresh[name] != text:
                within = name in numbers and _same(
                    text,
                    fresh[name],
                    min(former.decimals.get(name, 0), newer.decimals.get(name, 0)),
                )
                yield Revision(key, name, text, fresh[name]), within


def _same(old: str, new: str, decimals: int) -> bool:
    """Return whether two numbers agree to half a unit of the last of `decimals` digits."""
    try:
        one, other = float(old), float(new)
    except ValueError:  # one of them is missing
        return False
    slack = 1e-12 * max(abs(one), abs(other))  # of writing binary numbers as decimal ones
    return abs(one - other) <= 0.5 * 10.0**-decimals + slack


def largest(revisions: Iterable[Revision], number: int) -> list[Revision]:
    """Return the `number` largest revisions, relative to the old value; texts come last."""

    def size(revision: Revision) -> float:
        try:
            old, new = float(revision.old), float(revision.new)
        except ValueError:
            return -1.0
        return abs(new - old) / max(abs(old), 1e-9)

    return sorted(revisions, key=size, reverse=True)[:number]
