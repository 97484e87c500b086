"""Where the project and its stored data lie."""

import os
from importlib.resources import files
from pathlib import Path

CARRIED = Path(str(files("treasurybook"))) / "carried"
"""What an installed wheel carries: ``data/``, ``chapters/`` and the records of the book. A checkout
has no such folder."""


def _root() -> Path:
    named = os.environ.get("TREASURYBOOK_ROOT")
    if named:
        return Path(named).resolve()
    return CARRIED if CARRIED.is_dir() else Path(__file__).resolve().parents[3]


ROOT = _root()
"""Project folder: the variable TREASURYBOOK_ROOT if set, else the checkout to which the package
belongs, else what the installed wheel carries."""

DATA = ROOT / "data"
"""The stored snapshot."""
