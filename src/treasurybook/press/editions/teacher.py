"""A lesson as a teacher gets it: solutions unfolded, answers and usual mistakes named, the plan."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from pathlib import Path
from typing import Any

from treasurybook.press.editions.exercises import exercises_of
from treasurybook.press.editions.plans import plan_of
from treasurybook.press.editions.rewriting import rewritten
from treasurybook.teaching.sealing import Seal

_PLAN = """::::{{admonition}} Plan for the teacher
:class: dropdown

{plan}
::::
"""
_EXPECTED = """:::{{admonition}} Expected answer
:class: tb-expected

To the first question: **{answer}** ({asked}).

What usual mistakes come to, and what `check` says to them:

{mistakes}
:::
"""


def teacher_source(lesson: Path, kept: Mapping[str, Mapping[str, Any]], plans: Path) -> str:
    """Return the source of a lesson for teachers.

    Parameters
    ----------
    lesson : Path
        The lesson's source.
    kept : mapping
        What its solutions left, by label.
    plans : Path
        The folder of the lesson plans.

    Raises
    ------
    UnsoundExercise
        If an exercise lacks what it needs.
    """
    found = exercises_of(lesson)
    lines = lesson.read_text(encoding="utf-8").splitlines()
    starts = {one.solution.start for one in found}
    added = {one.solution.stop - 1: _expected(kept[one.label]) for one in found}
    if plan := plan_of(lesson, plans):
        title = next(number for number, line in enumerate(lines) if line.startswith("# "))
        added[title] = _PLAN.format(plan=plan)
    folds = {
        number
        for number, line in enumerate(lines)
        if number - 1 in starts and line.strip() == ":class: dropdown"
    }
    return rewritten(lines, without=folds, after=added)


def _expected(kept: Mapping[str, Any]) -> str:
    right = Seal.from_dict(kept["key"]["right"])
    wrong = [f"- {_said(value, right)}: {hint}" for hint, value in kept["wrong"].items()]
    return _EXPECTED.format(
        answer=_said(kept["answer"], right),
        asked=kept["key"]["asked"],
        mistakes="\n".join(wrong),
    )


def _said(value: float | str, right: Seal) -> str:
    """Return an answer with one digit more than its tolerance needs."""
    if isinstance(value, str) or right.width is None:
        return str(value)
    digits = 0 if float(value).is_integer() else max(1 - floor(log10(right.width)), 0)
    return f"{value:.{digits}f}".replace("-", "−")
