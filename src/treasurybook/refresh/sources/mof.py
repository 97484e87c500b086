"""Yields of Japanese government bonds, Ministry of Finance of Japan.

Format (https://www.mof.go.jp/english/policy/jgbs/reference/interest_rate/index.htm): two files of
comma-separated text, ``historical/jgbcme_all.csv`` to the end of the last month and ``jgbcme.csv``
for the current one. First line: a title that ends with ``(Unit : %)``; second line
``Date,1Y,2Y,…,40Y``; then one line a business day, ``2026/9/3,1.563,…``; ``-`` where no bond of
that maturity existed. Notes and empty lines stand between and below, and may be in Shift-JIS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from treasurybook.refresh.request import Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_FOLDER = "/english/policy/jgbs/reference/interest_rate"
_DAY = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)


class MinistryOfFinance:
    """Constant-maturity yields; the key is the column, such as ``10Y``."""

    name = "mof"
    base_url = "https://www.mof.go.jp"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, _target: Target, get: Get, /) -> list[bytes]:
        """Ask for the past and for the current month; all maturities stand in both."""
        names = ("historical/jgbcme_all.csv", "jgbcme.csv")
        return [get(Request(f"{_FOLDER}/{name}")) for name in names]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read both files as one; days that stand in both are taken from the first."""
        reader = Reader(self.name, target)
        past = list(self._observations(reader, reader.text(replies[0], "cp932")))
        last = past[-1][0] if past else ""
        current = self._observations(reader, reader.text(replies[1], "cp932"))
        return reader.series([*past, *(row for row in current if row[0] > last)])

    def _observations(self, reader: Reader, text: str) -> Iterator[tuple[str, str]]:
        rows = reader.rows(text)
        if len(rows) < 2 or "%" not in "".join(rows[0]):
            reader.refuse("a title that ends with (Unit : %)", repr(text[:60]))
        head = rows[1]
        if head[:1] != ["Date"] or head.count(reader.target.key) != 1:
            reader.refuse(f"the header Date,…,{reader.target.key},…", repr(",".join(head)[:80]))
        column = head.index(reader.target.key)
        for row in rows[2:]:
            found = _DAY.fullmatch(row[0]) if row else None
            if found is None:
                if row and row[0][:1].isdigit():
                    reader.refuse("days as YYYY/M/D", repr(row[0][:30]))
                continue
            if len(row) != len(head):
                reader.refuse(f"{len(head)} cells in a line", f"{len(row)} on {row[0]}")
            try:
                day = date(*map(int, found.groups())).isoformat()
            except ValueError:
                reader.refuse("days of the calendar", repr(row[0]))
            yield day, row[column]
