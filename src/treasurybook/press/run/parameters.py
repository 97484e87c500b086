"""The parameters of a lesson: which there are and which values they take.

They are read from the lesson's ``parameters`` cell, one assignment a line. The comment behind an
assignment says what it is, and after a semicolon may say what is allowed, in a form that is
checked, and which other values a sensible author might have chosen, with the reason::

    vintage = "as_written"  # clock of the data; one of: as_written, latest, <day>
    first_year = 1990  # first year shown; range: 1959..2024
    window = 250  # trading days; range: 20..1000; try: 60, 500 (a quarter and two years are usual)

A day may have an earliest one: ``<day from 2026-02-01>``. A parameter on which no answer hangs, as
a year from which something is drawn, has nothing to try. Every lesson has one parameter more, which
stands in no cell: `KNOWN`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from treasurybook.press.errors import UnusableParameter
from treasurybook.press.run.lessons import Lesson
from treasurybook.snapshot.choosing import LATEST, clock_day
from treasurybook.snapshot.errors import SnapshotError
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA

_RULE = re.compile(r";\s*(one of|range|try):")
_TRY = re.compile(r"(.+?)\s*\((.+)\)\s*")
DAY = re.compile(r"<day(?: from (\d{4}-\d\d-\d\d))?>")
"""Stands among the choices for any day, or for any from an earliest one on."""


@dataclass(frozen=True)
class Parameter:
    """A name with its default value and, if the comment gives them, the values allowed."""

    name: str
    default: Any
    meaning: str = ""
    choices: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    alternatives: tuple[Any, ...] = ()
    because: str = ""

    def describe(self) -> str:
        """Return one line: name, default, meaning and what is allowed."""
        line = f"{self.name} = {self.default!r}"
        notes = [self.meaning] if self.meaning else []
        if self.choices:
            notes.append("one of: " + ", ".join(self.choices))
        if self.lowest is not None:
            notes.append(f"from {self.lowest:g} to {self.highest:g}")
        return f"{line}  ({'; '.join(notes)})" if notes else line

    def parse(self, text: str) -> Any:
        """Return `text` as a value of the default's type that the rule allows.

        Raises
        ------
        ValueError
            If it is not one; the message says what would be.
        """
        value = _convert(text, self.default)
        if self.choices and str(value) not in self.choices:
            return self._day(text)
        if self.lowest is not None and self.highest is not None:
            number = float(value)
            if not self.lowest <= number <= self.highest:
                raise ValueError(f"must lie from {self.lowest:g} to {self.highest:g}")
        return value

    def _day(self, text: str) -> str:
        choices = "must be one of: " + ", ".join(self.choices)
        allowed = next(filter(None, map(DAY.fullmatch, self.choices)), None)
        if allowed is None:
            raise ValueError(choices)
        try:
            day = clock_day(text, open_package(DATA))
        except SnapshotError as error:
            raise ValueError(f"{choices}: {error}") from None
        if allowed[1] and day < date.fromisoformat(allowed[1]):
            raise ValueError(choices)
        return day.isoformat()


def _convert(text: str, default: Any) -> Any:
    """Return `text` as the type of `default` (text stays text)."""
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise ValueError("must be true or false")
        return text.lower() == "true"
    if isinstance(default, int):
        return _number(text, int, "a whole number")
    if isinstance(default, float):
        return _number(text, float, "a number")
    if isinstance(default, str):
        return text
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise ValueError(f"must be written like {default!r}") from None


def _number(text: str, kind: type[int] | type[float], what: str) -> int | float:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"must be {what}") from None


KNOWN = Parameter(
    "known", LATEST, "last day whose data are known, for all that is read as the newest",
    (LATEST, "<day>"),
)  # fmt: skip
"""The clock of the data, which can be set back for every lesson."""


def lesson_parameters(lesson: Lesson) -> list[Parameter]:
    """Return the parameters of `lesson`, in the order of its ``parameters`` cell.

    Raises
    ------
    UnusableParameter
        If what a comment says cannot be used.
    """
    import papermill

    inferred = papermill.inspect_notebook(lesson.read())
    return [_parameter(name, entry["default"], entry["help"]) for name, entry in inferred.items()]


def _parameter(name: str, default: str, comment: str) -> Parameter:
    value = ast.literal_eval(default)
    meaning, *rules = _RULE.split(comment)
    said = dict(zip(rules[::2], (rule.strip() for rule in rules[1::2]), strict=True))
    choices = tuple(choice.strip() for choice in said.get("one of", "").split(",") if choice)
    lowest, highest = map(float, said["range"].split("..")) if "range" in said else (None, None)
    plain = Parameter(name, value, meaning.strip(), choices, lowest, highest)
    return _with_alternatives(plain, said["try"]) if "try" in said else plain


def _with_alternatives(plain: Parameter, said: str) -> Parameter:
    found = _TRY.fullmatch(said)
    if not found:
        raise UnusableParameter(
            f"{plain.name}, try: {said}: write the values and, in brackets, the reason"
        )
    try:
        values = tuple(plain.parse(text.strip()) for text in found[1].split(","))
    except ValueError as error:
        raise UnusableParameter(f"{plain.name}, try: {said}: {error}") from None
    return replace(plain, alternatives=values, because=found[2])


def parse_assignments(lesson: Lesson, assignments: Iterable[str]) -> dict[str, Any]:
    """Return ``["name=value", ...]`` as a dict of checked values; `KNOWN` is among the names.

    Raises
    ------
    UnusableParameter
        If a name is unknown or a value not allowed; the message lists the valid ones.
    """
    known = {parameter.name: parameter for parameter in [*lesson_parameters(lesson), KNOWN]}
    listing = "\n".join(f"  {parameter.describe()}" for parameter in known.values())
    valid = f"lesson {lesson.stem} takes:\n{listing}"
    values = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise UnusableParameter(f"{assignment!r} is not of the form name=value; {valid}")
        if name not in known:
            raise UnusableParameter(f"unknown parameter {name!r}; {valid}")
        try:
            values[name] = known[name].parse(text)
        except ValueError as error:
            raise UnusableParameter(f"{name}={text}: {error}; {valid}") from None
    return values
