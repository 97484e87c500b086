"""The records of the last build: their count, and those that the tests expect."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from treasurybook.press.errors import PressError
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.storage import records_path

UNCOMPARED = ("version", "data")
"""Of a record, what changes with every version without a result having changed."""


def summary(project: Project) -> str:
    """Return how many claims have which verdict, a line each, and what is amiss."""
    from treasurybook.ledger.records import gather, status

    found = status(gather(project.records))
    lines = []
    for chapter, rows in found.table.groupby("chapter"):
        counts = rows["verdict"].value_counts().items()
        lines += [f"{chapter}  {number:4d}  {verdict}" for verdict, number in counts]
    return "\n".join([*lines, *found.problems])


def keep_as_expected(project: Project) -> Path:
    """Copy the present records to ``tests/expected`` and return that folder.

    Raises
    ------
    PressError
        If a lesson has no records yet.
    """
    sources = [records_path(project, lesson) for lesson in find_lessons(project)]
    for source in sources:
        if not source.exists():
            name = source.relative_to(project.records).with_suffix("").as_posix()
            raise PressError(f"{name} has no records: run `treasurybook book` first")
    folder = project.root / "tests" / "expected"
    shutil.rmtree(folder, ignore_errors=True)
    for source in sources:
        kept = folder / source.relative_to(project.records)
        kept.parent.mkdir(parents=True, exist_ok=True)
        records = json.loads(source.read_text(encoding="utf-8"))
        for record in records:
            for key in UNCOMPARED:
                record.pop(key)
        content = json.dumps(records, indent=1, ensure_ascii=False)
        kept.write_text(content + "\n", encoding="utf-8")
    return folder
