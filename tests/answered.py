"""Records of the book's claims for tests of what becomes of a record, whatever a lesson found."""

from __future__ import annotations

from typing import Any

from treasurybook.ledger import rules
from treasurybook.ledger.claims import claim
from treasurybook.ledger.printed import difference
from treasurybook.ledger.records import Record, record
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.settled import Settled


def with_number(claim_id: str, x: float, **shown: Any) -> Record:
    """Return the record of a claim whose number was recomputed as `x` on data of its time."""
    its = claim(claim_id)
    assert its.target is not None
    verdict = rules.judge(its.target, its.width, as_written=x, other=shown.get("other")).verdict
    gap = difference(its.target, x)
    return record(its, Settled(verdict, as_written=x, difference=gap, **{"test": "d", **shown}))


def with_verdict(claim_id: str, verdict: Verdict, **shown: Any) -> Record:
    """Return the record of a claim without a recomputed number."""
    return record(claim(claim_id), Settled(verdict, **{"test": "t", "result": "r", **shown}))


def unjudged(claim_id: str) -> Record:
    """Return the record of a claim that no public data judge."""
    return record(claim(claim_id), Settled(Verdict.NOT_CHECKABLE, note="a test"))
