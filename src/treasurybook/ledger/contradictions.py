"""The registered contradictions: reading them from data/claims, and filling in the data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from treasurybook.ledger.claims import Text, claims, read_yaml
from treasurybook.ledger.errors import ClaimError, LedgerError
from treasurybook.ledger.records import Record
from treasurybook.ledger.rivals import Rival
from treasurybook.snapshot.paths import DATA

Ids = Annotated[tuple[Text, ...], Field(min_length=1)]

SORTS = ("between documents", "mechanism", "within one document")


class Contradiction(BaseModel):
    """A place where two statements cannot both be true as they are worded.

    Attributes
    ----------
    id
        Its name.
    sort
        One of `SORTS`: numbers and dates of two documents, opposite mechanisms, or two places of
        one document.
    question
        What the sides answer differently.
    first, second
        Ids of the claims on either side.
    data
        What the data say, with places for numbers: ``{printed[F-001]}``, ``{printed_low[F-279]}``
        and ``{printed_high[F-279]}`` stand for what a document prints, ``{latest[F-001]}`` for what
        its lesson computed, ``{says[F-001]}`` for what its test found, and any other name for a
        number that the lesson on contradictions gives.
    why
        What separates the sides: window, definition, unit, mechanism.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    sort: Literal["between documents", "mechanism", "within one document"]
    question: Text
    first: Ids
    second: Ids
    data: Text
    why: Text

    @property
    def numbers(self) -> frozenset[str]:
        """Names of the numbers that the lesson gives."""
        names = {place for _, place, _, _ in Formatter().parse(self.data) if place is not None}
        return frozenset(name for name in names if "[" not in name)


@cache
def contradictions() -> Mapping[str, Contradiction]:
    """Return the contradictions by id, in the order of their file.

    Raises
    ------
    ClaimError
        If an entry is not understood, stands there twice, or names an unknown claim.
    """
    return parse(read_yaml(DATA / "claims" / "contradictions.yaml"))


def parse(entries: Any) -> Mapping[str, Contradiction]:
    """Validate the entries of the file; see `contradictions`."""
    found: dict[str, Contradiction] = {}
    for entry in entries:
        name = f"contradictions.yaml, {entry.get('id', 'an entry without id')!r}"
        try:
            one = Contradiction.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise ClaimError(f"{name}, field {field}: {first['msg']}") from None
        strangers = sorted({*one.first, *one.second} - set(claims()))
        if strangers:
            raise ClaimError(f"{name}: there is no claim {', '.join(strangers)}")
        if one.id in found:
            raise ClaimError(f"{name} stands there twice; keep one")
        found[one.id] = one
    return found


def filled(records: Mapping[str, Record], numbers: Mapping[str, float | str]) -> dict[str, Rival]:
    """Return every contradiction by id with its numbers filled in.

    Parameters
    ----------
    records
        Claim id -> record.
    numbers
        Name of a place -> number or text, all that the contradictions ask for and no more.

    Raises
    ------
    LedgerError
        If a number is missing or one too many.
    """
    asked = frozenset().union(*(one.numbers for one in contradictions().values()))
    missing, needless = sorted(asked - set(numbers)), sorted(set(numbers) - asked)
    if missing or needless:
        raise LedgerError(
            f"contradictions: not given {', '.join(missing) or 'none'}; "
            f"given and not asked for {', '.join(needless) or 'none'}"
        )
    known = claims()
    given = {
        **numbers,
        "printed": {key: one.value for key, one in known.items()},
        "printed_low": {key: one.low for key, one in known.items()},
        "printed_high": {key: one.high for key, one in known.items()},
        "latest": {key: newest(row) for key, row in records.items()},
        "says": {key: _found(row) for key, row in records.items()},
    }
    return {
        key: Rival(one.question, one.first, one.second, one.data.format_map(given), one.why)
        for key, one in contradictions().items()
    }


def newest(record: Record) -> float | str | None:
    """Return the value on today's data, that of its time if there is no other, else None."""
    for value in (record["latest"], record["as_written"]):
        if isinstance(value, str) or (value is not None and not pd.isna(value)):
            return value
    return None


def _found(record: Record) -> str:
    """Return what the test of a statement found, without its full stop."""
    return str(record["result"] or record["note"] or record["verdict"]).rstrip(".")
