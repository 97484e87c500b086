"""US money market fund monitor, Office of Financial Research.

Format (https://www.financialresearch.gov/short-term-funding-monitor/api/): ``/v1/series/timeseries?
mnemonic=MMF-MMF_TOT-M`` answers with JSON, a list of pairs ``[day, value]``; US dollars; null for
missing. No key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from treasurybook.refresh.request import JSON_TYPES, Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd


class Ofr:
    """Series of the monitor; the key is the mnemonic."""

    name = "ofr"
    base_url = "https://data.financialresearch.gov"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for the whole series."""
        return [get(Request("/v1/series/timeseries", {"mnemonic": target.key}, JSON_TYPES))]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the series."""
        reader = Reader(self.name, target)
        pairs = reader.json(replies[0])
        if not isinstance(pairs, list):
            reader.refuse("a list of days and values", type(pairs).__name__)
        observations = []
        for pair in pairs:
            if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
                reader.refuse("pairs of day and value", repr(pair)[:60])
            value = reader.field({"value": pair[1]}, "value")
            observations.append((reader.day(pair[0]), value))
        return reader.series(observations)
