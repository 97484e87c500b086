"""The kernel in which chapters run: IPython's, with the network closed.

Started as ``python -m treasurybook.press.run.kernel -f <connection file>``. A chapter must
compute the same tomorrow and on a train, so it may read the stored snapshot only; an attempt to
reach another machine raises `NetworkClosed` in the cell that made it.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


class NetworkClosed(OSError):
    """A chapter tried to reach another machine."""


def _is_local(host: object) -> bool:
    """Return whether `host` means this machine (None and "" stand for the wildcard)."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    return not host or str(host).startswith(LOOPBACK)


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook that stops name look-ups and connections to other machines.

    Python reports these events from C before acting on them, so that no library written in Python
    gets round the hook, and a hook cannot be taken off again.
    """
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a path: a Unix socket
            return
        host = address[0]
    else:
        return
    if not _is_local(host):
        raise NetworkClosed(
            f"chapters run with the network closed, and this cell asked for {host!r}: "
            "read the stored snapshot (treasurybook.snapshot) instead"
        )


def main() -> None:
    """Close the network, then hand over to IPython's kernel."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):  # else a proxy on loopback would be a way out
            del os.environ[name]
    sys.addaudithook(refuse_network)
    # what a socket meets while the kernel shuts down concerns nobody
    logging.getLogger("tornado").setLevel(logging.CRITICAL)

    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(extra_extensions=["treasurybook.press.run.note_reads"])


if __name__ == "__main__":
    main()
