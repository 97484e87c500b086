"""Connections whose answers are bounded in time and size, whatever part of them has no end.

Time limits of sockets count from one byte to the next. A status line, headers, ``100 Continue``,
extensions of chunks or trailers that trickle on outlast them, and what never ends fills the memory.
So every byte of an answer passes a meter: between the moment the answer is awaited and its last
byte only so much time may pass, and only so many bytes may come.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from socket import socket
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class TooLarge(Exception):
    """An answer is larger than allowed."""


class TooLate(Exception):
    """The time limit of the whole fetch has passed."""


class Endless(Exception):
    """One answer takes longer than an answer may."""


@dataclass(frozen=True)
class Limits:
    """What an answer may take.

    Attributes
    ----------
    seconds : float
        From the moment the answer is awaited to its last byte.
    pause : float
        Seconds between two bytes.
    size : int
        Bytes as they come, before they are unpacked; head and framing included.
    remaining : callable
        Seconds that remain to the whole fetch; none if it was interrupted.
    """

    seconds: float
    pause: float
    size: int
    remaining: Callable[[], float]


class _Meter(io.RawIOBase):
    """Reads from a socket as long as the limits allow."""

    def __init__(self, raw: io.RawIOBase, sock: socket, limits: Limits) -> None:
        self._raw, self._sock, self._limits = raw, sock, limits
        self._end = time.monotonic() + limits.seconds
        self._left = limits.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        remaining, mine = self._limits.remaining(), self._end - time.monotonic()
        if remaining <= 0:
            raise TooLate
        if mine <= 0:
            raise Endless
        self._sock.settimeout(min(remaining, mine, self._limits.pause))
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            if self._limits.remaining() <= 0:
                raise TooLate from None
            if time.monotonic() >= self._end:
                raise Endless from None
            raise
        self._left -= count or 0
        if self._left < 0:
            raise TooLarge
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _MeteredResponse(HTTPResponse):
    """An answer that is read through a meter from its first byte on."""

    def __init__(self, sock: socket, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Meter(raw, sock, limits))


def metered_pools(limits: Limits) -> dict[str, type[HTTPConnectionPool]]:
    """Return the classes of connection pools, by scheme, for a ``urllib3.PoolManager``."""
    response = partial(_MeteredResponse, limits=limits)

    class Plain(HTTPConnection):
        response_class = response  # type: ignore[assignment]

    class Secure(HTTPSConnection):
        response_class = response  # type: ignore[assignment]

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
