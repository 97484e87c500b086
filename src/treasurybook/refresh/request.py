"""What a source asks for, and what may come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

TEXT_TYPES = (
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
    "application/csv",
    "application/octet-stream",
    "application/vnd.ms-excel",
    "application/vnd.sdmx.data+csv",
)
JSON_TYPES = ("application/json", "text/json", "text/plain")


@dataclass(frozen=True)
class Request:
    """One question to a source.

    Attributes
    ----------
    path : str
        Path below the source's base address.
    params : mapping of str to str
        Query parameters.
    types : tuple of str
        Media types that the answer may have.
    secret_params : mapping of str to str
        Parameters that must appear in no message, cache or file.
    """

    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = TEXT_TYPES
    secret_params: Mapping[str, str] = field(default_factory=dict, repr=False)


Get = Callable[[Request], bytes]
"""Sends a request and returns the body of the answer."""
