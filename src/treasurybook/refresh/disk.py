"""Whole folders on a disk that may fill up."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from treasurybook.refresh.errors import RefreshError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def told_when_full(*drafts: Path) -> Iterator[None]:
    """Turn "no space left" into a message, and give back the space that `drafts` have taken.

    Raises
    ------
    RefreshError
        If the disk is full, or the user's share of it.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        for draft in drafts:
            if draft.is_dir():
                shutil.rmtree(draft, ignore_errors=True)
            else:
                draft.unlink(missing_ok=True)
        raise RefreshError(
            f"the disk is full ({error.strerror}); the stored data are untouched. A refresh needs "
            "room for two more copies of data/ and for what is fetched: make room and try again"
        ) from error


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with all it holds; stop at the first error, which keeps its number."""
    target.mkdir()
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir()
        else:
            shutil.copy2(path, copy)
