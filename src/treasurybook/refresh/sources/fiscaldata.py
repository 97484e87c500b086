"""Fiscal Data, US Treasury, Bureau of the Fiscal Service.

Format (https://fiscaldata.treasury.gov/api-documentation/): ``<endpoint>?fields=…&filter=…&sort=…``
answers with JSON: ``data`` is a list of records whose values are all strings, a missing one the
string ``null``; ``meta`` has ``count``, ``total-count`` and ``total-pages``. Pages are asked with
``page[number]`` from 1 and ``page[size]``.

Endpoints used: ``v2/accounting/od/debt_to_penny`` (US dollars), ``v2/accounting/od/
avg_interest_rates`` (percent), ``v1/debt/mspd/mspd_table_1`` (USD millions; the class of a total is
``_``), ``v1/accounting/od/auctions_query`` (US dollars, percent, USD per 100).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from treasurybook.refresh import clock
from treasurybook.refresh.exact import MISSING
from treasurybook.refresh.request import JSON_TYPES, Get, Request
from treasurybook.refresh.sources.base import Reader
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

PAGE_SIZE = 5000
_MOST_PAGES = 200

_WORDS = {"_": "", "TotalMarketable": "Total Marketable"}
"""Classes written otherwise at the source: none, and one misprint of July 2005."""


class FiscalData:
    """Tables of Fiscal Data; the key is the endpoint, ``columns`` name its fields."""

    name = "fiscaldata"
    base_url = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
    redirect_hosts: tuple[str, ...] = ()

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for page after page, until the source says that there are no more."""
        found: list[bytes] = []
        reader = Reader(self.name, target)
        pages = 1
        while len(found) < pages:
            found.append(get(self._request(target, len(found) + 1)))
            pages = self._total(reader, reader.json(found[-1]), "total-pages")
            if pages > _MOST_PAGES:
                reader.unexpected(f"at most {_MOST_PAGES} pages", str(pages))
        return found

    def _request(self, target: Target, page: int) -> Request:
        params = {
            "fields": ",".join(target.columns.values()),
            "sort": ",".join(target.columns[name] for name in target.sorted_by),
            "page[number]": str(page),
            "page[size]": str(PAGE_SIZE),
            "format": "json",
        }
        filters = [target.filter] if target.filter else []
        if "auction_date" in target.columns:  # those announced but not yet held are listed too
            filters.append(f"{target.columns['auction_date']}:lt:{clock.today().isoformat()}")
        if filters:
            params["filter"] = ",".join(filters)
        return Request(f"/{target.key}", params, JSON_TYPES)

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read all pages."""
        import pandas as pd

        reader = Reader(self.name, target)
        pages = [reader.json(reply) for reply in replies]
        records = [record for page in pages for record in reader.records(page, "data")]
        total = self._total(reader, pages[-1], "total-count")
        if len(records) != total:
            reader.unexpected(f"{total} records, as the source says", f"{len(records)}")
        if not records:
            reader.unexpected("records", "none: the filter fits nothing, or no longer")
        if target.resource.kind == "series":
            return reader.series(
                (
                    reader.day(reader.field(r, target.columns["date"])),
                    reader.field(r, target.columns["value"]),
                )
                for r in records
            )
        kinds = {field["name"]: field["type"] for field in target.resource.fields}
        rows = [
            {name: self._cell(reader, kinds[name], name, record) for name in target.columns}
            for record in records
        ]
        return pd.DataFrame(rows, columns=list(kinds), dtype=object)

    def _cell(self, reader: Reader, kind: str, name: str, record: dict[str, Any]) -> Any:
        """Return one cell as it is stored."""
        text = reader.field(record, reader.target.columns[name])
        if kind == "string":
            text = _WORDS.get(text, text)
            return None if text in MISSING else text
        if text in MISSING:
            return None
        if kind == "date":
            return reader.day(text)
        if kind == "boolean":
            if text not in ("Yes", "No"):
                reader.refuse(f"Yes or No in {name}", repr(text[:20]))
            return text == "Yes"
        return reader.number(text, name)

    def _total(self, reader: Reader, page: Any, name: str) -> int:
        meta = page.get("meta") if isinstance(page, dict) else None
        value = meta.get(name) if isinstance(meta, dict) else None
        if not isinstance(value, Decimal) or value != value.to_integral_value():
            reader.refuse(f"meta.{name}", repr(value)[:40])
        return int(value)
