"""Whether an answer can be what was asked for, before anyone reads it."""

from __future__ import annotations

from typing import Any, NoReturn

from treasurybook.refresh.errors import BadReply, NoSuchSeries, SourceError, Unreachable
from treasurybook.refresh.request import Request

_UNKNOWN = frozenset({400, 404, 410})
_PAGES = (b"<!doctype", b"<html")


def checked_body(response: Any, request: Request, source: str, series: str) -> bytes:
    """Return the body of an answer.

    Raises
    ------
    NoSuchSeries
        If the source says that it does not know what was asked.
    Unreachable
        If the status is another error.
    BadReply
        If the body is empty, a web page, or of another type than expected.
    """

    def refuse(kind: type[SourceError], expected: str, came: str, remedy: str) -> NoReturn:
        raise kind(source, series, expected=expected, came=came, remedy=remedy)

    status = response.status_code
    if status in _UNKNOWN:
        came = f"status {status}: the source does not know it"
        remedy = "it may be discontinued or renamed: look it up and mend data/sources.yaml"
        refuse(NoSuchSeries, "the series", came, remedy)
    if status != 200:
        remedy = "check the address, and the key if the source wants one"
        refuse(Unreachable, "status 200", f"status {status}", remedy)
    body: bytes = response.content
    media = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    start = body[:200].lstrip().lower()
    if start.startswith(_PAGES) or (media and media not in request.types):
        shown = start[:30].decode("ascii", "replace")
        came = f"{media or 'no media type'} that begins with {shown!r}"
        remedy = "it is probably an error page: look at the address in a browser, try later"
        refuse(BadReply, " or ".join(request.types), came, remedy)
    if not body.strip():
        refuse(BadReply, "data", "an empty answer", "try again later, or look at it in a browser")
    return body
