"""What the verdicts rest on: stored data, their versions and their publishers."""

from __future__ import annotations

import pandas as pd

from treasurybook.ledger.records import book_records
from treasurybook.snapshot import catalogue

FACTS = "documented facts"
"""Stands in the place of a publisher for facts that were read in documents of many."""


def evidence() -> pd.DataFrame:
    """Return the stored data behind each verdict.

    Returns
    -------
    pandas.DataFrame
        One row for each statement and each thing that its answer rests on: ``claim``, ``id``,
        ``kind`` (series, table or fact), ``vintage`` (a stored version, a day up to which was read,
        or "latest"), ``path`` in ``data/``, ``title`` and ``publisher``. Statements that rest on
        the documents' words alone have no row.
    """
    rows = [
        {"claim": record["claim"], **one}
        for record in book_records().to_dict("records")
        for one in record["inputs"]
    ]
    found = pd.DataFrame(rows, columns=["claim", "id", "kind", "vintage", "path"])
    stored = catalogue().drop_duplicates("path").set_index("path")[["title", "publisher"]]
    found = found.join(stored, on="path")
    is_fact = found["kind"] == "fact"
    return found.assign(
        title=found["title"].mask(is_fact, "documented fact"),
        publisher=found["publisher"].mask(is_fact, FACTS),
    )


def sources() -> pd.DataFrame:
    """Return how much rests on each publisher.

    Returns
    -------
    pandas.DataFrame
        One row a publisher, most used first, indexed by its name: ``statements`` that rest on it,
        those that rest on it ``alone``, and the number of its stored ``series`` (or tables, or
        facts) that are used.
    """
    found = evidence()
    publishers = found.groupby("claim")["publisher"].nunique()
    alone = found[found["claim"].map(publishers) == 1]
    table = pd.DataFrame({
        "statements": found.groupby("publisher")["claim"].nunique(),
        "alone": alone.groupby("publisher")["claim"].nunique(),
        "series": found.groupby("publisher")["id"].nunique(),
    })  # fmt: skip
    return table.fillna(0).astype(int).sort_values("statements", ascending=False, kind="stable")
