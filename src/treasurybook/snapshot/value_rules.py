"""What a schema cannot say of a stored file: order of rows, holes, scale and coverage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import Resource

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

# Longest step between neighbouring dates that is not a hole: in days for daily and weekly data
# (holidays included), in months for the others.
_LONGEST_STEP_DAYS = {"daily": 10, "weekly": 10}
_LONGEST_STEP_MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12}


def check_values(resource: Resource, columns: pa.Table) -> list[Finding]:
    """Check the typed columns of a resource; the columns fit their schema."""
    findings = list(_check_order(resource, columns))
    if columns.num_rows != resource.n:
        message = f"{columns.num_rows} rows, {resource.n} described"
        findings.append(Finding(resource.path, None, "coverage", message, "refresh `coverage`"))
    if resource.kind == "series":
        findings += _check_coverage(resource, columns)
        findings += _check_holes(resource, columns)
        findings += _check_scale(resource, columns)
    return findings


def _check_order(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    import numpy as np

    key = ["date"] if resource.kind == "series" else resource.raw["schema"]["primaryKey"]
    falls = np.zeros(max(columns.num_rows - 1, 0), dtype=bool)
    equal = np.ones_like(falls)
    for name in key:
        ranks = _ranks(columns.column(name))
        falls |= equal & (ranks[1:] < ranks[:-1])
        equal &= ranks[1:] == ranks[:-1]
    for place in np.flatnonzero(falls | equal):
        row, before = (
            ", ".join(str(columns.column(name)[i].as_py() or "") for name in key)
            for i in (int(place) + 1, int(place))
        )
        what = "duplicated" if equal[place] else "unsorted"
        mend = f"sort the rows by {', '.join(key)} and keep one of each"
        message = f"{row} after {before}"
        yield Finding(resource.path, int(place) + 3, f"{what} rows", message, mend)


def _ranks(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Return cells as what can be compared; the empty cell sorts before all others."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_date32(column.type) and column.null_count == 0:
        days: np.ndarray[Any, Any] = column.to_numpy()  # in order as they are
        return days
    ranks: np.ndarray[Any, Any] = pd.factorize(column.to_pandas(), sort=True)[0]
    return ranks  # -1 for an empty cell


def _check_coverage(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    dates = columns.column("date")
    stored = (str(dates[0]), str(dates[-1])) if len(dates) else ("", "")
    if stored != (resource.first, resource.last):
        message = f"{stored[0]} to {stored[1]}, described {resource.first} to {resource.last}"
        yield Finding(resource.path, None, "coverage", message, "refresh `coverage`")


def _check_holes(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    import numpy as np

    dates = columns.column("date").to_numpy().astype("datetime64[D]")
    if resource.frequency in _LONGEST_STEP_DAYS:
        longest = _LONGEST_STEP_DAYS[resource.frequency]
        steps = np.diff(dates).astype(int)
    elif resource.frequency in _LONGEST_STEP_MONTHS:
        longest = _LONGEST_STEP_MONTHS[resource.frequency]
        steps = np.diff(dates.astype("datetime64[M]")).astype(int)
    else:
        return
    gaps = resource.raw.get("known_gaps", [])
    for place in np.flatnonzero(steps > longest):
        before, day = str(dates[place]), str(dates[place + 1])
        if not any(gap["after"] <= before and day <= gap["before"] for gap in gaps):
            message = f"nothing between {before} and {day} in a {resource.frequency} series"
            mend = "fill the hole from the source, or record it with its reason in `known_gaps`"
            yield Finding(resource.path, int(place) + 3, "hole", message, mend)


def _check_scale(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    """Compare the median with the band stored for it: a change of unit moves every value."""
    import numpy as np

    band = resource.fields[1].get("median_band")
    if band is None or columns.num_rows == 0:
        return
    median = float(np.median(columns.column("value").to_numpy()))
    if not band[0] <= median <= band[1]:
        message = f"median {median:g} {resource.unit} lies outside {band[0]} to {band[1]}"
        mend = "the unit has changed: convert the values to the canonical unit"
        yield Finding(resource.path, None, "scale", message, mend)
