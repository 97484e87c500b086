"""Steps of a series that are far outside what it ever did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from treasurybook.snapshot.package import Resource

FACTOR = 3.0
"""How many times the largest stored step a fresh one may be. Of the 29,148 steps that the stored
series took in the two years before September 2026, two were larger: a class of debt that was paid
off, and the inflation compensation of indexed securities that fell due together."""

_HOLIDAYS = 7
"""Days that may lie between two dates of a daily series without being a hole in it."""

_FEWEST = 8
"""Stored steps without which nothing is known of how far a series moves."""

Rows = Sequence[dict[str, str]]
"""Rows of a file, cells as text."""

Steps = list[tuple[str, str, str]]
"""Date, and the values before and on it."""


@dataclass(frozen=True)
class Jump:
    """A step that is larger than `FACTOR` times the `largest` stored one.

    Attributes
    ----------
    where : tuple of str
        Date of the row and, in a table, what else it is known by.
    column, before, after : str
        Which column, its value on the date before, and on this one.
    largest : float
        Size of the largest step in the stored file, in the unit of the column.
    """

    where: tuple[str, ...]
    column: str
    before: str
    after: str
    largest: float

    def __str__(self) -> str:
        """Return the step, and what it is held against."""
        return (
            f"{', '.join(self.where)}: {self.column} {self.before} → {self.after}, where the "
            f"largest step was {self.largest:.6g}"
        )


def find_jumps(resource: Resource, known: Rows, fresh: Rows) -> Iterator[Jump]:
    """Yield the jumps of the fresh rows, held against the steps of the stored ones.

    A table counts as a series for each of its classes: what its rows are known by besides the
    date. One that is not in order of date, such as a list of auctions, takes no steps.

    Parameters
    ----------
    resource : Resource
        Describes both.
    known, fresh : sequence of dict
        The rows of the stored and of the fresh file.
    """
    key: list[str] = resource.raw["schema"].get("primaryKey", ["date"])
    dated = "date" if resource.kind == "series" else resource.text("date_field")
    if dated not in key:
        return
    others = [name for name in key if name != dated]
    for column in (field["name"] for field in resource.fields if field["type"] == "number"):
        before, now = (_steps(rows, dated, others, column) for rows in (known, fresh))
        for group, steps in now.items():
            stored = before.get(group, [])
            largest = max(map(_size, stored), default=0.0)
            if len(stored) < _FEWEST or not largest:
                continue
            for step in steps:
                if _size(step) > FACTOR * largest:
                    yield Jump((step[0], *group), column, step[1], step[2], largest)


def _steps(
    rows: Rows, dated: str, others: Iterable[str], column: str
) -> dict[tuple[str, ...], Steps]:
    """Return the steps of each class, in the order of the dates."""
    values: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        if row[column]:
            values[tuple(row[name] for name in others)].append((row[dated], row[column]))
    return {group: list(_single(sorted(found))) for group, found in values.items()}


def _single(found: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the steps from one date to the next; what lies across a hole is no single step."""
    days = [date.fromisoformat(day).toordinal() for day, _ in found]
    gaps = [later - day for day, later in pairwise(days)]
    longest = 2 * median(gaps) + _HOLIDAYS if gaps else 0
    for gap, ((_, old), (day, new)) in zip(gaps, pairwise(found), strict=True):
        if gap <= longest:
            yield day, old, new


def _size(step: tuple[str, str, str]) -> float:
    return abs(float(step[2]) - float(step[1]))
