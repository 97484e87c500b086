"""Write what the sweep over all lessons came to into the table that the book shows."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from treasurybook.files.whole import write_whole
from treasurybook.ledger.claims import claim
from treasurybook.ledger.firmness import CLOCK, COLUMNS, estimate
from treasurybook.press.errors import UnusableSweep
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import shared_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.origin import origin_of
from treasurybook.press.run.pipeline import run_stale_lessons
from treasurybook.press.sweep.grid import Choices, declared_choices, named
from treasurybook.press.sweep.runs import Result
from treasurybook.press.sweep.store import RunStore

LONGEST_FAILURE = 200
"""Characters of a failure that are published."""


def publish(project: Project) -> Path:
    """Write the stored runs over the declared choices of all lessons, one at a time.

    The rows of a lesson whose verdicts hang on the same as when they were written stay. The book is
    run first as far as it is out of date, since what a lesson hangs on stands in its records.

    Raises
    ------
    UnusableSweep
        If a run is missing: every lesson that is `unpublished` must have been swept.
    """
    run_stale_lessons(project)
    shared, standing = shared_fingerprint(project), _standing(project)
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    for lesson in swept_lessons(project):
        rows = standing.get(lesson.stem)
        table.writerows(rows or _rows(project, lesson, RunStore(project, lesson, shared)))
    write_whole(project.firmness, text.getvalue())
    return project.firmness


def unpublished(project: Project) -> list[Lesson]:
    """Return the lessons whose rows in the published table are missing or no longer theirs.

    The book is run first as far as it is out of date.
    """
    run_stale_lessons(project)
    standing = _standing(project)
    return [lesson for lesson in swept_lessons(project) if lesson.stem not in standing]


def swept_lessons(project: Project) -> list[Lesson]:
    """Return the lessons whose verdicts hang on data and choices, not on those of other lessons."""
    return [lesson for lesson in find_lessons(project) if not lesson.reads_records]


def _standing(project: Project) -> dict[str, list[dict[str, str]]]:
    """Return the published rows of the lessons whose verdicts hang on the same still."""
    if not project.firmness.exists():
        return {}
    with project.firmness.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        rows = list(table) if tuple(table.fieldnames or ()) == COLUMNS else []
    origins = {lesson.stem: origin_of(project, lesson) for lesson in swept_lessons(project)}
    standing: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if row["origin"] == origins.get(row["lesson"]):
            standing[row["lesson"]].append(row)
    return standing


def _rows(project: Project, lesson: Lesson, store: RunStore) -> Iterator[dict[str, Any]]:
    origin = {"lesson": lesson.stem, "origin": origin_of(project, lesson), "day": str(date.today())}
    yield origin  # a lesson on which no choice bears is swept as well
    stored = {named(one.job.setting): one for one in store.results()}

    def result(setting: Mapping[str, Any]) -> Result:
        found = stored.get(named(setting))
        if found is None:
            raise UnusableSweep(
                f"{lesson.number} was not run with {named(setting)}: sweep --all-lessons first"
            )
        return found

    usual = result({})
    if usual.failure:
        raise UnusableSweep(f"{lesson.number} does not run as published: {usual.failure}")
    for choices in declared_choices(project, lesson):
        for value in choices.alternatives:
            found = result({choices.name: value})
            why = {"name": choices.name, "value": value, "because": choices.because}
            if found.failure:
                yield {
                    **origin,
                    **why,
                    "failure": " ".join(found.failure.split())[-LONGEST_FAILURE:],
                }
            for row in turned(choices, value, usual, found.records):
                yield {**origin, **why, **row}


def turned(
    choices: Choices, value: Any, usual: Result, records: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield what a choice makes of the statements for which it counts.

    A parameter counts where the answer hangs on it, followed by names through the code, or where
    the record changed; the clock of the data where the record changed, but not for a forecast whose
    evidence came later: it would be judged before its day.

    Parameters
    ----------
    choices, value
        What was chosen otherwise.
    usual
        The run of the lesson as published.
    records
        Those of the run with that choice.
    """
    before = {one["claim"]: one for one in usual.records}
    for record in records:
        name = record["claim"]
        bears = choices.name in usual.behind.get(name, ()) or record != before.get(name)
        if choices.name == CLOCK and claim(name).is_forecast:
            bears &= str(before[name]["evidence_to"] or "") <= str(value)
        if bears:
            number = estimate(record)
            yield {
                "claim": name,
                "verdict": record["verdict"],
                "estimate": "" if number is None else f"{number:.10g}",
            }
