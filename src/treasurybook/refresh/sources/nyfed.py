"""Markets data of the Federal Reserve Bank of New York.

Format (https://markets.newyorkfed.org/static/docs/markets-api.html): JSON, no key.

- ``/api/soma/summary.json``: ``soma.summary`` lists one record a Wednesday with ``asOfDate``,
  ``bills``, ``notesbonds``, ``tips``, ``frn``, ``tipsInflationCompensation``, ``mbs``, ``cmbs``,
  ``agencies``, ``total``: strings, US dollars, empty for missing.
- ``/api/soma/tsy/get/asof/DAY.json`` and ``/api/soma/agency/get/asof/DAY.json``: ``soma.holdings``
  lists one record a security with ``asOfDate``, ``cusip``, ``securityType``, ``maturityDate``,
  ``coupon``, ``spread``, ``parValue``, ``inflationCompensation``, ``percentOutstanding`` (a
  fraction); of agency securities ``currentFaceValue`` and ``securityDescription``.
- ``/api/rates/secured/sofr/search.json`` and ``/api/rates/unsecured/effr/search.json`` with
  ``startDate`` and ``endDate``: ``refRates`` lists ``effectiveDate``, ``type``, ``percentRate``
  (a number, percent), newest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from treasurybook.refresh import clock
from treasurybook.refresh.request import JSON_TYPES, Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_LEFT_OUT = "MBS"
"""Pass-through securities: thousands of lines that no computation needs; their sum is in the
summary."""


class NewYorkFed:
    """Rates (key ``secured/sofr``), the summary and the holdings of the System account."""

    name = "nyfed"
    base_url = "https://markets.newyorkfed.org"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for the rates, the summary, or the holdings on the stored day."""
        if target.key == "summary":
            return [get(Request("/api/soma/summary.json", types=JSON_TYPES))]
        if target.key == "holdings":
            return [
                get(Request(f"/api/soma/{kind}/get/asof/{target.first}.json", types=JSON_TYPES))
                for kind in ("tsy", "agency")
            ]
        period = {"startDate": target.first, "endDate": clock.today().isoformat()}
        return [get(Request(f"/api/rates/{target.key}/search.json", period, JSON_TYPES))]

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read what was asked for."""
        reader = Reader(self.name, target)
        answers = [reader.json(reply) for reply in replies]
        if target.key == "summary":
            return self._table(reader, reader.records(answers[0], "soma", "summary"))
        if target.key == "holdings":
            records = [r for answer in answers for r in reader.records(answer, "soma", "holdings")]
            kept = [r for r in records if reader.field(r, "securityType") != _LEFT_OUT]
            return self._table(reader, kept, optional=True)
        return self._rates(reader, reader.records(answers[0], "refRates"))

    def _rates(self, reader: Reader, records: list[dict[str, Any]]) -> pd.DataFrame:
        wanted = reader.target.key.rpartition("/")[2].upper()
        others = {reader.field(r, "type") for r in records} - {wanted}
        if others:
            reader.unexpected(f"rates of type {wanted}", ", ".join(sorted(others))[:80])
        return reader.series(
            (reader.day(reader.field(r, "effectiveDate")), reader.field(r, "percentRate"))
            for r in reversed(records)
        )

    def _table(
        self, reader: Reader, records: list[dict[str, Any]], *, optional: bool = False
    ) -> pd.DataFrame:
        """Make a table; ``optional`` if a record has the fields of its kind of security only."""
        import pandas as pd

        if not records:
            reader.unexpected("records", "none")
        columns = reader.target.columns
        fields = {field["name"]: field["type"] for field in reader.target.resource.fields}
        rows = []
        for record in records:
            row: dict[str, Any] = {}
            for column, name in columns.items():
                present = name in record or not optional
                text = reader.field(record, name) if present else ""
                if fields[column] == "number":
                    row[column] = reader.number(text, column)
                elif fields[column] == "date":
                    row[column] = reader.day(text) if text else None
                else:
                    row[column] = text.strip() or None
            rows.append(row)
        return pd.DataFrame(rows, columns=list(fields), dtype=object)
