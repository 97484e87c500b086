"""Folders of the build that are made once, and again when what they are made of changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from treasurybook.files.whole import write_whole
from treasurybook.press.run.fingerprint import hash_files


def made_once(folder: Path, made_of: str, make: Callable[[Path], None]) -> Path:
    """Return `folder`, filled anew if it is not, or no longer, as `make` left it.

    A crash may leave half of it, and anybody may alter a file: a mark beside the folder says what
    it was made of and what its files were then.

    Parameters
    ----------
    folder : Path
        Where it lies, in ``_build``.
    made_of : str
        A hash of all that it is made of.
    make : callable
        Takes the empty folder and fills it.
    """
    mark = folder.with_name(f"{folder.name}-are-whole")
    if not mark.exists() or mark.read_text(encoding="utf-8") != _state(folder, made_of):
        mark.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        write_whole(mark, _state(folder, made_of))
    return folder


def _state(folder: Path, made_of: str) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return f"{made_of}\n{hash_files(files, folder)}\n"
