"""Where the project and its stored data lie."""

import os
from pathlib import Path


def _root() -> Path:
    named = os.environ.get("TREASURYBOOK_ROOT")
    if named:
        return Path(named).resolve()
    return Path(__file__).resolve().parents[3]


ROOT = _root()
"""Project folder: the variable TREASURYBOOK_ROOT if set, else the folder two above the package."""

DATA = ROOT / "data"
"""The stored snapshot."""
