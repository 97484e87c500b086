"""Read, verify, describe and replace the stored public data.

``series`` and ``table`` read; ``describe``, ``vintages`` and ``catalogue`` tell what is stored;
``fact`` gives a documented fact; ``verify`` checks the whole snapshot.
"""

from treasurybook.snapshot.errors import (
    BrokenSnapshot,
    DateOutOfRange,
    MissingVintage,
    NoSuchSnapshotDay,
    SnapshotError,
    UnknownSeries,
    WrongKind,
)
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.metadata import Description, Fact, catalogue, describe, fact, vintages
from treasurybook.snapshot.reading import series, table
from treasurybook.snapshot.verification import Report, verify

__all__ = [
    "BrokenSnapshot",
    "DateOutOfRange",
    "Description",
    "Fact",
    "Finding",
    "MissingVintage",
    "NoSuchSnapshotDay",
    "Report",
    "SnapshotError",
    "UnknownSeries",
    "WrongKind",
    "catalogue",
    "describe",
    "fact",
    "series",
    "table",
    "verify",
    "vintages",
]
