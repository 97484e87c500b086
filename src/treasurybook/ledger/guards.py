"""Whether what guards the prose stops a run: it stops the build, and not a reader."""

from __future__ import annotations

import os

GUARDS_VARIABLE = "TREASURYBOOK_GUARDS"
"""Environment variable that is "tell" where a reader tries other parameters or edits a chapter."""


def guards_stop() -> bool:
    """Return whether a text that does not fit the numbers, or is missing, ends the run."""
    return os.environ.get(GUARDS_VARIABLE) != "tell"
