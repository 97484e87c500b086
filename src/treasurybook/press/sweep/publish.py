"""Write what the sweep over all lessons came to into the table that the book shows."""

from __future__ import annotations

import csv
import io
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

    The book is run first as far as it is out of date, since what a lesson hangs on stands in its
    records.

    Raises
    ------
    UnusableSweep
        If a run is missing: all lessons must have been swept.
    """
    run_stale_lessons(project)
    shared = shared_fingerprint(project)
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    for lesson in find_lessons(project):
        if not lesson.reads_records:
            table.writerows(_rows(project, lesson, RunStore(project, lesson, shared)))
    write_whole(project.firmness, text.getvalue())
    return project.firmness


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
