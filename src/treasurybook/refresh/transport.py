"""The session through which everything is asked: cache, limits, our name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from treasurybook.refresh.errors import BadCache
from treasurybook.refresh.metered import Limits, TooLarge, metered_pools
from treasurybook.refresh.options import ClientOptions

if TYPE_CHECKING:
    from requests_cache import CachedSession

_CHUNK = 64 * 1024
_HEAD = 1024 * 1024
"""Bytes that head and framing of an answer may have."""

_SECRETS = ("api_key",)


def user_agent() -> str:
    """Return the name under which we ask: project and version."""
    try:
        number = version("treasurybook")
    except PackageNotFoundError:  # run from a checkout that is not installed
        number = "unreleased"
    return f"treasurybook/{number} (Treasuries, Recomputed; data refresh; python-requests)"


def open_session(options: ClientOptions, remaining: Callable[[], float]) -> CachedSession:
    """Open a session with the cache of the options; `remaining` tells the seconds that are left.

    Raises
    ------
    BadCache
        If the cache is damaged.
    """
    from requests_cache import CachedSession
    from requests_cache.backends.sqlite import SQLiteCache

    options.cache.mkdir(parents=True, exist_ok=True)
    with cache_trouble(options.cache):
        cache = SQLiteCache(str(options.cache / "http"), fast_save=True)  # a cache may be lost
    session = CachedSession(
        backend=cache,
        allowable_codes=(200,),
        expire_after=0,  # a stored answer is used only when the source says that it still holds
        ignored_parameters=list(_SECRETS),
        stale_if_error=False,
    )
    limits = Limits(
        seconds=options.exchange_seconds,
        pause=options.read_timeout,
        size=options.largest_body + _HEAD,
        remaining=remaining,
    )
    adapter = _Metered(limits, options.largest_body)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers["User-Agent"] = user_agent()
    return session


@contextmanager
def cache_trouble(folder: Path) -> Iterator[None]:
    """Turn a fault of the cache into an error that says what to do."""
    try:
        yield
    except sqlite3.Error as fault:
        raise BadCache(f"the HTTP cache in {folder} cannot be used ({fault}); delete it") from fault


class _Metered(HTTPAdapter):
    """Reads whole answers through a meter, so that neither memory nor cache sees more."""

    def __init__(self, limits: Limits, largest: int) -> None:
        self._pools, self._largest = metered_pools(limits), largest
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        kwargs["stream"] = True
        response = super().send(request, *args, **kwargs)
        try:
            response._content = self._read(response.raw)
        except HTTPError as fault:
            raise requests.exceptions.ConnectionError(str(fault), request=request) from fault
        finally:
            response.close()
        return response

    def _read(self, raw: Any) -> bytes:
        """Read what comes as it comes; unpacked it must not be larger than a body may be."""
        body = bytearray()
        while chunk := raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._largest:
                raise TooLarge
        return bytes(body)
