"""Find the chapters and read them as notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.press.errors import UnknownChapter
from treasurybook.press.project import Project

if TYPE_CHECKING:
    from nbformat import NotebookNode


KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass(frozen=True)
class Chapter:
    """One executable chapter: a MyST Markdown notebook in ``chapters/``."""

    path: Path

    @property
    def stem(self) -> str:
        """File name without suffix, e.g. ``01-national-accounts``; the chapter's name."""
        return self.path.stem

    @property
    def number(self) -> str:
        """Leading number, e.g. ``01``."""
        return self.stem.split("-")[0]

    @property
    def title(self) -> str:
        """The chapter's first heading (its stem if there is none)."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        headings = (line.removeprefix("# ").strip() for line in lines if line.startswith("# "))
        return next(headings, self.stem)

    @property
    def reads_records(self) -> bool:
        """Whether the chapter computes on the verdicts of the others.

        It says so by ``reads_records: true`` in its front matter; it then runs after those that
        do not, and again whenever a record of theirs changes.
        """
        import yaml

        lines = self.path.read_text(encoding="utf-8").splitlines()
        if lines[:1] != ["---"] or "---" not in lines[1:]:
            return False
        front_matter = yaml.safe_load("\n".join(lines[1 : lines.index("---", 1)]))
        return bool((front_matter or {}).get("reads_records", False))

    def read(self) -> NotebookNode:
        """Return the chapter as an unexecuted notebook.

        MyST-NB's own reader is used, so that the cells are those of the page, and
        ``metadata.source_map`` keeps the line of the file where each cell starts.
        """
        from myst_nb.core.read import read_myst_markdown_notebook

        text = self.path.read_text(encoding="utf-8")
        notebook: NotebookNode = read_myst_markdown_notebook(text, add_source_map=True)
        notebook.metadata["kernelspec"] = KERNEL
        return notebook


def find_chapters(project: Project) -> list[Chapter]:
    """Return the project's chapters in the order of their numbers."""
    return [Chapter(path) for path in sorted(project.chapters.glob("[0-9]*.md"))]


def pick_chapter(project: Project, name: str) -> Chapter:
    """Return the chapter called `name`: its number ("01" or "1"), stem or file name.

    Raises
    ------
    UnknownChapter
        If there is none; the message lists those there are.
    """
    chapters = find_chapters(project)
    wanted = Path(name).name.removesuffix(".md")
    for chapter in chapters:
        if wanted in (chapter.stem, chapter.number, chapter.number.lstrip("0")):
            return chapter
    there = ", ".join(chapter.stem for chapter in chapters) or "none"
    raise UnknownChapter(f"no chapter is called {name!r}; there are: {there}")
