"""Statements of the documents, what the data say of them, and the verdict by rule."""

from treasurybook.ledger.display import check
from treasurybook.ledger.errors import ClaimError, LedgerError
from treasurybook.ledger.evidence import (
    dated,
    figure,
    forecast,
    holds,
    not_checkable,
    ranked,
    value,
)
from treasurybook.ledger.outcomes import with_outcomes
from treasurybook.ledger.prose import graded, quote, say, together
from treasurybook.ledger.records import book_records, gather, status
from treasurybook.ledger.rivals import Rival, neighbours, render_rivals, settle
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.statements import Claim, claim, claims, clock

__all__ = [
    "Claim",
    "ClaimError",
    "LedgerError",
    "Rival",
    "Verdict",
    "book_records",
    "check",
    "claim",
    "claims",
    "clock",
    "dated",
    "figure",
    "forecast",
    "gather",
    "graded",
    "holds",
    "neighbours",
    "not_checkable",
    "quote",
    "ranked",
    "render_rivals",
    "say",
    "settle",
    "status",
    "together",
    "value",
    "with_outcomes",
]
