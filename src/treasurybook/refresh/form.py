"""The stored text form of a frame, and back to rows of text."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from treasurybook.refresh.exact import plain

if TYPE_CHECKING:
    import pandas as pd


def to_text(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV: header, LF, plain decimal numbers, ``true`` and ``false``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(map(_cell, frame[name].tolist()) for name in frame), strict=True))
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a stored file; cells stay text."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
