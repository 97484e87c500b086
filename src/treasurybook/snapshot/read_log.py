"""A note of what has been read, so that a result can say on which stored data it rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Read:
    """One read of stored data.

    Attributes
    ----------
    id
        Id of the series, table or documented fact.
    kind
        Which of these it is.
    vintage
        "latest", the label of the stored version that was read, or the day at which data that are
        never revised were cut off.
    path
        The file below ``data/``.
    """

    id: str
    kind: Literal["series", "table", "fact"]
    vintage: str
    path: str


_reads: list[Read] = []


def note(read: Read) -> None:
    """Note a read."""
    _reads.append(read)


def take() -> list[Read]:
    """Return the reads noted since the last call, each once and in order, and forget them."""
    taken = list(dict.fromkeys(_reads))
    _reads.clear()
    return taken
