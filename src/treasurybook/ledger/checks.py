"""Answer statements as chapters do that are not yet cut into lessons; the rest use `answers`."""

from __future__ import annotations

from collections.abc import Mapping

from IPython.display import display

from treasurybook.ledger import text
from treasurybook.ledger.claims import claim
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.evidence import Finding
from treasurybook.ledger.records import Answered, Record, record, refuse_foreign
from treasurybook.ledger.views import View


def check(findings: Mapping[str, Finding], title: str = "Statements checked") -> None:
    """Judge statements, show them as a table and leave their records in the notebook.

    Parameters
    ----------
    findings
        Claim id -> finding: what `value`, `dated`, `ranked`, `holds`, `forecast`, `figure` or
        `not_checkable` return.
    title
        What the table is about.

    Raises
    ------
    LedgerError
        If there are no findings, a claim is unknown or a finding does not fit its claim.
    """
    found = judged(findings)
    display(Answered(found))  # type: ignore[no-untyped-call]
    lines = "\n".join([f"{title}:", *(text.line(one) for one in found)])
    view = View("checked", {"title": title, "records": list(found)}, lines)
    display(view)  # type: ignore[no-untyped-call]


def judged(findings: Mapping[str, Finding]) -> tuple[Record, ...]:
    """Return the records of findings; see `check`."""
    if not findings:
        raise LedgerError("check() needs at least one claim id with its finding")
    return tuple(_record(key, finding) for key, finding in findings.items())


def _record(claim_id: str, finding: Finding) -> Record:
    one = claim(claim_id)
    refuse_foreign(one)
    try:
        return record(one, finding.settle(one))
    except (LedgerError, ValueError) as error:
        raise LedgerError(f"{claim_id} ({one.statement}): {error}") from None
