"""Zip archives that are the same whenever and wherever they are made."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name
_READABLE = 0o644 << 16


def write_zip(path: Path, contents: Mapping[str, Path | bytes]) -> Path:
    """Write a zip archive at one stroke and return its path.

    The same contents give the same bytes (with the same zlib): names are sorted, and of a file
    neither its day nor its mode is kept.

    Parameters
    ----------
    path : Path
        The archive.
    contents : mapping
        Name in the archive -> a file, or its content.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(draft, "w") as archive:
            for name, content in sorted(contents.items()):
                about = zipfile.ZipInfo(name, _DAY)
                about.external_attr = _READABLE
                about.create_system = 3  # Unix, wherever it is made: else the mode means nothing
                written = content if isinstance(content, bytes) else content.read_bytes()
                archive.writestr(about, written, zipfile.ZIP_DEFLATED, 9)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def below(folder: Path, prefix: str = "", without: Iterable[str] = ()) -> dict[str, Path]:
    """Return the files below a folder by their names in an archive, for `write_zip`.

    Parameters
    ----------
    folder : Path
        The folder.
    prefix : str
        What the names begin with, ``"data/"``.
    without : iterable of str
        Names of files that are left out.
    """
    left_out = set(without)
    return {
        f"{prefix}{path.relative_to(folder).as_posix()}": path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in left_out
    }
