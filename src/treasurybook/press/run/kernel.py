"""The kernel in which lessons run: IPython's, with the network closed and limits on what it takes.

Started as ``python -m treasurybook.press.run.kernel -f <connection file>``, or by the `nursery`. A
lesson must compute the same tomorrow and on a train, so it may read the stored snapshot only.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from ipykernel.iostream import OutStream

from treasurybook.press.run.isolation import (
    MOST_PRINTED,
    limit_resources,
    refuse_network,
    refuse_writing,
)

SCRATCH_VARIABLE = "TREASURYBOOK_SCRATCH"
"""Environment variable that names the one folder in which the lesson may write."""

EXTENSIONS = tuple(
    f"treasurybook.press.run.{name}" for name in ("note_reads", "show_tables", "trust_charts")
)
"""Extensions of IPython that every lesson's kernel loads."""


class PrintedTooMuch(OSError):
    """A lesson printed more than anyone reads."""


class LimitedStream(OutStream):
    """Standard output or error, up to a limit."""

    printed = 0

    def write(self, string: str) -> int:
        """Print `string`, or raise PrintedTooMuch."""
        LimitedStream.printed += len(string)
        if LimitedStream.printed > MOST_PRINTED:
            if threading.current_thread() is not threading.main_thread():
                os._exit(1)  # a process that the lesson started prints; it cannot be told
            raise PrintedTooMuch(f"a lesson may print {MOST_PRINTED / 1e6:g} MB: print less")
        return super().write(string) or 0


def go_without_debugger() -> None:
    """Keep IPython's kernel from its debugger: to import it takes longer than many lessons take."""
    sys.modules["debugpy"] = None  # type: ignore[assignment] # how an import is refused


def run_kernel(arguments: Sequence[str], *, files_are_closed: bool) -> None:
    """Close the network, set limits, then hand over to IPython's kernel.

    Parameters
    ----------
    arguments : sequence of str
        Command line of IPython's kernel.
    files_are_closed : bool
        Whether the system lets the process write into its scratch folder only; if not, a hook does.
    """
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):  # else a proxy on loopback would be a way out
            del os.environ[name]
    limit_resources()
    sys.addaudithook(refuse_network)
    if not files_are_closed:
        sys.addaudithook(refuse_writing(Path(os.environ[SCRATCH_VARIABLE])))
    # what a socket meets while the kernel shuts down concerns nobody
    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    go_without_debugger()

    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=[*arguments, *_options()])


def _options() -> list[str]:
    stream = f"{LimitedStream.__module__}.{LimitedStream.__name__}"
    return [
        f"--IPKernelApp.outstream_class={stream}",
        "--HistoryManager.enabled=False",  # it would be written to the home folder
        "--InteractiveShell.autoawait=False",  # else each cell is parsed once more, to see
        "--log-level=CRITICAL",  # what is logged repeats what we raise
        *(f"--IPKernelApp.extra_extensions={name}" for name in EXTENSIONS),
    ]


if __name__ == "__main__":
    # under its own name, so that the stream is the one that IPython finds there
    from treasurybook.press.run import kernel

    kernel.run_kernel(sys.argv[1:], files_are_closed=False)
