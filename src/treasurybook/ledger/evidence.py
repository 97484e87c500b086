"""What a chapter found about a statement: one finding for each claim id.

A finding knows nothing of the claim until `Finding.settle` puts the two together; so the numbers
of the documents stay in data/claims and are typed nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from treasurybook.ledger import given, rules
from treasurybook.ledger.claims import Claim, documents
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.printed import Wording, difference, tolerance_for
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.settled import Quotation, Settled
from treasurybook.ledger.slips import is_dated
from treasurybook.ledger.units import convert

MEASURED = ("level", "share", "ratio", "change", "growth")
"""Kinds whose printed number is the statement: a yes or no would not answer it."""

POINTS = (Wording.EXACT, Wording.ABOUT, Wording.NEARLY)
"""Wordings that print one number, not a bound, a range or a sign."""


class Finding(Protocol):
    """Anything that can be put beside a claim."""

    def settle(self, claim: Claim) -> Settled:
        """Return the verdict on `claim` and what the reader is shown of it."""
        ...


@dataclass(frozen=True)
class Value:
    """A recomputed number; made by `value`."""

    as_written: float | None
    latest: float | None
    unit: str
    definition: str
    vintage: str | None
    other: Mapping[str, float]
    under_slip: float | None
    revision_allowance: float | None
    tolerance: float | None
    error: float | None
    note: str | None

    def settle(self, claim: Claim) -> Settled:
        """Judge the number against the claim's, in the claim's unit."""
        target = claim.target
        if target is None or claim.unit is None:
            raise LedgerError("the statement has no number; answer it with holds() or dated()")
        if claim.is_forecast and claim.quoted_from is None:
            raise LedgerError("it is a forecast of the document; answer it with forecast()")

        def own(x: float | None) -> float | None:
            return None if x is None else convert(x, self.unit, claim.unit or "")

        as_written, latest = own(self.as_written), own(self.latest)
        other = {text: convert(x, self.unit, claim.unit) for text, x in self.other.items()}
        judged = rules.judge(
            target,
            tolerance_for(claim.kind, claim.unit)
            if self.tolerance is None
            else convert(self.tolerance, self.unit, claim.unit),
            as_written=as_written,
            latest=latest,
            other=other,
            slip=claim.slip,
            under_slip=own(self.under_slip) if is_dated(claim.slip) else self.under_slip,
            revision_allowance=own(self.revision_allowance),
            error=own(self.error),
        )
        x = latest if as_written is None else as_written
        assert x is not None
        return Settled(
            judged.verdict,
            as_written=as_written,
            latest=latest,
            difference=difference(target, x),
            test=self.definition,
            vintage=self.vintage,
            other=other,
            note=rules.joined(judged.note, self.note),
        )


def value(
    as_written: float | None = None,
    latest: float | None = None,
    *,
    unit: str,
    definition: str,
    vintage: str | None = None,
    other: Mapping[str, float] | None = None,
    under_slip: float | None = None,
    revision_allowance: float | None = None,
    tolerance: float | None = None,
    error: float | None = None,
    note: str | None = None,
) -> Value:
    """Answer a statement that prints a number.

    Parameters
    ----------
    as_written
        The number recomputed on data that the document could have known; it decides. Leave it
        out only if no such version is stored.
    latest
        The number recomputed on the newest stored data.
    unit
        Unit of all numbers given here; it must be the claim's or convert into it.
    definition
        What was computed, in words.
    vintage
        Label of the version behind `as_written`, "2023-12".
    other
        Other definitions in words -> the number under each, on the data of `as_written`.
    under_slip
        The number as the slip registered beside the claim has it: at the other date, or in the
        other unit where no factor joins the two.
    revision_allowance
        Where only `latest` is given: the largest revision that the stored versions show for such
        a measure, computed, absolute; 0 for a series that is never revised.
    tolerance
        Absolute width for "close" instead of the rule's; only with a `note` that says why.
    error
        For an estimate: how far it may be off, computed, absolute. A printed number within it is
        close, never reproduced; say in `definition` how the estimate is made.
    note
        A remark for the reader.

    Raises
    ------
    LedgerError
        If no number is given, one is missing or infinite, or `tolerance` comes without `note`.
    """
    if as_written is None and latest is None:
        raise LedgerError("value() needs as_written=, latest= or both")
    if tolerance is not None and not note:
        raise LedgerError("value(): a tolerance of its own needs a note= that says why")
    return Value(
        given.optional_number("as_written", as_written),
        given.optional_number("latest", latest),
        unit,
        definition,
        vintage,
        {text: given.number(text, x) for text, x in (other or {}).items()},
        given.optional_number("under_slip", under_slip),
        given.optional_number("revision_allowance", revision_allowance),
        given.optional_number("tolerance", tolerance),
        given.optional_number("error", error),
        note,
    )


@dataclass(frozen=True)
class Dated:
    """A recomputed date; made by `dated`."""

    as_written: str | None
    latest: str | None
    definition: str
    vintage: str | None
    note: str | None

    def settle(self, claim: Claim) -> Settled:
        """Judge the date against the claim's."""
        if claim.date is None:
            raise LedgerError("the statement prints no date; answer it with value() or holds()")
        judged = rules.judge_date(claim.date, self.as_written, self.latest)
        return Settled(
            judged.verdict,
            as_written=self.as_written,
            latest=self.latest,
            test=self.definition,
            vintage=self.vintage,
            note=rules.joined(judged.note, self.note),
        )


