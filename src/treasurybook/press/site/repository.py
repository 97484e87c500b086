"""Addresses in the repository of the book, if the settings say where it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

SETTINGS = "_config.yml"
BRANCH = "main"


@dataclass(frozen=True)
class Repository:
    """Where the project is kept.

    Parameters
    ----------
    url : str
        Address of the repository, ``repository: {url: …}`` of ``_config.yml``; empty if it is not
        set, and then nothing links to it.
    branch : str
        The branch that links name.
    """

    url: str = ""
    branch: str = BRANCH

    def file(self, path: str) -> str | None:
        """Return the address of a file, None without a repository."""
        return f"{self.url}/blob/{self.branch}/{path}" if self.url else None

    def report(self, claim: str, about: str) -> str | None:
        """Return the address of a report of an error in a statement's number, filled in.

        Parameters
        ----------
        claim : str
            Id of the statement.
        about : str
            What the report starts from, a line or two.
        """
        if not self.url:
            return None
        filled = urlencode({"title": f"{claim}: error in this number", "body": f"{about}\n\n"})
        return f"{self.url}/issues/new?{filled}"


def read_repository(root: Path) -> Repository:
    """Read the address of the repository from the settings of the book in `root`."""
    named = _settings(root).get("repository") or {}
    return Repository(str(named.get("url") or "").rstrip("/"), str(named.get("branch") or BRANCH))


def public_address(root: Path) -> str:
    """Return the public address of the book in `root`, else of its repository, else nothing."""
    config = _settings(root).get("sphinx", {}).get("config", {})
    return str(config.get("html_baseurl") or "").rstrip("/") or read_repository(root).url


def _settings(root: Path) -> dict[str, Any]:
    path = root / SETTINGS
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=1)
def _read(path: Path, _as_of: int) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
