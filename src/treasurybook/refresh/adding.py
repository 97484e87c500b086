"""Store a further version of the past: one series as it was known on a day."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from treasurybook.refresh import clock
from treasurybook.refresh.changes import compare_contents
from treasurybook.refresh.checks import check_form
from treasurybook.refresh.describing import (
    Raw,
    coverage,
    read_package,
    vintage_description,
    write_package,
)
from treasurybook.refresh.disk import copy_folder, told_when_full
from treasurybook.refresh.door import Door
from treasurybook.refresh.errors import RefreshError
from treasurybook.refresh.form import rows_of
from treasurybook.refresh.lock import hold
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.replace import recover, replace_data
from treasurybook.refresh.target import Target
from treasurybook.refresh.vintage import fetch_vintage
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.package import Package, Resource, open_package
from treasurybook.snapshot.verification import verify

BASIS = "known on that day (ALFRED); it may have been published earlier"
REMARK = "As published then, with the base year of the time where there is one."


def add_vintage(
    place: Workplace, id: str, day: date, *, options: ClientOptions, today: date | None = None
) -> Resource:
    """Fetch a series as known on a day and store it in ``vintages``: whole, checked, or not at all.

    Parameters
    ----------
    place : Workplace
        The project.
    id : str
        A revised series that comes from FRED.
    day : date
        Day whose knowledge is wanted; before that of the newest stored version.
    options : ClientOptions
        Settings of the HTTP client.
    today : date, optional
        Day of the download.

    Returns
    -------
    Resource
        The description of the new file.

    Raises
    ------
    Busy
        If a refresh is under way.
    RefreshError
        If the version would be of no use, or does not verify; nothing was stored then.
    SourceError
        If there is no key (``FRED_API_KEY``), or the source does not give what it should.
    UnknownSeries, MissingVintage
        If no such series is stored, or it does not come from FRED.
    """
    recover(place)
    with hold(place, "data vintage"):
        stored = open_package(place.data)
        versions = stored.of(id, "series")
        _refuse_useless(versions, day)
        content = fetch_vintage(stored, id, day, options=options)
        _refuse_strange(stored, versions, content, day)
        raw = _description(versions, content, day, today or clock.today())
        with told_when_full(place.draft, place.staged):
            _stage(place, versions[-1], raw, content)
        report = verify(place.staged)
        if not report.ok:
            shutil.rmtree(place.staged)
            raise RefreshError(f"{id} as known on {day} does not verify; nothing stored:\n{report}")
        added = _named(open_package(place.staged), raw["name"])
        replace_data(place, place.staged)
        return added


def _refuse_useless(versions: tuple[Resource, ...], day: date) -> None:
    newest = versions[-1]

    def refuse(why: str) -> NoReturn:
        raise RefreshError(f"{newest.id}: {why}; nothing was fetched")

    if newest.revised == "never":
        refuse(
            "it is never revised, so the stored file answers for every day; no vintage is needed"
        )
    if newest.raw.get("corrected"):
        refuse("data/corrections.yaml corrects its newest version, and no other")
    if day.isoformat() >= newest.known_on:
        refuse(f"the newest stored version is known since {newest.known_on}: use `data refresh`")
    for version in versions:
        if version.known_on == day.isoformat():
            refuse(f"the version known on {day} is stored already, as {version.vintage}")


def _refuse_strange(
    stored: Package, versions: tuple[Resource, ...], content: bytes, day: date
) -> None:
    """Raise if dates or unit cannot be, or if nothing differs from a version that is stored."""
    newest = versions[-1]
    for finding in check_form(newest, content, day):
        raise RefreshError(str(finding))
    known, fresh = rows_of((stored.folder / newest.path).read_bytes()), rows_of(content)
    door = Door(Target(newest, source="alfred", key=""))
    door.check_bands(fresh)
    door.check_scale(fresh, known)
    for version in versions:
        old = (stored.folder / version.path).read_bytes()
        change = compare_contents(version, version.vintage, old, content)
        if not (change.added or change.revisions) and version.last == fresh[-1]["date"]:
            raise RefreshError(
                f"{version.id}: what was known on that day is stored already, as {version.vintage} "
                f"(known on {version.known_on})"
            )


def _description(versions: tuple[Resource, ...], content: bytes, day: date, today: date) -> Raw:
    newest = versions[-1]
    label = day.isoformat()[:7]
    taken = {version.vintage for version in versions}
    raw = dict(newest.raw)
    for key in ("via", "checked_against", "known_gaps"):  # they tell of the newest copy
        raw.pop(key, None)
    raw |= {
        "coverage": coverage(newest, content),
        "vintage": day.isoformat() if label in taken else label,
        "known_on": day.isoformat(),
        "known_on_basis": BASIS,
        "remarks": REMARK,
        "downloaded": today.isoformat(),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "bytes": len(content),
    }
    return vintage_description(newest, raw)


def _stage(place: Workplace, newest: Resource, raw: Raw, content: bytes) -> None:
    """Make `place.staged`: a copy of ``data/`` with one file more."""
    for folder in (place.staged, place.draft):
        shutil.rmtree(folder, ignore_errors=True)
    copy_folder(place.data, place.draft)
    path = place.draft / Path(raw["path"])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    package = read_package(place.data)
    resources: list[Raw] = []
    for other in package["resources"]:
        if other["name"] == newest.raw["name"]:
            resources.append(raw)
        resources.append(other)
    write_package(place.draft, package, resources)
    place.draft.rename(place.staged)


def _named(package: Package, name: str) -> Resource:
    return next(resource for resource in package.resources if resource.raw["name"] == name)
