"""The exercises of a lesson and their solutions, found in its source line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from treasurybook.press.errors import UnsoundExercise

_EXERCISE = re.compile(r"```\{exercise\}")
_LABEL = re.compile(r":label:\s*(\S+)")
_START = re.compile(r"```\{solution-start\}\s*(\S+)")
_END = re.compile(r"```\{solution-end\}")
_SOLVED = re.compile(r"\bsolved\(\s*[\"']([^\"']+)[\"']")


@dataclass(frozen=True)
class Exercise:
    """Where an exercise and its solution stand in a lesson's source.

    Attributes
    ----------
    label : str
        Its label.
    asked : range
        Lines of the exercise, fences included, counted from 0.
    solution : range
        Lines of the solution, from its start to its end.
    """

    label: str
    asked: range
    solution: range


def exercises_of(source: Path) -> list[Exercise]:
    """Return the exercises of a lesson in their order.

    Raises
    ------
    UnsoundExercise
        If an exercise has no label or no solution, a solution no exercise or no end, or a solution
        does not name the answer of its exercise by ``solved``; the message names file and line.
    """
    lines = source.read_text(encoding="utf-8").splitlines()
    solutions = dict(_solutions(lines, source.name))
    found = []
    for start, line in enumerate(lines):
        if not _EXERCISE.match(line):
            continue
        end = _closing(lines, start, source.name)
        label = _label(lines[start:end], source.name, start)
        if label not in solutions:
            raise UnsoundExercise(f"{source.name}, line {start + 1}: {label} has no solution")
        solution = solutions.pop(label)
        _refuse_without_answer(lines, label, solution, source.name)
        found.append(Exercise(label, range(start, end), solution))
    for label, solution in solutions.items():
        raise UnsoundExercise(
            f"{source.name}, line {solution.start + 1}: a solution of {label}, which is not asked"
        )
    return found


def _solutions(lines: Sequence[str], name: str) -> Iterator[tuple[str, range]]:
    for start, line in enumerate(lines):
        match = _START.match(line)
        if match is None:
            continue
        ends = (i for i, other in enumerate(lines[start:], start) if _END.match(other))
        end = next(ends, None)
        if end is None:
            raise UnsoundExercise(
                f"{name}, line {start + 1}: the solution of {match[1]} has no end"
            )
        yield match[1], range(start, _closing(lines, end, name))


def _closing(lines: Sequence[str], start: int, name: str) -> int:
    closing = (i for i, line in enumerate(lines[start + 1 :], start + 1) if line.strip() == "```")
    end = next(closing, None)
    if end is None:
        raise UnsoundExercise(f"{name}, line {start + 1}: nothing closes {lines[start]}")
    return end + 1


def _label(lines: Sequence[str], name: str, start: int) -> str:
    for line in lines:
        if match := _LABEL.match(line):
            return match[1]
    raise UnsoundExercise(f"{name}, line {start + 1}: the exercise has no :label:")


def _refuse_without_answer(lines: Sequence[str], label: str, solution: range, name: str) -> None:
    named = _SOLVED.findall("\n".join(lines[solution.start : solution.stop]))
    if named != [label]:
        raise UnsoundExercise(
            f"{name}, line {solution.start + 1}: the solution says solved(...) of "
            f"{', '.join(named) or 'nothing'}; give it one line solved({label!r}, answer, unit, "
            "tolerance=..., wrong={hint: value, ...})"
        )
