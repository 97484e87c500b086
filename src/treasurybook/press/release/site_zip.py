"""The whole site in one file, for a stick."""

from __future__ import annotations

from pathlib import Path

from treasurybook.files.archive import below, write_zip
from treasurybook.press.book import STAMP
from treasurybook.press.project import Project

NAME = "treasuries-recomputed"


def write_site_zip(project: Project) -> Path:
    """Write the site that lies in ``_build/html`` into one zip in ``_build/dist``; its path.

    Unpacked anywhere, its ``index.html`` opens the book, without a server and without a network.
    """
    path = project.build / "dist" / f"{NAME}-{project.version}-site.zip"
    return write_zip(path, below(project.html, f"{NAME}/", without=[STAMP]))
