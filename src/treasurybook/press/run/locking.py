"""One build of a checkout at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from treasurybook.files.lock import Held, hold
from treasurybook.press.errors import Locked
from treasurybook.press.project import Project


@contextmanager
def locked(project: Project, doing: str = "the run of lessons") -> Iterator[None]:
    """Hold the lock of what is built; one process may take it several times.

    Parameters
    ----------
    project : Project
        The project that is built.
    doing : str
        What for, as others are told it.

    Raises
    ------
    Locked
        If another process holds it; the message says which, since when and what for.
    """
    try:
        with hold(project.build / "lock", doing):
            yield
    except Held as held:
        raise Locked(
            f"{held} is at work on {project.build}; wait until it has finished, or end it"
        ) from None
