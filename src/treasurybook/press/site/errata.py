"""What was changed after it was known, for the page of errata: tests, and figures of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from treasurybook.ledger.claims import Claim
from treasurybook.press.site.rendering import render
from treasurybook.snapshot.corrections import Correction


@dataclass(frozen=True)
class Erratum:
    """A change of a statement's test after its result was known.

    Attributes
    ----------
    claim : str
        Id of the statement.
    on : date
        The day of the change.
    what, because : str
        What was changed, and why.
    """

    claim: str
    on: date
    what: str
    because: str


def by_chapter(claims: Iterable[Claim]) -> dict[int, list[Erratum]]:
    """Return the changes of each chapter that has any, newest first, then in the order of the ids.

    Parameters
    ----------
    claims : iterable of Claim
        All statements.
    """
    found: dict[int, list[Erratum]] = defaultdict(list)
    for one in claims:
        found[one.chapter] += [
            Erratum(one.id, change.on, change.what, change.because) for change in one.changes
        ]
    return {
        chapter: sorted(found[chapter], key=lambda one: (-one.on.toordinal(), one.claim))
        for chapter in sorted(found)
        if found[chapter]
    }


def render_errata(
    claims: Mapping[str, Claim],
    corrections: Iterable[Correction],
    titles: Mapping[int, str],
    to_root: str,
) -> str:
    """Return the lists of all changes as HTML.

    Parameters
    ----------
    claims : mapping
        Id -> statement.
    corrections : iterable of Correction
        Known errors of sources.
    titles : mapping
        Number of a chapter -> its title.
    to_root : str
        The way from the page to the root of the site.
    """
    changes = by_chapter(claims.values())
    return render(
        "errata",
        to_root,
        chapters=[(number, titles.get(number, ""), its) for number, its in changes.items()],
        number=sum(map(len, changes.values())),
        corrections=sorted(corrections, key=lambda one: (one.date, one.series), reverse=True),
    )
