"""One refresh, restore or comparison at a time."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from filelock import FileLock, Timeout

from treasurybook.refresh.errors import Busy
from treasurybook.refresh.workplace import Workplace


@contextmanager
def hold(place: Workplace, doing: str) -> Iterator[None]:
    """Hold the lock of a project's data; it is let go even if the process is killed.

    Parameters
    ----------
    place : Workplace
        The project.
    doing : str
        What for, as others are told it: "data refresh".

    Raises
    ------
    Busy
        If another process holds it; the message says which, since when and what for.
    """
    place.work.mkdir(exist_ok=True)
    lock = FileLock(place.lock, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(_told(place)) from None
    try:
        holder = {
            "doing": doing,
            "process": os.getpid(),
            "machine": platform.node(),
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        place.holder.write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        place.holder.unlink(missing_ok=True)
        lock.release()


def _told(place: Workplace) -> str:
    try:
        holder = json.loads(place.holder.read_text(encoding="utf-8"))
        who = (
            f"`{holder['doing']}` (process {holder['process']} on {holder['machine']}) "
            f"since {holder['since']}"
        )
    except (OSError, ValueError, KeyError):  # between the lock and the note, or after the note
        who = "another process"
    return f"{who} is at work on {place.data}; wait until it has finished, or end it"
