"""What a refresh changes, for people and programs: stored files, verdicts, headlines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from treasurybook.refresh.book_changes import BookChanges, Shown
from treasurybook.refresh.changes import Change, largest

SHOWN = 3
"""Revisions of one series that texts and pages name; the JSON holds all."""

HEADLINES = 12
"""Values of one chapter's prose that texts and pages name."""


@dataclass(frozen=True)
class DataDiff:
    """The difference between two snapshots.

    Attributes
    ----------
    old, new : str
        What the two are, in words: "the stored data", "the staged data".
    files : tuple of Change
        The series and tables that changed.
    book : BookChanges or None
        What they do to the book; None if the chapters were not run.
    """

    old: str
    new: str
    files: tuple[Change, ...]
    book: BookChanges | None

    @property
    def sound(self) -> bool:
        """Whether all chapters run, and no value or verdict "as written" moved."""
        book = self.book
        return book is None or not (book.failures or book.moved or book.overturned)

    def to_json(self) -> str:
        """Return everything, with every revised cell."""
        files = [
            {
                "id": change.id,
                "path": change.new.path,
                "title": change.new.title,
                "unit": change.new.unit,
                "old_vintage": change.old_vintage,
                "new_vintage": change.new.vintage,
                "added": [[*key, text] for key, text in change.added],
                "lost": change.lost,
                "filled": [asdict(revision) for revision in change.filled],
                "revised": [asdict(revision) for revision in change.revisions],
                "changed_within_rounding": change.rounded,
            }
            for change in self.files
        ]
        book = asdict(self.book) if self.book else None
        whole = {"old": self.old, "new": self.new, "files": files, "book": book}
        return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """Return a page in Markdown, which reads as plain text as well."""
        title = f"# From {_plain(self.old)} to {_plain(self.new)}"
        parts = [title, *_book(self.book), *_files(self.files)]
        return "\n\n".join(parts) + "\n"

    def to_html(self) -> str:
        """Return the page as one HTML file."""
        from markdown_it import MarkdownIt

        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        body = markdown.render(self.to_markdown())
        title = escape(f"From {self.old} to {self.new}")
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{title}</title><style>{_STYLE}</style>{body}</html>\n"
        )

    def write_page(self, path: Path) -> None:
        """Write the page: HTML if `path` ends so, else Markdown."""
        html = path.suffix in (".html", ".htm")
        path.write_text(self.to_html() if html else self.to_markdown(), encoding="utf-8")


# Signs that Markdown or HTML may read as markup; an underline within a word is none.
_MARKS = re.compile(r"[\\`*\[\]<>&|~]|(?<!\w)_|_(?!\w)")

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}"
    "td,th{border-bottom:1px solid #ccc;padding:.25rem .6rem;text-align:left;vertical-align:top}"
)


def _book(book: BookChanges | None) -> Iterator[str]:
    if book is None:
        yield "The chapters were not run."
        return
    yield f"## Verdicts: {len(book.verdicts)} of {book.claims} changed"
    if book.failures:
        yield "**Chapters that do not run, and are not compared:**"
        yield "\n".join(f"    {line}" for told in book.failures for line in told.splitlines())
    if book.verdicts:
        yield _table(
            ("statement", "was", "is", "says"),
            [(v.claim, v.old, v.new, v.statement) for v in book.verdicts],
        )
    if book.moved:
        yield f"**{len(book.moved)} values as written moved. Fresh data must not do that:**"
        yield _table(
            ("statement", "was", "is", "unit"),
            [(v.claim, _number(v.old), _number(v.new), v.unit) for v in book.moved],
        )
    else:
        yield "No value as written moved."
    if book.overturned:
        listed = ", ".join(change.claim for change in book.overturned)
        yield f"**Verdicts as written moved. Fresh data must not do that:** {listed}"
    latest = [value for value in book.values if value.clock == "latest"]
    yield f"## Values as known now: {len(latest)} changed"
    if latest:
        yield _table(
            ("statement", "was", "is", "unit"),
            [(v.claim, _number(v.old), _number(v.new), v.unit) for v in latest],
        )
    yield from _headlines(book)


def _headlines(book: BookChanges) -> Iterator[str]:
    yield f"## Headlines: {len(book.headlines)} changed"
    for chapter in dict.fromkeys(headline.chapter for headline in book.headlines):
        mine = [headline for headline in book.headlines if headline.chapter == chapter]
        yield f"### {_plain(chapter)}"
        titles = [headline for headline in mine if headline.kind == "figure"]
        if titles:
            yield _table(("figure", "was", "is"), [(h.name, h.old, h.new) for h in titles])
        values = [headline for headline in mine if headline.kind == "value"]
        if values:
            yield _table(
                ("value in the text", "was", "is"),
                [(h.name, h.old, h.new) for h in values[:HEADLINES]],
            )
        if len(values) > HEADLINES:
            yield f"and {len(values) - HEADLINES} more values"


def _files(files: tuple[Change, ...]) -> Iterator[str]:
    rows = sum(len(change.added) for change in files)
    cells = sum(len(change.revisions) for change in files)
    yield f"## Data: {len(files)} series and tables changed; {rows} new rows, {cells} cells revised"
    if files:
        yield _table(
            ("series or table", "new rows", "revised", "largest revisions"),
            [_file(change) for change in files],
        )


def _file(change: Change) -> tuple[str, str, str, str]:
    added = f"{len(change.added)}"
    if change.added and change.new.kind == "series":
        (day,), text = change.added[-1]
        added += f", to {day}: {text}"
    if change.filled:
        added += f"; {len(change.filled)} empty cells filled"
    if change.lost:
        added += f"; {len(change.lost)} rows gone"
    revisions = "; ".join(
        f"{', '.join(one.key)}{'' if one.column == 'value' else ' ' + one.column}: "
        f"{_cell(one.old)} → {_cell(one.new)}"
        for one in largest(change.revisions, SHOWN)
    )
    name = f"{change.id} ({change.old_vintage} → {change.new.vintage})"
    return name, added, f"{len(change.revisions)}", revisions


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = [[_plain(cell) for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _plain(text: str) -> str:
    """Return any text as one line of Markdown that shows it as it is."""
    return _MARKS.sub(r"\\\g<0>", text.replace("\n", " "))


def _cell(text: str) -> str:
    """Return a stored cell; of a number no more digits than a reader compares."""
    try:
        return f"{float(text):.8g}"
    except ValueError:
        return text or "empty"


def _number(value: Shown) -> str:
    return "none" if value is None else value if isinstance(value, str) else f"{value:,.6g}"
