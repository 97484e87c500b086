"""FRED, Federal Reserve Bank of St. Louis, through pandas-datareader.

Format (https://fred.stlouisfed.org/docs/api/fred/, and the download button of any graph): the
address ``/graph/fredgraph.csv?id=SERIES`` answers with comma-separated text whose header is
``observation_date,SERIES`` (before 2024 ``DATE,SERIES``), one line an observation; the date is the
first day of the period, or the day for daily and weekly series; a missing value is ``.`` or empty.
Units are those of the series' page.

The reader of pandas-datareader skips the header unread, so it is checked here first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from treasurybook.refresh.exact import MISSING, NUMBER
from treasurybook.refresh.request import Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.sources.handed import HandedSession
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_HEADS = ("observation_date", "DATE")
_START, _END = "1700-01-01", "2200-01-01"
_MARKS = "|".join(map(re.escape, MISSING))
_LINE = re.compile(rf"(\d{{4}}-\d\d-\d\d),({NUMBER.pattern}|{_MARKS})", re.ASCII)


class Fred:
    """Series of FRED; the key is the series' id there."""

    name = "fred"
    base_url = "https://fred.stlouisfed.org"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for the whole series."""
        return [get(Request("/graph/fredgraph.csv", {"id": target.key}))]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the series."""
        from pandas_datareader.fred import FredReader

        reader = Reader(self.name, target)
        checked = self._check(reader, target.key, reader.text(replies[0]))
        session = HandedSession([checked])
        frame = FredReader(target.key, start=_START, end=_END, session=session).read()
        values = frame[target.key].dropna()
        days = values.index.strftime("%Y-%m-%d")
        return reader.series(zip(days, map(repr, values.tolist()), strict=True))

    def _check(self, reader: Reader, key: str, text: str) -> bytes:
        """Check header, days and numbers, so that the reader can only succeed.

        Returns the answer without missing values, of whose marks it knows only some.
        """
        head, *lines = text.splitlines() or [""]
        if head not in {f"{first},{key}" for first in _HEADS}:
            reader.refuse(f"the header {_HEADS[0]},{key}", repr(head[:80]))
        if not text.endswith("\n"):
            reader.refuse("whole lines to the end", f"an end in mid-line: {text[-40:]!r}")
        before, kept = "", [head]
        for line in lines:
            found = _LINE.fullmatch(line)
            if found is None:
                reader.refuse("lines of a day and a number", repr(line[:60]))
            day = reader.day(found[1])
            if day <= before:
                reader.unexpected("ascending days, each once", f"{day} after {before}")
            if day >= _END:
                reader.unexpected(f"days before {_END[:4]}", day)
            before = day
            if found[2] not in MISSING:
                kept.append(line)
        if len(kept) == 1:
            reader.unexpected("observations", "none")
        return "\n".join([*kept, ""]).encode()