def dated(
    as_written: object = None,
    latest: object = None,
    *,
    definition: str,
    vintage: str | None = None,
    note: str | None = None,
) -> Dated:
    """Answer a statement that prints a date.

    Parameters
    ----------
    as_written, latest
        The date found: a text as `treasurybook.ledger.periods.parse_period` reads it, a date, a
        timestamp or a period. A plain fact, which no later data revise, is `latest`.
    definition
        What was looked up or computed, in words.
    vintage, note
        As for `value`.

    Raises
    ------
    LedgerError
        If no date is given or one cannot be read.
    """
    if as_written is None and latest is None:
        raise LedgerError("dated() needs as_written=, latest= or both")
    return Dated(_day("as_written", as_written), _day("latest", latest), definition, vintage, note)


@dataclass(frozen=True)
class Ranked:
    """A recomputed ranking; made by `ranked`."""

    order: tuple[str, ...]
    latest: tuple[str, ...]
    definition: str
    vintage: str | None
    note: str | None

    def settle(self, claim: Claim) -> Settled:
        """Judge the order against the claim's."""
        if not claim.order:
            raise LedgerError(
                "the statement prints no order; answer it with holds() or value(…, unit='rank')"
            )
        least = len(claim.order)
        written = given.order("order", self.order, least) if self.order else None
        latest = given.order("latest", self.latest, least) if self.latest else None
        return Settled(
            rules.judge_orders(claim.order, written, latest),
            as_written=" > ".join(self.order) or None,
            latest=" > ".join(self.latest) or None,
            test=self.definition,
            vintage=self.vintage,
            note=self.note,
        )


def ranked(
    order: Sequence[str] = (),
    latest: Sequence[str] = (),
    *,
    definition: str,
    vintage: str | None = None,
    note: str | None = None,
) -> Ranked:
    """Answer a statement that prints an order.

    Parameters
    ----------
    order
        Names from the first place down, on data that the document could have known; as many as
        the claim names, or more. Spelt as in the claim. Names whose values are tied at the
        precision of the source stand in the order of the claim. Leave it out only if no such
        version is stored; then `latest` decides.
    latest
        The same on the newest data, where it was computed.
    definition
        By what they are ranked, in words.
    vintage, note
        As for `value`.

    Raises
    ------
    LedgerError
        If no order is given.
    """
    if not order and not latest:
        raise LedgerError("ranked() needs order=, latest= or both")
    return Ranked(tuple(order), tuple(latest), definition, vintage, note)


@dataclass(frozen=True)
class Holds:
    """The result of a named test; made by `holds`."""

    outcome: bool | None
    as_written: bool | None
    test: str
    result: str
    vintage: str | None
    note: str | None

    def settle(self, claim: Claim) -> Settled:
        """Turn the outcome into a verdict; refuse where the claim asks for a number."""
        if claim.is_forecast:
            raise LedgerError("it is a forecast; answer it with forecast()")
        if claim.kind in MEASURED and claim.wording in POINTS and claim.printed:
            raise LedgerError(f"it prints a number ({claim.kind}); answer it with value()")
        verdict = rules.judge_holds(self.outcome, self.as_written)
        parted = self.as_written is not None and self.as_written != self.outcome
        then = "held" if self.as_written else "did not hold"
        return Settled(
            verdict,
            vintage=self.vintage,
            test=self.test,
            result=self.result,
            note=rules.joined(
                f"On data of the document's time it {then}." if parted else None, self.note
            ),
        )


