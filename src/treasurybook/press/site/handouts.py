"""Handouts: the statements of each lesson on a page of their own, without verdicts, for printing.

Beside them lies what the ledger needs to print a draw of statements.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.ledger.records import by_claim
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.site.papers import NOTES, Paper, paper, papers_script
from treasurybook.press.site.rendering import render
from treasurybook.press.site.statement_pages import POLICY, Book

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "handouts"


def handout_address(lesson: Lesson) -> str:
    """Return where the handout of a lesson stands, from the root of the site."""
    return f"{FOLDER}/{'-'.join(map(str, lesson.order))}.html"


def write_handouts(
    project: Project, html: Path, book: Book, table: pd.DataFrame | None
) -> list[str]:
    """Write a handout for each lesson that is taught and answers statements; their addresses.

    Parameters
    ----------
    project : Project
        The project, whose lessons have been run.
    html : Path
        The folder of the built site.
    book : Book
        What the pages say of the book.
    table : pd.DataFrame or None
        Every statement with its verdict, if the lessons answer any.
    """
    shutil.rmtree(html / FOLDER, ignore_errors=True)
    if table is None:
        return []
    (html / FOLDER).mkdir()
    by_lesson: dict[str, list[Paper]] = defaultdict(list)
    for name, record in by_claim(table).items():
        by_lesson[record["lesson"]].append(paper(name))
    everything = (one for some in by_lesson.values() for one in some)
    (html / FOLDER / "papers.js").write_text(papers_script(everything), encoding="utf-8")
    written = []
    for lesson in find_lessons(project):
        if not lesson.is_appendix and lesson.stem in by_lesson:
            address = handout_address(lesson)
            page = render(
                "handout",
                "../",
                lesson=lesson,
                address=address,
                papers=by_lesson[lesson.stem],
                lines=NOTES,
                book=book,
                policy=POLICY,
            )
            (html / address).write_text(page, encoding="utf-8")
            written.append(address)
    return written
