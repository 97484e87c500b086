"""Put another data folder into the place of ``data/``, whole or not at all.

Where the file system can, the two folders change places in one step. Elsewhere ``data/`` is renamed
away and the other renamed in, and a journal, written first, tells whoever comes next how to finish
if the process died in between. The folder that goes out becomes ``previous``.
"""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

from treasurybook.files.exchange import exchange
from treasurybook.refresh.disk import copy_folder, told_when_full
from treasurybook.refresh.errors import Busy, RefreshError
from treasurybook.refresh.lock import hold
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.package import PACKAGE_FILE
from treasurybook.snapshot.verification import OTHER_ROOMS


def replace_data(place: Workplace, incoming: Path) -> None:
    """Let the data folder `incoming` (`place.staged` or `place.restored`) become ``data/``.

    The caller holds the lock. The folder that goes out becomes `place.previous`.

    Raises
    ------
    RefreshError
        If ``data/`` is a link or a mount, whose place cannot be taken.
    OSError
        If the file system refuses. ``data/`` is then whole: the old one or the new one.
    """
    if place.data.is_symlink() or place.data.is_mount():
        raise RefreshError(
            f"{place.data} is a link or a mount; only a plain folder can be replaced"
        )
    if hasattr(os, "sync"):
        os.sync()  # the new files reach the disk before their names do
    note = {"incoming": incoming.name, "package": _identity(incoming)}
    draft = place.journal.with_suffix(".draft")
    with told_when_full(draft):
        draft.write_text(json.dumps(note), encoding="utf-8")
        draft.replace(place.journal)
    try:
        if not exchange(incoming, place.data):
            place.data.rename(place.aside)
            incoming.rename(place.data)
    except OSError:
        if place.aside.exists():
            place.aside.rename(place.data)
        place.journal.unlink()
        raise
    _finish(place, incoming)


def restore_data(place: Workplace) -> None:
    """Bring back the data folder of before the last replacement; twice is as if never.

    Statements (``data/claims``) are not part of a snapshot: the present ones stay.

    Raises
    ------
    RefreshError
        If there is none.
    Busy
        If a refresh is under way.
    """
    recover(place)
    with hold(place, "data restore"):
        if not place.previous.is_dir():
            raise RefreshError("there is no previous snapshot: nothing has been replaced here yet")
        with told_when_full(place.draft, place.restored):
            _prepare_restored(place)
        replace_data(place, place.restored)


def _prepare_restored(place: Workplace) -> None:
    """Make `place.restored`: the previous snapshot with the present statements."""
    for folder in (place.restored, place.draft):
        shutil.rmtree(folder, ignore_errors=True)
    copy_folder(place.previous, place.draft)
    for room in OTHER_ROOMS:
        shutil.rmtree(place.draft / room, ignore_errors=True)
        if (place.data / room).is_dir():
            copy_folder(place.data / room, place.draft / room)
    place.draft.rename(place.restored)


def recover(place: Workplace) -> None:
    """Finish or undo a replacement whose process died; do nothing if there is none.

    A replacement that is under way is left alone.
    """
    if not place.journal.exists():
        return
    try:
        with hold(place, "recovery"):
            _recover(place)
    except Busy:
        return


def _recover(place: Workplace) -> None:
    try:
        note = json.loads(place.journal.read_text(encoding="utf-8"))
    except FileNotFoundError:  # finished while we waited
        return
    incoming = place.work / note["incoming"]
    if not place.data.exists():  # died between the two renames
        (incoming if incoming.exists() else place.aside).rename(place.data)
    if _identity(place.data) == note["package"]:
        _finish(place, incoming)
    else:  # died before anything was replaced
        place.journal.unlink()


def _finish(place: Workplace, incoming: Path) -> None:
    """Make the outgoing folder the previous one; it lies aside, or where the incoming one was."""
    outgoing = place.aside if place.aside.exists() else incoming
    discarded = place.work / "discarded"
    if outgoing.exists():
        shutil.rmtree(discarded, ignore_errors=True)
        if place.previous.exists():
            place.previous.rename(discarded)
        outgoing.rename(place.previous)
    place.journal.unlink()  # readers are refused until here
    shutil.rmtree(discarded, ignore_errors=True)


def _identity(folder: Path) -> str:
    """Return the hash of a folder's descriptions, which hold the hash of every file."""
    return sha256((folder / PACKAGE_FILE).read_bytes()).hexdigest()
