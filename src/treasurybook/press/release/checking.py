"""What must agree before a release: versions, changelog, citation, and a tree without changes."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import version as installed_version
from typing import Any

import yaml

from treasurybook.press.project import Project
from treasurybook.press.site.citing import FILE as CITATION
from treasurybook.press.site.feed import CHANGELOG, UNRELEASED, releases

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def release_problems(project: Project) -> list[str]:
    """Return what stands in the way of a release, a line each with its cure; empty if nothing.

    Parameters
    ----------
    project : Project
        A checkout of the book.
    """
    settings = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    version = str(settings["project"]["version"])
    cited = yaml.safe_load((project.root / CITATION).read_text(encoding="utf-8"))
    return [
        *_versions(project, version, cited),
        *_changes(project, version, cited),
        *_changed_files(project),
    ]


def _versions(project: Project, version: str, cited: dict[str, Any]) -> Iterator[str]:
    if str(cited.get("version")) != version:
        yield (
            f"{CITATION} cites version {cited.get('version')}, pyproject.toml has {version}: "
            "make them the same"
        )
    installed = installed_version(project.package.name)
    if installed != version:
        yield (
            f"version {installed} is installed, pyproject.toml has {version}: install the "
            "package again (`make` does when pyproject.toml changes)"
        )


def _changes(project: Project, version: str, cited: dict[str, Any]) -> Iterator[str]:
    told = releases((project.root / CHANGELOG).read_text(encoding="utf-8"))
    if any(one.name == UNRELEASED for one in told):
        yield f"{CHANGELOG} has changes under [{UNRELEASED}]: put them under a version with its day"
    newest = next((one for one in told if one.name != UNRELEASED), None)
    if newest is None or newest.name != version:
        there = newest.name if newest else "none"
        yield f"{CHANGELOG}'s newest version is {there}, pyproject.toml has {version}: add it"
        return
    day = str(cited.get("date-released"))
    if not _DAY.fullmatch(day) or day != newest.day:
        yield f"{CITATION} says released on {day}, {CHANGELOG} on {newest.day}: make them the same"


def _changed_files(project: Project) -> Iterator[str]:
    """Yield that the tree is not as committed, where version control can tell."""
    if not (project.root / ".git").exists():
        return
    told = subprocess.run(
        ["git", "status", "--porcelain"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    changed = told.stdout.splitlines()
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        yield f"{changed[0][3:]}{more} not as committed: commit or undo, so that a tag names it all"
