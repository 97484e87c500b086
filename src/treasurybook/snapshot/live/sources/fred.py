"""FRED, Federal Reserve Bank of St. Louis, through pandas-datareader.

Format (https://fred.stlouisfed.org/docs/api/fred/, and the download button of any graph): the
address ``/graph/fredgraph.csv?id=SERIES`` answers with comma-separated text whose header is
``observation_date,SERIES`` (before 2024 ``DATE,SERIES``), one line an observation; the date is the
first day of the period, or the day for daily and weekly series; a missing value is ``.`` or empty.
Units are those of the series' page.

The reader of pandas-datareader skips the header unread, so it is checked here first.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from treasurybook.snapshot.live.exact import MISSING
from treasurybook.snapshot.live.request import Get, Request
from treasurybook.snapshot.live.sources.base import Reader
from treasurybook.snapshot.live.sources.handed import HandedSession
from treasurybook.snapshot.live.target import Target

if TYPE_CHECKING:
    import pandas as pd

_HEADS = ("observation_date", "DATE")
_ALL_TIME = ("1700-01-01", "2200-12-31")


class Fred:
    """Series of FRED; the key is the series' id there."""

    name = "fred"
    base_url = "https://fred.stlouisfed.org"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get) -> list[bytes]:
        """Ask for the whole series."""
        return [get(Request("/graph/fredgraph.csv", {"id": target.key}))]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the series."""
        from pandas_datareader.fred import FredReader

        reader = Reader(self.name, target)
        self._check(reader, target.key, reader.text(replies[0]))
        start, end = _ALL_TIME
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = FredReader(
                target.key, start=start, end=end, session=HandedSession(replies)
            ).read()
        values = frame[target.key].dropna()
        days = values.index.strftime("%Y-%m-%d")
        return reader.series(zip(days, map(repr, values.tolist()), strict=True))

    def _check(self, reader: Reader, key: str, text: str) -> None:
        """Check header, days and numbers, so that the reader can only succeed."""
        rows = reader.rows(text)
        head = rows[0] if rows else []
        if len(head) != 2 or head[0] not in _HEADS or head[1] != key:
            reader.refuse(f"the header {_HEADS[0]},{key}", repr(",".join(head)[:80]))
        if not text.endswith("\n"):
            reader.refuse("whole lines to the end", f"a last line that breaks off: {rows[-1]}"[:90])
        before = ""
        for row in rows[1:]:
            if len(row) != 2:
                reader.refuse("two cells in a line", f"{len(row)} in {','.join(row)[:60]!r}")
            day = reader.day(row[0])
            if day <= before:
                reader.unexpected("ascending days, each once", f"{day} after {before}")
            before = day
            if row[1] not in MISSING:
                reader.number(row[1])
        if not before or all(row[1] in MISSING for row in rows[1:]):
            reader.unexpected("observations", "none")
