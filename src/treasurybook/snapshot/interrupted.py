"""A replacement of ``data/`` that was killed half-way, finished before anything reads the data."""

from pathlib import Path

JOURNAL = Path(".refresh", "replacement.json")
"""What a replacement under way is about to do, relative to the project folder."""


def finish_interrupted(root: Path) -> None:
    """Finish or undo a replacement whose process died; every command calls this first.

    It costs nothing where there is nothing to do: the code of the refresh is not even loaded.
    """
    if (root / JOURNAL).exists():
        from treasurybook.refresh.replace import recover
        from treasurybook.refresh.workplace import Workplace

        recover(Workplace(root))
