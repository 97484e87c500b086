"""How patiently and how boldly the live sources are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ClientOptions:
    """Settings of the HTTP client.

    Attributes
    ----------
    cache : Path
        Folder of the HTTP cache; must lie outside the data folder. It is created.
    per_host : int
        Requests under way at once to one host.
    workers : int
        Resources worked on at once, over all hosts; never more than ``per_host`` ask one host.
    connect_timeout, read_timeout : float
        Seconds to wait for a connection, and for the next bytes of an answer.
    exchange_seconds : float
        Seconds in which an answer must have come, from its first line to its last byte.
    attempts : int
        How often a request is sent before it counts as failed.
    backoff, longest_wait : float
        First pause between attempts, and the longest, in seconds; also the cap of Retry-After.
    total_seconds : float
        Time limit of the whole fetch.
    largest_body : int
        Bytes of an answer beyond which it is refused.
    base_urls : mapping of str to str
        Other addresses for the sources, by source name, for tests and mirrors.
    ca_file : Path or None
        Certificates to trust in place of the usual ones. Certificates are always verified.
    """

    cache: Path
    per_host: int = 2
    workers: int = 6
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    exchange_seconds: float = 300.0
    attempts: int = 5
    backoff: float = 1.0
    longest_wait: float = 60.0
    total_seconds: float = 3600.0
    largest_body: int = 128 * 1024 * 1024
    base_urls: Mapping[str, str] = field(default_factory=dict)
    ca_file: Path | None = None
