"""Replace the stored snapshot by a fresh one: whole, checked, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from treasurybook.refresh import clock
from treasurybook.refresh.changes import Change, compare_folders
from treasurybook.refresh.checks import check_form, check_history
from treasurybook.refresh.describing import is_vintage
from treasurybook.refresh.disk import told_when_full
from treasurybook.refresh.errors import RefreshError
from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.lock import hold
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.overdue import Overdue, find_overdue
from treasurybook.refresh.readers import Readers
from treasurybook.refresh.replace import recover, replace_data
from treasurybook.refresh.report import FetchReport, Status
from treasurybook.refresh.staging import stage
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.corrections import CORRECTIONS_FILE
from treasurybook.snapshot.errors import UnknownSeries
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import Package, open_package
from treasurybook.snapshot.verification import verify

Fetch = Callable[..., FetchReport]


@dataclass(frozen=True)
class RefreshOptions:
    """What a refresh is asked to do.

    Attributes
    ----------
    options : ClientOptions
        Settings of the HTTP client.
    readers : Readers
        Who reads versions other than the newest: what they read stays stored as a vintage.
    only : collection of str, optional
        Ids to refresh; all that have a live source if None.
    dry_run : bool
        Leave the fresh snapshot in the staging folder, and ``data/`` as it is.
    allow_partial : bool
        Keep the stored file where a source fails or its file is refused, instead of giving up.
    accept : collection of str
        Ids whose past may change or shrink, or whose figures may jump or be coarser.
    today : date
        Day of the download, in New York.
    """

    options: ClientOptions
    readers: Readers
    only: Collection[str] | None = None
    dry_run: bool = False
    allow_partial: bool = False
    accept: Collection[str] = ()
    today: date = field(default_factory=clock.today)


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: what was fetched, what changed, and whether it was put in place.

    `overdue` are the files that their source still serves and seems to continue no longer.
    """

    report: FetchReport
    changes: tuple[Change, ...]
    kept_old: Mapping[str, str]
    vintages: tuple[str, ...]
    replaced: bool
    overdue: tuple[Overdue, ...] = ()

    def __str__(self) -> str:
        """Return the summary."""
        revised = [change for change in self.changes if change.revisions]
        rows = sum(len(change.added) for change in self.changes)
        lines = [
            self.report.counts,
            f"{len(self.changes)} files are new: {rows} new rows; "
            f"{sum(len(c.revisions) for c in revised)} cells revised in {len(revised)} files, "
            f"{sum(len(c.filled) for c in self.changes)} empty cells filled",
        ]
        failed = {outcome.id for outcome in self.report.of(Status.FAILED)}
        kept = [f"{id}: {reason}" for id, reason in self.kept_old.items() if id not in failed]
        lines += [f"stored file kept: {line}" for line in (*self.report.failures, *kept)]
        if self.vintages:
            lines.append(f"outgoing versions kept as vintages: {', '.join(self.vintages)}")
        if self.overdue:
            lines += [*map(str, self.overdue), _ENDED]
        return "\n".join(lines)


_ENDED = (
    "look these up at their source: if one has ended, move it to the ended series in "
    "data/sources.yaml and see which chapters read it; if its successor has another name, put that "
    "there; if it is only late, do nothing"
)


def refresh(
    place: Workplace,
    wanted: RefreshOptions,
    *,
    fetch: Fetch = fetch_into,
    tell: Callable[[str], None] = print,
) -> Refreshed:
    """Fetch, stage, check and put in place; ``data/`` is the old or the new snapshot at any moment.

    Parameters
    ----------
    place : Workplace
        The project.
    wanted : RefreshOptions
        What to do.
    fetch : callable
        `fetch_into` or what stands in for it.
    tell : callable
        Takes a line about each step.

    Raises
    ------
    Busy
        If another refresh is under way.
    RefreshError
        If nothing was replaced because a source failed, the fresh data are refused or the disk is
        full; the message lists what is amiss.
    UnknownSeries
        If `wanted.only` or `wanted.accept` names what is not stored.
    """
    recover(place)
    with hold(place, "data refresh"):
        shutil.rmtree(place.staged, ignore_errors=True)  # of a dry run, perhaps on other data
        with told_when_full(place.draft, place.staged):
            report, kept_old = _prepare(place, wanted, fetch, tell)
        stored, new = open_package(place.data), open_package(place.staged)
        changes = tuple(compare_folders(stored, new))
        before = {resource.raw["name"] for resource in stored.resources}
        vintages = [
            resource.raw["name"]
            for resource in new.resources
            if is_vintage(resource) and resource.raw["name"] not in before
        ]
        if not changes:
            shutil.rmtree(place.staged)
        elif not wanted.dry_run:
            replace_data(place, place.staged)
            shutil.rmtree(place.fetched(wanted.today))
        replaced = bool(changes) and not wanted.dry_run
        overdue = find_overdue(report, stored, wanted.today)
        return Refreshed(report, changes, kept_old, tuple(vintages), replaced, overdue)


