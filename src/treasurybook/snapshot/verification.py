"""Check the stored snapshot: files against their descriptions, values against bands, dates."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.snapshot.corrections import CORRECTIONS_FILE, check_corrections
from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import (
    PACKAGE_FILE,
    SOURCES_FILE,
    Package,
    Resource,
    open_package,
)
from treasurybook.snapshot.storage import read_columns

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

OTHER_ROOMS = ("claims",)
"""Folders of data/ that this room neither describes nor checks."""

# What every description must state; a table has its units in its fields.
_REQUIRED = (
    "title", "topic", "frequency", "seasonal_adjustment", "publisher", "source_id", "vintage",
    "known_on", "known_on_basis", "revised", "licence", "licence_checked", "hash", "bytes",
)  # fmt: skip

# Longest step between neighbouring dates that is not a hole: in days for daily and weekly data
# (holidays included), in months for the others.
_LONGEST_STEP_DAYS = {"daily": 10, "weekly": 10}
_LONGEST_STEP_MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12}


@dataclass(frozen=True)
class Report:
    """Result of ``verify``."""

    findings: tuple[Finding, ...]
    checked: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        """One line a finding, and a last line that counts."""
        count = f"{self.checked} resources checked, {len(self.findings)} findings"
        return "\n".join([*map(str, self.findings), count])


def verify(data_dir: Path | str, *, quick: bool = False) -> Report:
    """Check a data folder.

    Parameters
    ----------
    data_dir : path
        Folder with ``datapackage.json``.
    quick : bool
        Only what a build needs each time: every file described, present and unchanged, and every
        resource assigned to a chapter. Otherwise also schemas and unit bands (by frictionless),
        order and duplicates of dates, holes, scale, coverage, and the guards of corrections.

    Returns
    -------
    Report
        Findings name file, row (1 is the header) and rule, and say how to mend.
    """
    folder = Path(data_dir)
    try:
        package = open_package(folder)
    except BrokenSnapshot as error:
        broken = Finding(PACKAGE_FILE, None, "package", str(error), "restore the file from git")
        return Report((broken,), 0)
    findings = list(_check_files(package))
    if not quick:
        findings += _check_descriptions(package)
        present = [r for r in package.resources if (folder / r.path).is_file()]
        readable, faults = _check_schemas(folder, present)
        findings += faults
        for resource in readable:
            findings += check_values(resource, read_columns(folder, resource))
        findings += check_corrections(package)
    return Report(tuple(dict.fromkeys(findings)), len(package.resources))


def _check_files(package: Package) -> Iterator[Finding]:
    """Yield what quick checks find: missing, undescribed, changed and unused files."""
    described = {resource.path for resource in package.resources}
    own = {PACKAGE_FILE, CORRECTIONS_FILE, SOURCES_FILE}
    for path in sorted(package.folder.rglob("*")):
        name = path.relative_to(package.folder).as_posix()
        if path.is_file() and name not in described | own and name.split("/")[0] not in OTHER_ROOMS:
            mend = f"describe it in {PACKAGE_FILE} or delete it"
            yield Finding(name, None, "undescribed file", "no resource has this path", mend)
    for resource in package.resources:
        path = package.folder / resource.path
        if not path.is_file():
            mend = "restore the file from git, or drop its description"
            yield Finding(resource.path, None, "missing file", f"described as {resource.id}", mend)
            continue
        raw = path.read_bytes()
        if "sha256:" + hashlib.sha256(raw).hexdigest() != resource.text("hash"):
            message = f"{len(raw)} bytes, {resource.raw['bytes']} described; contents changed"
            mend = "restore the file from git; if the change is wanted, refresh hash and coverage"
            yield Finding(resource.path, None, "hash", message, mend)
        if raw.startswith(b"\xef\xbb\xbf") or b"\r" in raw or not raw.endswith(b"\n"):
            mend = "save as UTF-8 without byte-order mark, with LF line ends"
            yield Finding(resource.path, None, "text form", "not plain LF text", mend)
        if not resource.raw.get("chapters"):
            mend = "name the chapter that will use it in `chapters`, or delete the resource"
            yield Finding(resource.path, None, "unused", "no chapter is named", mend)


def _check_descriptions(package: Package) -> Iterator[Finding]:
    """Yield what the descriptions lack, and what frictionless says of the package as a whole."""
    from frictionless import FrictionlessException
    from frictionless import Package as DataPackage

    try:
        DataPackage.from_descriptor(str(package.folder / PACKAGE_FILE))
    except FrictionlessException as error:
        yield Finding(PACKAGE_FILE, None, "description", str(error), "mend the description")
    for resource in package.resources:
        missing = [key for key in _REQUIRED if not resource.raw.get(key)]
        missing += [
            f"unit of {field['name']}"
            for field in resource.fields
            if field["type"] == "number" and not field.get("unit")
        ]
        if {r.revised for r in package.versions[resource.id]} not in ({"never"}, {"routinely"}):
            message = f"{resource.id}: `revised` is neither never nor routinely in all vintages"
            yield Finding(PACKAGE_FILE, None, "description", message, "state it alike in all")
        if missing:
            message = f"{resource.raw['name']} does not state {', '.join(missing)}"
            yield Finding(PACKAGE_FILE, None, "description", message, "state it")


def _check_schemas(
    folder: Path, resources: Iterable[Resource]
) -> tuple[list[Resource], list[Finding]]:
    """Validate descriptions and rows with frictionless; return what can be read, and faults."""
    from frictionless import FrictionlessException
    from frictionless import Resource as TableResource

    readable: list[Resource] = []
    findings: list[Finding] = []
    for resource in resources:
        try:
            # hash and bytes are checked above; frictionless would stop at them
            descriptor = {k: v for k, v in resource.raw.items() if k not in ("hash", "bytes")}
            table = TableResource.from_descriptor(descriptor, basepath=str(folder))
            report = table.validate()
        except FrictionlessException as error:
            mend = "mend the description"
            findings.append(Finding(resource.path, None, "description", str(error), mend))
            continue
        if report.valid:
            readable.append(resource)
            continue
        for row, kind, note in report.flatten(["rowNumber", "type", "note"]):
            findings.append(Finding(resource.path, row, kind, note, _mend(kind)))
    return readable, findings


def _mend(kind: str) -> str:
    if kind == "constraint-error":
        return "compare with the source: unit or typing error, or widen the band with a reason"
    if kind in ("unique-error", "primary-key"):
        return "drop the duplicated row"
    return "make the file fit its schema, or mend the schema"


def check_values(resource: Resource, columns: pa.Table) -> list[Finding]:
    """Check what a schema cannot say: order of rows, holes, scale and coverage."""
    findings = list(_check_order(resource, columns))
    if columns.num_rows != resource.n:
        message = f"{columns.num_rows} rows, {resource.n} described"
        mend = "refresh `coverage`"
        findings.append(Finding(resource.path, None, "coverage", message, mend))
    if resource.kind == "series":
        findings += _check_coverage(resource, columns)
        findings += _check_holes(resource, columns)
        findings += _check_scale(resource, columns)
    return findings


def _check_order(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    key = ["date"] if resource.kind == "series" else resource.raw["schema"]["primaryKey"]
    # None sorts before any text, as the empty cell does in the file
    rows = list(zip(*(columns.column(name).to_pylist() for name in key), strict=True))
    sortable = [tuple("" if cell is None else cell for cell in row) for row in rows]
    for number, (before, row) in enumerate(itertools.pairwise(sortable), start=3):
        if row <= before:
            what = "duplicated" if row == before else "unsorted"
            shown = ", ".join(map(str, row))
            mend = f"sort the rows by {', '.join(key)} and keep one of each"
            yield Finding(resource.path, number, f"{what} rows", f"{shown} after {before}", mend)


def _check_coverage(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    dates = columns.column("date")
    stored = (str(dates[0]), str(dates[-1])) if len(dates) else ("", "")
    if stored != (resource.first, resource.last):
        message = f"{stored[0]} to {stored[1]}, described {resource.first} to {resource.last}"
        yield Finding(resource.path, None, "coverage", message, "refresh `coverage`")


def _check_holes(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    days = _LONGEST_STEP_DAYS.get(resource.frequency)
    months = _LONGEST_STEP_MONTHS.get(resource.frequency)
    gaps = resource.raw.get("known_gaps", [])
    dates = columns.column("date").to_pylist()
    for number, (before, day) in enumerate(itertools.pairwise(dates), start=3):
        if days is not None:
            hole = (day - before).days > days
        else:
            step = 12 * (day.year - before.year) + day.month - before.month
            hole = months is not None and step > months
        if hole and not any(
            gap["after"] <= before.isoformat() and day.isoformat() <= gap["before"] for gap in gaps
        ):
            message = f"nothing between {before} and {day} in a {resource.frequency} series"
            mend = "fill the hole from the source, or record it with its reason in `known_gaps`"
            yield Finding(resource.path, number, "hole", message, mend)


def _check_scale(resource: Resource, columns: pa.Table) -> Iterator[Finding]:
    """Compare the median with the band stored for it: a change of unit moves every value."""
    import statistics

    band = resource.fields[1].get("median_band")
    if band is None:
        return
    median = statistics.median(columns.column("value").to_pylist())
    if not band[0] <= median <= band[1]:
        message = f"median {median:g} {resource.unit} lies outside {band[0]} to {band[1]}"
        mend = "the unit has changed: convert the values to the canonical unit"
        yield Finding(resource.path, None, "scale", message, mend)
