"""One polite HTTP client for all sources."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from requests import exceptions
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    wait_exponential_jitter,
)

from treasurybook.refresh.answer import checked_body
from treasurybook.refresh.errors import BadReply, SourceError, Unreachable
from treasurybook.refresh.metered import Endless, TooLarge, TooLate
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.request import Request
from treasurybook.refresh.transport import cache_trouble, open_session

_MOST_REDIRECTS = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAY_PASS = frozenset({429, 500, 502, 503, 504})
_SECONDS = re.compile(r"\d{1,15}", re.ASCII)
_ENOUGH = 3
"""Failures in a row after which a host is asked no more in this fetch."""

_LATER = "try again later; what has been fetched is kept"
_NETWORK = "check the network and try again; what has been fetched is kept"


class _Elsewhere(Exception):
    """The source sends us to a host that we did not ask."""


class _TryAgain(Exception):
    """A fault that may pass.

    Says what came, whether the host answered at all, and how many seconds it asks us to wait.
    """

    def __init__(self, came: str, *, answered: bool, wait: float = 0.0) -> None:
        self.came, self.answered, self.wait = came, answered, wait
        super().__init__(came)


class Client:
    """Asks sources, with cache, retries, limits and a deadline; safe to share between threads.

    Parameters
    ----------
    options : ClientOptions
        Limits and cache; the time limit runs from here on.
    """

    def __init__(self, options: ClientOptions) -> None:
        self._options = options
        self.deadline = time.monotonic() + options.total_seconds
        self._stopped = threading.Event()
        self._session = open_session(options, self._remaining)
        self._failures: Counter[str] = Counter()
        self._causes: dict[str, str] = {}
        self._lock = threading.Lock()
        self._gates: dict[str, threading.BoundedSemaphore] = defaultdict(
            lambda: threading.BoundedSemaphore(options.per_host)
        )

    def stop(self) -> None:
        """Let no further request begin, no pause go on, and no answer be read further."""
        self._stopped.set()

    def _remaining(self) -> float:
        """Return the seconds that remain to the whole fetch."""
        return 0.0 if self._stopped.is_set() else self.deadline - time.monotonic()

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
        host = urlsplit(url).netloc

        def fail(kind: type[SourceError], came: str, remedy: str, common: str = "") -> NoReturn:
            raise kind(
                source,
                series,
                expected=f"an answer from {host}{urlsplit(url).path}",
                came=came,
                remedy=remedy,
                common=common and f"{common}; {remedy}",
            ) from None

        def note(cause: str) -> str:
            """Count a failure of the host; return what is told of it, once for all its series."""
            self._failures[host] += 1
            return f"{host}: {self._causes.setdefault(host, cause)}"

        try:
            with self._gate(host):
                if self._failures[host] >= _ENOUGH:
                    came = f"nothing: {host} failed {_ENOUGH} times in a row"
                    fail(Unreachable, came, _NETWORK, f"{host}: {self._causes[host]}")
                response = self._patiently(url, request, {host, *redirect_hosts})
                self._failures[host] = 0
                self._causes.pop(host, None)
        except _TryAgain as fault:
            if fault.answered:
                note(f"failed {_ENOUGH} times in a row, with {fault.came}")
                fail(Unreachable, fault.came, _LATER)
            fail(Unreachable, fault.came, _NETWORK, note(fault.came))
        except TooLate:
            came = f"no more time: the limit is {self._options.total_seconds:.0f} s in all"
            fail(Unreachable, came, "run the refresh again: it goes on where it stopped", came)
        except Endless:
            came = f"an answer that had no end after {self._options.exchange_seconds:.0f} s"
            fail(Unreachable, came, _LATER, note(came))
        except TooLarge:
            came = f"a body of more than {self._options.largest_body} bytes"
            fail(BadReply, came, "look at the address in a browser: the source has changed")
        except _Elsewhere as fault:
            remedy = "check whether the source has moved, and change its address in our list"
            fail(BadReply, f"a redirect to {fault}", remedy)
        except exceptions.SSLError:
            remedy = "do not switch verification off; check the clock, the network and the source"
            came = "a certificate that cannot be verified"
            fail(Unreachable, came, remedy, note(came))
        except exceptions.RequestException as fault:  # its text could hold the address with a key
            fail(Unreachable, f"a fault of the connection ({type(fault).__name__})", _LATER)
        return checked_body(response, request, source, series)

    def _patiently(self, url: str, request: Request, hosts: set[str]) -> Any:
        """Send, and send again while the fault is one that may pass."""
        retrying = Retrying(
            retry=retry_if_exception_type(_TryAgain),
            stop=self._gives_up,
            wait=self._pause,
            sleep=sleep_using_event(self._stopped),
            reraise=True,
        )
        return retrying(self._follow, url, request, hosts)

    def _gives_up(self, state: RetryCallState) -> bool:
        return (
            state.attempt_number >= self._options.attempts
            or state.upcoming_sleep > self._remaining()
        )

    def _pause(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: as asked, or ever longer; never beyond the longest."""
        options = self._options
        fault = state.outcome.exception() if state.outcome else None
        asked = fault.wait if isinstance(fault, _TryAgain) else 0.0
        backoff = wait_exponential_jitter(
            multiplier=options.backoff, max=options.longest_wait, jitter=options.backoff
        )
        return min(max(asked, backoff(state)), options.longest_wait)

    def _follow(self, url: str, request: Request, hosts: set[str]) -> Any:
        """Send the request, follow permitted redirects, and tell passing faults from others."""
        params = {**request.params, **request.secret_params}
        scheme = urlsplit(url).scheme
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._send(url, params)
            status, headers = response.status_code, response.headers
            if status in _MAY_PASS:
                wait = _retry_after(headers.get("Retry-After", ""))
                raise _TryAgain(f"status {status}", answered=True, wait=wait)
            if status not in _REDIRECTS:
                return response
            if not headers.get("Location"):
                raise _Elsewhere("nowhere")
            url, params = urljoin(url, headers["Location"]), {}
            parts = urlsplit(url)
            if parts.netloc not in hosts or parts.scheme != scheme:
                raise _Elsewhere(f"{parts.scheme}://{parts.netloc}")
        raise _Elsewhere(f"{urlsplit(url).netloc}, again and again")

    def _send(self, url: str, params: dict[str, str]) -> Any:
        options = self._options
        remaining = self._remaining()
        if remaining <= 0:
            raise TooLate
        try:
            with cache_trouble(options.cache):
                return self._session.get(
                    url,
                    params=params,
                    timeout=(min(options.connect_timeout, remaining), options.read_timeout),
                    allow_redirects=False,
                    verify=str(options.ca_file) if options.ca_file else True,
                )
        except exceptions.SSLError:
            raise
        except (exceptions.ConnectionError, exceptions.Timeout) as fault:
            came = f"a broken connection ({type(fault).__name__})"
            raise _TryAgain(came, answered=False) from None
        except ValueError:  # of a redirect that requests has looked at
            raise _Elsewhere("what is no address") from None

    def _gate(self, host: str) -> threading.BoundedSemaphore:
        """Let only so many requests to one host be under way."""
        with self._lock:
            return self._gates[host]


def _retry_after(text: str) -> float:
    """Seconds that a Retry-After header asks for; it holds seconds or a date, or it is ignored."""
    if _SECONDS.fullmatch(text.strip()):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, LookupError, ArithmeticError, OSError):  # it is neither
        return 0.0
