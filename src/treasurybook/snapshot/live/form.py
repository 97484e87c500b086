"""The stored text form of a frame."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.live.exact import plain

if TYPE_CHECKING:
    import pandas as pd


def to_text(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV: header, LF, plain decimal numbers, ``true`` and ``false``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.to_numpy().tolist())
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value)
