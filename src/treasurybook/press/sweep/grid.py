"""Which settings of a lesson's parameters a sweep runs."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from treasurybook.press.errors import UnusableParameter, UnusableSweep
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.parameters import KNOWN, Parameter, lesson_parameters

Setting = dict[str, Any]
"""The parameters that differ from those written in a lesson; none for the lesson as published."""

MONTHS_BACK = (6, 9)
"""How far the clock of the data is set back, from the day on which they were collected. Further
back, half of the lessons lack the year 2025, of which they speak."""


@dataclass(frozen=True)
class Choices:
    """A parameter, and other values that it may take; none of them is its default."""

    name: str
    default: Any
    alternatives: tuple[Any, ...]
    because: str = ""


def declared_choices(project: Project, lesson: Lesson) -> list[Choices]:
    """Return the alternatives that a lesson declares, and those of the clock of the data."""
    declared = [one for one in lesson_parameters(lesson) if one.alternatives]
    days = tuple(_back(date.fromisoformat(project.data_day), n).isoformat() for n in MONTHS_BACK)
    return [
        *(_choices(one, one.alternatives, one.because) for one in declared),
        _choices(KNOWN, days, "data go on and are revised"),
    ]


def _back(day: date, months: int) -> date:
    """Return the same day some months earlier, or the first of that month's 28 days at most."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def given_choices(lesson: Lesson, assignments: Iterable[str]) -> list[Choices]:
    """Return ``["name=a,b,c", ...]`` as checked choices.

    Raises
    ------
    UnusableParameter
        If a name is unknown or a value not allowed.
    UnusableSweep
        If a name gets no value.
    """
    known = {one.name: one for one in [*lesson_parameters(lesson), KNOWN]}
    found = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise UnusableParameter(f"{assignment!r} is not of the form name=a,b,c")
        if name not in known:
            raise UnusableParameter(
                f"unknown parameter {name!r}; lesson {lesson.number} takes {', '.join(known)}"
            )
        texts = [one.strip() for one in text.split(",") if one.strip()]
        if not texts:
            raise UnusableSweep(f"{name}= names no value: give some, as in {name}=a,b,c")
        try:
            values = [known[name].parse(one) for one in texts]
        except ValueError as error:
            raise UnusableParameter(f"{assignment}: {error}") from None
        found.append(_choices(known[name], values))
    return found


def _choices(parameter: Parameter, values: Iterable[Any], because: str = "") -> Choices:
    others = tuple(one for one in dict.fromkeys(values) if one != parameter.default)
    return Choices(parameter.name, parameter.default, others, because)


def one_at_a_time(choices: Iterable[Choices]) -> list[Setting]:
    """Return the lesson as published, and every alternative once, alone."""
    return [{}, *({one.name: value} for one in choices for value in one.alternatives)]


def size_of_product(choices: Iterable[Choices]) -> int:
    """Return how many settings the full grid has."""
    return math.prod(1 + len(one.alternatives) for one in choices)


def product(choices: list[Choices]) -> Iterator[Setting]:
    """Yield the full grid: every combination, the lesson as published first."""
    return (_setting(choices, number) for number in range(size_of_product(choices)))


def sample(choices: list[Choices], size: int, seed: int) -> list[Setting]:
    """Return the lesson as published and settings drawn from the rest of the full grid.

    Parameters
    ----------
    choices : list of Choices
        What spans the grid.
    size : int
        How many are drawn, none twice; all if there are no more.
    seed : int
        The same seed draws the same settings.
    """
    others = range(1, size_of_product(choices))
    drawn = random.Random(seed).sample(others, min(size, len(others)))
    return [{}, *(_setting(choices, number) for number in sorted(drawn))]


def _setting(choices: Iterable[Choices], number: int) -> Setting:
    """Return the setting of a number: its digits, in mixed radix, say which value each takes."""
    setting = {}
    for one in choices:
        number, digit = divmod(number, 1 + len(one.alternatives))
        if digit:
            setting[one.name] = one.alternatives[digit - 1]
    return setting


def named(setting: Mapping[str, Any]) -> str:
    """Return a setting as one line, as the command line takes it.

    Examples
    --------
    >>> named({}), named({"window": 60, "known": "2026-05-21"})
    ('as published', 'window=60 known=2026-05-21')
    """
    return " ".join(f"{name}={value}" for name, value in setting.items()) or "as published"
