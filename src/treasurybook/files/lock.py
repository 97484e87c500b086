"""One process at a time, and a word to the others about who it is."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout


class Held(Exception):
    """Another process holds the lock; the message says which, since when and what for."""


@contextmanager
def hold(lock_file: Path, doing: str) -> Iterator[None]:
    """Hold a lock, which is let go even if the process is killed; a process may hold it twice.

    Parameters
    ----------
    lock_file : Path
        The file to lock; who holds it is noted beside it.
    doing : str
        What for, as others are told it: "data refresh".

    Raises
    ------
    Held
        If another process holds it.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file, timeout=0, is_singleton=True, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Held(_holder(lock_file)) from None
    note = _note(lock_file)
    try:
        if lock.lock_counter == 1:
            note.write_text(json.dumps(_myself(doing)), encoding="utf-8")
        yield
    finally:
        if lock.lock_counter == 1:
            note.unlink(missing_ok=True)
        lock.release()


def _note(lock_file: Path) -> Path:
    return lock_file.with_name(f"{lock_file.name}-holder.json")


def _myself(doing: str) -> dict[str, str | int]:
    return {
        "doing": doing,
        "process": os.getpid(),
        "machine": platform.node(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _holder(lock_file: Path) -> str:
    try:
        holder = json.loads(_note(lock_file).read_text(encoding="utf-8"))
        return (
            f"`{holder['doing']}` (process {holder['process']} on {holder['machine']}) "
            f"since {holder['since']}"
        )
    except (OSError, ValueError, KeyError):  # between the lock and the note, or after the note
        return "another process"
