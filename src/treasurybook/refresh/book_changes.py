"""What other data do to the book: verdicts, recomputed values, headlines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Shown = float | str | None

_SINCE_REVISED = ", since revised"


@dataclass(frozen=True)
class VerdictChange:
    """A statement with another verdict; `as_written` if data of its time had decided it."""

    claim: str
    chapter: str
    statement: str
    old: str
    new: str
    as_written: bool

    @property
    def overturned(self) -> bool:
        """Whether a verdict on data of the time changed by more than "since revised"."""
        old, new = (word.removesuffix(_SINCE_REVISED) for word in (self.old, self.new))
        return self.as_written and old != new


@dataclass(frozen=True)
class ValueChange:
    """A recomputed value that moved; `clock` is "as_written" or "latest"."""

    claim: str
    chapter: str
    clock: str
    unit: str
    old: Shown
    new: Shown


@dataclass(frozen=True)
class HeadlineChange:
    """A figure's title, or a value in the prose (by its name), that reads differently."""

    chapter: str
    kind: str
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class BookChanges:
    """How two runs of the chapters differ.

    Attributes
    ----------
    claims : int
        Number of statements compared.
    verdicts, values, headlines
        What changed.
    failures : tuple of str
        Why a chapter does not run on one of the data; it is not compared.
    """

    claims: int
    verdicts: tuple[VerdictChange, ...]
    values: tuple[ValueChange, ...]
    headlines: tuple[HeadlineChange, ...]
    failures: tuple[str, ...]

    @property
    def moved(self) -> tuple[ValueChange, ...]:
        """Values "as written" that moved; fresh data must not do that."""
        return tuple(change for change in self.values if change.clock == "as_written")

    @property
    def overturned(self) -> tuple[VerdictChange, ...]:
        """Verdicts on data of the time that changed; fresh data must not do that either."""
        return tuple(change for change in self.verdicts if change.overturned)


class ChapterRun(Protocol):
    """What a chapter came to: records by statement, titles by figure, values by name."""

    @property
    def records(self) -> Mapping[str, Mapping[str, Any]]: ...

    @property
    def titles(self) -> Mapping[str, str]: ...

    @property
    def values(self) -> Mapping[str, str]: ...


class BookRun(Protocol):
    """What the chapters that run came to, by chapter, and why others do not run."""

    @property
    def chapters(self) -> Mapping[str, ChapterRun]: ...

    @property
    def failures(self) -> Sequence[str]: ...


def compare_books(before: BookRun, after: BookRun) -> BookChanges:
    """Compare what the same chapters came to on two snapshots; those that ran on both."""
    claims = 0
    verdicts: list[VerdictChange] = []
    values: list[ValueChange] = []
    headlines: list[HeadlineChange] = []
    for chapter, old in before.chapters.items():
        if chapter not in after.chapters:
            continue
        new = after.chapters[chapter]
        shared = [claim for claim in old.records if claim in new.records]
        claims += len(shared)
        for claim in shared:
            verdicts += _verdict(chapter, old.records[claim], new.records[claim])
            values += _values(chapter, old.records[claim], new.records[claim])
        headlines += _headlines(chapter, old, new)
    failures = (*before.failures, *after.failures)
    return BookChanges(claims, tuple(verdicts), tuple(values), tuple(headlines), failures)


Record = Mapping[str, Any]


def _verdict(chapter: str, old: Record, new: Record) -> Iterator[VerdictChange]:
    if old["verdict"] != new["verdict"]:
        yield VerdictChange(
            old["claim"],
            chapter,
            old["statement"],
            old["verdict"],
            new["verdict"],
            as_written=old["as_written"] is not None,
        )


def _values(chapter: str, old: Record, new: Record) -> Iterator[ValueChange]:
    for clock in ("as_written", "latest"):
        if not _alike(old[clock], new[clock]):
            unit = old["unit"] or ""
            yield ValueChange(old["claim"], chapter, clock, unit, old[clock], new[clock])


def _headlines(chapter: str, old: ChapterRun, new: ChapterRun) -> Iterator[HeadlineChange]:
    for kind, former, fresh in (
        ("figure", old.titles, new.titles),
        ("value", old.values, new.values),
    ):
        for name, text in former.items():
            if name in fresh and not _alike(_read(text), _read(fresh[name])):
                yield HeadlineChange(
                    chapter, kind, name, _shown(_read(text)), _shown(_read(fresh[name]))
                )


def _read(text: str) -> float | str:
    """Return a glued value, which Python has written, as the number or the text it stands for."""
    plain = text.removeprefix("np.float64(").removesuffix(")").strip("'\"")
    try:
        return float(plain)
    except ValueError:
        return plain if text[:1] in "'\"" else text


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def _alike(one: Shown, other: Shown) -> bool:
    """Return whether two values are the same but for the noise of floating-point sums."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or (one != one != other)
    return one == other
