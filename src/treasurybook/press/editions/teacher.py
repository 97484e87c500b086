"""A lesson as a teacher gets it: solutions unfolded, answers and usual mistakes named, the plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treasurybook.press.editions.exercises import exercises_of
from treasurybook.press.editions.plans import plan_of
from treasurybook.press.editions.rewriting import rewritten

_PLAN = """::::{{admonition}} Plan for the teacher
:class: dropdown

{plan}
::::
"""
_EXPECTED = """:::{{admonition}} Expected answer
:class: tb-expected

**{answer}** ({asked}).

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
    answer = kept["answer"]
    said = answer if isinstance(answer, str) else f"{answer:.6g}"
    wrong = [
        f"- {value if isinstance(value, str) else format(value, '.6g')}: {hint}"
        for hint, value in kept["wrong"].items()
    ]
    return _EXPECTED.format(answer=said, asked=kept["key"]["asked"], mistakes="\n".join(wrong))
