"""What two versions of one stored file have in common, and what not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from treasurybook.refresh.form import rows_of
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
    filled : tuple of Revision
        Cells that were empty and are so no longer.
    revisions : tuple of Revision
        Cells that were emptied, or differ beyond the rounding of the former version.
    rounded : int
        Cells that differ within it: by half a unit of the last digit of their column.
    coarser : tuple of str
        Columns that have fewer decimals than the former version had, in the rows of both.
    """

    new: Resource
    old_vintage: str
    added: tuple[tuple[Key, str], ...]
    lost: tuple[Key, ...]
    filled: tuple[Revision, ...]
    revisions: tuple[Revision, ...]
    rounded: int
    coarser: tuple[str, ...]

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
    former, newer = _rows(resource, old), _rows(resource, new)
    numbers = [field["name"] for field in resource.fields if field["type"] == "number"]
    shared = [key for key in former if key in newer]
    digits = {name: _decimals(former[key][name] for key in shared) for name in numbers}
    fresh_digits = {name: _decimals(newer[key][name] for key in shared) for name in numbers}
    differing = [
        Revision(key, name, text, newer[key][name])
        for key in shared
        if former[key] != newer[key]
        for name, text in former[key].items()
        if newer[key][name] != text
    ]
    changed = [cell for cell in differing if cell.old]
    revisions = tuple(cell for cell in changed if not _is_rounding(cell, digits.get(cell.column)))
    return Change(
        resource,
        old_vintage,
        added=tuple(
            (key, row["value"] if resource.kind == "series" else "")
            for key, row in newer.items()
            if key not in former
        ),
        lost=tuple(key for key in former if key not in newer),
        filled=tuple(cell for cell in differing if not cell.old),
        revisions=revisions,
        rounded=len(changed) - len(revisions),
        coarser=tuple(name for name in numbers if fresh_digits[name] < digits[name]),
    )


def _rows(resource: Resource, content: bytes) -> dict[Key, dict[str, str]]:
    """Return the rows of a file by their key, as text."""
    key = ["date"] if resource.kind == "series" else resource.raw["schema"]["primaryKey"]
    return {tuple(row[name] for name in key): row for row in rows_of(content)}


def _decimals(texts: Iterable[str]) -> int:
    """Return to how many digits behind the point numbers are given: the most that one has."""
    return max((len(text) - text.find(".") - 1 for text in texts if "." in text), default=0)


def _is_rounding(cell: Revision, decimals: int | None) -> bool:
    """Return whether a number is the same to half a unit of the last of `decimals` digits.

    The digits are those of the stored version: the fresh one is under suspicion. A text (None) is
    never the same.
    """
    if decimals is None or not cell.new:
        return False
    one, other = float(cell.old), float(cell.new)
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
