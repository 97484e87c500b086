"""Check the stored snapshot: files against their descriptions, values against bands, dates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.corrections import CORRECTIONS_FILE, check_corrections
from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import (
    PACKAGE_FILE,
    SOURCES_FILE,
    Package,
    open_package,
)
from treasurybook.snapshot.table_schema import CONSTRAINTS, TYPES, check_schema, unchecked
from treasurybook.snapshot.value_rules import check_values

if TYPE_CHECKING:
    from frictionless.metadata.metadata import Metadata

OTHER_ROOMS = ("claims",)
"""Folders of data/ that this room neither describes nor checks."""

# What every description must state; a table has its units in its fields.
_REQUIRED = (
    "title", "topic", "frequency", "seasonal_adjustment", "publisher", "source_id", "vintage",
    "known_on", "known_on_basis", "revised", "licence", "licence_checked", "hash", "bytes",
)  # fmt: skip


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
        resource assigned to a chapter. Otherwise also descriptions (by frictionless), schemas and
        unit bands, order and duplicates of dates, holes, scale, coverage, and the guards of
        corrections.

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
        for resource in package.resources:
            path = folder / resource.path
            if path.is_file() and not unchecked(resource):
                columns, faults = check_schema(path.read_bytes(), resource)
                findings += faults if columns is None else check_values(resource, columns)
        findings += check_corrections(package)
    return Report(tuple(dict.fromkeys(findings)), len(package.resources))


def _check_files(package: Package) -> Iterator[Finding]:
    """Yield what quick checks find: missing, undescribed and changed files."""
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


def _check_descriptions(package: Package) -> Iterator[Finding]:
    """Yield what the descriptions lack, and where they break the standard."""
    yield from _check_standard(package)
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
        unknown = unchecked(resource)
        if unknown:
            message = f"{resource.raw['name']} has what nobody checks: {', '.join(unknown)}"
            mend = f"types are {', '.join(TYPES)}, constraints {', '.join(CONSTRAINTS)}"
            yield Finding(PACKAGE_FILE, None, "description", message, mend)


def _check_standard(package: Package) -> Iterator[Finding]:
    """Yield where descriptions are no Data Package, by frictionless; it does not see the files."""
    from frictionless import Package as DataPackage
    from frictionless import Resource as DataResource

    whole = json.loads((package.folder / PACKAGE_FILE).read_bytes())
    faults = _faults(DataPackage, whole)
    if not faults:
        return
    # frictionless does not say which resource it means, so each is asked for by itself
    named = {r.path: "; ".join(_faults(DataResource, r.raw)) for r in package.resources}
    guilty = {path: fault for path, fault in named.items() if fault}
    for path, fault in (guilty or {PACKAGE_FILE: "; ".join(faults)}).items():
        yield Finding(path, None, "description", fault, "mend the description")


def _faults(kind: type[Metadata], descriptor: dict[str, Any]) -> list[str]:
    from frictionless import FrictionlessException

    try:
        return [str(error) for error in kind.metadata_validate(descriptor)]
    except FrictionlessException as error:
        return [str(error)]
