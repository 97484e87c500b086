"""Make a whole data folder with fresh files in it, beside the stored one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from treasurybook.refresh.describing import (
    Raw,
    fresh_description,
    read_package,
    vintage_description,
    write_package,
)
from treasurybook.refresh.disk import copy_folder
from treasurybook.refresh.readers import Readers
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.choosing import choose
from treasurybook.snapshot.errors import MissingVintage
from treasurybook.snapshot.package import Package, Resource


def stage(
    place: Workplace,
    stored: Package,
    fresh: Mapping[str, Path],
    *,
    today: date,
    readers: Readers,
) -> None:
    """Make `place.staged`: a copy of ``data/`` with the fresh files put in and described.

    Everything else is carried over as it is, statements and corrections included. An outgoing
    version stays, as a vintage, exactly if one of the readers reads it.

    Parameters
    ----------
    place : Workplace
        The project.
    stored : Package
        The snapshot in ``data/``.
    fresh : mapping of str to Path
        Fresh file by id; one that equals the stored file changes the day of download only.
    today : date
        Day of the download.
    readers : Readers
        Who reads versions other than the newest.
    """
    draft = place.draft
    for folder in (place.staged, draft):
        shutil.rmtree(folder, ignore_errors=True)
    copy_folder(place.data, draft)
    package = read_package(place.data)
    resources: list[Raw] = []
    for raw in package["resources"]:
        versions = stored.versions[raw["id"]]
        newest = versions[-1]
        if raw["id"] not in fresh or raw["name"] != newest.raw["name"]:
            resources.append(raw)
            continue
        resources += _put_in(draft, versions, fresh[newest.id].read_bytes(), today, readers)
    write_package(draft, package, resources)
    draft.rename(place.staged)


def _put_in(
    folder: Path,
    versions: tuple[Resource, ...],
    content: bytes,
    today: date,
    readers: Readers,
) -> list[Raw]:
    """Put one fresh file into `folder` and return what describes it, and the one before it."""
    newest = versions[-1]
    if content == (folder / newest.path).read_bytes():
        return [newest.raw | {"downloaded": today.isoformat()}]
    kept: list[Raw] = []
    if is_read(versions, readers):
        outgoing = vintage_description(newest)
        target = folder / outgoing["path"]
        target.parent.mkdir(exist_ok=True)
        (folder / newest.path).rename(target)
        kept = [outgoing]
    labels = {raw["vintage"] for raw in kept} | {older.vintage for older in versions[:-1]}
    raw = fresh_description(newest, content, today, labels)
    (folder / newest.path).write_bytes(content)
    return [*kept, raw]


def is_read(versions: tuple[Resource, ...], readers: Readers) -> bool:
    """Return whether somebody reads the newest of `versions` as such, so that it must stay stored.

    Data that are never revised need no older versions: they are cut off at the day.
    """
    newest = versions[-1]
    if newest.revised == "never":
        return False
    return any(_picked(versions, vintage) is newest for vintage in readers.of(newest.id))


def _picked(versions: tuple[Resource, ...], vintage: str) -> Resource | None:
    try:
        return choose(versions, vintage).resource
    except MissingVintage:
        return None
