"""Known errors of sources, kept as data beside the untouched figures.

A correction of action ``replace`` is applied when the series is read, one of action ``remark`` is
only told. Either is guarded: once the stored figure is no longer the recorded one, the source has
changed and the correction must be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import PACKAGE_FILE, Package, Resource
from treasurybook.snapshot.storage import read_columns

if TYPE_CHECKING:
    import pandas as pd

CORRECTIONS_FILE = "corrections.yaml"
ACTIONS = ("replace", "remark")


@dataclass(frozen=True)
class Correction:
    """One known error.

    Attributes
    ----------
    series, date : str
        The figure in question, by series id and ISO date as stored.
    published : float
        The figure as the source has it, in the series' unit.
    better : float or None
        The figure held to be right; None when none is known.
    source : dict
        Where the better figure stands: ``series`` or ``table`` with ``date`` and ``column``, or
        ``text`` when it is not stored.
    reason : str
        Why the figure is held to be wrong.
    action : str
        ``"replace"`` or ``"remark"``.
    """

    series: str
    date: str
    published: float
    better: float | None
    source: Mapping[str, str]
    reason: str
    action: str


def read_corrections(folder: Path) -> tuple[Correction, ...]:
    """Read ``corrections.yaml`` of a data folder; an absent file means none.

    Raises
    ------
    BrokenSnapshot
        If the file is no YAML, or an entry lacks a key or has an unknown action.
    """
    path = folder / CORRECTIONS_FILE
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else ()


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> tuple[Correction, ...]:
    import yaml

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenSnapshot(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list):
        raise BrokenSnapshot(f"{path} must be a list of corrections, each with `- series:`")
    return tuple(_correction(path, number, entry) for number, entry in enumerate(entries, 1))


def _correction(path: Path, number: int, entry: dict[str, Any]) -> Correction:
    try:
        correction = Correction(
            series=entry["series"],
            date=str(entry["date"]),
            published=float(entry["published"]),
            better=None if entry["better"] is None else float(entry["better"]),
            source={k: str(v) for k, v in entry["source"].items()},
            reason=entry["reason"],
            action=entry["action"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenSnapshot(f"{path}, entry {number}: {type(error).__name__}: {error}") from error
    if correction.action not in ACTIONS:
        raise BrokenSnapshot(f"{path}, entry {number}: action must be one of {ACTIONS}")
    if correction.action == "replace" and correction.better is None:
        raise BrokenSnapshot(f"{path}, entry {number}: a replacement needs a better figure")
    return correction


def apply_corrections(
    values: pd.Series[float], resource: Resource, folder: Path
) -> tuple[pd.Series[float], str]:
    """Replace known errors of a series.

    Returns
    -------
    pandas.Series
        The series with the better figures put in.
    str
        What was replaced, for people; empty if nothing.

    Raises
    ------
    BrokenSnapshot
        If a stored figure is no longer the one that the correction was written for.
    """
    told: list[str] = []
    if not resource.raw.get("corrected"):  # most are not: spare them the reading of the file
        return values, ""
    for correction in read_corrections(folder):
        if correction.series != resource.id or correction.action != "replace":
            continue
        if correction.date not in values.index:
            continue
        if values[correction.date] != correction.published:
            raise BrokenSnapshot(_outdated(correction, values[correction.date]))
        values = values.copy()
        values.loc[correction.date] = correction.better
        told.append(f"{correction.date}: {correction.published} replaced by {correction.better}")
    return values, "; ".join(told)


def _outdated(correction: Correction, stored: float) -> str:
    return (
        f"{correction.series} {correction.date} is {stored}, but the correction was written for "
        f"{correction.published}"
    )


_DROP = (
    f"look at the source again; if the remark still holds, put the new figure under `published` in "
    f"data/{CORRECTIONS_FILE}, else delete the entry (and, with the last one of a series, its "
    f"`corrected` in {PACKAGE_FILE}); then do again what failed"
)


def check_corrections(package: Package) -> Iterator[Finding]:
    """Check the guards: stored figures unchanged, and better figures still in their sources."""
    try:
        corrections = read_corrections(package.folder)
    except BrokenSnapshot as error:
        yield Finding(CORRECTIONS_FILE, None, "correction", str(error), "mend the entry")
        return
    corrected = {c.series for c in corrections}
    for resource in package.resources:
        if bool(resource.raw.get("corrected")) != (resource.id in corrected):
            message = f"{resource.id}: `corrected` in {PACKAGE_FILE} disagrees with this file"
            mend = "set `corrected` exactly for the series that have corrections"
            yield Finding(CORRECTIONS_FILE, None, "correction", message, mend)
    for correction in corrections:
        try:
            yield from _check_one(package, correction)
        except BrokenSnapshot:
            continue  # a file that cannot be read has findings of its own


def _check_one(package: Package, correction: Correction) -> Iterator[Finding]:
    versions = package.versions.get(correction.series)
    if not versions:
        message = f"{correction.series} is not stored"
        yield Finding(CORRECTIONS_FILE, None, "correction", message, _DROP)
        return
    stored = _figure(package, versions[-1], correction.date, "value")
    if stored != correction.published:
        message = f"{correction.series} {correction.date}: "
        message += "no such date" if stored is None else _outdated(correction, stored)
        yield Finding(CORRECTIONS_FILE, None, "correction", message, _DROP)
    source = correction.source.get("series") or correction.source.get("table")
    if source is None:
        return
    held = package.versions.get(source)
    column = correction.source.get("column", "value")
    better = held and _figure(package, held[-1], correction.source.get("date", ""), column)
    if better != correction.better:
        message = f"{correction.series} {correction.date}: {source} has {better}"
        yield Finding(CORRECTIONS_FILE, None, "correction source", message, _DROP)


def _figure(package: Package, resource: Resource, day: str, column: str) -> float | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = read_columns(package.folder, resource)
    dated = resource.text("date_field") or "date"
    if not {column, dated} <= set(columns.column_names):
        return None
    place = pc.index(columns.column(dated).cast(pa.string()), day).as_py()
    figure: float | None = None if place < 0 else columns.column(column)[place].as_py()
    return figure