def _prepare(
    place: Workplace, wanted: RefreshOptions, fetch: Fetch, tell: Callable[[str], None]
) -> tuple[FetchReport, dict[str, str]]:
    """Fetch, check and stage; return what was fetched, and which stored files are kept and why."""
    stored = open_package(place.data)
    for id in (*(wanted.only or ()), *wanted.accept):
        if id not in stored.versions:
            raise UnknownSeries(id, stored.versions)
    folder = place.fetched(wanted.today)
    tell("fetching …")
    report = fetch(folder, stored, options=wanted.options, only=wanted.only)
    kept_old = {outcome.id: outcome.message for outcome in report.of(Status.FAILED)}
    if kept_old and not wanted.allow_partial:
        raise RefreshError(_refusal("these sources failed", report.failures))
    fresh = {
        outcome.id: folder / outcome.path
        for outcome in (*report.of(Status.FETCHED), *report.of(Status.UNCHANGED))
    }
    _refuse_a_slow_clock(stored, fresh, wanted.today)
    tell("checking …")
    kept_old |= _refused(place, stored, fresh, wanted)
    kept_old |= _stage_what_verifies(place, stored, fresh, kept_old, wanted)
    return report, kept_old


def _refuse_a_slow_clock(stored: Package, fresh: Mapping[str, Path], today: date) -> None:
    for id in fresh:
        known = stored.versions[id][-1].known_on
        if known > today.isoformat():
            raise RefreshError(
                f"this computer's clock says {today}, but {id} is known since {known}; set it right"
            )


def _refused(
    place: Workplace, stored: Package, fresh: Mapping[str, Path], wanted: RefreshOptions
) -> dict[str, str]:
    """Return the ids whose fresh file must not replace the stored one, and why."""
    refused: dict[str, str] = {}
    told: list[Finding] = []
    for id, path in fresh.items():
        known, content = stored.versions[id][-1], path.read_bytes()
        if content == (place.data / known.path).read_bytes():
            continue
        findings = check_form(known, content, wanted.today)
        if not findings and id not in wanted.accept:
            findings = check_history(place.data, known, content)
        if findings:
            refused[id] = "; ".join(map(str, findings))
            told += findings
    _forget(fresh, refused)
    if told and not wanted.allow_partial:
        raise RefreshError(_refusal("the fresh data are refused", map(str, told)))
    return refused


def _stage_what_verifies(
    place: Workplace,
    stored: Package,
    fresh: Mapping[str, Path],
    kept_old: Mapping[str, str],
    wanted: RefreshOptions,
) -> dict[str, str]:
    """Stage the fresh files and verify the whole; return the ids that had to be left out, and why.

    Raises
    ------
    RefreshError
        If the staged folder does not verify and nothing may be left out.
    """
    left_out: dict[str, str] = {}
    while True:
        used = {i: path for i, path in fresh.items() if i not in kept_old and i not in left_out}
        stage(place, stored, used, today=wanted.today, readers=wanted.readers)
        report = verify(place.staged)
        if report.ok:
            return left_out
        owners = {resource.path: resource.id for resource in open_package(place.staged).resources}
        faults = {_owner(finding, owners): str(finding) for finding in report.findings}
        _forget(fresh, faults)
        if not wanted.allow_partial or not set(faults) <= set(used):
            shutil.rmtree(place.staged)
            raise RefreshError(_refusal("the fresh data do not verify", map(str, report.findings)))
        left_out |= faults


def _owner(finding: Finding, owners: Mapping[str, str]) -> str:
    """Return the id that a finding is about; of a correction that is the first word it says."""
    if finding.file == CORRECTIONS_FILE:
        return finding.message.split()[0].rstrip(":")
    return owners.get(finding.file, "")


def _forget(fresh: Mapping[str, Path], ids: Iterable[str]) -> None:
    """Delete the files that are refused, so that the next try fetches them anew."""
    for id in ids:
        if id in fresh:
            fresh[id].unlink(missing_ok=True)


def _refusal(what: str, lines: Iterable[str]) -> str:
    listed = "\n".join(f"  {line}" for line in lines)
    return (
        f"{what}:\n{listed}\n"
        "nothing was replaced; what else was fetched today is kept, so that a second try resumes. "
        "--allow-partial keeps the stored file of these and replaces the others"
    )
