"""Major foreign holders of Treasury securities, Treasury International Capital system.

Format (https://home.treasury.gov/data/treasury-international-capital-tic-system): two files of
tab-separated text, USD billions at the end of the month.

- ``mfhhis01.txt``, to the last full calendar year: one block a year with a line of months (``Dec``
  to ``Jan``), a line ``Country`` with the year under each, a rule of dashes, then one line a
  country. A month that stands twice is a break of the series: the newer one stands first. Names may
  be quoted and carry footnote numbers (``United Kingdom 2/``).
- ``slt_table5.txt``, the last thirteen months: a line ``Country`` with months as ``YYYY-MM``, then
  one line a country; holdings of official institutions are ``Of Which: Foreign Official``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from treasurybook.refresh.exact import MISSING
from treasurybook.refresh.request import Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_FOLDER = "/resource-center/data-chart-center/tic/Documents"
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_FOOTNOTE = re.compile(r"\s*\d+/\s*$")
_SAME = {"Of Which: Foreign Official": "For. Official"}


class Tic:
    """Holdings by country; the key is the name of the line in ``mfhhis01.txt``."""

    name = "tic"
    base_url = "https://ticdata.treasury.gov"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, _target: Target, get: Get, /) -> list[bytes]:
        """Ask for the history and the current table; all countries stand in both."""
        names = ("mfhhis01.txt", "slt_table5.txt")
        return [get(Request(f"{_FOLDER}/{name}")) for name in names]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read both; the current table, which is newer, wins where they overlap."""
        reader = Reader(self.name, target)
        history, current = (reader.text(reply, "cp1252") for reply in replies)
        for name, text in (("mfhhis01.txt", history), ("slt_table5.txt", current)):
            if "billions of dollars" not in text.lower():
                reader.refuse(f"“billions of dollars” in {name}", "another unit or none")
        found: dict[str, str] = {}
        for month, value in self._history(reader, reader.rows(history, "\t")):
            found.setdefault(month, value)
        known = len(found)
        recent = dict(self._current(reader, reader.rows(current, "\t")))
        if not known or not recent:
            reader.unexpected(f"a line {target.key!r} in both files", "it is missing in one")
        found.update(recent)
        return reader.series(sorted(found.items()))

    def _history(self, reader: Reader, rows: list[list[str]]) -> Iterator[tuple[str, str]]:
        """Yield month-ends and values, of two series of one month the newer one first."""
        months: list[str] = []
        for before, row in zip([[], *rows], rows, strict=False):
            if row and row[0] == "Country":
                months = self._heads(reader, before[1:], row[1:])
            elif row and _name(row[0]) == reader.target.key:
                yield from zip(months, self._values(reader, row[1:], len(months)), strict=True)

    def _heads(self, reader: Reader, names: list[str], years: list[str]) -> list[str]:
        heads = []
        for name, year in zip(names, years, strict=False):
            name, year = name.strip(), year.strip()
            if not name and not year:
                continue
            if name not in _MONTHS or not re.fullmatch(r"(19|20)\d\d", year, re.ASCII):
                reader.refuse("a month above a year", repr((name, year))[:60])
            heads.append(_month_end(int(year), _MONTHS[name]))
        return heads

    def _current(self, reader: Reader, rows: list[list[str]]) -> Iterator[tuple[str, str]]:
        months: list[str] = []
        for row in rows:
            if row and row[0] == "Country":
                cells = [cell.strip() for cell in row[1:] if cell.strip()]
                for cell in cells:
                    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", cell, re.ASCII):
                        reader.refuse("months as YYYY-MM", repr(cell[:30]))
                months = [_month_end(int(cell[:4]), int(cell[5:])) for cell in cells]
            elif row and _name(row[0]) == reader.target.key:
                yield from zip(months, self._values(reader, row[1:], len(months)), strict=True)

    def _values(self, reader: Reader, cells: list[str], n: int) -> list[str]:
        values = [cell.strip() for cell in cells]
        if len(values) < n or any(value not in MISSING for value in values[n:]):
            reader.refuse(f"{n} values in the line", f"{len(values)}")
        return values[:n]


def _name(cell: str) -> str:
    """Name of a line without indentation and footnote numbers."""
    name = _FOOTNOTE.sub("", cell.strip())
    return _SAME.get(name, name)


def _month_end(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"
