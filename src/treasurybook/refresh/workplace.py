"""Where a refresh works: beside the stored data, never in them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treasurybook.snapshot.interrupted import JOURNAL


@dataclass(frozen=True)
class Workplace:
    """The folders of a refresh.

    All lie in one hidden folder of the project, so on the file system of ``data/``: only there can
    a folder change places with another at one stroke.

    Parameters
    ----------
    root : Path
        The project folder.
    """

    root: Path

    @property
    def data(self) -> Path:
        """The stored snapshot."""
        return self.root / "data"

    @property
    def work(self) -> Path:
        """All that a refresh leaves behind; ignored by git, and may be deleted when none runs."""
        return self.root / JOURNAL.parent

    @property
    def cache(self) -> Path:
        """Answers of the sources, kept with their validators."""
        return self.work / "http"

    @property
    def staged(self) -> Path:
        """A whole data folder with the fresh files put in, ready to take the place of ``data/``."""
        return self.work / "staged"

    @property
    def restored(self) -> Path:
        """The previous data folder with the present statements, ready to come back."""
        return self.work / "restored"

    @property
    def draft(self) -> Path:
        """A folder in the making."""
        return self.work / "staged.draft"

    @property
    def previous(self) -> Path:
        """The data folder before the last replacement."""
        return self.work / "previous"

    @property
    def aside(self) -> Path:
        """Where ``data/`` waits while another takes its place in two steps."""
        return self.work / "aside"

    @property
    def journal(self) -> Path:
        """What a replacement under way is about to do."""
        return self.root / JOURNAL

    @property
    def lock(self) -> Path:
        return self.work / "lock"

    @property
    def holder(self) -> Path:
        """Who holds the lock."""
        return self.work / "holder.json"

    def fetched(self, today: date) -> Path:
        """Return the folder for what is fetched today; what older fetches left is deleted.

        An interrupted refresh is resumed on the same day. The next day it begins anew, so that no
        snapshot mixes days.
        """
        folder = self.work / f"fetched-{today.isoformat()}"
        for other in self.work.glob("fetched-*"):
            if other != folder:
                shutil.rmtree(other)
        folder.mkdir(parents=True, exist_ok=True)
        return folder
