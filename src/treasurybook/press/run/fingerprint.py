"""What a lesson's result depends on, as one hash.

A lesson may read anything in ``data/`` and call anything in the package, so every byte of both
counts; so do its own text, its parameters and the versions of all installed distributions.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson

_REST = 2_000_000_000  # nanoseconds
_hashes: dict[Path, tuple[tuple[int, ...], str]] = {}


def hash_files(paths: Iterable[Path], base: Path) -> str:
    """Return one sha256 over the names (relative to `base`) and contents of `paths`."""
    whole = sha256()
    for path in sorted(paths):
        whole.update(f"{path.relative_to(base).as_posix()}\0{_hash_file(path)}\n".encode())
    return whole.hexdigest()


def _hash_file(path: Path) -> str:
    """Return the sha256 of a file, read again only if its inode says that it may have changed.

    Every change moves the inode's time of change, but only to the next tick of a coarse clock: a
    file is remembered only if it has rested for a while.
    """
    about = path.stat()
    state = (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    known = _hashes.get(path)
    if known and known[0] == state:
        return known[1]
    now = time.time_ns()
    content = sha256(path.read_bytes()).hexdigest()
    if about.st_ctime_ns < now - _REST and os.name == "posix":
        _hashes[path] = (state, content)
    return content


def files_below(folder: Path) -> list[Path]:
    """Return the files below `folder`, without caches and hidden files."""
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        found += [Path(here, name) for name in names if not name.startswith(".")]
    return found


def environment() -> str:
    """Return a hash of the Python version and of every installed distribution's version.

    The names of the ``*.dist-info`` folders hold both name and version, and listing them is far
    quicker than reading their metadata.
    """
    installed = {
        entry.name
        for place in sys.path
        if Path(place).is_dir()
        for entry in Path(place).glob("*.dist-info")
    }
    return sha256("\n".join([sys.version, *sorted(installed)]).encode()).hexdigest()


def shared_fingerprint(project: Project) -> str:
    """Return the hash of what all lessons share: data, package code and environment."""
    parts = [
        hash_files(files_below(project.data), project.data),
        hash_files(project.package.rglob("*.py"), project.package),
        environment(),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def lesson_fingerprint(
    lesson: Lesson, shared: str, parameters: Mapping[str, object] | None = None
) -> str:
    """Return what stands for everything that `lesson`'s result depends on.

    Parameters
    ----------
    lesson : Lesson
        The lesson; its text counts, comments and prose included.
    shared : str
        The result of `shared_fingerprint`.
    parameters : mapping, optional
        Parameters that differ from those written in the lesson.

    Returns
    -------
    str
        A hash of the lesson's text, a hyphen, and a hash of all else.
    """
    given = json.dumps(dict(parameters or {}), sort_keys=True, default=str)
    parts = (lesson.path.read_text(encoding="utf-8"), f"{shared}\0{given}")
    return "-".join(sha256(part.encode()).hexdigest() for part in parts)


def differ_in_text_only(one: str, other: str) -> bool:
    """Return whether two fingerprints of a lesson stand for the same but for the lesson's text."""
    return one.partition("-")[2] == other.partition("-")[2] != ""
