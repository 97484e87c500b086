"""What became of each resource in a fetch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

_NAMED = 8
"""Ids that a line on a common cause names."""


class Status(StrEnum):
    """Fate of one resource in a fetch."""

    FETCHED = "fetched"
    """New content lies in the staging folder."""

    UNCHANGED = "unchanged"
    """The source's content equals the stored file; it lies in the staging folder too."""

    FAILED = "failed"
    """The source could not be had or could not be believed; nothing lies in the staging folder."""

    SKIPPED = "skipped"
    """There is no live source; the message gives the reason."""


@dataclass(frozen=True)
class Outcome:
    """Fate of one resource.

    Attributes
    ----------
    id, path : str
        Id and path of the resource, as in the data package.
    status : Status
        What became of it.
    source : str
        Name of the live source; empty if there is none.
    message : str
        Why it failed or was skipped; empty otherwise.
    rows : int
        Data rows written; 0 if none were.
    last : str
        ISO date of the last row written; empty if nothing was written or the table has no dates.
    common : str
        Why it failed, if others failed of the same cause, which is then told once; else empty.
    """

    id: str
    path: str
    status: Status
    source: str = ""
    message: str = ""
    rows: int = 0
    last: str = ""
    common: str = ""


@dataclass(frozen=True)
class FetchReport:
    """Result of ``fetch_into``: one outcome a resource, in the order of the data package."""

    outcomes: tuple[Outcome, ...]

    def of(self, status: Status) -> tuple[Outcome, ...]:
        """Return the outcomes with a status."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == status)

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.of(Status.FAILED)

    @property
    def failures(self) -> list[str]:
        """The failures, one a line; those of a common cause together."""
        failed = self.of(Status.FAILED)
        lines = [f"{o.id}: {o.message}" for o in failed if not o.common]
        for common in dict.fromkeys(o.common for o in failed if o.common):
            ids = [o.id for o in failed if o.common == common]
            more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
            lines.append(f"{common}. Not fetched: {', '.join(ids[:_NAMED])}{more}")
        return lines

    @property
    def counts(self) -> str:
        """How many had which fate."""
        counted = Counter(outcome.status for outcome in self.outcomes)
        return ", ".join(f"{counted[status]} {status}" for status in Status)

    def __str__(self) -> str:
        """Return the failures, one a line, and a last line that counts."""
        return "\n".join([*self.failures, self.counts])
