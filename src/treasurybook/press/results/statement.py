"""One statement as JSON: its record, and what can be said of it in a sentence."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from treasurybook.ledger.claims import claim, documents
from treasurybook.ledger.conclusions import conclusion
from treasurybook.ledger.firmness import Firmness
from treasurybook.ledger.outcomes import outcome
from treasurybook.ledger.records import Record
from treasurybook.ledger.turning import would_change
from treasurybook.press.site.rendering import cell_address, statement_address
from treasurybook.press.site.repository import Repository


def statement_json(record: Record, repository: Repository, firm: Firmness) -> dict[str, Any]:
    """Return a record with what its page adds to it, as `schema.ledger_schema` describes."""
    name = record["claim"]
    added: dict[str, Any] = {
        "chinese": claim(name).chinese,
        "outcome": outcome(record["verdict"]),
        "document_name": documents()[record["document"]].name,
        "conclusion": conclusion(record),
        "would_change": list(would_change(record)),
        "firmness": _firmness(firm),
        "page": statement_address(name),
        "cell_address": cell_address(record) if record["lesson"] else None,
        "report": repository.report(name, conclusion(record)),
    }
    return {**record, **added}


def _firmness(firm: Firmness) -> dict[str, Any]:
    is_known = not firm.stale
    return {
        "level": firm.level,
        "day": firm.day,
        "kept": firm.kept if is_known else None,
        "choices": firm.choices if is_known else None,
        "alternatives": [asdict(one) for one in firm.alternatives] if is_known else [],
    }
