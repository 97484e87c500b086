"""Records: what a check leaves in the notebook, and what all of them together amount to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from treasurybook.ledger import text
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.evidence import Finding
from treasurybook.ledger.statements import Claim, claim, claims
from treasurybook.snapshot.paths import ROOT

MIME = "application/vnd.treasurybook.records+json"
"""Type under which the records stand in the output of a cell."""

CHAPTER_VARIABLE = "TREASURYBOOK_CHAPTER"
"""Environment variable in which the runner names the chapter, "01-national-accounts"."""

TO_COME = "open (chapter to come)"
"""Stands in the place of a verdict while the chapter that will answer is not written."""

FORGOTTEN = "open (forgotten)"
"""Stands in the place of a verdict when the chapter is written but does not answer."""

Record = dict[str, Any]

KEYS = (
    "claim",
    "document",
    "chapter",
    "kind",
    "statement",
    "claimed",
    "unit",
    "as_written",
    "latest",
    "difference",
    "definition",
    "vintage",
    "other",
    "verdict",
    "note",
    "test",
    "result",
)


def record(claim_id: str, finding: Finding) -> Record:
    """Return the record of one claim: the claim, the finding and the verdict by rule.

    Raises
    ------
    LedgerError
        If the claim is unknown, or the finding does not fit it; the message names the claim.
    """
    one = claim(claim_id)
    try:
        settled = finding.settle(one)
    except (LedgerError, ValueError) as error:
        raise LedgerError(f"{claim_id} ({one.statement}): {error}") from None
    return {
        "claim": one.id,
        "document": one.document,
        "chapter": os.environ.get(CHAPTER_VARIABLE),
        "kind": one.kind,
        "statement": one.statement,
        "claimed": text.claimed(one),
        "unit": one.unit,
        "as_written": settled.as_written,
        "latest": settled.latest,
        "difference": settled.difference,
        "definition": settled.definition,
        "vintage": settled.vintage,
        "other": dict(settled.other),
        "verdict": settled.verdict.value,
        "note": settled.note,
        "test": settled.test,
        "result": settled.result,
    }


def from_notebook(notebook: Mapping[str, Any]) -> list[Record]:
    """Return the records in the outputs of an executed notebook, in order."""
    return [
        one
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        for one in output.get("data", {}).get(MIME, ())
    ]


def gather(records_dir: Path) -> pd.DataFrame:
    """Return the records of all chapters, one row each, with the columns `KEYS`.

    Parameters
    ----------
    records_dir
        Folder of ``<lesson>.json``, each a list of records; a chapter of several lessons is a
        folder of them.

    Raises
    ------
    LedgerError
        If a file holds something else; the message names it.
    """
    rows: list[Record] = []
    for path in sorted(records_dir.rglob("*.json")):
        name = path.relative_to(records_dir).with_suffix("").as_posix()
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, list) or any(set(KEYS) - set(row) for row in content):
            raise LedgerError(f"{path}: it must be a list of records with the keys {KEYS}")
        rows += [{**row, "chapter": row["chapter"] or name} for row in content]
    return pd.DataFrame(rows, columns=list(KEYS))


def book_records() -> pd.DataFrame:
    """Return the records of this book's last build, for a chapter that says ``reads_records``.

    Raises
    ------
    LedgerError
        If a claim has no record, or more than one: the other chapters must be run first.
    """
    found = gather(ROOT / "_build" / "records")
    answered = found["claim"].value_counts()
    if set(answered.index) != set(claims()) or (answered > 1).any():
        raise LedgerError(
            f"{len(claims())} claims, {len(answered)} of them answered by the records in "
            "_build/records: build the book first (`treasurybook book`)"
        )
    return found


@dataclass(frozen=True)
class Status:
    """Where every claim stands.

    Attributes
    ----------
    table
        One row a claim, in order: claim, document, chapter ("01"), section, kind, statement,
        claimed, verdict, quoted_from (whose forecast it is, if not the document's), answered_in
        ("01-national-accounts", or empty) and, from the first record, as_written, latest, unit,
        definition, note. The verdict is `TO_COME` while the chapter is not written and `FORGOTTEN`
        where it is written and does not answer.
    problems
        Sentences: forgotten claims, claims answered twice or by a chapter that they do not belong
        to, and records of unknown claims. Empty if all is well.
    """

    table: pd.DataFrame
    problems: tuple[str, ...]


def status(records: pd.DataFrame | Iterable[Record]) -> Status:
    """Put all records beside all claims.

    Parameters
    ----------
    records
        As `gather` returns them, or the list of records.
    """
    frame = records if isinstance(records, pd.DataFrame) else pd.DataFrame(records, columns=[*KEYS])
    rows: list[Record] = [
        {str(k): v for k, v in row.items()} for row in frame.to_dict(orient="records")
    ]
    known = claims()
    problems = [
        f"{row['claim']}: {row['chapter']} answers it, but there is no such claim"
        for row in rows
        if row["claim"] not in known
    ]
    answers: dict[str, list[Record]] = {}
    for row in rows:
        answers.setdefault(row["claim"], []).append(row)
    written = {_number_of(row["chapter"]) for row in rows}
    table = []
    for one in known.values():
        given = answers.get(one.id, [])
        problems += _problems_of(one, given, written)
        table.append(_row(one, given, one.chapter in written))
    return Status(pd.DataFrame(table), tuple(problems))


def _problems_of(one: Claim, given: list[Record], written: set[str]) -> list[str]:
    found = []
    if not given and one.chapter in written:
        found.append(f"{one.id}: forgotten; chapter {one.chapter} does not answer it")
    if len(given) > 1:
        places = ", ".join(str(row["chapter"]) for row in given)
        found.append(f"{one.id}: answered {len(given)} times (in {places})")
    found += [
        f"{one.id}: belongs to chapter {one.chapter}, but {row['chapter']} answers it"
        for row in given
        if _number_of(row["chapter"]) != one.chapter
    ]
    return found


def _row(one: Claim, given: list[Record], is_written: bool) -> Record:
    first: Record = given[0] if given else {}
    return {
        "claim": one.id,
        "document": one.document,
        "chapter": one.chapter,
        "section": one.section,
        "kind": one.kind,
        "statement": one.statement,
        "claimed": text.claimed(one),
        "verdict": first.get("verdict") or (FORGOTTEN if is_written else TO_COME),
        "quoted_from": one.quoted_from,
        "answered_in": first.get("chapter") or "",
        "unit": one.unit,
        "as_written": first.get("as_written"),
        "latest": first.get("latest"),
        "definition": first.get("definition"),
        "note": first.get("note"),
    }


def _number_of(chapter: str | None) -> str:
    """Return "05" of the name of a chapter, "05-…", or of one of its lessons, "5-…/2-…"."""
    number = (chapter or "").split("-")[0]
    return number.zfill(2)