def holds(
    outcome: bool | None,
    *,
    test: str,
    result: str,
    as_written: bool | None = None,
    vintage: str | None = None,
    note: str | None = None,
) -> Holds:
    """Answer a qualitative statement by a named test.

    Parameters
    ----------
    outcome
        Whether the test supports the statement; None if it gives no clear answer. Compute it
        (``gap > 0``); do not type it.
    test
        The test in words, fixed before looking: "share below its 1995 value in every quarter".
    result
        What came out, with numbers: "16.1 % in 1995, 10.9 % in 2023Q1".
    as_written
        The outcome on data of the document's time where it was computed apart; if it disagrees
        with `outcome` the verdict is mixed.
    vintage, note
        As for `value`.
    """
    return Holds(_outcome(outcome), _outcome(as_written), test, result, vintage, note)


@dataclass(frozen=True)
class Forecast:
    """The outcome of a forecast; made by `forecast`."""

    outcome: bool | Literal["partly", "open"]
    rule: str
    result: str
    value: float | None
    quoted: Value | None
    decided: dt.date | None
    note: str | None

    def settle(self, claim: Claim) -> Settled:
        """Turn the outcome into a verdict; a quotation is judged beside it."""
        if not claim.is_forecast:
            raise LedgerError("it is not a forecast; answer it with value(), holds() or dated()")
        quotation = self.quoted.settle(claim) if self.quoted else None
        target = claim.target
        return Settled(
            rules.judge_forecast(
                self.outcome,
                decided=self.decided,
                known_until=documents()[claim.document].known_until,
            ),
            latest=self.value,
            difference=difference(target, self.value)
            if target is not None and self.value is not None
            else None,
            test=self.rule,
            result=self.result,
            quotation=None
            if quotation is None or quotation.as_written is None
            else Quotation(quotation.verdict, quotation.as_written),
            note=rules.joined(quotation.note if quotation else None, self.note),
        )


def forecast(
    outcome: bool | Literal["partly", "open"],
    *,
    rule: str,
    result: str,
    value: float | None = None,
    quoted: Value | None = None,
    decided: object = None,
    note: str | None = None,
) -> Forecast:
    """Answer a forecast by the rule written down beside the claim.

    Parameters
    ----------
    outcome
        True, False, "partly", or "open" if it has not resolved. Compute it.
    rule
        The rule by which it was scored: the claim's registered test, made exact where it is vague.
    result
        What came out, with numbers.
    value
        The realised number in the claim's unit; the record shows its distance to the forecast.
    quoted
        For a forecast that the document quotes from others: a `value` finding with the number
        that they published, judged as a quotation.
    decided
        The day on which the outcome was settled, if that may have been before the document was
        finished.
    note
        A remark for the reader.
    """
    if outcome not in ("partly", "open"):
        outcome = bool(outcome)
    day = None if decided is None else given.day("decided", decided)
    return Forecast(outcome, rule, result, given.optional_number("value", value), quoted, day, note)


@dataclass(frozen=True)
class Redrawn:
    """A figure that was drawn again; made by `figure`."""

    id: str
    nearest: str | None
    note: str | None

    def settle(self, claim: Claim) -> Settled:
        """Say whether the same concept or its nearest public equivalent was drawn."""
        if claim.kind != "figure":
            raise LedgerError(f"it is of kind {claim.kind}, not a figure")
        return Settled(
            Verdict.REDRAWN if self.nearest is None else Verdict.OTHER_DEFINITION,
            test=self.nearest,
            result=f"redrawn as figure {self.id}",
            note=self.note,
        )


def figure(id: str, *, nearest: str | None = None, note: str | None = None) -> Redrawn:
    """Answer a claim of kind figure: it is drawn again in this chapter.

    Parameters
    ----------
    id
        Id of the figure as given to the chart's frame, "fig-1-1".
    nearest
        What stands in, where the series shown is not of the same concept; the verdict is then
        "other definition".
    note
        A remark for the reader.
    """
    return Redrawn(id, nearest, note)


@dataclass(frozen=True)
class NotCheckable:
    """A statement that public data cannot judge; made by `not_checkable`."""

    reason: str

    def settle(self, claim: Claim) -> Settled:  # noqa: ARG002 (the reason alone decides)
        """Return the verdict with its reason."""
        return Settled(Verdict.NOT_CHECKABLE, note=self.reason)


def not_checkable(reason: str) -> NotCheckable:
    """Answer a statement that public data cannot judge: the last resort.

    Raises
    ------
    LedgerError
        If the reason is empty.
    """
    if not reason.strip():
        raise LedgerError("not_checkable() needs the reason")
    return NotCheckable(reason)


def _day(name: str, x: object) -> str | None:
    return None if x is None else given.date(name, x)


def _outcome(x: object) -> bool | None:
    return None if x is None else bool(x)
