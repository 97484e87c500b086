"""A statement put beside what was found: the part of its record that depends on both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treasurybook.ledger.rules import Verdict


@dataclass(frozen=True)
class Part:
    """One part of a test, and whether it holds."""

    test: str
    holds: bool


@dataclass(frozen=True)
class Quotation:
    """Whether a document quotes rightly: the published number or words, and the verdict on them.

    Attributes
    ----------
    verdict
        Of the number or words as quoted.
    published
        What the source says, in the unit of the claim.
    """

    verdict: Verdict
    published: float | str


@dataclass(frozen=True)
class Settled:
    """A verdict and what the reader is shown of it.

    Attributes
    ----------
    verdict
        By rule.
    as_written, latest, difference
        The value on data known when the document was written, on today's, and recomputed less
        printed; in the claim's unit, or dates and orders as texts.
    test
        The definition, condition or rule that was applied.
    parts
        The parts of the test, if it has several.
    vintage
        Version of the data behind `as_written`.
    other
        Other definitions in words -> the number under each.
    result, note
        What came out, and a remark.
    quotation
        For what is quoted from others.
    evidence_to
        For forecasts: the day of the youngest evidence.
    reason
        Why it is not judged, one of `treasurybook.ledger.claims.UNJUDGED_REASONS`.
    """

    verdict: Verdict
    as_written: float | str | None = None
    latest: float | str | None = None
    difference: float | None = None
    test: str | None = None
    parts: tuple[Part, ...] = ()
    vintage: str | None = None
    other: Mapping[str, float] = field(default_factory=dict)
    result: str | None = None
    note: str | None = None
    quotation: Quotation | None = None
    evidence_to: str | None = None
    reason: str | None = None
