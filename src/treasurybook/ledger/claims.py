"""The statements of the documents: what a claim is, and reading them from data/claims."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from textwrap import shorten
from typing import Annotated, Any, Literal, TypeVar, get_args

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    field_validator,
    model_validator,
)  # fmt: skip

from treasurybook.ledger.errors import ClaimError, LedgerError
from treasurybook.ledger.periods import Period, parse_period
from treasurybook.ledger.printed import CLOSE, Target, Tolerance, Wording, tolerance_for
from treasurybook.ledger.slips import Slip, refuse_unfit
from treasurybook.snapshot.choosing import LATEST, clock_day
from treasurybook.snapshot.days import Day
from treasurybook.snapshot.errors import SnapshotError
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA

_HAN = re.compile(r"[\u4e00-\u9fff]")

FORECASTS = ("forecast", "range_forecast")

UNJUDGED_REASONS = ("no observable", "proprietary", "not obtained", "day not come", "not asserted")
"""Why a statement cannot be checked: nothing that could be observed would decide it; the data are
sold, not published; they are public and were not found; the day has not come; the document supposes
it, as a condition or an example, and does not assert it."""

CalendarDay = Annotated[dt.date, Field(strict=True)]
Number = Annotated[FiniteFloat, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=-15, le=6)]
Text = Annotated[str, Field(strict=True, min_length=1)]
Kind = Literal[
    "level", "share", "ratio", "schedule", "comparison", "identity", "causal", "forecast",
    "range_forecast", "change", "growth", "ranking", "event_date", "figure",
]  # fmt: skip
assert set(Kind.__args__) == set(CLOSE)  # type: ignore[attr-defined]


Model = TypeVar("Model", bound=BaseModel)


def _listed(entry: object) -> object:
    return (entry,) if isinstance(entry, str) else entry


Parts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
"""One text, or several: a test whose parts are judged one by one."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(_Entry):
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

    id: Text
    short: Text
    title: Text
    title_original: Text | None = None
    dated: Text
    known_until: CalendarDay
    dating: Text
    prefix: Text
    claims: Text

    @property
    def name(self) -> str:
        """How readers are told of it: "Fiscal expansion 2023"."""
        return f"{self.short} {self.dated[:4]}"


class OwnTolerance(_Entry):
    """A width for "close" of a claim's own, in its unit, and why the rule's does not serve."""

    width: Annotated[Number, Field(gt=0)]
    because: Text


class Change(_Entry):
    """A change of a test after it was fixed: what was changed, and why."""

    on: CalendarDay
    what: Text
    because: Text


class Unjudged(_Entry):
    """Why no public data judge a claim, and where we looked if they were not obtained."""

    reason: Literal["no observable", "proprietary", "not obtained", "day not come", "not asserted"]
    because: Text
    searched: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _says_where(self) -> Unjudged:
        if self.reason == "not obtained" and not self.searched:
            raise ValueError("what was not obtained needs searched: the places looked at")
        return self


