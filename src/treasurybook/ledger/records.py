"""Records: what an answer leaves in the notebook, and what all of them together amount to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from treasurybook.ledger import text
from treasurybook.ledger.claims import Claim, claims
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.settled import Settled
from treasurybook.snapshot.paths import ROOT

MIME = "application/vnd.treasurybook.records+json"
"""Type under which the records stand in the output of a cell."""

LESSON_VARIABLE = "TREASURYBOOK_LESSON"
"""Environment variable in which the runner names the lesson, "5-tightening/2-the-ladder"."""

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
    "hedges",
    "claimed",
    "unit",
    "as_written",
    "latest",
    "difference",
    "verdict",
    "quoted_from",
    "quotation",
    "test",
    "parts",
    "fixed",
    "changes",
    "vintage",
    "other",
    "result",
    "note",
    "leaves_open",
    "evidence_to",
    "reason",
)
"""What a lesson records of a claim."""

EVIDENCE = ("basis", "inputs", "lesson", "cell", "version", "data")
"""What the press adds once the lesson has run; see `treasurybook.press.run.lineage`."""


def record(one: Claim, settled: Settled) -> Record:
    """Return the record of one claim: the claim, its test, what was found and the verdict."""
    is_unjudged = settled.verdict is Verdict.NOT_CHECKABLE
    return {
        "claim": one.id,
        "document": one.document,
        "chapter": one.chapter,
        "kind": one.kind,
        "statement": one.statement,
        "hedges": list(one.hedges),
        "claimed": text.claimed(one),
        "unit": one.unit,
        "as_written": settled.as_written,
        "latest": settled.latest,
        "difference": settled.difference,
        "verdict": settled.verdict.value,
        "quoted_from": one.quoted_from,
        "quotation": None if settled.quotation is None else asdict(settled.quotation),
        "test": settled.test,
        "parts": [asdict(part) for part in settled.parts],
        "fixed": None if one.fixed is None else one.fixed.isoformat(),
        "changes": [change.model_dump(mode="json") for change in one.changes],
        "vintage": settled.vintage,
        "other": dict(settled.other),
        "result": None if settled.result is None else text.tidy(settled.result),
        "note": None if settled.note is None else text.tidy(settled.note),
        "leaves_open": one.leaves_open,
        "evidence_to": settled.evidence_to,
        "reason": settled.reason or ("not obtained" if is_unjudged else None),
    }


def refuse_foreign(one: Claim) -> None:
    """Raise LedgerError if the lesson that runs belongs to another chapter than the claim.

    Which lesson runs is known only where the press runs it.
    """
    lesson = os.environ.get(LESSON_VARIABLE)
    if lesson and _number_of(lesson) != one.chapter:
        raise LedgerError(
            f"{one.id} belongs to chapter {one.chapter}, and this lesson is {lesson}: answer it "
            "there, or change its chapter in data/claims"
        )


@dataclass(frozen=True)
class Answered:
    """Records as a notebook keeps them; a reader of the notebook sees a line for each."""

    records: tuple[Record, ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": "\n".join(text.line(one) for one in self.records),
            MIME: list(self.records),
        }


def gather(records_dir: Path) -> pd.DataFrame:
    """Return the records of all lessons, one row each, with the columns `KEYS` and `EVIDENCE`.

    Parameters
    ----------
    records_dir
        Folder of ``<lesson>.json``, each a list of records; those of a chapter of several
        lessons lie in a folder of its name.

    Raises
    ------
    LedgerError
        If a file holds something else; the message names it.
    """
    columns = [*KEYS, *EVIDENCE]
    rows: list[Record] = []
    for path in sorted(records_dir.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, list) or any(set(columns) - set(row) for row in content):
            raise LedgerError(f"{path}: it must be a list of records with the keys {columns}")
        rows += content
    return pd.DataFrame(rows, columns=columns)


def book_records() -> pd.DataFrame:
    """Return the records of this book's last build, for a lesson that says ``reads_records``.

    Raises
    ------
    LedgerError
        If a claim has no record, or more than one: the other lessons must be run first.
    """
    found = gather(ROOT / "_build" / "records")
    answered = found["claim"].value_counts()
    if set(answered.index) != set(claims()) or (answered > 1).any():
        raise LedgerError(
            f"{len(claims())} claims, {len(answered)} of them answered by the records in "
            "_build/records: build the book first (`treasurybook book`)"
        )
    return found


def by_claim(table: pd.DataFrame) -> dict[str, Record]:
    """Return the rows of a table of records by claim, missing values as None."""
    plain = table.astype(object).where(table.notna(), None)
    rows = ({str(k): v for k, v in row.items()} for row in plain.to_dict(orient="records"))
    return {str(row["claim"]): row for row in rows}


@dataclass(frozen=True)
class Status:
    """Where every claim stands.

    Attributes
    ----------
    table
        One row a claim, in order, with the columns section, `KEYS` and `EVIDENCE`; those of a
        claim without a record are filled from the claim as far as they can be. The verdict is
        `TO_COME` while no lesson of the chapter is written and `FORGOTTEN` where one is and does
        not answer.
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
    frame = records if isinstance(records, pd.DataFrame) else pd.DataFrame(records)
    rows: list[Record] = [
        {str(k): v for k, v in row.items()} for row in frame.to_dict(orient="records")
    ]
    known = claims()
    problems = [
        f"{row['claim']}: {row.get('lesson')} answers it, but there is no such claim"
        for row in rows
        if row["claim"] not in known
    ]
    given: dict[str, list[Record]] = {}
    for row in rows:
        given.setdefault(row["claim"], []).append(row)
    written = {_number_of(row.get("lesson")) for row in rows}
    table = []
    for one in known.values():
        found = given.get(one.id, [])
        problems += _problems_of(one, found, written)
        verdict = Settled(Verdict.OPEN)
        row = {**record(one, verdict), "verdict": FORGOTTEN if one.chapter in written else TO_COME}
        table.append({"section": one.section, **row, **(found[0] if found else {})})
    columns = ["section", *KEYS, *EVIDENCE]
    # of objects: else a missing value would turn the numbers of cells into 3.0
    return Status(pd.DataFrame(table, columns=columns, dtype=object), tuple(problems))


def _problems_of(one: Claim, given: list[Record], written: set[int]) -> list[str]:
    found = []
    if not given and one.chapter in written:
        found.append(f"{one.id}: forgotten; no lesson of chapter {one.chapter} answers it")
    if len(given) > 1:
        places = ", ".join(str(row.get("lesson")) for row in given)
        found.append(f"{one.id}: answered {len(given)} times (in {places})")
    found += [
        f"{one.id}: belongs to chapter {one.chapter}, but {row.get('lesson')} answers it"
        for row in given
        if _number_of(row.get("lesson")) != one.chapter
    ]
    return found


def _number_of(lesson: str | None) -> int:
    """Return the number of a lesson's chapter, 0 where it has none."""
    number = (lesson or "").partition("-")[0]
    return int(number) if number.isdigit() else 0
