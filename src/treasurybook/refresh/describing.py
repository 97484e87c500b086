"""Descriptions of fresh files, and the file that holds all descriptions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from treasurybook.snapshot.package import PACKAGE_FILE, Resource

VINTAGES = "vintages"
"""Folder, beside the newest version of a series or table, that holds its older ones."""

ON_EARLIER = "On the copy of vintage "

Raw = dict[str, Any]


def fresh_description(
    outgoing: Resource, content: bytes, today: date, taken: Collection[str]
) -> Raw:
    """Describe a file fetched today that takes the place of `outgoing` as the newest version.

    Parameters
    ----------
    outgoing : Resource
        The version that was the newest.
    content : bytes
        The fresh file.
    today : date
        Day of the download, from which the content counts as known: when the source published it
        is not told by the source.
    taken : collection of str
        Labels of the vintages that stay stored.
    """
    raw = dict(outgoing.raw)
    label = today.isoformat()[:7]
    remarks = outgoing.text("remarks")
    if remarks and not remarks.startswith(ON_EARLIER):
        raw["remarks"] = f"{ON_EARLIER}{outgoing.vintage}: {remarks}"
    for key in ("via", "checked_against"):  # they tell where the outgoing copy came from
        raw.pop(key, None)
    return raw | {
        "coverage": coverage(outgoing, content),
        "vintage": today.isoformat() if label in taken else label,
        "known_on": today.isoformat(),
        "known_on_basis": "day of download",
        "downloaded": today.isoformat(),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "bytes": len(content),
    }


def vintage_description(newest: Resource, raw: Raw | None = None) -> Raw:
    """Describe a version of `newest` (`raw`; itself if None) as one in the folder of vintages."""
    raw = newest.raw if raw is None else raw
    path, label = PurePosixPath(newest.path), raw["vintage"]
    kept = path.parent / VINTAGES / f"{path.stem}.{label}{path.suffix}"
    return raw | {"name": f"{newest.raw['name']}.{label}", "path": kept.as_posix()}


def is_vintage(resource: Resource) -> bool:
    """Return whether a file lies in a folder of vintages, where nothing is ever overwritten."""
    return PurePosixPath(resource.path).parent.name == VINTAGES


def coverage(resource: Resource, content: bytes) -> dict[str, Any]:
    """Return number of rows and, where rows have dates, the first and last of them."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    column = "date" if resource.kind == "series" else resource.text("date_field")
    days = [row[column] for row in rows if row[column]] if column else []
    return ({"first": min(days), "last": max(days)} if days else {}) | {"n": len(rows)}


def read_package(folder: Path) -> Raw:
    """Return the whole of a data folder's descriptions."""
    package: Raw = json.loads((folder / PACKAGE_FILE).read_bytes())
    return package


def write_package(folder: Path, head: Mapping[str, Any], resources: Sequence[Raw]) -> None:
    """Write the descriptions of a data folder, laid out so that git shows changes line by line."""
    last = json.dumps({**head, "resources": []}, indent=1, ensure_ascii=False)
    body = ",\n".join(json.dumps(raw, indent=1, ensure_ascii=False) for raw in resources)
    text = last.removesuffix("[]\n}") + f"[\n{body}\n]\n}}\n"
    (folder / PACKAGE_FILE).write_text(text, encoding="utf-8", newline="\n")
