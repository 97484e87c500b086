"""Where the parts of a project lie on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import treasurybook


@dataclass(frozen=True)
class Project:
    """The folders of one book.

    Parameters
    ----------
    root : Path
        The folder that holds ``_config.yml``, ``chapters/`` and ``data/``.
    """

    root: Path

    @classmethod
    def here(cls) -> Project:
        """Return the project that the installed package belongs to (or TREASURYBOOK_ROOT)."""
        from treasurybook.snapshot.paths import ROOT

        return cls(ROOT)

    @property
    def chapters(self) -> Path:
        return self.root / "chapters"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def package(self) -> Path:
        """The folder of the package in use, wherever it was imported from."""
        return Path(treasurybook.__file__).parent

    @property
    def version(self) -> str:
        """The version of the book."""
        from importlib.metadata import version

        return version("treasurybook")

    @property
    def data_day(self) -> str:
        """The day on which the stored data were put together, as ISO text."""
        described = json.loads((self.data / "datapackage.json").read_text(encoding="utf-8"))
        return str(described.get("created", ""))[:10]

    @property
    def executed(self) -> Path:
        return self.root / "_build" / "executed"

    @property
    def records(self) -> Path:
        return self.root / "_build" / "records"

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"
