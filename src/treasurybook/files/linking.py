"""Copies of files that take no room."""

from __future__ import annotations

import os
import shutil


def link_or_copy(source: str, target: str) -> None:
    """Link a file, or copy it where the two folders lie on different disks.

    What is linked must not be written through: `target` is to be removed first, then made anew.

    Parameters
    ----------
    source, target : str
        Paths, as `shutil.copytree` hands them to its ``copy_function``.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
