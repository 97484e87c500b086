"""What a lesson needs in a notebook that somebody else runs."""

from __future__ import annotations

import os
from typing import Any

from treasurybook.ledger.guards import GUARDS_VARIABLE
from treasurybook.press.run import show_figures, show_tables


def prepare(shell: Any) -> None:
    """Prepare the IPython that runs a notebook; see `treasurybook.load_ipython_extension`."""
    os.environ.setdefault(GUARDS_VARIABLE, "tell")
    show_tables.load_ipython_extension(shell)
    show_figures.load_ipython_extension(shell)
