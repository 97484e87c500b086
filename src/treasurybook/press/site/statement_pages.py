"""Every statement's own page and JSON, and what the ledger page loads when a row is opened.

They are made from a template and the record, beside Sphinx and not by it: eight hundred small
pages in a second or two, and not at all while nothing that they say has changed.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.ledger.firmness import Firmness, book_firmness
from treasurybook.ledger.records import Record, by_claim
from treasurybook.press.project import Project
from treasurybook.press.results.claim_review import as_script, claim_review
from treasurybook.press.results.files import write_results
from treasurybook.press.results.statement import statement_json
from treasurybook.press.results.table import as_json
from treasurybook.press.run.fingerprint import hash_files, shared_fingerprint
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.site.colours import theme_colours
from treasurybook.press.site.glossary import Entry
from treasurybook.press.site.lookup import lookup_script
from treasurybook.press.site.made_once import made_once
from treasurybook.press.site.rendering import render, statement_address
from treasurybook.press.site.repository import read_repository
from treasurybook.press.site.specification_curve import curve_of
from treasurybook.press.site.statement_chart import chart_of

if TYPE_CHECKING:
    import pandas as pd

STATEMENTS = "statements"
DETAILS = "details"
THEME_SHEETS = tuple(
    f"_static/styles/{name}.css" for name in ("pydata-sphinx-theme", "sphinx-book-theme")
)
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
"""These pages hold nothing inline that runs or styles, so that their policy is stricter than that
of the book's."""


@dataclass(frozen=True)
class Book:
    """What the pages say of the book: its start page, and its public address if it has one."""

    title: str
    author: str
    version: str
    start: str
    base: str = ""

    def address(self, record: Record) -> str:
        """Return the public address of a statement's page, empty if the book has none."""
        return f"{self.base}/{statement_address(record['claim'])}" if self.base else ""

    def citation(self, record: Record) -> str:
        """Return how a verdict is cited."""
        day = f", data of {record['data']}" if record["data"] else ""
        return f"{self.title}, version {self.version}, statement {record['claim']}{day}"


def write_statements(
    project: Project,
    html: Path,
    book: Book,
    table: pd.DataFrame | None,
    notebooks: Mapping[str, Mapping[str, Any]],
    glossary: Sequence[Entry],
) -> None:
    """Write the pages of all statements.

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
    notebooks : mapping
        Stem of each lesson -> its executed notebook.
    glossary : sequence of Entry
        The entries of the book's glossary.
    """
    records = [] if table is None else list(by_claim(table).values())
    firm = book_firmness(records)
    if table is not None:
        write_results(
            project, html, table, firm, title=book.title, data=project.data_day, base=book.base
        )
    sheets = "".join((html / name).read_text(encoding="utf-8") for name in THEME_SHEETS)
    code = _code(notebooks)
    made_of = _hash(project, book, records, code, glossary, sheets)

    def make(folder: Path) -> None:
        (folder / DETAILS).mkdir()
        _write_pages(project, folder, book, records, firm, code)
        lookup = lookup_script(project, records, glossary)
        (folder / "lookup.js").write_text(lookup, encoding="utf-8")
        (folder / "colours.css").write_text(theme_colours(sheets), encoding="utf-8")

    pages = made_once(project.build / STATEMENTS, made_of, make)
    shutil.rmtree(html / STATEMENTS, ignore_errors=True)
    shutil.copytree(pages, html / STATEMENTS)


def _write_pages(
    project: Project,
    folder: Path,
    book: Book,
    records: Sequence[Record],
    firm: Mapping[str, Firmness],
    code: Mapping[tuple[str, int], str],
) -> None:
    common: dict[str, Any] = {
        "book": book,
        "lessons": _titles(project),
        "repository": read_repository(project.root),
    }
    for record, before, after in _with_neighbours(records):
        page = render(
            "statement",
            record=record,
            policy=POLICY,
            chart=chart_of(record),
            firm=firm[record["claim"]],
            curve=curve_of(record, firm[record["claim"]]),
            code=code.get((record["lesson"], record["cell"])),
            review=as_script(
                claim_review(record, author=book.author, address=book.address(record))
            ),
            previous=before,
            next=after,
            **common,
        )
        name = record["claim"]
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        content = as_json(statement_json(record, common["repository"], firm[name]))
        (folder / f"{name}.json").write_text(content, encoding="utf-8")
    for name, script in _details(records, firm, common):
        (folder / DETAILS / f"{name}.js").write_text(script, encoding="utf-8")


def _hash(
    project: Project,
    book: Book,
    records: Sequence[Record],
    code: Mapping[tuple[str, int], str],
    glossary: Sequence[Entry],
    sheets: str,
) -> str:
    """Return the hash of all that the pages are made of."""
    site = project.package / "press" / "site"
    of_firmness = [one for one in (project.firmness, project.origins) if one.exists()]
    parts = [
        shared_fingerprint(project),
        hash_files(site.rglob("*.html"), site),
        hash_files(of_firmness, project.root),
        *map(repr, (book, records, code, glossary, _titles(project))),
        str(read_repository(project.root)),
        sheets,
    ]
    return sha256("\0".join(parts).encode()).hexdigest()


def _titles(project: Project) -> dict[str, str]:
    return {one.stem: one.title for one in find_lessons(project)}


def _with_neighbours(records: Sequence[Record]) -> Iterator[tuple[Record, str | None, str | None]]:
    names = [None, *(str(one["claim"]) for one in records), None]
    yield from zip(records, names, names[2:], strict=False)


def _code(notebooks: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, int], str]:
    """Return the code of every cell of every lesson, by lesson and number."""
    found: dict[tuple[str, int], str] = {}
    for lesson, notebook in notebooks.items():
        sources = (one["source"] for one in notebook["cells"] if one["cell_type"] == "code")
        found |= {(lesson, number): str(code) for number, code in enumerate(sources, 1)}
    return found


def _details(
    records: Iterable[Record], firm: Mapping[str, Firmness], common: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield for each hundred statements the script that hands the ledger what opened rows say.

    F-1 has those of F-100 to F-199. A page opened from a folder may fetch nothing, but it may load
    a script.
    """
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for record in records:
        name = record["claim"]
        said[name[:3]][name] = render(
            "ledger_details", "../", record=record, firm=firm[name], **common
        )
    for name, by_name in said.items():
        content = json.dumps(by_name, ensure_ascii=False)
        yield name, f"Object.assign(treasurybookDetails, {content});\n"
