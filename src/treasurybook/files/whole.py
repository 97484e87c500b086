"""Write a file at one stroke."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` to `path` at one stroke: readers see the old file or the new one."""
    written = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(written)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)  # half a file on a full disk
        raise


def write_if_new(path: Path, content: str) -> None:
    """Write `content` as `write_whole` does, unless `path` holds it: then what is made of it stays.

    What depends on a file goes by its time.
    """
    try:
        if path.read_bytes() == content.encode():
            return
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        pass
    write_whole(path, content)
