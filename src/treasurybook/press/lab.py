"""Open the lessons in JupyterLab, which Jupytext lets read and write MyST Markdown."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

from treasurybook.press.errors import PressError
from treasurybook.press.project import Project


def open_lab(project: Project) -> int:
    """Start JupyterLab in ``chapters/`` and return its exit code.

    Raises
    ------
    PressError
        If JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise PressError("JupyterLab is not installed: `make lab` installs it first")
    search_path = [str(project.package.parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, search_path)),
        "TREASURYBOOK_ROOT": str(project.root),
        "TREASURYBOOK_GUARDS": "tell",  # who tries something out is not stopped by our sentences
    }
    command = [sys.executable, "-m", "jupyterlab", str(project.chapters)]
    return subprocess.run(command, env=environment, check=False).returncode
