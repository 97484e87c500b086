"""What of the solutions stands in a folder of files, be it in markup, in a notebook or in an index.

A solution is looked for in three ways. The line under which its answer is kept in an executed
notebook must not occur at all. Of its text, its code and what its cells print, every line that is
long enough to be told from others is looked for, as words alone, so that markup within a line hides
nothing. Its answer is looked for with all its digits, and so are the wrong answers that it names:
rounded, a number says nothing of where it comes from, and neither does a simple fraction. What also
stands in the lessons outside of their solutions, such as an import, or in the records of what they
answer is no leak.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from html import unescape
from math import isclose
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, is_zipfile

from treasurybook.press.editions.answers import answers
from treasurybook.press.editions.exercises import exercises_of
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.storage import executed_path, read_executed, records_path
from treasurybook.teaching.exercises import MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

LONG = 25
"""Characters from which a line can be told from others."""

MANY_WORDS = 4
"""Words from which it can."""

DIGITS = 9
"""Digits from which a number can be told from others."""

SIMPLE = 1000
"""Largest denominator of a fraction that many computations come to."""

_BINARY = {".png", ".jpg", ".woff2", ".ttf", ".inv", ".ico", ".pickle"}
_PRINTED = ("text/plain", "text/html")
_THE_SAME_FOR_ALL = re.compile(
    r"treasurybook/(?!carried/)|treasurybook-|treasurybook/carried/data/"
)
"""What a wheel holds beside lessons and records: code, a description of itself, stored data."""

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+\.\d+")
_START, _END = "```{solution-start}", "```{solution-end}"


@dataclass(frozen=True)
class Solutions:
    """What must not be told of the solutions of a book.

    Attributes
    ----------
    lines : dict
        A line as words, with a blank before, between and after -> the line, with its lesson.
    numbers : dict
        A number with all its digits -> the exercise whose answer, or typical mistake, it is.
    """

    lines: dict[str, str]
    numbers: dict[str, str]

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {line: frozenset(line.split()) for line in self.lines}

    def told_in(self, text: str) -> list[str]:
        """Return what a text tells of them, one line for each thing told."""
        found = [f"the kept answer of an exercise ({MIME})"] if MIME in text else []
        numbers = set(_NUMBER.findall(text))
        found += [
            f"{number}, {whose}" for number, whose in self.numbers.items() if number in numbers
        ]
        plain = as_words(text)
        there = set(plain.split())
        return found + [
            line for key, line in self.lines.items() if self._words[key] <= there and key in plain
        ]


def solutions_of(project: Project) -> Solutions:
    """Return the solutions of a book whose lessons have been run.

    Parameters
    ----------
    project : Project
        The book with its solutions.
    """
    lines: dict[str, str] = {}
    numbers: dict[str, str] = {}
    open_words: list[str] = []
    open_numbers: set[str] = set()
    for lesson in find_lessons(project):
        notebook = read_executed(executed_path(project, lesson))
        inside, outside = _parts(lesson, notebook)
        inside += [hint for kept in answers(notebook).values() for hint in kept["wrong"]]
        open_words += map(as_words, outside)
        recorded = records_path(project, lesson).read_text(encoding="utf-8")
        open_numbers |= {
            number for text in (*outside, recorded) for number in _NUMBER.findall(text)
        }
        for line in (one.strip() for text in inside for one in text.splitlines()):
            words = as_words(line)
            if len(line) >= LONG and words.count(" ") > MANY_WORDS:
                lines[words] = f"{line!r} (of a solution in {lesson.stem}.md)"
        for label, kept in answers(notebook).items():
            open_words.append(as_words(kept["key"]["asked"]))
            for value in (kept["answer"], *kept["wrong"].values()):
                for number in _NUMBER.findall(repr(value)):
                    if len(number) > DIGITS and not _is_simple(float(number)):
                        numbers[number] = f"an answer to {label}"
    for path in sorted((project.root / "book").rglob("*.md")):
        open_words.append(as_words(path.read_text(encoding="utf-8")))
    everything = " ".join(open_words)
    return Solutions(
        {words: line for words, line in lines.items() if words not in everything},
        {number: whose for number, whose in numbers.items() if number not in open_numbers},
    )


def leaks(folder: Path, solutions: Solutions) -> list[str]:
    """Return what the files of a folder tell of solutions, each with the name of the file.

    Parameters
    ----------
    folder : Path
        A built site, or any folder; all files in it are read, and those in archives, but pictures,
        fonts and, in a wheel, code and stored data.
    solutions : Solutions
        What must not be told.
    """
    found = []
    for name, content in _files(folder):
        text = content.decode("utf-8", errors="replace")
        told = [one for part in _readings(name, text) for one in solutions.told_in(part)]
        found += [f"{name}: {one}" for one in dict.fromkeys(told)]
    return found


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Return the files of a folder that can tell something, those in archives as well."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if is_zipfile(path):
            with ZipFile(path) as archive:
                for inside in archive.namelist():
                    if _can_tell(inside):
                        yield f"{name}/{inside}", archive.read(inside)
        elif _can_tell(name):
            yield name, path.read_bytes()


def _can_tell(name: str) -> bool:
    return PurePosixPath(name).suffix not in _BINARY and not _THE_SAME_FOR_ALL.match(name)


def as_words(text: str) -> str:
    """Return the words and numbers of a text alone, with a blank before, between and after."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _is_simple(number: float) -> bool:
    """Return whether a number is a simple fraction, which charts have in their coordinates too."""
    return isclose(number, Fraction(number).limit_denominator(SIMPLE), rel_tol=1e-12)


def _readings(name: str, text: str) -> Iterator[str]:
    """Return a file's text as its readers see it, in one or two ways."""
    if name.endswith((".json", ".ipynb")):
        text = "\n".join(_strings(json.loads(text)))
    yield text
    if "<" in text:
        yield unescape(_TAG.sub("", text))  # code is coloured word by word


def _strings(value: Any) -> Iterator[str]:
    """Return all texts in a file of JSON; a list of texts is one, as in a notebook's cell."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield "".join(value)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _strings(one)
    elif isinstance(value, float):
        yield repr(value)


def _parts(lesson: Lesson, notebook: NotebookNode) -> tuple[list[str], list[str]]:
    """Return the texts of a lesson inside its solutions, and those outside of them."""
    source = lesson.path.read_text(encoding="utf-8").splitlines()
    numbers = {number for one in exercises_of(lesson.path) for number in one.solution}
    inside = ["\n".join(source[number] for number in sorted(numbers))]
    outside = ["\n".join(line for number, line in enumerate(source) if number not in numbers)]
    is_solution = False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            (inside if is_solution else outside).extend(_printed(cell.outputs))
        elif _START in cell.source or _END in cell.source:
            is_solution = cell.source.rfind(_START) > cell.source.rfind(_END)
    return inside, outside


def _printed(outputs: Iterable[NotebookNode]) -> Iterator[str]:
    for output in outputs:
        data = output.get("data", {})
        yield from _strings([output.get("text", ""), *(data.get(one, "") for one in _PRINTED)])
