"""An extension of IPython: after each cell, what it has read stands among its outputs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from treasurybook.press.run.evidence import READS_MIME


def load_ipython_extension(shell: Any) -> None:
    """Note the reads of every cell from now on."""
    from IPython.display import display

    from treasurybook.snapshot import read_log

    def show(_result: Any) -> None:
        reads = [asdict(read) for read in read_log.take()]
        if reads:
            display({READS_MIME: reads, "text/plain": ""}, raw=True)

    shell.events.register("post_run_cell", show)
