"""Which stored version of a series answers a question about the past."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from treasurybook.snapshot.errors import MissingVintage
from treasurybook.snapshot.package import Resource

LATEST = "latest"


@dataclass(frozen=True)
class Choice:
    """A stored version and, for data that are never revised, the day up to which it was public."""

    resource: Resource
    known_until: date | None = None


def choose(versions: Sequence[Resource], vintage: str) -> Choice:
    """Pick the version that ``vintage`` asks for.

    Parameters
    ----------
    versions : sequence of Resource
        All stored versions of one id, oldest first.
    vintage : str
        ``"latest"``; a stored label such as ``"2023-12"``; or an ISO day, meaning the newest
        version that was public on that day. Data that are never revised need no vintage: a day,
        or the last day of a month given as YYYY-MM, cuts them off there.

    Raises
    ------
    MissingVintage
        If no stored version fits; the stored labels are listed.
    """
    newest = versions[-1]
    if vintage == LATEST:
        return Choice(newest)
    for resource in versions:
        if resource.vintage == vintage:
            return Choice(resource)
    day = _as_day(vintage)
    if day is None:
        raise MissingVintage(
            f"{newest.id}: vintage {vintage!r} is neither 'latest', nor a label, nor an ISO day; "
            f"{_stored(versions)}"
        )
    if newest.revised == "never":
        return Choice(newest, known_until=day)
    if len(vintage) == len("2023-12"):
        raise MissingVintage(f"{newest.id}: no vintage {vintage} is stored; {_stored(versions)}")
    public = [r for r in versions if r.known_on <= vintage]
    if not public:
        raise MissingVintage(
            f"{newest.id} is revised, and no vintage known on {vintage} is stored; "
            f"{_stored(versions)}"
        )
    return Choice(public[-1])


def _as_day(vintage: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d", vintage):
        year, month = int(vintage[:4]), int(vintage[5:])
        return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
    try:
        return date.fromisoformat(vintage)
    except ValueError:
        return None


def _stored(versions: Sequence[Resource]) -> str:
    listed = ", ".join(f"{r.vintage} (known {r.known_on})" for r in versions)
    return f"stored: {listed}"
