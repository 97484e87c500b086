"""Vintages of FRED series (ALFRED), for those who hold a key.

Format (https://fred.stlouisfed.org/docs/api/fred/series_observations.html): the address
``/fred/series/observations`` with ``series_id``, ``realtime_start`` and ``realtime_end`` (the day
whose knowledge is wanted), ``file_type=json`` and ``api_key`` answers with JSON: ``count`` and
``observations``, a list of ``realtime_start``, ``realtime_end``, ``date`` and ``value`` (a string;
``.`` for missing). The key is read from the environment and stands in no message, cache or file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from treasurybook.refresh.errors import KeyNeeded
from treasurybook.refresh.request import JSON_TYPES, Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

KEY_VARIABLE = "FRED_API_KEY"
_KEY_PAGE = "https://fred.stlouisfed.org/docs/api/api_key.html"


class Alfred:
    """Series of FRED as they were known on one day."""

    name = "alfred"
    base_url = "https://api.stlouisfed.org"
    redirect_hosts: tuple[str, ...] = ()

    def __init__(self, known_on: date) -> None:
        self.known_on = known_on

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for the whole series as known on the day."""
        key = os.environ.get(KEY_VARIABLE, "")
        if not key:
            raise KeyNeeded(
                self.name,
                target.id,
                expected=f"a key in the variable {KEY_VARIABLE}",
                came="none",
                remedy=f"get a free one at {_KEY_PAGE}",
            )
        day = self.known_on.isoformat()
        params = {
            "series_id": target.key,
            "realtime_start": day,
            "realtime_end": day,
            "file_type": "json",
        }
        request = Request("/fred/series/observations", params, JSON_TYPES, {"api_key": key})
        return [get(request)]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the series."""
        reader = Reader(self.name, target)
        answer = reader.json(replies[0])
        records = reader.records(answer, "observations")
        if not isinstance(answer.get("count"), Decimal) or answer["count"] != len(records):
            reader.unexpected(f"all {answer.get('count')} observations", f"{len(records)}")
        day = self.known_on.isoformat()
        if any(reader.field(record, "realtime_start") > day for record in records):
            reader.unexpected(f"figures known on {day}", "later ones")
        return reader.series(
            (reader.day(reader.field(r, "date")), reader.field(r, "value")) for r in records
        )
