"""World Development Indicators, World Bank, through pandas-datareader.

Format (https://datahelpdesk.worldbank.org/knowledgebase/articles/889392): ``/v2/countries/CODES/
indicators/INDICATOR?date=FROM:TO&format=json&per_page=…`` answers with a JSON list of two: the
first tells ``page``, ``pages`` and ``total``, or holds a ``message`` when something is wrong; the
second lists records with ``indicator``, ``country`` (``id``, ``value``), ``countryiso3code``,
``date`` (the year) and ``value`` (a number, null for missing), newest first. Units are those of the
indicator: current US dollars, percent. No key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from treasurybook.refresh import clock
from treasurybook.refresh.request import JSON_TYPES, Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.sources.handed import HandedSession
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd


class WorldBank:
    """Indicators of one country; the key is ``COUNTRY/INDICATOR``."""

    name = "worldbank"
    base_url = "https://api.worldbank.org"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask as the reader would ask."""
        country, _, indicator = target.key.partition("/")
        params = {
            "date": f"{target.first[:4]}:{clock.today().year}",
            "per_page": "25000",
            "format": "json",
        }
        path = f"/v2/countries/{country}/indicators/{indicator}"
        return [get(Request(path, params, JSON_TYPES))]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the indicator; a year is dated to its first day."""
        from pandas_datareader.wb import WorldBankReader

        reader = Reader(self.name, target)
        country, _, indicator = target.key.partition("/")
        self._check(reader, reader.json(replies[0]), country, indicator)
        frame = WorldBankReader(
            symbols=indicator,
            countries=country,
            start=target.first,
            session=HandedSession(replies),
            errors="ignore",
        ).read()
        values = frame[indicator].dropna().droplevel("country").sort_index()
        days = [f"{year}-01-01" for year in values.index]
        return reader.series(zip(days, map(repr, map(float, values.tolist())), strict=True))

    def _check(self, reader: Reader, answer: Any, country: str, indicator: str) -> None:
        """Check what the reader takes for granted."""
        if not isinstance(answer, list) or not answer or not isinstance(answer[0], dict):
            reader.refuse("a list of two", repr(answer)[:60])
        head = answer[0]
        if "message" in head or len(answer) != 2 or answer[1] is None:
            reader.unexpected(f"{indicator} of {country}", f"the message {head!r}"[:120])
        if head.get("pages") != 1:
            reader.refuse("one page", f"{head.get('pages')} pages")
        records = reader.records({"records": answer[1]}, "records")
        years: set[str] = set()
        for record in records:
            year = reader.field(record, "date")
            for part in (record.get("country"), record.get("indicator")):
                names = [part.get(k) for k in ("id", "value")] if isinstance(part, dict) else [None]
                if not all(isinstance(name, str) for name in names):
                    reader.refuse("country and indicator with id and value", repr(part)[:60])
            came = reader.field(record["indicator"], "id"), reader.field(record, "countryiso3code")
            if came != (indicator, country):
                reader.unexpected(f"{indicator} of {country}", " of ".join(came)[:80])
            if not re.fullmatch(r"(19|20)\d\d", year, re.ASCII) or year in years:
                reader.unexpected("years, each once", repr(year[:20]))
            years.add(year)
            if not isinstance(record.get("value"), (Decimal, type(None))):
                reader.refuse("numbers", repr(record.get("value"))[:40])
            reader.number(reader.field(record, "value"))
        if all(record["value"] is None for record in records):
            reader.unexpected("figures", "none")
