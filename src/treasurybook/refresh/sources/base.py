"""What a live source is, and what the readers of its answers share."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from treasurybook.refresh.errors import BadReply, UnexpectedData
from treasurybook.refresh.exact import number
from treasurybook.refresh.request import Get
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?", re.ASCII)
_LOOK = "look at the source's documentation; its format has changed or the answer is damaged"


class Source(Protocol):
    """One live source.

    ``replies`` asks, ``parse`` reads: the latter takes nothing but bytes, so that it can be tried
    with any. A frame has exactly the stored columns: dates as ISO text, numbers as exact decimals
    in the stored unit, None where there is no value. Rows stand in the source's order.
    """

    @property
    def name(self) -> str:
        """Name in data/sources.yaml and in messages."""

    @property
    def base_url(self) -> str:
        """Address below which everything is asked."""

    @property
    def redirect_hosts(self) -> tuple[str, ...]:
        """Other hosts to which the source may send us."""

    def replies(self, target: Target, get: Get, /) -> list[bytes]:
        """Ask for everything that ``parse`` needs."""

    def parse(self, target: Target, replies: Sequence[bytes]) -> pd.DataFrame:
        """Read the answers; raise SourceError, and nothing else, if they are not as documented."""


class Reader:
    """Reads answers of one source for one target, and complains in their names."""

    def __init__(self, source: str, target: Target) -> None:
        self.source, self.target = source, target

    def refuse(self, expected: str, came: str) -> NoReturn:
        """Raise: the format is not the documented one."""
        raise BadReply(self.source, self.target.id, expected=expected, came=came, remedy=_LOOK)

    def unexpected(self, expected: str, came: str) -> NoReturn:
        """Raise: the format is right and the content cannot be."""
        remedy = "compare with the source's own page before believing either"
        raise UnexpectedData(
            self.source, self.target.id, expected=expected, came=came, remedy=remedy
        )

    def text(self, reply: bytes, encoding: str = "utf-8") -> str:
        """Decode; a byte-order mark is dropped."""
        try:
            return reply.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            return self.refuse(f"{encoding} text", f"other bytes at position {error.start}")

    def rows(self, text: str, delimiter: str = ",") -> list[list[str]]:
        """Split delimited text into cells."""
        try:
            return list(csv.reader(text.splitlines(), delimiter=delimiter, strict=True))
        except csv.Error as error:
            return self.refuse("delimited text", f"something else ({error})")

    def json(self, reply: bytes) -> Any:
        """Read JSON; numbers stay exact."""
        try:
            return json.loads(self.text(reply), parse_float=Decimal, parse_int=Decimal)
        except (ValueError, ArithmeticError, RecursionError) as error:
            return self.refuse("JSON", f"something else or only a part ({type(error).__name__})")

    def records(self, data: Any, *path: str) -> list[dict[str, Any]]:
        """Return the list of records that stands under ``path`` in an answer."""
        for step in path:
            if not isinstance(data, dict) or step not in data:
                self.refuse(f"records under {'.'.join(path)}", "none of that name")
            data = data[step]
        if not isinstance(data, list) or not all(isinstance(record, dict) for record in data):
            self.refuse(f"a list of records under {'.'.join(path)}", type(data).__name__)
        records: list[dict[str, Any]] = data
        return records

    def field(self, record: Mapping[str, Any], name: str) -> str:
        """Return a field of a record as text; null becomes empty."""
        if name not in record:
            self.refuse(f"a field {name!r}", f"only {', '.join(sorted(map(str, record)))[:200]}")
        value = record[name]
        if isinstance(value, (dict, list)):
            self.refuse(f"a value in {name!r}", type(value).__name__)
        return "" if value is None else str(value)

    def day(self, text: str) -> str:
        """Check an ISO day; a time of day behind it is dropped."""
        if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text[:10]).isoformat()
            except ValueError:
                pass
        return self.refuse("days as YYYY-MM-DD", repr(text[:30]))

    def number(self, text: str, column: str = "value") -> Decimal | None:
        """Read a number in the unit and with the digits of the target."""
        target = self.target
        try:
            return number(text, scale=target.scales.get(column, target.scale), digits=target.digits)
        except ValueError as error:
            return self.refuse(f"numbers in {column}", str(error))

    def series(self, observations: Iterable[tuple[str, str]]) -> pd.DataFrame:
        """Make a frame of a series from days and printed values; missing values are left out."""
        import pandas as pd

        found = [
            (day, value)
            for day, text in observations
            if (value := self.number(text)) is not None and day >= self.target.first
        ]
        if not found:
            self.unexpected(f"observations from {self.target.first} on", "none")
        return pd.DataFrame(found, columns=["date", "value"], dtype=object)
