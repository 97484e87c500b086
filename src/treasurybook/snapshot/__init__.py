"""Read, verify, describe and replace the stored public data.

``series`` and ``table`` read; ``describe``, ``vintages`` and ``catalogue`` tell what is stored;
``fact`` gives a documented fact, ``fact_value`` its number, ``value_on`` that of a series on a day;
``verify`` checks the whole snapshot.
"""

from treasurybook.snapshot.errors import (
    BrokenSnapshot,
    DateOutOfRange,
    MissingVintage,
    NoSuchSnapshotDay,
    NotADay,
    SnapshotError,
    UnknownSeries,
    WrongKind,
)
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.metadata import Description, Fact, catalogue, describe, fact, vintages
from treasurybook.snapshot.reading import series, table
from treasurybook.snapshot.single_values import fact_value, value_on
from treasurybook.snapshot.verification import Report, verify

__all__ = [
    "BrokenSnapshot",
    "DateOutOfRange",
    "Description",
    "Fact",
    "Finding",
    "MissingVintage",
    "NoSuchSnapshotDay",
    "NotADay",
    "Report",
    "SnapshotError",
    "UnknownSeries",
    "WrongKind",
    "catalogue",
    "describe",
    "fact",
    "fact_value",
    "series",
    "table",
    "value_on",
    "verify",
    "vintages",
]
