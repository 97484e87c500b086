"""A release: checked, built from nothing, and packed with its checksums."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from treasurybook.files.archive import below, write_zip
from treasurybook.press.book import build_book
from treasurybook.press.editions.datapack import write_packs
from treasurybook.press.errors import PressError
from treasurybook.press.pdf import print_book
from treasurybook.press.project import Project
from treasurybook.press.release.checking import release_problems
from treasurybook.press.release.crate import write_crate
from treasurybook.press.release.site_zip import NAME, write_site_zip
from treasurybook.press.release.wheel import build_wheel
from treasurybook.press.site.citing import citation
from treasurybook.press.site.repository import public_address

SUMS = "SHA256SUMS"


def make_release(
    project: Project, *, draft: bool = False, report: Callable[[str], None] = print
) -> Path:
    """Build what is published with a version, in ``_build/release``; return that folder.

    The wheel, the zip of the site, the PDF, the data of each lesson and the RO-Crate, with their
    checksums.

    Parameters
    ----------
    project : Project
        A checkout of the book.
    draft : bool
        Build although something stands in the way of a release, and use what is built already.
    report : callable
        Takes a line about each problem of a draft.

    Raises
    ------
    PressError
        If versions, changelog, citation or tree do not agree (and it is no draft), or something
        cannot be built. A former release stays.
    """
    problems = release_problems(project)
    if problems and not draft:
        raise PressError("\n  ".join(["no release:", *problems]))
    for problem in problems:
        report(f"draft: {problem}")
    build_book(project, force=not draft)  # from nothing: pages must not depend on what was there
    place = project.build / "release.draft"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for made in (build_wheel(project), write_site_zip(project)):
        shutil.copyfile(made, place / made.name)
    shutil.copyfile(print_book(project), place / f"{NAME}-{project.version}.pdf")
    packs = write_packs(project)
    write_zip(place / f"{NAME}-{project.version}-data.zip", below(packs, "data-of-the-lessons/"))
    found = citation(project, data=project.data_day, address=public_address(project.root))
    write_crate(project, found, place / f"{NAME}-{project.version}-crate.zip")
    (place / SUMS).write_text(_sums(place), encoding="utf-8")
    finished = project.build / "release"
    shutil.rmtree(finished, ignore_errors=True)
    place.rename(finished)
    return finished


def _sums(folder: Path) -> str:
    """Return a line for each file, as ``sha256sum --check`` reads them."""
    lines = [
        f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
    ]
    return "".join(lines)