class Claim(_Entry):
    """One statement of one document, with the test that it is put to.

    Attributes
    ----------
    id, document, chapter
        "F-017", "000", and the number of the chapter that answers it.
    section, kind, topic
        Where in the document it stands; one of `CLOSE`; a short name of its subject.
    statement
        The statement in our English.
    chinese
        The same in our Chinese: not a sentence of the document, but our English one rendered.
    hedges
        Words of the original that weaken or condition it: 可能, 通常, 届时.
    attribution
        Whose statement it is where the document reports what others say.
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
        How the number is worded; see `treasurybook.ledger.printed.Wording`.
    qualifier
        A qualification that the wording does not cover ("up to", "may reach").
    printed
        False if the number is not printed but implied by others that are.
    date
        The printed date as exact as it is printed; see `treasurybook.ledger.periods.parse_period`.
    period, series, formula
        The time it speaks of, data that would check it, and how: suggestions, not commands.
    checkable, why
        "yes", "partly" or "no" from public data; what stands in the way.
    internal, relations
        How it hangs together with other claims, in words; and as arithmetic that can be checked,
        "F-131 = F-130 - F-129" (see `treasurybook.ledger.relations`).
    test
        What is scored, in words: the definition of a number, a condition, or its several parts;
        for a forecast the rule. Fixed before the result is known.
    fixed, changes
        The day on which the test was fixed, and every change since.
    reads
        Ids of the stored data without which the answer could not be had.
    tolerance
        A width for "close" of its own.
    slip
        A slip of unit, date or digits that the print seems to hold; what it explains is decided by
        `treasurybook.ledger.slips`.
    result, note
        What came out and a remark, as texts in which the lesson puts numbers: "{fall:.1f} bn".
    leaves_open
        For causes: what the test leaves open.
    unjudged
        Why it cannot be checked.
    condition
        For forecasts: the printed condition under which it is made; where that was not met, the
        forecast is void.
    resolves_on, horizon, forecaster
        For forecasts: when it can be judged, in words; the last day whose evidence counts; whose it
        is.
    remark
        A remark on the wording of the original.
    """

    id: Annotated[Text, Field(pattern=r"^[A-Z]-\d{3}$")]
    document: Text
    chapter: Annotated[int, Field(strict=True, ge=1, le=8)]
    section: Text
    kind: Kind
    topic: Text
    statement: Text
    chinese: Text
    hedges: tuple[Text, ...] = ()
    attribution: Text | None = None
    value: Number | None = None
    base: Number | None = None
    low: Number | None = None
    high: Number | None = None
    order: tuple[Text, ...] = ()
    unit: Text | None = None
    rounding: Whole | None = None
    wording: Wording | None = None
    qualifier: Text | None = None
    printed: Annotated[bool, Field(strict=True)] = True
    date: Text | None = None
    period: Text | None = None
    series: tuple[Text, ...] = ()
    formula: Text | None = None
    checkable: Literal["yes", "partly", "no"] = "yes"
    why: Text | None = None
    internal: Text | None = None
    relations: tuple[Text, ...] = ()
    test: Parts = ()
    fixed: CalendarDay | None = None
    changes: tuple[Change, ...] = ()
    reads: tuple[Text, ...] = ()
    tolerance: OwnTolerance | None = None
    slip: Slip | None = None
    result: Text | None = None
    note: Text | None = None
    leaves_open: Text | None = None
    unjudged: Unjudged | None = None
    condition: Text | None = None
    resolves_on: Text | None = None
    horizon: CalendarDay | None = None
    forecaster: Text | None = None
    remark: Text | None = None

    @field_validator("chinese")
    @classmethod
    def _is_chinese(cls, text: str) -> str:
        if not _HAN.search(text):
            raise ValueError("it holds no Chinese character; write the statement in Chinese")
        return text

    @field_validator("reads")
    @classmethod
    def _each_once(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"twice: {', '.join(twice)}; keep one")
        return ids

    @field_validator("result", "note")
    @classmethod
    def _has_places(cls, text: str | None) -> str | None:
        if text is not None and any(name == "" for _, name, _, _ in Formatter().parse(text)):
            raise ValueError(
                "each place has a name: {fall:.1f}; a brace itself is written {{ or }}"
            )
        return text

    @field_validator("date")
    @classmethod
    def _can_be_read(cls, text: str | None) -> str | None:
        if text is not None:
            parse_period(text)
        return text

    @model_validator(mode="after")
    def _fits_together(self) -> Claim:
        has_number = any(x is not None for x in (self.value, self.low, self.high))
        if has_number and self.wording is None:
            raise ValueError("a claim with a number says under wording how it is worded")
        if self.wording is not None:
            if not self.unit:
                raise ValueError("a claim with a number has a unit")
            if self.rounding is None and self.wording not in (Wording.POSITIVE, Wording.NEGATIVE):
                raise ValueError("rounding: say how many decimals are printed")
            _ = self.target
        if (
            self.is_forecast
            and not (self.test and self.horizon)
            and not (self.why or self.unjudged)
        ):
            raise ValueError("a forecast has test and horizon, or says under why it has neither")
        if self.slip is not None:
            self._check_slip(self.slip, self.target)
        if any(self.fixed and change.on < self.fixed for change in self.changes):
            raise ValueError("changes: none can be older than the day on which the test was fixed")
        return self

    def _check_slip(self, slip: Slip, target: Target | None) -> None:
        if target is None:
            raise ValueError("slip: only a printed number can hold one")
        try:
            refuse_unfit(slip, target)
        except (ValueError, LedgerError) as wrong:
            raise ValueError(f"slip: {wrong}") from None

    @property
    def target(self) -> Target | None:
        """The number as the rules take it, None where the statement has none."""
        if self.wording is None:
            return None
        return Target(self.wording, self.value, self.low, self.high, self.rounding or 0)

    @property
    def rule(self) -> str:
        """The whole test in one line."""
        return "; ".join(self.test)

    @property
    def width(self) -> Tolerance | float:
        """The tolerance for "close": its own in its unit, or that of its kind."""
        if self.tolerance is not None:
            return self.tolerance.width
        return tolerance_for(self.kind, self.unit)

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


