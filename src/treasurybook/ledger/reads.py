"""Whether what the claims say they read is stored."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

from treasurybook.ledger.claims import Claim
from treasurybook.snapshot import catalogue
from treasurybook.snapshot.reading import facts_by_id


def readable_ids() -> frozenset[str]:
    """Return the ids of all stored series and tables, and of the documented facts."""
    return frozenset(catalogue()["id"]) | frozenset(facts_by_id())


def unknown_reads(claims: Mapping[str, Claim], stored: Collection[str]) -> list[str]:
    """Return a sentence for every id under ``reads`` that is not stored; none if all are.

    Parameters
    ----------
    claims
        Claims by id.
    stored
        The ids that can be read, as `readable_ids` returns them.
    """
    return [
        f"{one.id}, field reads: nothing is stored as {id!r}; {_hint(id, stored)}"
        for one in claims.values()
        for id in one.reads
        if id not in stored
    ]


def _hint(id: str, stored: Collection[str]) -> str:
    nearest = difflib.get_close_matches(id, stored, n=1)
    return f"nearest: {nearest[0]}" if nearest else "the catalogue lists the ids"
