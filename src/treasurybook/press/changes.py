"""What other data do to the book: verdicts, recomputed values, headlines."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.figures import figures, glued_values
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.pipeline import run_stale_lessons
from treasurybook.press.run.storage import executed_path, read_executed, records_path

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


def book_on(project: Project, data: Path, work: Path) -> Project:
    """Return a project in `work` with the chapters of `project` and other data.

    What stood there is deleted, so that every run in it belongs to these data.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name, target in (("chapters", project.chapters), ("data", data)):
        (work / name).symlink_to(target.resolve(), target_is_directory=True)
    return Project(work)


def compare_books(
    before: Project, after: Project, *, report: Callable[[str], None] = print
) -> BookChanges:
    """Run the chapters of both projects, as far as out of date, and compare what came out.

    Parameters
    ----------
    before, after : Project
        Projects with the same chapters.
    report : callable
        Takes a line about each chapter run.
    """
    failures = [*_run(before, report), *_run(after, report)]
    claims = 0
    verdicts: list[VerdictChange] = []
    values: list[ValueChange] = []
    headlines: list[HeadlineChange] = []
    for chapter in find_lessons(before):
        if not all(executed_path(project, chapter).exists() for project in (before, after)):
            continue
        old, new = (_records(project, chapter) for project in (before, after))
        shared = [claim for claim in old if claim in new]
        claims += len(shared)
        for claim in shared:
            verdicts += _verdict(chapter, old[claim], new[claim])
            values += _values(chapter, old[claim], new[claim])
        headlines += _headlines(before, after, chapter)
    return BookChanges(claims, tuple(verdicts), tuple(values), tuple(headlines), tuple(failures))


def _run(project: Project, report: Callable[[str], None]) -> list[str]:
    try:
        run_stale_lessons(project, keep_going=True, report=report)
    except LessonFailed as error:
        return [str(error)]
    return []


def _records(project: Project, chapter: Lesson) -> dict[str, dict[str, Any]]:
    records = json.loads(records_path(project, chapter).read_text(encoding="utf-8"))
    return {record["claim"]: record for record in records}


def _verdict(chapter: Lesson, old: dict[str, Any], new: dict[str, Any]) -> Iterator[VerdictChange]:
    if old["verdict"] != new["verdict"]:
        yield VerdictChange(
            old["claim"],
            chapter.stem,
            old["statement"],
            old["verdict"],
            new["verdict"],
            as_written=old["as_written"] is not None,
        )


def _values(chapter: Lesson, old: dict[str, Any], new: dict[str, Any]) -> Iterator[ValueChange]:
    for clock in ("as_written", "latest"):
        if not _alike(old[clock], new[clock]):
            unit = old["unit"] or ""
            yield ValueChange(old["claim"], chapter.stem, clock, unit, old[clock], new[clock])


def _headlines(before: Project, after: Project, chapter: Lesson) -> Iterator[HeadlineChange]:
    old, new = (read_executed(executed_path(project, chapter)) for project in (before, after))
    titles, fresh_titles = ({one.id: one.title for one in figures(book)} for book in (old, new))
    values, fresh_values = glued_values(old), glued_values(new)
    for kind, former, fresh in (
        ("figure", titles, fresh_titles),
        ("value", values, fresh_values),
    ):
        for name, text in former.items():
            if name in fresh and not _alike(_read(text), _read(fresh[name])):
                yield HeadlineChange(
                    chapter.stem, kind, name, _shown(_read(text)), _shown(_read(fresh[name]))
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
