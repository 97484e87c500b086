"""What a fresh file must not do to the past, checked against the file it is to replace."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from treasurybook.refresh.changes import compare_contents, largest
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import Resource

SHOWN = 3
"""Cases that a finding names; it counts the others."""


def check_fresh(folder: Path, stored: Resource, content: bytes) -> list[Finding]:
    """Compare a fresh file with the stored one.

    Rows must not be lost. The past of data that are never revised must not change by more than
    rounding: half a unit of the last digit of the coarser of the two versions.

    Parameters
    ----------
    folder : Path
        The stored data folder.
    stored : Resource
        The newest stored version.
    content : bytes
        The fresh file.

    Returns
    -------
    list of Finding
        Empty if the fresh file may replace the stored one.
    """
    malformed = _shape(stored, content)
    return [malformed] if malformed else list(_history(folder, stored, content))


def _shape(stored: Resource, content: bytes) -> Finding | None:
    """Return a finding if the file has other columns than described, or rows of other length."""
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
    return None


def _history(folder: Path, stored: Resource, content: bytes) -> Iterator[Finding]:
    change = compare_contents(stored, stored.vintage, (folder / stored.path).read_bytes(), content)
    if change.lost:
        shown = "; ".join(", ".join(key) for key in change.lost[:SHOWN])
        message = f"{len(change.lost)} of {stored.n} stored rows are gone, first {shown}"
        mend = "try again later; if the source has really dropped them, --accept " + stored.id
        yield Finding(stored.path, None, "rows lost", message, mend)
    if change.revisions and stored.revised == "never":
        shown = "; ".join(
            f"{', '.join(one.key)}: {one.column} {one.old or 'empty'} → {one.new or 'empty'}"
            for one in largest(change.revisions, SHOWN)
        )
        message = f"{len(change.revisions)} cells of data that are never revised, such as {shown}"
        mend = "ask the source why; if it has mended an error, --accept " + stored.id
        yield Finding(stored.path, None, "history rewritten", message, mend)
