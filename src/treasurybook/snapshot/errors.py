"""Errors of the snapshot room. Each says what was asked, what is stored, and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches


class SnapshotError(Exception):
    """Base of all errors of the snapshot."""


class BrokenSnapshot(SnapshotError):
    """The data folder or its description cannot be read."""


class UnknownSeries(SnapshotError, KeyError):
    """No series, table or fact of that name is stored."""

    def __init__(
        self, wanted: str, known: Iterable[str], what: str = "series", listing: str = "catalogue()"
    ) -> None:
        known = sorted(set(known))
        lower = {name.lower(): name for name in known}
        near = [lower[m] for m in get_close_matches(wanted.lower(), lower, n=4, cutoff=0.55)]
        near += [n for n in known if wanted.lower() in n.lower() and n not in near][: 4 - len(near)]
        hint = f"near matches: {', '.join(near)}" if near else f"{len(known)} are stored"
        super().__init__(f"no {what} {wanted!r} is stored; {hint}; {listing} lists all")

    def __str__(self) -> str:
        """Return the message itself (KeyError would show its repr)."""
        return str(self.args[0])


class NotADay(SnapshotError, ValueError):
    """What was given for a day cannot be read as one."""


class WrongKind(SnapshotError):
    """A table was asked for as a series, or a series as a table."""


class MissingVintage(SnapshotError):
    """A revised series or table has no stored vintage that fits."""


class DateOutOfRange(SnapshotError):
    """Asked for dates that the stored data do not cover."""


class NoSuchSnapshotDay(SnapshotError):
    """A table that holds dated snapshots has none of the day asked for."""
