"""Journal of a fetch in its staging folder: which files are there and whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

JOURNAL_FILE = ".fetch-journal.jsonl"


class Journal:
    """Remembers finished files, so that an interrupted fetch goes on where it stopped.

    Each line names one file and the hash of its content; a line that breaks off is no line.
    """

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._path = staging / JOURNAL_FILE
        self._hashes: dict[str, str] = {}
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    entry = json.loads(line)
                    self._hashes[entry["path"]] = entry["sha256"]
                except (ValueError, KeyError, TypeError):
                    continue

    def has(self, path: str) -> bool:
        """Whether a file was finished and is still what it was then."""
        try:
            content = (self._staging / path).read_bytes()
        except OSError:
            return False
        return self._hashes.get(path) == hashlib.sha256(content).hexdigest()

    def add(self, path: str, content: bytes) -> None:
        """Write a file under its name at once and whole, then note it."""
        target = self._staging / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        try:
            part.write_bytes(content)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        digest = hashlib.sha256(content).hexdigest()
        with self._path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"path": path, "sha256": digest}) + "\n")
        self._hashes[path] = digest
