"""Find the lessons and read them as notebooks.

A chapter is a folder of lessons, ``chapters/5-quantitative-tightening/2-the-ladder.md``, or one
lesson of its own, ``chapters/01-one-page.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.press.errors import UnknownLesson
from treasurybook.press.project import Project

if TYPE_CHECKING:
    from nbformat import NotebookNode


KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
_PATTERNS = ("[0-9]*.md", "[0-9]*/[0-9]*.md")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Lesson:
    """One executable lesson: a MyST Markdown notebook in ``chapters/``.

    Parameters
    ----------
    folder : Path
        The folder ``chapters/``.
    stem : str
        Path in it without suffix, ``5-quantitative-tightening/2-the-ladder``: the lesson's name
        wherever something of it is kept.
    """

    folder: Path
    stem: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{self.stem}.md"

    @property
    def order(self) -> tuple[int, ...]:
        """Number of the chapter and, in a chapter of several lessons, that of the lesson."""
        numbers = (_NUMBER.match(part) for part in self.stem.split("/"))
        return tuple(int(number[0]) for number in numbers if number)

    @property
    def number(self) -> str:
        """How the lesson is asked for, e.g. ``5.2``; ``5`` if it is a whole chapter."""
        return ".".join(map(str, self.order))

    @property
    def label(self) -> str:
        """Number and name without a folder, e.g. ``5.2-the-ladder``."""
        if "/" not in self.stem:
            return self.stem
        return _NUMBER.sub(self.number, self.path.stem, count=1)

    @property
    def title(self) -> str:
        """The lesson's first heading (its stem if there is none)."""
        return _first_heading(self.path) or self.stem

    @property
    def reads_records(self) -> bool:
        """Whether the lesson computes on the verdicts of the others.

        It says so by ``reads_records: true`` in its front matter; it then runs after those that
        do not, and again whenever a record of theirs changes.
        """
        return bool(self._front_matter().get("reads_records", False))

    @property
    def is_appendix(self) -> bool:
        """Whether it holds side matters only, by ``appendix: true`` in its front matter.

        An appendix answers statements that no lesson discusses; it is not bound to a lesson's form.
        """
        return bool(self._front_matter().get("appendix", False))

    @property
    def key_terms(self) -> tuple[str, ...]:
        """The terms by which readers look for it, English and Chinese, of its front matter."""
        return tuple(str(term) for term in self._front_matter().get("key_terms", ()))

    def _front_matter(self) -> Mapping[str, Any]:
        lines = self.path.read_text(encoding="utf-8").splitlines()
        if lines[:1] != ["---"] or "---" not in lines[1:]:
            return {}
        return _parsed("\n".join(lines[1 : lines.index("---", 1)]))

    def read(self) -> NotebookNode:
        """Return the lesson as an unexecuted notebook.

        MyST-NB's own reader is used, so that the cells are those of the page, and
        ``metadata.source_map`` keeps the line of the file where each cell starts.
        """
        return as_notebook(self.path.read_text(encoding="utf-8"))


def as_notebook(source: str) -> NotebookNode:
    """Return the source of a lesson as an unexecuted notebook, as `Lesson.read` does."""
    from myst_nb.core.read import read_myst_markdown_notebook

    notebook: NotebookNode = read_myst_markdown_notebook(source, add_source_map=True)
    notebook.metadata["kernelspec"] = KERNEL
    return notebook


def find_lessons(project: Project) -> list[Lesson]:
    """Return the project's lessons in the order of their numbers."""
    folder = project.chapters
    paths = [path for pattern in _PATTERNS for path in folder.glob(pattern)]
    stems = (path.relative_to(folder).with_suffix("").as_posix() for path in paths)
    return sorted((Lesson(folder, stem) for stem in stems), key=lambda one: (one.order, one.stem))


def lesson_at(project: Project, path: Path) -> Lesson | None:
    """Return the lesson whose file lies at `path`, None if no lesson does."""
    folder = project.chapters
    if not path.is_relative_to(folder):
        return None
    stem = path.relative_to(folder).with_suffix("")
    is_lesson = path.suffix == ".md" and all(_NUMBER.match(part) for part in stem.parts)
    return Lesson(folder, stem.as_posix()) if is_lesson and len(stem.parts) <= 2 else None


def chapter_titles(project: Project) -> dict[int, str]:
    """Return the title of each chapter: of its start page, or of its only file."""
    titles = {}
    for lesson in find_lessons(project):
        start = lesson.path.parent / "index.md"
        title = _first_heading(start) if "/" in lesson.stem and start.exists() else lesson.title
        titles[lesson.order[0]] = title or lesson.stem
    return titles


@cache
def _parsed(front_matter: str) -> Mapping[str, Any]:
    import yaml

    found: Mapping[str, Any] = yaml.safe_load(front_matter) or {}
    return found


def _first_heading(page: Path) -> str | None:
    lines = page.read_text(encoding="utf-8").splitlines()
    headings = (line.removeprefix("# ").strip() for line in lines if line.startswith("# "))
    return next(headings, None)


def pick_lesson(project: Project, name: str) -> Lesson:
    """Return the lesson called `name`: its number ("5.2", "01"), label, stem, or file.

    Raises
    ------
    UnknownLesson
        If there is none or several; the message lists those there are.
    """
    lessons = find_lessons(project)
    found = [lesson for lesson in lessons if _is_called(lesson, name)]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(lesson.stem for lesson in found)
        raise UnknownLesson(f"{name!r} may mean {several}: say which")
    number = Path(name).name.removesuffix(".md").lstrip("0")
    of_chapter = [one for one in lessons if one.number.split(".")[0] == number]
    there = ", ".join(lesson.label for lesson in of_chapter or lessons) or "none"
    raise UnknownLesson(f"no lesson is called {name!r}; there are: {there}")


def _is_called(lesson: Lesson, name: str) -> bool:
    path = Path(name)
    if path.suffix == ".md" and path.resolve() == lesson.path.resolve():
        return True
    wanted = path.as_posix().removesuffix(".md").rpartition("chapters/")[2]
    if re.fullmatch(r"\d+(\.\d+)?", wanted):
        return tuple(map(int, wanted.split("."))) == lesson.order
    return wanted in (lesson.stem, lesson.label, lesson.path.stem)
