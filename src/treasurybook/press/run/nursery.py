"""A process that has imported what lessons import, and forks a kernel for each (Linux only).

Importing pandas, Altair and IPython takes longer than most lessons compute. Started as
``python -m treasurybook.press.run.nursery <socket> <module> ...``. A message on the socket asks
for a kernel, and brings a connection on which its process number and, later, its exit code are
told. When the socket closes, as it does when the asking process ends in whichever way, the nursery
and all kernels end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from treasurybook.press.run import isolation
from treasurybook.press.run.garbage import look_seldom
from treasurybook.press.run.kernel import (
    EXTENSIONS,
    SCRATCH_VARIABLE,
    go_without_debugger,
    run_kernel,
)

LONGEST_MESSAGE = 1 << 17

OPEN, NETWORK, FILES_AND_NETWORK = b"o", b"n", b"f"
"""What of a kernel the system has closed, with all processes that the kernel starts."""

_LEFT = b"l"

# What IPython's kernel imports as it starts and with the first cell, and what pandas and Altair put
# off until a table is read or a chart drawn; the lessons' own imports come with the command line.
_LATE_IMPORTS = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.core.logger", "IPython.core.oinspect", "pdb"),
    *("pyarrow.csv", "pyarrow.pandas_compat", "pandas.core.reshape.reshape"),
    *("pandas.io.formats.csvs", "pandas.io.formats.string", "narwhals._interchange.dataframe"),
    *("treasurybook.charts.tables", "treasurybook.press.run.evidence", "myst_nb.ext.glue"),
    *EXTENSIONS,
    "treasurybook.press.run.claims_at_hand",
)


@dataclass
class _Child:
    """A kernel that runs, and where its end is to be told."""

    process: int
    told: socket.socket


def main(arguments: Sequence[str]) -> None:
    """Import modules, then fork kernels until nobody asks any more."""
    go_without_debugger()
    for name in (*_LATE_IMPORTS, *arguments[1:]):
        try:
            importlib.import_module(name)
        except Exception:  # the cell that imports it will say what is wrong with it
            continue
    look_seldom()
    # The threads here are those of OpenBLAS and jemalloc, which are prepared for forking.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    _Nursery(socket.socket(fileno=int(arguments[0]))).serve()


class _Nursery:
    """Forks what is asked for on a socket, and tells how it ended."""

    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked
        self._children: dict[int, _Child] = {}  # by the socket that closes when the child ends
        self._isolates = True

    def serve(self) -> None:
        """Fork kernels until nobody asks any more, then end them all."""
        while True:
            ready, _, _ = select.select([self._asked.fileno(), *self._children], [], [])
            for one in ready:
                if one in self._children:
                    self._tell_end(one)
                elif not self._begin():
                    for child in self._children.values():
                        os.killpg(child.process, signal.SIGKILL)
                    return

    def _begin(self) -> bool:
        """Fork the kernel that is asked for; return False if nobody will ask again."""
        message, descriptors, _, _ = socket.recv_fds(self._asked, LONGEST_MESSAGE, 1)
        if not message:
            return False
        told = socket.socket(fileno=descriptors[0])
        wanted = json.loads(message)
        process, closed, life = self._fork(wanted, told)
        if not closed:  # the system grants namespaces, but not what makes them useful
            self._isolates = False
            process, closed, life = self._fork(wanted, told)
        with suppress(OSError):  # who asked may have gone
            told.send(json.dumps({"process": process, "closed": closed.decode()}).encode())
        self._children[life.detach()] = _Child(process, told)
        return True

    def _fork(
        self, wanted: dict[str, Any], told: socket.socket
    ) -> tuple[int, bytes, socket.socket]:
        """Return number and closure of a new kernel, and the socket that closes when it ends."""
        here, there = socket.socketpair()
        process = os.fork()
        if not process:
            here.close()
            for other in (self._asked, told, *(child.told for child in self._children.values())):
                other.close()
            for life in self._children:
                os.close(life)
            _become_kernel(wanted, there, isolate=self._isolates)
        there.close()
        answer = here.recv(1)
        if answer == _LEFT:
            with suppress(OSError):
                isolation.map_users(process)
                here.send(_LEFT)
                answer = here.recv(1)
        if answer in (OPEN, NETWORK, FILES_AND_NETWORK):
            return process, answer, here
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return process, b"", here

    def _tell_end(self, life: int) -> None:
        os.close(life)
        child = self._children.pop(life)
        _, status = os.waitpid(child.process, 0)
        code = os.waitstatus_to_exitcode(status)
        with child.told, suppress(OSError):  # as above
            child.told.send(json.dumps({"code": code}).encode())


def _become_kernel(wanted: dict[str, Any], nursery: socket.socket, *, isolate: bool) -> NoReturn:
    """Turn this forked process into the kernel that is wanted, or its parent in namespaces."""
    code = 1
    try:
        os.setsid()
        isolation.die_with_parent()
        gc.enable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is meant for the kernel
        os.environ.clear()
        os.environ.update(wanted["environment"])
        closed = _isolate(nursery) if isolate else OPEN
        nursery.send(closed)  # which stays open as long as this process and the kernel live
        kernel = os.fork() if closed != OPEN else 0
        if kernel:
            _, status = os.waitpid(kernel, 0)
            code = os.waitstatus_to_exitcode(status)
        else:
            isolation.die_with_parent()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.chdir(wanted["folder"])
            _silence()
            run_kernel(wanted["arguments"], files_are_closed=closed == FILES_AND_NETWORK)
            code = 0
    finally:
        os._exit(code & 0xFF)


def _silence() -> None:
    """Turn standard output and error away: IPython repeats there what processes print."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _isolate(nursery: socket.socket) -> bytes:
    """Leave the namespaces of the system, and return what is closed thereby."""
    if not isolation.leave_namespaces():
        return OPEN
    nursery.send(_LEFT)
    nursery.recv(1)
    scratch = Path(os.environ[SCRATCH_VARIABLE])
    return FILES_AND_NETWORK if isolation.close_namespaces(scratch) else NETWORK


if __name__ == "__main__":
    main(sys.argv[1:])
