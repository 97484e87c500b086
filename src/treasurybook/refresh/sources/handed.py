"""Lets the readers of pandas-datareader parse answers that our own client has fetched.

They want a session to ask; this one hands over, in order, what is already here. So the client's
limits, cache and retries hold, and the readers' own retries never run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import requests


class HandedSession(requests.Session):
    """A session that answers every question with the next of the given bodies."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        super().__init__()
        self._bodies = iter(bodies)

    def get(self, url: str | bytes, **_kwargs: Any) -> requests.Response:
        """Return the next body as an answer."""
        response = requests.Response()
        response.status_code = 200
        response.url = str(url)
        response.encoding = "utf-8"
        response._content = next(self._bodies)
        return response
