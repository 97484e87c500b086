"""A lesson as a student gets it: exercises with empty cells and checks, and no solutions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treasurybook.press.editions.exercises import exercises_of
from treasurybook.press.editions.rewriting import rewritten

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
    keys = _KEYS.format(keys=json.dumps({one.label: kept[one.label] for one in found}))
    return rewritten(
        lines,
        without={number for one in found for number in one.solution},
        before={one.asked.start: keys for one in found[:1]},
        after={
            one.asked.stop - 1: _ANSWER.format(label=one.label, asked=kept[one.label]["asked"])
            for one in found
        },
    )
