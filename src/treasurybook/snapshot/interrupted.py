"""A replacement of ``data/`` that is not finished: nothing may be read then."""

from pathlib import Path

from treasurybook.snapshot.errors import BrokenSnapshot

JOURNAL = Path(".refresh", "replacement.json")
"""What a replacement under way is about to do, relative to the project folder."""


def refuse_interrupted(folder: Path) -> None:
    """Raise if the data folder is being replaced, or was when a process died.

    Raises
    ------
    BrokenSnapshot
        If there is a journal of a replacement beside the folder.
    """
    journal = folder.parent / JOURNAL
    if journal.exists():
        raise BrokenSnapshot(
            f"a replacement of {folder} is not finished ({journal}): run `treasurybook data verify`"
            ", which like every command finishes it first, then read again"
        )