@cache
def documents() -> Mapping[str, Document]:
    """Return the documents by id, in order."""
    path = DATA / "claims" / "documents.yaml"
    return {
        entry["id"]: _validated(Document, entry, f"{path.name}, document {entry.get('id')}")
        for entry in read_yaml(path)
    }


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
        If a file of claims breaks the schema; the message names file, claim, field and what is
        allowed.
    """
    if document is None:
        return _all_claims()
    if document not in documents():
        raise LedgerError(f"no document {document!r}; there are: {', '.join(documents())}")
    return _claims_of(document)


@cache
def _all_claims() -> Mapping[str, Claim]:
    return {key: one for doc in documents() for key, one in _claims_of(doc).items()}


def claim(claim_id: str) -> Claim:
    """Return one claim by its id.

    Raises
    ------
    LedgerError
        If there is no such claim; the message names the nearest.
    """
    for doc in documents().values():
        if claim_id.startswith(f"{doc.prefix}-") and claim_id in claims(doc.id):
            return claims(doc.id)[claim_id]
    raise _unknown(claim_id)


def _unknown(claim_id: str) -> LedgerError:
    import difflib

    nearest = ", ".join(difflib.get_close_matches(claim_id.upper(), claims(), n=3))
    letters = ", ".join(f"{d.prefix}-001 ({d.short})" for d in documents().values())
    return LedgerError(
        f"no claim {claim_id!r}; " + (f"nearest: {nearest}" if nearest else f"ids: {letters}")
    )


def clock(document: str, vintage: Day) -> str:
    """Turn a lesson's parameter ``vintage`` into what the snapshot takes.

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
    content = read_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("claims"), list):
        raise ClaimError(f"{path.name}: it must hold document: and a list claims:")
    if content.get("document") != document:
        raise ClaimError(f"{path.name}: document is {content.get('document')!r}, not {document!r}")
    return read_claims(
        content["claims"],
        document=document,
        prefix=entry.prefix,
        where=path.name,
        fixed=content.get("fixed"),
    )


def read_claims(
    entries: Iterable[Mapping[str, Any]],
    *,
    document: str,
    prefix: str,
    where: str,
    fixed: dt.date | None = None,
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
    fixed
        The day on which the tests of the file were fixed, where a claim does not say its own.

    Raises
    ------
    ClaimError
        On the first entry that breaks the schema.
    """
    found: dict[str, Claim] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise ClaimError(f"{where}, claim number {number}: it must be fields with values")
        name = f"{where}, claim {entry.get('id', f'number {number}')}"
        filled: dict[str, Any] = {"fixed": fixed, **entry, "document": document}
        if isinstance(filled.get("slip"), Mapping):
            filled["slip"] = {**filled["slip"], "unit": entry.get("unit")}
        one = _validated(Claim, filled, name)
        if not one.id.startswith(f"{prefix}-"):
            raise ClaimError(f"{name}, field id: ids of document {document} start with {prefix}-")
        if one.id in found:
            raise ClaimError(f"{name}, field id: it occurs twice; give the second one its own")
        found[one.id] = one
    return found


def _validated(model: type[Model], entry: Mapping[str, Any], name: str) -> Model:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            known = ", ".join(sorted(_fields_of(model, first["loc"][:-1])))
            raise ClaimError(f"{name}, field {field}: no such field; known: {known}") from None
        what = first["msg"].removeprefix("Value error, ")
        given = (
            f" {shorten(repr(first['input']), 60)};" if field and first["type"] != "missing" else ""
        )
        where = f", field {field}:" if field else ":"
        raise ClaimError(f"{name}{where}{given} {what}") from None


def _fields_of(model: type[BaseModel], path: Iterable[str | int]) -> Iterable[str]:
    """Return the fields that a model has at a place, "slip" or "changes.0" say."""
    of: Any = model
    for name in path:
        if isinstance(name, str):
            of = get_args(of.model_fields[name].annotation)[0]
    return list(of.model_fields if issubclass(of, BaseModel) else of.__dataclass_fields__)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The quick parser of YAML, which refuses a mapping that holds a key twice."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key, _ in node.value:
        if key.value in seen:
            line = key.start_mark.line + 1
            whose = [value.value for name, value in node.value if name.value == "id"][:1]
            claim = f"claim {whose[0]}, " if whose else ""
            raise yaml.constructor.ConstructorError(
                None, None, f"{claim}line {line}: the key {key.value!r} stands twice; keep one"
            )
        seen.add(key.value)
    loader.flatten_mapping(node)
    content: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return content


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """Return what a file of the claims holds; a key that stands twice is refused.

    Raises
    ------
    ClaimError
        If the file is missing or no YAML.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_Loader)
    except FileNotFoundError:
        raise ClaimError(f"{path} is missing; restore it from version control") from None
    except yaml.YAMLError as error:
        raise ClaimError(f"{path.name} cannot be read: {' '.join(str(error).split())}") from None
