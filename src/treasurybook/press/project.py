"""Where the parts of a project lie on disk."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as installed_version
from pathlib import Path

import treasurybook
from treasurybook.press.errors import NoCheckout

MEASURED = "benchmarks/build.json"
"""What making and opening the book cost when it was last measured."""


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
        """Return the project in use: see `treasurybook.snapshot.paths.ROOT`.

        Raises
        ------
        NoCheckout
            If it has no lessons or no data.
        """
        from treasurybook.snapshot.paths import ROOT

        here = cls(ROOT)
        parts = (here.chapters, here.data / "datapackage.json")
        missing = [str(part.relative_to(ROOT)) for part in parts if not part.exists()]
        if missing:
            raise NoCheckout(
                f"{ROOT} is no checkout of this book, for it lacks {' and '.join(missing)}: name "
                "one in the variable TREASURYBOOK_ROOT, or install the package from one"
            )
        return here

    @classmethod
    def checkout(cls) -> Project:
        """Return the project in use, if it can be built or changed.

        Raises
        ------
        NoCheckout
            If it is what an installed wheel carries, or no project.
        """
        here = cls.here()
        here.refuse_carried()
        return here

    def refuse_carried(self) -> None:
        """Raise NoCheckout if this is what an installed wheel carries."""
        if self.is_carried:
            raise NoCheckout(
                "this needs a checkout of the book, and what is installed carries its data and "
                "lessons only: name a checkout in the variable TREASURYBOOK_ROOT"
            )

    @property
    def is_carried(self) -> bool:
        """Whether it is what an installed wheel carries: to be read and run, not to be changed."""
        from treasurybook.snapshot.paths import CARRIED

        return self.root == CARRIED

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
        """The version of the book: what a checkout states, else what is installed."""
        stated = self.root / "pyproject.toml"
        if stated.exists():
            settings = tomllib.loads(stated.read_text(encoding="utf-8"))
            return str(settings["project"]["version"])
        return installed_version("treasurybook")

    @property
    def data_day(self) -> str:
        """The day from which the newest stored file is known, as ISO text; empty without data."""
        path = self.data / "datapackage.json"
        return _newest_known(path, path.stat().st_mtime_ns) if path.exists() else ""

    @property
    def build(self) -> Path:
        """The folder of all that is made; it may be deleted when no build runs."""
        return self.root / "_build"

    @property
    def sweeps(self) -> Path:
        """The folder of what sweeps have computed, run by run."""
        return self.build / "sweep"

    @property
    def firmness(self) -> Path:
        """The published result of the sweep over all lessons."""
        return self.root / "results" / "firmness.csv"

    @property
    def origins(self) -> Path:
        """The file that says what the verdicts of each lesson hang on now."""
        from treasurybook.ledger.firmness import ORIGINS

        return self.root / ORIGINS

    @property
    def executed(self) -> Path:
        return self.build / "executed"

    @property
    def records(self) -> Path:
        return self.build / "records"

    @property
    def html(self) -> Path:
        """The finished site, which another takes the place of at one stroke."""
        return self.build / "html"

    @property
    def pages(self) -> Path:
        """The pages as Sphinx writes them, one by one."""
        return self.build / "pages"


@lru_cache(maxsize=1)
def _newest_known(description: Path, _as_of: int) -> str:
    described = json.loads(description.read_text(encoding="utf-8"))
    return max((str(one.get("known_on", "")) for one in described["resources"]), default="")
