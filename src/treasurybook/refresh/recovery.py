"""A replacement of ``data/`` that was killed half-way, finished before anything reads the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treasurybook.snapshot.interrupted import JOURNAL

if TYPE_CHECKING:
    from pathlib import Path


def finish_interrupted(root: Path) -> None:
    """Finish or undo a replacement whose process died; every command calls this first.

    It costs nothing where there is nothing to do: the code that replaces is not even loaded.

    Parameters
    ----------
    root : Path
        The project folder.
    """
    if (root / JOURNAL).exists():
        from treasurybook.refresh.replace import recover
        from treasurybook.refresh.workplace import Workplace

        recover(Workplace(root))
