"""Fetch every refreshable resource into a staging folder."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from treasurybook.snapshot.live.options import ClientOptions
from treasurybook.snapshot.live.report import FetchReport, Outcome, Status
from treasurybook.snapshot.package import Package

JOURNAL_FILE = ".fetch-journal.jsonl"
"""Journal in the staging folder: what is already there and whole."""


def fetch_into(
    staging: Path,
    package: Package,
    *,
    options: ClientOptions,
    only: Collection[str] | None = None,
    progress: bool = True,
) -> FetchReport:
    """Fetch the newest version of every resource that has a live source.

    Parameters
    ----------
    staging : Path
        Folder to write to, as ``<staging>/<resource.path>`` in the stored text form. A file there
        is always whole: it gets its name only when complete. What a former call has fetched, as
        told by the journal, is not fetched again. Created if absent.
    package : Package
        The stored snapshot; it is read, never written.
    options : ClientOptions
        Settings of the HTTP client.
    only : collection of str, optional
        Ids to fetch; all if None.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    FetchReport
        One outcome a resource asked for, vintages of the past included as skipped. A failure of
        one does not stop the others.

    Raises
    ------
    UnknownSeries
        If ``only`` names an id that is not stored.
    """
    staging.mkdir(parents=True, exist_ok=True)
    outcomes = [
        Outcome(r.id, r.path, Status.SKIPPED, message="no live source is known yet")
        for r in package.resources
        if only is None or r.id in only
    ]
    return FetchReport(tuple(outcomes))
