"""A lesson as a student gets it: exercises with empty cells and checks, and no solutions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treasurybook.press.editions.exercises import exercises_of
from treasurybook.press.editions.rewriting import rewritten
from treasurybook.teaching.packing import pack

_GIVES = "from treasurybook.teaching import solved"
_TAKES = "from treasurybook.teaching import check"
_ASKED = """The cell below an exercise takes your answer. Work in the notebook, to which the page
links under its title: run all cells once, write your computation into the cell, and let `mine` be
the answer to the *first* question of the exercise; `check` says whether it is right. What else is
asked is to be argued in words. `help(name)` prints what a function of the lesson takes and returns.

```{{code-cell}} ipython3
---
tags: [remove-cell]
jupyter: {{source_hidden: true}}
---
# what check needs to know of the answers, under seal
from treasurybook.teaching import check, keys

keys("{keys}")
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
    solutions are cut out, and what is imported for them makes way for the check.

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
    asked = _ASKED.format(keys=pack({one.label: kept[one.label] for one in found}))
    return rewritten(
        [with_check(line) for line in lines],
        without={number for one in found for number in one.solution},
        before={one.asked.start: asked for one in found[:1]},
        after={
            one.asked.stop - 1: _ANSWER.format(label=one.label, asked=kept[one.label]["asked"])
            for one in found
        },
    )


def with_check(source: str) -> str:
    """Return a line or cell of a lesson that imports `check` where it imported `solved`."""
    return source.replace(_GIVES, _TAKES)
