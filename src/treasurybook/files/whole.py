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
