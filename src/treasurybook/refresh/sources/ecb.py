"""Yield curve and money market rates, ECB Data Portal.

Format (https://data.ecb.europa.eu/help/api/data): ``/service/data/FLOW/KEY?format=csvdata`` answers
with comma-separated text, one line an observation; of its columns ``KEY``, ``TIME_PERIOD`` (a day)
and ``OBS_VALUE`` (percent per annum; empty for missing) are read. Others come and go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from treasurybook.refresh.request import Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("KEY", "TIME_PERIOD", "OBS_VALUE")


class Ecb:
    """Series of the Data Portal; the key is flow and series key joined by a dot."""

    name = "ecb"
    base_url = "https://data-api.ecb.europa.eu"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for the series from its stored start."""
        flow, _, key = target.key.partition(".")
        params = {"format": "csvdata", "startPeriod": target.first}
        return [get(Request(f"/service/data/{flow}/{key}", params))]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the series."""
        reader = Reader(self.name, target)
        rows = reader.rows(reader.text(replies[0]))
        head = rows[0] if rows else []
        if any(head.count(column) != 1 for column in _COLUMNS):
            reader.refuse(f"the columns {', '.join(_COLUMNS)}", repr(",".join(head)[:80]))
        key, day, value = (head.index(column) for column in _COLUMNS)
        observations = []
        for row in rows[1:]:
            if len(row) != len(head):
                reader.refuse(f"{len(head)} cells in a line", f"{len(row)}: {','.join(row)[:60]}")
            if row[key] != target.key:
                reader.unexpected(f"the series {target.key}", repr(row[key][:60]))
            observations.append((reader.day(row[day]), row[value]))
        return reader.series(observations)
