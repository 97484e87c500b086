"""What is stored, described for people."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.choosing import LATEST, choose
from treasurybook.snapshot.corrections import read_corrections
from treasurybook.snapshot.days import Day
from treasurybook.snapshot.errors import UnknownSeries
from treasurybook.snapshot.package import Resource, open_package
from treasurybook.snapshot.paths import DATA

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Description:
    """All that is known about one stored file. Dates are ISO strings; empty means not stated."""

    id: str
    kind: str
    title: str
    topic: str
    unit: str
    frequency: str
    seasonal_adjustment: str
    date_convention: str
    publisher: str
    source_id: str
    first: str
    last: str
    n: int
    vintage: str
    vintages: tuple[str, ...]
    known_on: str
    known_on_basis: str
    revised: str
    publication_lag_days: int
    licence: str
    licence_checked: str
    third_party_terms: str
    known_gaps: tuple[dict[str, str], ...]
    remarks: str
    checked_against: str
    via: tuple[dict[str, str], ...]
    corrections: tuple[str, ...]
    as_of_field: str
    path: str
    hash: str
    bytes: int
    fields: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        """Return title, unit, frequency, coverage and source in a few lines."""
        head = [f"{self.id}: {self.title}", ", ".join(filter(None, [self.unit, self.frequency]))]
        head.append(f"{self.first} to {self.last}, {self.n} rows; vintage {self.vintage}")
        head.append(f"{self.publisher} ({self.source_id}); {self.licence}")
        return "\n".join([*head, self.remarks]).rstrip()

    def _repr_html_(self) -> str:
        rows = [
            ("Unit", self.unit),
            ("Frequency", f"{self.frequency}, {self.seasonal_adjustment}"),
            ("Dates", self.date_convention),
            ("Coverage", f"{self.first} to {self.last}, {self.n} rows"),
            ("Vintage", f"{self.vintage}, known on {self.known_on} ({self.known_on_basis})"),
            ("Stored vintages", ", ".join(self.vintages)),
            ("Revised", self.revised),
            ("Publisher", f"{self.publisher} ({self.source_id})"),
            ("Licence", f"{self.licence}; checked {self.licence_checked}"),
            ("Third-party terms", self.third_party_terms),
            ("Known gaps", "; ".join(_gap(g) for g in self.known_gaps)),
            ("Known errors", "; ".join(self.corrections)),
            ("Remarks", self.remarks),
            ("Checked against", self.checked_against),
            ("File", f"data/{self.path}"),
        ]
        body = "".join(
            f"<tr><th scope='row' style='text-align:left'>{escape(k)}</th><td>{escape(v)}</td></tr>"
            for k, v in rows
            if v
        )
        caption = f"<caption>{escape(self.id)}: {escape(self.title)}</caption>"
        return f"<table class='tb-description'>{caption}<tbody>{body}</tbody></table>"


def _gap(gap: dict[str, str]) -> str:
    return f"{gap['after']} to {gap['before']}: {gap['reason']}"


def describe(id: str, vintage: Day = LATEST) -> Description:
    """Describe a stored series or table.

    Raises
    ------
    UnknownSeries, MissingVintage
    """
    versions = _versions(id)
    resource = choose(versions, vintage).resource
    text = resource.text
    return Description(
        id=resource.id,
        kind=resource.kind,
        title=resource.title,
        topic=resource.topic,
        unit=resource.unit,
        frequency=resource.frequency,
        seasonal_adjustment=text("seasonal_adjustment"),
        date_convention=text("date_convention"),
        publisher=text("publisher"),
        source_id=text("source_id"),
        first=resource.first,
        last=resource.last,
        n=resource.n,
        vintage=resource.vintage,
        vintages=tuple(r.vintage for r in versions),
        known_on=resource.known_on,
        known_on_basis=text("known_on_basis"),
        revised=resource.revised,
        publication_lag_days=resource.lag_days,
        licence=text("licence"),
        licence_checked=text("licence_checked"),
        third_party_terms=text("third_party_terms"),
        known_gaps=tuple(resource.raw.get("known_gaps", ())),
        remarks=text("remarks"),
        checked_against=text("checked_against"),
        via=tuple(resource.raw.get("via", ())),
        corrections=tuple(
            f"{c.date}: {c.published} ({c.action}; better {c.better}): {c.reason}"
            for c in read_corrections(DATA)
            if c.series == id
        ),
        as_of_field=text("as_of_field"),
        path=resource.path,
        hash=text("hash"),
        bytes=int(resource.raw["bytes"]),
        fields=tuple(resource.fields),
    )


def vintages(id: str) -> list[str]:
    """List the labels of the stored vintages of a series or table, oldest first."""
    return [resource.vintage for resource in _versions(id)]


def catalogue() -> pd.DataFrame:
    """List every stored file: one row a resource, text columns except ``n`` and ``bytes``."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "id": r.id,
                "kind": r.kind,
                "topic": r.topic,
                "title": r.title,
                "unit": r.unit,
                "frequency": r.frequency,
                "seasonal_adjustment": r.text("seasonal_adjustment"),
                "publisher": r.text("publisher"),
                "source_id": r.text("source_id"),
                "first": r.first,
                "last": r.last,
                "n": r.n,
                "vintage": r.vintage,
                "known_on": r.known_on,
                "revised": r.revised,
                "licence": r.text("licence"),
                "licence_checked": r.text("licence_checked"),
                "third_party_terms": r.text("third_party_terms"),
                "remarks": r.text("remarks"),
                "path": r.path,
                "bytes": int(r.raw["bytes"]),
            }
            for r in open_package(DATA).resources
        ]
    )


@dataclass(frozen=True)
class Fact:
    """A fact that stands only in documents.

    ``value`` is None when the fact is not one number; ``value_text`` then holds what is printed.
    ``confidence`` is "seen in primary", "seen in secondary" or "derived".
    """

    id: str
    statement: str
    value: float | None
    value_text: str
    unit: str
    date: str
    publisher: str
    source_ref: str
    confidence: str
    note: str


def fact(id: str) -> Fact:
    """Return one documented fact.

    Raises
    ------
    UnknownSeries
        If no fact has the id; names near matches.
    """
    from treasurybook.snapshot.reading import FACTS_TABLE, facts_by_id, note_fact

    facts = facts_by_id()
    row = facts.get(id)
    if row is None:
        raise UnknownSeries(id, facts, "documented fact", f"table({FACTS_TABLE!r})")
    note_fact(id)
    text = {key: "" if content is None else str(content) for key, content in row.items()}
    return Fact(
        id=id,
        statement=text["statement"],
        value=row["value"],
        value_text=text["value_text"],
        unit=text["unit"],
        date=text["date"],
        publisher=text["source_ref"].split(",")[0],
        source_ref=text["source_ref"],
        confidence=text["confidence"],
        note=text["note"],
    )


def _versions(id: str) -> tuple[Resource, ...]:
    package = open_package(DATA)
    found = package.versions.get(id)
    if not found:
        raise UnknownSeries(id, package.versions, "series or table")
    return found
