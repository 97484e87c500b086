"""The wheel: code, data, lessons and records in one file for pip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from treasurybook.files.whole import write_whole
from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import files_below, hash_files

HOOK = "hatch_build.py"
"""The file that says what the wheel carries; a checkout without it has no wheel."""

WHEELS = "install"
"""Folder of the site in which the wheel is offered."""

_AT_WORK = threading.Lock()

STATED = (HOOK, "pyproject.toml", "README.md", "LICENSE", "LICENSE-data", "LICENSE-text")
"""Files in the root of a checkout of which the wheel is made."""


def has_wheel(project: Project) -> bool:
    """Return whether a wheel can be built from a checkout."""
    return (project.root / HOOK).exists()


def wheel_name(project: Project) -> str:
    """Return the name of the file."""
    return f"treasurybook-{project.version}-py3-none-any.whl"


def build_wheel(project: Project) -> Path:
    """Build the wheel in ``_build/dist`` from a book whose lessons have been run; return its path.

    The same inputs give the same bytes, and a wheel that is up to date is not built again.

    Raises
    ------
    BuildFailed
        If hatchling, which builds it, is not installed or fails.
    """
    with _AT_WORK:  # who asks meanwhile gets what is being built
        return _up_to_date(project)


def _up_to_date(project: Project) -> Path:
    folder = project.build / "dist"
    wheel, stamp = folder / wheel_name(project), folder / ".wheel-built-from"
    inputs = _inputs(project)
    if wheel.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == inputs:
        return wheel
    stamp.unlink(missing_ok=True)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    # a day that the system sets would stand in the file
    environment = {key: x for key, x in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or not wheel.exists():
        told = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no reason given"]
        raise BuildFailed(f"the wheel was not built: {told[0]}")
    write_whole(stamp, inputs)
    return wheel


def offer_wheel(project: Project, html: Path) -> None:
    """Put the wheel into a site, if the project has one."""
    if has_wheel(project):
        (html / WHEELS).mkdir(exist_ok=True)
        shutil.copyfile(build_wheel(project), html / WHEELS / wheel_name(project))


def _inputs(project: Project) -> str:
    source = project.root / "src" / "treasurybook"
    code = [path for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    carried = [
        path
        for folder in (project.data, project.chapters, project.records, project.firmness.parent)
        if folder.exists()
        for path in files_below(folder)
    ]
    single = (*(project.root / name for name in STATED), project.origins)
    stated = [path for path in single if path.exists()]
    return hash_files([*code, *carried, *stated], project.root)
