"""A lesson as a student gets it: exercises with empty cells and checks, and no solutions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treasurybook.press.editions.exercises import exercises_of

_KEYS = """```{{code-cell}} ipython3
:tags: [remove-cell]

import json

from treasurybook.teaching import check, keys

keys(json.loads({keys!r}))
```
"""
_ANSWER = """```{{code-cell}} ipython3
# your computation


mine = ...  # {asked}
check("{label}", mine)
```
"""


def student_source(lesson: Path, kept: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the source of a lesson for students.

    Each exercise is followed by a cell for the answer, which says what is asked and checks it; the
    solutions are cut out.

    Parameters
    ----------
    lesson : Path
        The lesson's source.
    kept : mapping
        The keys of its exercises, by label.

    Raises
    ------
    UnsoundExercise
        If an exercise lacks what it needs.
    """
    found = exercises_of(lesson)
    lines = lesson.read_text(encoding="utf-8").splitlines()
    if not found:
        return "\n".join(lines) + "\n"
    cut = {number for one in found for number in one.solution}
    cells = {
        one.asked.stop - 1: _ANSWER.format(label=one.label, asked=kept[one.label]["asked"])
        for one in found
    }
    before = _KEYS.format(keys=json.dumps({one.label: kept[one.label] for one in found}))
    made = []
    for number, line in enumerate(lines):
        if number == found[0].asked.start:
            made.append(before)
        if number not in cut:
            made.append(line)
        if number in cells:
            made += ["", cells[number]]
    return "\n".join(made) + "\n"
