"""Statements of the documents, what the data say of them, and the verdict by rule."""

from treasurybook.ledger.answers import answer, answers, redrawn
from treasurybook.ledger.checks import check
from treasurybook.ledger.claims import Claim, claim, claims, clock, documents
from treasurybook.ledger.errors import ClaimError, LedgerError, StaleConclusion
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
from treasurybook.ledger.prose import conclude, quote, say, spelled, together
from treasurybook.ledger.records import book_records, by_claim, gather, status
from treasurybook.ledger.rivals import Rival, neighbours, rivals_view
from treasurybook.ledger.rules import Verdict

__all__ = [
    "Claim",
    "ClaimError",
    "LedgerError",
    "Rival",
    "StaleConclusion",
    "Verdict",
    "answer",
    "answers",
    "book_records",
    "by_claim",
    "check",
    "claim",
    "claims",
    "clock",
    "conclude",
    "dated",
    "documents",
    "figure",
    "forecast",
    "gather",
    "holds",
    "neighbours",
    "not_checkable",
    "quote",
    "ranked",
    "redrawn",
    "rivals_view",
    "say",
    "spelled",
    "status",
    "together",
    "value",
    "with_outcomes",
]
