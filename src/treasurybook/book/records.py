"""Statements with their verdicts, and how the recomputed numbers moved with the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from treasurybook.ledger.claims import claims, documents
from treasurybook.ledger.given import is_number
from treasurybook.ledger.outcomes import with_outcomes
from treasurybook.ledger.records import book_records, status

COLUMNS = (
    "document", "document_name", "known_until", "chapter", "section", "kind", "group", "statement",
    "chinese", "hedges", "claimed", "printed", "printed_low", "printed_high", "unit", "as_written",
    "latest", "then", "now", "difference", "verdict", "outcome", "source_of_failure", "quoted_from",
    "test", "fixed", "changes", "vintage", "other", "result", "note", "leaves_open", "reason",
    "basis", "inputs", "lesson", "cell", "version", "data",
)  # fmt: skip
"""Columns of `records`."""


def records() -> pd.DataFrame:
    """Return every statement with its verdict and what the verdict rests on.

    Returns
    -------
    pandas.DataFrame
        One row a statement, in the order of the documents, indexed by its id (``claim``). Among the
        columns:

        ``document``, ``document_name``, ``known_until``
            The document, and the last day whose data it can have used.
        ``statement``, ``chinese``
            The statement in our English and in our Chinese.
        ``claimed``, ``printed``, ``printed_low``, ``printed_high``, ``unit``
            What the document prints: in words, and as numbers in ``unit`` (NaN where none is
            printed).
        ``as_written``, ``latest``
            What was recomputed on the data of the document's time and on those of today: a number,
            a date, a list, or None where the version does not matter or nothing was computed.
        ``then``, ``now``
            The same as numbers, NaN where it is none.
        ``difference``
            Recomputed less printed, in ``unit``, from the as-written value where there is one.
        ``verdict``, ``outcome``
            The verdict by rule, and which of four outcomes it amounts to.
        ``basis``, ``inputs``, ``lesson``, ``cell``
            Whether it is computed, documented or read; the ids of the stored data and documented
            facts that it rests on; and where.

        The rest is as `treasurybook.ledger.records.KEYS` and the page on verdicts have it.

    Raises
    ------
    LedgerError
        In a checkout whose book is not built.
    """
    return as_frame(status(book_records()).table)


def as_frame(status_table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `treasurybook.ledger.records.status` in the form of `records`."""
    table = with_outcomes(status_table).set_index("claim")
    known = claims()
    printed = {id: _printed(known[id]) for id in table.index}
    table = table.assign(
        document_name=[documents()[one].name for one in table["document"]],
        known_until=pd.to_datetime([documents()[one].known_until for one in table["document"]]),
        chinese=[known[id].chinese for id in table.index],
        **{key: [printed[id][key] for id in table.index] for key in _PRINTED},
        then=table["as_written"].map(_number).astype(float),
        now=table["latest"].map(_number).astype(float),
        difference=table["difference"].map(_number).astype(float),
        chapter=table["chapter"].astype(int),
        inputs=table["inputs"].map(_ids),
        source_of_failure=table["source"],
    )
    return table[list(COLUMNS)]


_PRINTED = {"printed": "value", "printed_low": "low", "printed_high": "high"}


def _printed(one: Any) -> dict[str, float]:
    return {key: _number(getattr(one, field)) for key, field in _PRINTED.items()}


def _ids(inputs: Any) -> tuple[str, ...]:
    return tuple(str(one["id"]) for one in inputs or ())


def _number(x: Any) -> float:
    return float(x) if is_number(x) else np.nan


def revisions() -> pd.DataFrame:
    """Return how far revisions of the data have moved what the documents could compute.

    Returns
    -------
    pandas.DataFrame
        One row for each statement whose number was recomputed both on the data of the document's
        time and on those of today, indexed by its id: ``document``, ``unit``, ``vintage``,
        ``then``, ``now``, ``change`` (now less then, in ``unit``), ``share`` (of then, 1 = 100%;
        NaN where ``then`` is zero), ``printed`` and ``verdict``.
    """
    table = records()
    both = table[table["then"].notna() & table["now"].notna()]
    change = both["now"] - both["then"]
    moved = both.assign(change=change, share=change / both["then"].abs().replace(0, np.nan))
    return moved[
        ["document", "unit", "vintage", "then", "now", "change", "share", "printed", "verdict"]
    ]
