"""What a fresh file must not be, and must not do to the past of the file it is to replace."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from treasurybook.refresh.changes import Change, compare_contents, largest
from treasurybook.refresh.exact import NUMBER
from treasurybook.refresh.form import rows_of
from treasurybook.refresh.jumps import FACTOR, Rows, find_jumps
from treasurybook.refresh.newest import newest_possible
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import Resource

SHOWN = 3
"""Cases that a finding names; it counts the others."""


def check_form(stored: Resource, content: bytes, today: date) -> list[Finding]:
    """Return what no fresh file may be: of another form, or dated to a day still to come.

    Parameters
    ----------
    stored : Resource
        The newest stored version.
    content : bytes
        The fresh file.
    today : date
        Day of the download.

    Returns
    -------
    list of Finding
        Empty if the file can be compared with the stored one.
    """
    malformed = _shape(stored, content)
    return [malformed] if malformed else list(_dates_to_come(stored, rows_of(content), today))


def check_history(folder: Path, stored: Resource, content: bytes) -> list[Finding]:
    """Return what a fresh file does to the past, and may do only if somebody has accepted it.

    Rows are lost; the past of data that are never revised changes by more than the rounding of the
    stored file, an empty cell that is filled not counted; figures come with fewer decimals than
    are stored; a step is far outside what the series ever did.

    Parameters
    ----------
    folder : Path
        The stored data folder.
    stored : Resource
        The newest stored version.
    content : bytes
        The fresh file, of the stored form.

    Returns
    -------
    list of Finding
        Empty if the fresh file may replace the stored one.
    """
    before = (folder / stored.path).read_bytes()
    change = compare_contents(stored, stored.vintage, before, content)
    return [*_history(stored, change), *_jumps(stored, rows_of(before), rows_of(content))]


def _shape(stored: Resource, content: bytes) -> Finding | None:
    """Return a finding if columns, length of rows, numbers or days are not as described."""
    expected = [field["name"] for field in stored.fields]
    mend = "the source's form has changed: look at it, and mend its parser"
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return Finding(stored.path, None, "unreadable", str(error), mend)
    columns = rows[0] if rows else []
    if columns != expected:
        message = f"columns {', '.join(columns) or 'none'}; expected {', '.join(expected)}"
        return Finding(stored.path, 1, "columns", message, mend)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(expected):
            message = f"{len(row)} cells; expected {len(expected)}"
            return Finding(stored.path, number, "columns", message, mend)
    for number, row in enumerate(rows[1:], start=2):
        for field, cell in zip(stored.fields, row, strict=True):
            if cell and not _fits(field["type"], cell):
                message = f"{field['name']} is {cell[:40]!r}; expected a {field['type']}"
                return Finding(stored.path, number, "type", message, mend)
    return None


def _fits(kind: str, cell: str) -> bool:
    """Return whether a cell is the number or the day that it should be."""
    if kind == "number":
        return NUMBER.fullmatch(cell) is not None
    if kind == "date":
        try:
            return date.fromisoformat(cell).isoformat() == cell
        except ValueError:
            return False
    return True


def _dates_to_come(stored: Resource, rows: Rows, today: date) -> Iterator[Finding]:
    dated = "date" if stored.kind == "series" else stored.text("date_field")
    if not dated:
        return
    newest = newest_possible(stored, today).isoformat()
    late = sorted({row[dated] for row in rows if row[dated] > newest})
    if late:
        message = (
            f"{len(late)} dates after {newest}, the newest possible on {today}, first {late[0]}"
        )
        mend = "look at the source, and at this computer's clock; try again later"
        yield Finding(stored.path, None, "date to come", message, mend)


def _history(stored: Resource, change: Change) -> Iterator[Finding]:
    accept = f"--accept {stored.id}"
    if change.lost:
        shown = "; ".join(", ".join(key) for key in change.lost[:SHOWN])
        message = f"{len(change.lost)} of {stored.n} stored rows are gone, first {shown}"
        mend = f"try again later; if the source has really dropped them, {accept}"
        yield Finding(stored.path, None, "rows lost", message, mend)
    if change.coarser:
        message = f"fewer decimals than are stored in {', '.join(change.coarser)}"
        mend = f"try again later; if the source prints no more from now on, {accept}"
        yield Finding(stored.path, None, "coarser", message, mend)
    if change.revisions and stored.revised == "never":
        shown = "; ".join(
            f"{', '.join(one.key)}: {one.column} {one.old} → {one.new or 'empty'}"
            for one in largest(change.revisions, SHOWN)
        )
        message = f"{len(change.revisions)} cells of data that are never revised, such as {shown}"
        mend = f"ask the source why; if it has mended an error, {accept}"
        yield Finding(stored.path, None, "history rewritten", message, mend)


def _jumps(stored: Resource, known: Rows, fresh: Rows) -> Iterator[Finding]:
    jumps = list(find_jumps(stored, known, fresh))
    if jumps:
        shown = "; ".join(map(str, jumps[:SHOWN]))
        message = f"{len(jumps)} steps of more than {FACTOR:g} times the largest stored: {shown}"
        mend = f"look at the source's own page; if it is so, --accept {stored.id}"
        yield Finding(stored.path, None, "jump", message, mend)
