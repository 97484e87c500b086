"""Which stored file has which live source: ``data/sources.yaml``, read and checked.

The file is a list of groups. A group with ``source`` names live series: ``series`` lists ids that
the source calls by the same name, ``keys`` maps our ids to the source's. A group with ``reason``
says why the ids under ``resources`` have none. Vintages of the past are never refreshed and stand
in neither.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from treasurybook.refresh.errors import BadSourcesFile
from treasurybook.refresh.sources import SOURCES
from treasurybook.refresh.target import Target
from treasurybook.snapshot.package import SOURCES_FILE, Package, Resource

PAST = "a vintage of the past: what was known then does not change"
_LIVE = {"source", "series", "keys", "scale", "digits", "columns", "scales", "filter"}
_WITHOUT = {"reason", "resources"}


@dataclass(frozen=True)
class Plan:
    """The targets, and the reasons why the other resources have none, by path."""

    targets: tuple[Target, ...]
    reasons: dict[str, str]


def read_plan(package: Package) -> Plan:
    """Read the list of live sources.

    Raises
    ------
    BadSourcesFile
        If a group is malformed, names an unknown source or id, or if a resource stands in no
        group or in several.
    """
    path = package.folder / SOURCES_FILE
    try:
        groups = _groups(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSourcesFile(f"{path} cannot be read: {error}; restore it from git") from error
    newest = {id: versions[-1] for id, versions in package.versions.items() if _is_newest(versions)}
    found: dict[str, Target | str] = {}
    for number, group in enumerate(groups if isinstance(groups, list) else [groups], 1):
        where = f"{path}, group {number}"
        for id, entry in _entries(group, newest, where):
            if id in found:
                raise BadSourcesFile(f"{where}: {id} stands in two places; keep one")
            found[id] = entry
    missing = sorted(set(newest) - set(found))
    if missing:
        raise BadSourcesFile(
            f"{path}: no source and no reason for {', '.join(missing)}; add them to a group"
        )
    reasons = {r.path: PAST for r in package.resources if newest.get(r.id) is not r}
    reasons |= {newest[id].path: e for id, e in found.items() if isinstance(e, str)}
    targets = {id: entry for id, entry in found.items() if isinstance(entry, Target)}
    ordered = tuple(
        targets[r.id] for r in package.resources if r.id in targets and newest[r.id] is r
    )
    return Plan(ordered, reasons)


@lru_cache(maxsize=2)
def _groups(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _is_newest(versions: tuple[Resource, ...]) -> bool:
    """Whether the newest stored version is a current one and not a vintage of the past."""
    return "vintages" not in versions[-1].path.split("/")


def _entries(group: Any, newest: dict[str, Resource], where: str) -> list[tuple[str, Target | str]]:
    if not isinstance(group, dict) or not (set(group) <= _LIVE or set(group) == _WITHOUT):
        raise BadSourcesFile(
            f"{where}: a group has either reason and resources, or source and of the rest "
            f"{', '.join(sorted(_LIVE - {'source'}))}; it has {sorted(map(str, group or ()))}"
        )
    ids: dict[str, str] = {id: id for id in group.get("series") or group.get("resources") or ()}
    ids |= group.get("keys") or {}
    unknown = _unknown(ids, newest)
    if unknown or not ids:
        raise BadSourcesFile(f"{where}: not stored, or a vintage only: {', '.join(unknown)}")
    if "reason" in group:
        return [(id, str(group["reason"])) for id in ids]
    if group.get("source") not in SOURCES:
        raise BadSourcesFile(f"{where}: source must be one of {', '.join(SOURCES)}")
    return [(id, _target(group, newest[id], key, where)) for id, key in ids.items()]


def _unknown(ids: Collection[str], newest: dict[str, Resource]) -> list[str]:
    return sorted(set(ids) - set(newest))


def _target(group: dict[str, Any], resource: Resource, key: str, where: str) -> Target:
    columns = dict(group.get("columns") or {})
    stored = {field["name"] for field in resource.fields}
    if resource.kind == "table" and set(columns) != stored:
        raise BadSourcesFile(f"{where}: columns of {resource.id} must be {sorted(stored)}")
    return Target(
        resource,
        source=group["source"],
        key=str(key),
        scale=int(group.get("scale", 0)),
        digits=group.get("digits"),
        columns=columns,
        scales=dict(group.get("scales") or {}),
        filter=str(group.get("filter", "")),
    )
