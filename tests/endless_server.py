"""A loopback server whose answers have no end, in whatever part of an answer can have none."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

KINDS: dict[str, tuple[bytes, bytes]] = {
    "silence": (b"", b""),
    "status line": (b"HTTP/1.1 200 ", b"O"),
    "header lines": (HEAD, b"X-A: 1\r\n"),
    "one header line": (HEAD + b"X-A: ", b"a"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers of 100 Continue": (b"HTTP/1.1 100 Continue\r\n", b"X-A: 1\r\n"),
    "body of known length": (HEAD + b"Content-Length: 100000000\r\n\r\n", b"1"),
    "body of unknown length": (HEAD + b"Connection: close\r\n\r\n", b"1"),
    "size of a chunk": (CHUNKED, b"0"),
    "extension of a chunk": (CHUNKED + b"5;x=", b"y"),
    "chunk": (CHUNKED + b"fffffff\r\n", b"1"),
    "chunks": (CHUNKED, b"1\r\n1\r\n"),
    "trailers": (CHUNKED + b"0\r\n", b"X-A: 1\r\n"),
    "packed nothing": (
        HEAD + b"Content-Encoding: deflate\r\nConnection: close\r\n\r\n\x78\x9c",
        b"\x00\x00\x00\xff\xff",
    ),
}
"""What comes first, and what comes again and again."""


class EndlessServer:
    """Answers each series with the kind that it was given.

    Parameters
    ----------
    kinds : mapping of str to str
        Kind of answer by the series' name at the source.
    pause : float
        Seconds between two pieces; without a pause they come in floods.
    """

    def __init__(self, kinds: Mapping[str, str], pause: float) -> None:
        self._kinds, self._pause = kinds, pause
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.asked: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._over.set()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            asked = connection.recv(65536)
            found = re.search(rb"id=(\w+)", asked)
            assert found
            id = found[1].decode()
            self.asked.append(id)
            first, piece = KINDS[self._kinds[id]]
            connection.sendall(first)
            while not self._over.is_set():
                connection.sendall(piece if self._pause else piece * 1000)
                time.sleep(self._pause if piece else 0.05)


@contextmanager
def endless(kinds: Mapping[str, str], *, pause: float) -> Iterator[EndlessServer]:
    """Serve answers without end while the block runs."""
    server = EndlessServer(kinds, pause)
    try:
        yield server
    finally:
        server.close()
