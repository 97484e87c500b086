"""Fetch every refreshable resource into a staging folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock

from treasurybook.refresh.client import Client
from treasurybook.refresh.door import settle
from treasurybook.refresh.errors import SourceError, Unreachable
from treasurybook.refresh.form import rows_of
from treasurybook.refresh.journal import Journal
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.report import FetchReport, Outcome, Status
from treasurybook.refresh.request import Request
from treasurybook.refresh.sources import SOURCES
from treasurybook.refresh.target import Target
from treasurybook.refresh.workers import as_done
from treasurybook.snapshot.errors import UnknownSeries
from treasurybook.snapshot.package import Package

_GRACE = 5.0
"""Seconds after the end of the time in which every connection notices it; a name server may not."""


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
        Whether to show a progress bar; a file or a pipe never gets one.

    Returns
    -------
    FetchReport
        One outcome a resource asked for, vintages of the past included as skipped. A failure of
        one does not stop the others.

    Raises
    ------
    UnknownSeries
        If ``only`` names an id that is not stored.
    BadSourcesFile
        If ``data/sources.yaml`` is wrong or incomplete.
    """
    from tqdm import tqdm

    for id in only or ():
        if id not in package.versions:
            raise UnknownSeries(id, package.versions)
    plan = read_plan(package)
    wanted = [t for t in plan.targets if only is None or t.id in only]
    staging.mkdir(parents=True, exist_ok=True)
    fetcher = _Fetcher(staging, package, options)
    outcomes: dict[str, Outcome] = {}
    finished = as_done(
        fetcher.fetch,
        _mixed(wanted),
        workers=options.workers,
        until=fetcher.deadline + _GRACE,
        stop=fetcher.stop,  # at Ctrl-C, too: do not make a person wait for retries
        close=fetcher.close,
    )
    bar = tqdm(total=len(wanted), unit="file", disable=None if progress else True)
    with closing(finished), bar:
        for target, outcome in finished:
            outcomes[target.resource.path] = outcome or fetcher.too_late(target)
            bar.update()
            bar.set_postfix_str(target.id)
    for resource in package.resources:
        if resource.path in plan.reasons and (only is None or resource.id in only):
            reason = plan.reasons[resource.path]
            outcomes[resource.path] = Outcome(
                resource.id, resource.path, Status.SKIPPED, message=reason
            )
    return FetchReport(tuple(outcomes[r.path] for r in package.resources if r.path in outcomes))


def _mixed(targets: Sequence[Target]) -> list[Target]:
    """Order targets so that their sources take turns, and no host holds up the others."""
    turns: Counter[str] = Counter()
    order = []
    for target in targets:
        order.append((turns[target.source], target))
        turns[target.source] += 1
    return [target for _, target in sorted(order, key=lambda one: one[0])]


def _failed(target: Target, error: SourceError) -> Outcome:
    return Outcome(
        target.id,
        target.resource.path,
        Status.FAILED,
        source=target.source,
        message=str(error),
        common=error.common,
    )


class _Fetcher:
    """Fetches one target after the other, from several threads."""

    def __init__(self, staging: Path, package: Package, options: ClientOptions) -> None:
        self._staging, self._package, self._options = staging, package, options
        self._client = Client(options)
        self._journal = Journal(staging)
        self._lock = Lock()
        self._closed = False
        self._files: dict[str, bytes] = {}
        self._file_locks: dict[str, Lock] = defaultdict(Lock)

    @property
    def deadline(self) -> float:
        """Moment, on the clock of ``time.monotonic``, at which the time is up."""
        return self._client.deadline

    def stop(self) -> None:
        """Let whatever is under way end, and write nothing from now on."""
        self._client.stop()
        with self._lock:
            self._closed = True

    def close(self) -> None:
        """Close connections and cache."""
        self._client.close()

    def too_late(self, target: Target) -> Outcome:
        """Return the outcome of what did not even notice that the time is up."""
        came = f"no more time: the limit is {self._options.total_seconds:.0f} s in all"
        remedy = "run the refresh again: it goes on where it stopped"
        error = Unreachable(
            target.source,
            target.id,
            expected="an answer",
            came=came,
            remedy=remedy,
            common=f"{came}; {remedy}",
        )
        return _failed(target, error)

    def fetch(self, target: Target) -> Outcome:
        """Fetch, read, check and write one resource; a failure becomes its outcome."""
        path = target.resource.path
        if self._journal.has(path):
            return self._written(target, (self._staging / path).read_bytes())
        try:
            content = self._content(target)
        except SourceError as error:
            return _failed(target, error)
        with self._lock:
            if not self._closed:
                self._journal.add(path, content)
        return self._written(target, content)

    def _content(self, target: Target) -> bytes:
        source = SOURCES[target.source]
        base_url = self._options.base_urls.get(source.name, source.base_url)

        def ask(request: Request) -> bytes:
            return self._client.get(
                base_url,
                request,
                source=source.name,
                series=target.id,
                redirect_hosts=source.redirect_hosts,
            )

        def get(request: Request) -> bytes:
            if request.params:
                return ask(request)
            file = base_url + request.path  # it may serve several series: who comes second waits
            with self._lock:
                alone = self._file_locks[file]
            with alone:
                if file not in self._files:
                    self._files[file] = ask(request)
                return self._files[file]

        frame = source.parse(target, source.replies(target, get))
        return settle(frame, target, self._package.folder)

    def _written(self, target: Target, content: bytes) -> Outcome:
        stored = self._package.folder / target.resource.path
        same = stored.is_file() and stored.read_bytes() == content
        rows = rows_of(content)
        dated = target.dated
        return Outcome(
            target.id,
            target.resource.path,
            Status.UNCHANGED if same else Status.FETCHED,
            source=target.source,
            rows=len(rows),
            last=max((row[dated] for row in rows), default="") if dated else "",
        )
