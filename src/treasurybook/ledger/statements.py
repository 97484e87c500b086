"""The statements of the documents: what a claim is, and reading them from data/claims."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from treasurybook.ledger.errors import ClaimError, LedgerError
from treasurybook.ledger.rules import CLOSE, Period, Target, Wording, parse_period
from treasurybook.snapshot.choosing import LATEST, clock_day
from treasurybook.snapshot.days import Day
from treasurybook.snapshot.errors import SnapshotError
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA

KINDS = frozenset(CLOSE)
CHAPTERS = tuple(f"{n:02d}" for n in range(1, 9))
CHECKABLE = ("yes", "partly", "no")
FORECASTS = ("forecast", "range_forecast")


@dataclass(frozen=True)
class Document:
    """One of the five documents.

    Attributes
    ----------
    id, short, title
        "000" ...; a short and the full English title.
    title_original
        The title in Chinese, if it has one.
    dated
        Month in which it was written, "2023-12".
    known_until
        The last day whose data the text can have used.
    dating
        What the dating rests on.
    prefix
        First letter of the ids of its claims.
    claims
        Name of the file of its claims, without ending.
    """

    id: str
    short: str
    title: str
    title_original: str | None
    dated: str
    known_until: dt.date
    dating: str
    prefix: str
    claims: str


@dataclass(frozen=True)
class Claim:
    """One statement of one document.

    Attributes
    ----------
    id, document, chapter
        "F-017", "000", and the chapter that answers it ("01" ... "08").
    section, kind, topic
        Where in the document it stands; one of `KINDS`; a short name of its subject.
    statement
        The statement in our English.
    value, low, high
        The printed number or the bounds of a printed range, in `unit`.
    base
        The earlier value where a change from one value to another is printed ("from 35 to 21").
    order
        The printed order of a ranking, first place first.
    unit
        Unit of the numbers; "date", "event" or "qualitative" where there is none.
    rounding
        Decimals printed, counted in `unit` (2,121.04 of 100 million dollars are 212.104 USD bn,
        printed to three); negative for tens, hundreds. A trailing zero counts as printed only if
        its neighbours in the passage are printed to that place.
    wording
        How the number is worded; see `treasurybook.ledger.rules.Wording`.
    qualifier
        A qualification that the wording does not cover ("up to", "may reach").
    printed
        False if the number is not printed but implied by others that are.
    date
        The printed date as exact as it is printed; see `treasurybook.ledger.rules.parse_period`.
    period, series, formula
        The time it speaks of, data that would check it, and how: suggestions, not commands.
    checkable, why
        "yes", "partly" or "no" from public data; what stands in the way.
    internal, relations
        How it hangs together with other claims, in words; and as arithmetic that can be checked,
        "F-131 = F-130 - F-129" (see `treasurybook.ledger.relations`).
    resolves_on, right_if, forecaster
        For forecasts: when it can be judged, the rule, and whose it is.
    remark
        A remark on the wording of the original, or on a rule changed after scoring, and why.
    """

    id: str
    document: str
    chapter: str
    section: str
    kind: str
    topic: str
    statement: str
    value: float | None = None
    base: float | None = None
    low: float | None = None
    high: float | None = None
    order: tuple[str, ...] = ()
    unit: str | None = None
    rounding: int | None = None
    wording: Wording | None = None
    qualifier: str | None = None
    printed: bool = True
    date: str | None = None
    period: str | None = None
    series: tuple[str, ...] = ()
    formula: str | None = None
    checkable: str = "yes"
    why: str | None = None
    internal: str | None = None
    relations: tuple[str, ...] = ()
    resolves_on: str | None = None
    right_if: str | None = None
    forecaster: str | None = None
    remark: str | None = None

    @property
    def target(self) -> Target | None:
        """The number as the rules take it, None where the statement has none."""
        if self.wording is None:
            return None
        return Target(self.wording, self.value, self.low, self.high, self.rounding or 0)

    @property
    def day_span(self) -> Period | None:
        """The printed date as a span of days, None where the statement has none."""
        return None if self.date is None else parse_period(self.date)

    @property
    def is_forecast(self) -> bool:
        """Whether it speaks of a time after the document."""
        return self.kind in FORECASTS

    @property
    def quoted_from(self) -> str | None:
        """Whose forecast the document quotes; None for its own and for other statements."""
        own = not self.is_forecast or self.forecaster in (None, "document")
        return None if own else self.forecaster


_ID = re.compile(r"[A-Z]-\d{3}")
_TEXTS = tuple(
    f.name for f in fields(Claim) if f.type in ("str", "str | None") and f.name != "document"
)
_REQUIRED = tuple(f.name for f in fields(Claim) if f.default is MISSING and f.name != "document")
_NUMBERS = ("value", "base", "low", "high")
_LISTS = ("order", "series", "relations")
_ALLOWED = frozenset(f.name for f in fields(Claim)) - {"document"}


@cache
def documents() -> Mapping[str, Document]:
    """Return the documents by id, in order."""
    path = DATA / "claims" / "documents.yaml"
    return {entry["id"]: Document(**entry) for entry in _read_yaml(path)}


def claims(document: str | None = None) -> Mapping[str, Claim]:
    """Return the claims of one document, or of all, by id and in the document's order.

    Parameters
    ----------
    document
        "000" ... "004"; None for all.

    Raises
    ------
    LedgerError
        If there is no such document.
    ClaimError
        If a file of claims breaks the schema; the message names file, claim, field and remedy.
    """
    if document is None:
        return {key: c for doc in documents() for key, c in claims(doc).items()}
    if document not in documents():
        raise LedgerError(f"no document {document!r}; there are: {', '.join(documents())}")
    return _claims_of(document)


def claim(claim_id: str) -> Claim:
    """Return one claim by its id.

    Raises
    ------
    LedgerError
        If there is no such claim.
    """
    for doc in documents().values():
        if claim_id.startswith(f"{doc.prefix}-"):
            found = claims(doc.id).get(claim_id)
            if found is not None:
                return found
    raise LedgerError(
        f"no claim {claim_id!r}; ids look like "
        + ", ".join(f"{d.prefix}-001 ({d.short})" for d in documents().values())
    )


def clock(document: str, vintage: Day) -> str:
    """Turn a chapter's parameter ``vintage`` into what the snapshot takes.

    Parameters
    ----------
    document
        "000" ... "004".
    vintage
        "as_written" (data known on the document's last possible day), "latest", or a day up to
        today (see `treasurybook.snapshot.days.Day`).

    Returns
    -------
    str
        "latest" or an ISO day.

    Raises
    ------
    LedgerError
        If the document or the word is unknown, or no data can be read as of that day.
    """
    if document not in documents():
        raise LedgerError(f"no document {document!r}; there are: {', '.join(documents())}")
    if vintage == "as_written":
        return documents()[document].known_until.isoformat()
    if vintage == LATEST:
        return LATEST
    try:
        return clock_day(vintage, open_package(DATA)).isoformat()
    except SnapshotError as error:
        raise LedgerError(f"vintage must be 'as_written', 'latest' or a day: {error}") from None


@cache
def _claims_of(document: str) -> Mapping[str, Claim]:
    entry = documents()[document]
    path = DATA / "claims" / f"{entry.claims}.yaml"
    content = _read_yaml(path)
    if content.get("document") != document:
        raise ClaimError(f"{path.name}: document is {content.get('document')!r}, not {document!r}")
    return read_claims(content["claims"], document=document, prefix=entry.prefix, where=path.name)


def read_claims(
    entries: Iterable[Mapping[str, Any]], *, document: str, prefix: str, where: str
) -> Mapping[str, Claim]:
    """Validate entries of a file of claims and return the claims by id.

    Parameters
    ----------
    entries
        The mappings under ``claims:``.
    document, prefix
        Id of the document, and the letter that the ids of its claims start with.
    where
        Name of the file, for messages.

    Raises
    ------
    ClaimError
        On the first entry that breaks the schema.
    """
    found: dict[str, Claim] = {}
    for number, entry in enumerate(entries, start=1):
        name = f"{where}, claim {entry.get('id', f'number {number}')}"
        one = _checked(entry, document, name)
        if not one.id.startswith(f"{prefix}-"):
            raise ClaimError(f"{name}: ids of document {document} start with {prefix}-")
        if one.id in found:
            raise ClaimError(f"{name}: the id occurs twice; give the second one its own")
        found[one.id] = one
    return found


def _checked(entry: Mapping[str, Any], document: str, name: str) -> Claim:
    def need(condition: object, field: str, remedy: str) -> None:
        if not condition:
            raise ClaimError(f"{name}, field {field}: {entry.get(field)!r}; {remedy}")

    for field in entry:
        need(field in _ALLOWED, field, f"no such field; known: {', '.join(sorted(_ALLOWED))}")
    for field in _REQUIRED:
        need(entry.get(field), field, "it must be filled in")
    for field in _TEXTS:
        need(isinstance(entry.get(field, ""), str), field, "it must be text; put it in quotes")
    for field in _NUMBERS:
        number = entry.get(field, 0)
        is_number = isinstance(number, int | float) and not isinstance(number, bool)
        need(is_number, field, "it must be a number")
    for field in _LISTS:
        items = entry.get(field, [])
        is_list = isinstance(items, list) and all(isinstance(item, str) for item in items)
        need(is_list, field, "it must be a list of texts")
    need(_ID.fullmatch(entry["id"]), "id", "ids look like F-017")
    need(entry["chapter"] in CHAPTERS, "chapter", f"one of {', '.join(CHAPTERS)}")
    need(entry["kind"] in KINDS, "kind", f"one of {', '.join(sorted(KINDS))}")
    need(entry.get("checkable", "yes") in CHECKABLE, "checkable", f"one of {CHECKABLE}")
    need(isinstance(entry.get("printed", True), bool), "printed", "true or false")
    need(isinstance(entry.get("rounding", 0), int), "rounding", "a whole number of decimals")
    has_number = any(entry.get(field) is not None for field in ("value", "low", "high"))
    wording = entry.get("wording")
    if wording is None:
        need(not has_number, "wording", "a claim with a number says how the number is worded")
    else:
        need(wording in [w.value for w in Wording], "wording", f"one of {[*Wording]}")
        bare_sign = wording in (Wording.POSITIVE, Wording.NEGATIVE)
        need(entry.get("unit"), "unit", "a claim with a number has a unit")
        need(bare_sign or "rounding" in entry, "rounding", "say how many decimals are printed")
    if entry["kind"] in FORECASTS:
        settled = entry.get("right_if") and entry.get("resolves_on")
        remedy = "a forecast has right_if and resolves_on, or says under why it has neither"
        need(settled or entry.get("why"), "right_if", remedy)
    converted: dict[str, object] = {f: tuple(entry[f]) for f in _LISTS if f in entry}
    if wording is not None:
        converted["wording"] = Wording(wording)
    one = Claim(**{**entry, **converted, "document": document})
    try:
        _ = one.target, one.day_span
    except ValueError as error:
        raise ClaimError(f"{name}: {error}") from None
    return one


def _read_yaml(path: Path) -> Any:
    try:
        with path.open(encoding="utf-8") as stream:
            # The C parser reads the file of 290 claims in 30 ms, the Python one in half a second.
            return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError:
        raise ClaimError(f"{path} is missing; restore it from version control") from None
    except yaml.YAMLError as error:
        raise ClaimError(f"{path.name} is not valid YAML: {error}") from None
