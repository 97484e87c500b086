"""One polite HTTP client for all sources."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential_jitter
from urllib3.exceptions import HTTPError

from treasurybook.snapshot.live.errors import BadCache, BadReply, NoSuchSeries, Unreachable
from treasurybook.snapshot.live.options import ClientOptions
from treasurybook.snapshot.live.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests_cache import CachedSession

_CHUNK = 64 * 1024
_MOST_REDIRECTS = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({400, 404, 410})
_WAIT = frozenset({429, 500, 502, 503, 504})
_SECRETS = ("api_key", "UserID")
_LATER = "try again later; what has been fetched is kept"


def user_agent() -> str:
    """Return the name under which we ask: project and version."""
    try:
        number = version("treasurybook")
    except PackageNotFoundError:  # run from a checkout that is not installed
        number = "unreleased"
    return f"treasurybook/{number} (Treasuries, Recomputed; data refresh; python-requests)"


class _TooLarge(Exception):
    """The body of an answer is larger than allowed."""


class _TooLate(Exception):
    """The time limit of the whole fetch has passed."""


class _Elsewhere(Exception):
    """The source sends us to a host that we did not ask."""


class _TryAgain(Exception):
    """A fault that may pass: what came, and how long the source asks us to wait."""

    def __init__(self, came: str, wait: float = 0.0) -> None:
        self.came, self.wait = came, wait
        super().__init__(came)


class _Capped(HTTPAdapter):
    """Reads bodies itself, so that neither memory nor cache sees more than the limit."""

    def __init__(self, largest: int, deadline: float) -> None:
        self._largest, self._deadline = largest, deadline
        super().__init__()

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
        """Read what comes as it comes, so that a trickle cannot outlast the deadline."""
        body = bytearray()
        while chunk := raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._largest:
                raise _TooLarge
            if time.monotonic() > self._deadline:
                raise _TooLate
        return bytes(body)


class Client:
    """Asks sources, with cache, retries, limits and a deadline; safe to share between threads.

    Parameters
    ----------
    options : ClientOptions
        Limits and cache.
    sleep : callable
        Waits some seconds; tests put in a shorter one.
    """

    def __init__(self, options: ClientOptions, sleep: Any = time.sleep) -> None:
        self._options = options
        self._sleep = sleep
        self._deadline = time.monotonic() + options.total_seconds
        self._session = self._open_session()
        self._gates: dict[str, threading.BoundedSemaphore] = defaultdict(
            lambda: threading.BoundedSemaphore(options.per_host)
        )
        self._lock = threading.Lock()

    def _open_session(self) -> CachedSession:
        from requests_cache import CachedSession
        from requests_cache.backends.sqlite import SQLiteCache

        self._options.cache.mkdir(parents=True, exist_ok=True)
        with self._cache_trouble():
            cache = SQLiteCache(str(self._options.cache / "http"), fast_save=True)
        session = CachedSession(
            backend=cache,
            allowable_codes=(200,),
            expire_after=0,  # a stored answer is used only when the source says that it still holds
            ignored_parameters=list(_SECRETS),
            stale_if_error=False,
        )
        adapter = _Capped(self._options.largest_body, self._deadline)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.headers["User-Agent"] = user_agent()
        return session

    @contextmanager
    def _cache_trouble(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            raise BadCache(
                f"the HTTP cache in {self._options.cache} cannot be used ({fault}); delete it"
            ) from fault

    def close(self) -> None:
        """Close connections and cache."""
        self._session.close()  # type: ignore[no-untyped-call]

    def get(
        self,
        base_url: str,
        request: Request,
        *,
        source: str,
        series: str,
        redirect_hosts: Collection[str] = (),
    ) -> bytes:
        """Send a request and return the body.

        Parameters
        ----------
        base_url : str
            Address to which the path of the request is added.
        request : Request
            What to ask.
        source, series : str
            Named in errors.
        redirect_hosts : collection of str
            Hosts other than the asked one to which the source may send us.

        Raises
        ------
        Unreachable
            After the last attempt, or when the time is up.
        NoSuchSeries
            If the source says that it does not know what was asked.
        BadReply
            If the answer is of another type than expected, too large, or sends us elsewhere.
        """
        url = base_url.rstrip("/") + request.path
        retrying = Retrying(
            retry=retry_if_exception_type(_TryAgain),
            stop=self._gives_up,
            wait=self._pause,
            sleep=self._sleep,
            reraise=True,
        )
        expected = f"an answer from {urlsplit(url).netloc}{urlsplit(url).path}"
        try:
            with self._gate(urlsplit(url).netloc):
                response = retrying(self._follow, url, request, tuple(redirect_hosts))
        except _TryAgain as fault:
            raise Unreachable(
                source, series, expected=expected, came=fault.came, remedy=_LATER
            ) from None
        except _TooLate:
            came = f"no more time: the limit is {self._options.total_seconds:.0f} s in all"
            remedy = "run the refresh again: it goes on where it stopped"
            raise Unreachable(source, series, expected=expected, came=came, remedy=remedy) from None
        except _TooLarge:
            limit = f"at most {self._options.largest_body} bytes"
            remedy = "look at the address in a browser; the source has changed or answers wrongly"
            raise BadReply(
                source, series, expected=limit, came="a larger body", remedy=remedy
            ) from None
        except _Elsewhere as fault:
            remedy = "check whether the source has moved, and change its address in our list"
            came = f"a redirect to {fault}"
            raise BadReply(source, series, expected=expected, came=came, remedy=remedy) from None
        except requests.exceptions.SSLError as fault:
            remedy = "do not switch verification off; check the clock, the network and the source"
            came = f"a certificate that cannot be verified ({_short(fault)})"
            raise Unreachable(
                source, series, expected="a valid certificate", came=came, remedy=remedy
            ) from None
        except requests.exceptions.RequestException as fault:
            came = f"{type(fault).__name__} ({_short(fault)})"
            raise Unreachable(source, series, expected=expected, came=came, remedy=_LATER) from None
        return self._body(response, request, source, series)

    def _follow(self, url: str, request: Request, redirect_hosts: tuple[str, ...]) -> Any:
        """Send the request, follow permitted redirects, and tell passing faults from others."""
        params: Mapping[str, str] | None = {**request.params, **request.secret_params}
        allowed = {urlsplit(url).netloc, *redirect_hosts}
        scheme = urlsplit(url).scheme
        for _ in range(_MOST_REDIRECTS + 1):
            if time.monotonic() > self._deadline:
                raise _TooLate
            response = self._send(url, params)
            if response.status_code in _WAIT:
                wait = _retry_after(response.headers.get("Retry-After", ""))
                raise _TryAgain(f"status {response.status_code}", wait)
            if response.status_code not in _REDIRECTS:
                return response
            url = urljoin(url, response.headers.get("Location", ""))
            if urlsplit(url).netloc not in allowed or urlsplit(url).scheme != scheme:
                raise _Elsewhere(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
            params = None
        raise _Elsewhere(f"{urlsplit(url).netloc}, again and again")

    def _send(self, url: str, params: Mapping[str, str] | None) -> Any:
        options = self._options
        try:
            with self._cache_trouble():
                return self._session.get(
                    url,
                    params=params,
                    timeout=(options.connect_timeout, options.read_timeout),
                    allow_redirects=False,
                    verify=str(options.ca_file) if options.ca_file else True,
                )
        except requests.exceptions.SSLError:
            raise
        except (
            requests.exceptions.ConnectionError,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.Timeout,
        ) as fault:
            raise _TryAgain(f"a broken connection ({type(fault).__name__})") from None

    def _gives_up(self, state: RetryCallState) -> bool:
        return (
            state.attempt_number >= self._options.attempts
            or time.monotonic() + state.upcoming_sleep > self._deadline
        )

    def _pause(self, state: RetryCallState) -> float:
        options = self._options
        fault = state.outcome.exception() if state.outcome else None
        asked = fault.wait if isinstance(fault, _TryAgain) else 0.0
        backoff = wait_exponential_jitter(
            multiplier=options.backoff, max=options.longest_wait, jitter=options.backoff
        )
        return min(max(asked, backoff(state)), options.longest_wait)

    @contextmanager
    def _gate(self, host: str) -> Iterator[None]:
        with self._lock:
            gate = self._gates[host]
        with gate:
            yield

    def _body(self, response: Any, request: Request, source: str, series: str) -> bytes:
        status = response.status_code
        if status in _GONE:
            raise NoSuchSeries(
                source,
                series,
                expected="the series",
                came=f"status {status}: the source does not know it",
                remedy="it may be discontinued or renamed: look it up and mend data/sources.yaml",
            )
        if status != 200:
            remedy = "check the address, and the key if the source wants one"
            raise Unreachable(
                source, series, expected="status 200", came=f"status {status}", remedy=remedy
            )
        body: bytes = response.content
        media = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        start = body[:200].lstrip().lower()
        if start.startswith((b"<!doctype", b"<html")) or (media and media not in request.types):
            shown = media or "no media type"
            came = f"{shown} that begins with {start[:30].decode('ascii', 'replace')!r}"
            remedy = "it is probably an error page: look at the address in a browser, try later"
            raise BadReply(
                source, series, expected=" or ".join(request.types), came=came, remedy=remedy
            )
        if not body.strip():
            raise BadReply(source, series, expected="data", came="an empty answer", remedy=_LATER)
        return body


def _retry_after(text: str) -> float:
    """Seconds that a Retry-After header asks for; it holds seconds or a date."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def _short(fault: Exception) -> str:
    """Return the kind of the innermost cause; its text could hold the address with a key."""
    while fault.__cause__ or fault.__context__:
        inner = fault.__cause__ or fault.__context__
        if not isinstance(inner, Exception):
            break
        fault = inner
    return type(fault).__name__
