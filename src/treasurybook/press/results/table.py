"""The results as one table, and its description as a Frictionless Data Package."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pandas as pd

from treasurybook.ledger.outcomes import OUTCOMES
from treasurybook.press.site.rendering import statement_address

FIELDS: dict[str, tuple[str, str]] = {
    "claim": ("string", "Permanent id of the statement"),
    "document": ("string", "Id of the document"),
    "document_name": ("string", "Short name and year of the document"),
    "known_until": ("date", "Last day whose data the document can have used"),
    "chapter": ("integer", "Chapter that answers it"),
    "section": ("string", "Where in the document it stands"),
    "kind": ("string", "What is stated: a level, a share, a cause, a forecast …"),
    "statement": ("string", "The statement, in our English"),
    "chinese": ("string", "The statement, in our Chinese"),
    "claimed": ("string", "What is printed, in words"),
    "printed": ("number", "Printed number, in `unit`"),
    "printed_low": ("number", "Lower end of a printed range, in `unit`"),
    "printed_high": ("number", "Upper end of a printed range, in `unit`"),
    "unit": ("string", "Unit of printed and recomputed numbers"),
    "as_written": ("string", "Recomputed on data of the document's time: number, date or order"),
    "latest": ("string", "Recomputed on today's data: number, date or order"),
    "difference": ("number", "Recomputed less printed, in `unit`"),
    "verdict": ("string", "Verdict by rule"),
    "outcome": ("string", "What the verdict amounts to"),
    "quoted_from": ("string", "Whose forecast the document quotes"),
    "test": ("string", "What was scored, fixed before the result"),
    "vintage": ("string", "Version of the data behind `as_written`"),
    "result": ("string", "What came out, in words"),
    "note": ("string", "A remark"),
    "reason": ("string", "Of what is not checkable: why"),
    "basis": ("string", "computed, documented or reading"),
    "inputs": ("string", "Ids of the stored data behind it, separated by blanks"),
    "lesson": ("string", "The lesson that answers"),
    "cell": ("integer", "Number of its code cell"),
    "version": ("string", "Version of the book"),
    "data": ("date", "Day of the data"),
    "page": ("string", "Page of the statement, from the root of the site"),
}
"""Columns of ``ledger.csv``: their types by the Table Schema, and what they hold."""

_RULES: dict[str, dict[str, Any]] = {
    "claim": {"required": True, "unique": True, "pattern": r"[A-Z]-\d{3}"},
    "statement": {"required": True},
    "chinese": {"required": True},
    "verdict": {"required": True},
    "outcome": {"required": True, "enum": list(OUTCOMES)},
}

TEXT_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


def ledger_csv(records: pd.DataFrame) -> str:
    """Return the records as CSV; a missing value is an empty cell.

    Parameters
    ----------
    records : pd.DataFrame
        As `treasurybook.book.records` returns them.
    """
    table = records.reset_index().assign(
        inputs=[" ".join(ids) for ids in records["inputs"]],
        page=[statement_address(claim) for claim in records.index],
        known_until=records["known_until"].dt.strftime("%Y-%m-%d").to_numpy(),
    )
    text: str = table[list(FIELDS)].to_csv(index=False, lineterminator="\n")
    return text


def data_package(content: str, *, title: str, version: str, data: str, base: str) -> dict[str, Any]:
    """Return the description of ``ledger.csv``.

    Parameters
    ----------
    content : str
        The text of the table.
    title, version : str
        Of the book.
    data : str
        Day of its data, ISO.
    base : str
        The book's public address; empty if it has none.
    """
    written = content.encode()
    homepage = {"homepage": base} if base else {}
    return {
        "profile": "tabular-data-package",
        "name": "treasuries-recomputed-ledger",
        "title": f"{title}: the ledger",
        "description": "Every statement of five documents on US Treasury debt, with what was "
        "recomputed and the verdict by rule.",
        **homepage,
        "version": version,
        "created": f"{data}T00:00:00Z",
        "licenses": [TEXT_LICENCE],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "ledger",
                "path": "ledger.csv",
                "title": "One row a statement",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(written),
                "hash": f"sha256:{sha256(written).hexdigest()}",
                "schema": {
                    "fields": [_field(name, *about) for name, about in FIELDS.items()],
                    "primaryKey": ["claim"],
                    "missingValues": [""],
                },
            }
        ],
    }


def _field(name: str, kind: str, about: str) -> dict[str, Any]:
    rules = _RULES.get(name)
    constraints = {"constraints": rules} if rules else {}
    return {"name": name, "type": kind, "description": about, **constraints}


def as_json(content: Any) -> str:
    """Return what is published as JSON, in the form of all our files."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
