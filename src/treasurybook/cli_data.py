"""The commands ``treasurybook data …``: verify, refresh, diff, restore, vintage."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treasurybook.press.project import Project
    from treasurybook.refresh.data_diff import DataDiff
    from treasurybook.refresh.readers import Readers
    from treasurybook.refresh.workplace import Workplace


def add_data_commands(commands: Any) -> None:
    """Add ``data`` and its commands to the parser's commands."""
    from pathlib import Path

    data = commands.add_parser("data", help="the stored snapshot")
    data_commands = data.add_subparsers(required=True, metavar="command")

    verify = data_commands.add_parser("verify", help="check hashes, schemas and values")
    verify.add_argument("--quick", action="store_true", help="hashes and descriptions only")
    verify.set_defaults(command=_verify)

    refresh = data_commands.add_parser(
        "refresh", help="fetch today's data and put them in place, whole or not at all"
    )
    refresh.add_argument("--only", nargs="+", metavar="ID", help="fetch these and nothing else")
    refresh.add_argument(
        "--dry-run", action="store_true",
        help="leave the fresh data in .refresh/staged, where `data diff` finds them",
    )  # fmt: skip
    refresh.add_argument(
        "--allow-partial", action="store_true",
        help="keep the stored file where a source fails or its data are refused",
    )  # fmt: skip
    refresh.add_argument(
        "--accept", nargs="+", metavar="ID", default=[],
        help="let the past of these change or shrink, their figures jump or be coarser",
    )  # fmt: skip
    refresh.add_argument(
        "--time-limit", type=float, metavar="MIN", default=60.0,
        help="give up fetching after so many minutes (default: 60)",
    )  # fmt: skip
    refresh.set_defaults(command=_refresh)

    diff = data_commands.add_parser(
        "diff", help="what the staged data would change, or what the last refresh did"
    )
    diff.add_argument(
        "--previous", action="store_true",
        help="compare with the snapshot before the last refresh, even if one is staged",
    )  # fmt: skip
    diff.add_argument("--quick", action="store_true", help="data only, without the chapters")
    diff.add_argument("--json", type=Path, metavar="FILE", help="write every change to FILE")
    diff.add_argument("--page", type=Path, metavar="FILE", help="write a page (.html or .md)")
    diff.set_defaults(command=_diff)

    restore = data_commands.add_parser("restore", help="bring the previous snapshot back")
    restore.set_defaults(command=_restore)

    vintage = data_commands.add_parser(
        "vintage", help="store a series of FRED as it was known on a day (wants a free key)"
    )
    vintage.add_argument("id", metavar="ID", help="the series, e.g. GDP")
    vintage.add_argument("day", metavar="DAY", type=_day, help="e.g. 2023-12-21")
    vintage.set_defaults(command=_vintage)


def _day(text: str) -> date:
    from treasurybook.snapshot.days import read_day
    from treasurybook.snapshot.errors import NotADay

    try:
        return read_day(text)
    except NotADay as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _verify(options: argparse.Namespace) -> int:
    from treasurybook.ledger.claims import claims
    from treasurybook.ledger.errors import ClaimError
    from treasurybook.ledger.reads import readable_ids, unknown_reads
    from treasurybook.snapshot.paths import DATA
    from treasurybook.snapshot.verification import verify

    report = verify(DATA, quick=options.quick)
    print(report)
    if not report.ok:
        return 1
    try:
        wrong = unknown_reads(claims(), readable_ids())
    except ClaimError as error:
        wrong = [str(error)]
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


def readers_of(project: Project) -> Readers:
    """Return who reads versions of the data other than the newest: documents and chapters."""
    from treasurybook.ledger.claims import documents
    from treasurybook.press.run.lessons import find_lessons
    from treasurybook.refresh.readers import find_readers

    codes = (
        "\n".join(cell.source for cell in chapter.read().cells if cell.cell_type == "code")
        for chapter in find_lessons(project)
    )
    days = (document.known_until.isoformat() for document in documents().values())
    return find_readers(days, codes)


def _refresh(options: argparse.Namespace) -> None:
    from treasurybook.press.project import Project
    from treasurybook.refresh.options import ClientOptions
    from treasurybook.refresh.refresh import RefreshOptions, refresh

    place = _workplace()
    wanted = RefreshOptions(
        options=ClientOptions(cache=place.cache, total_seconds=60 * options.time_limit),
        readers=readers_of(Project(place.root)),
        only=options.only,
        dry_run=options.dry_run,
        allow_partial=options.allow_partial,
        accept=options.accept,
    )
    done = refresh(place, wanted)
    print(done)
    if done.replaced:
        print("data/ is replaced: `data diff` says what changes, `data restore` brings it back")
    elif done.changes:
        print("nothing was replaced (--dry-run): `data diff` says what would change")
    else:
        print("nothing was replaced: the sources have nothing newer than what is stored")


def _diff(options: argparse.Namespace) -> int:
    from treasurybook.press.project import Project
    from treasurybook.refresh.lock import hold

    place = _workplace()
    with hold(place, "data diff"):
        found = _difference(place, Project(place.root), options)
        print(found.to_markdown())
        if options.json:
            options.json.write_text(found.to_json(), encoding="utf-8")
        if options.page:
            found.write_page(options.page)
    return 0 if found.sound else 1


def _difference(place: Workplace, project: Project, options: argparse.Namespace) -> DataDiff:
    from treasurybook.press.book_run import book_on, run_book
    from treasurybook.refresh.book_changes import compare_books
    from treasurybook.refresh.changes import compare_folders
    from treasurybook.refresh.data_diff import DataDiff
    from treasurybook.refresh.errors import RefreshError
    from treasurybook.snapshot.package import open_package

    ahead = place.staged.is_dir() and not options.previous
    other = place.staged if ahead else place.previous
    if not other.is_dir():
        raise RefreshError("nothing to compare: `data refresh --dry-run` stages fresh data")
    old, new = (place.data, other) if ahead else (other, place.data)
    files = compare_folders(open_package(old), open_package(new))
    book = None
    if not options.quick:
        scratch = book_on(project, other, place.work / "book")
        before, after = (project, scratch) if ahead else (scratch, project)
        book = compare_books(run_book(before, report=_aside), run_book(after, report=_aside))
    names = ("the stored data", "the staged data") if ahead else ("before", "now")
    return DataDiff(*names, tuple(files), book)


def _aside(line: str) -> None:
    print(line, file=sys.stderr)


def _restore(_options: argparse.Namespace) -> None:
    from treasurybook.refresh.replace import restore_data

    restore_data(_workplace())
    print("the previous snapshot is back; `data restore` once more brings the other one")


def _vintage(options: argparse.Namespace) -> None:
    from treasurybook.refresh.adding import add_vintage
    from treasurybook.refresh.options import ClientOptions

    place = _workplace()
    added = add_vintage(place, options.id, options.day, options=ClientOptions(cache=place.cache))
    print(
        f"stored {added.id} as known on {added.known_on}, to {added.last}, as data/{added.path}\n"
        f'read it with series("{added.id}", "{added.vintage}"); a value as written may now move, '
        "since more is known of the past: `data diff` says which. `data restore` undoes it"
    )


def _workplace() -> Workplace:
    from treasurybook.press.project import Project
    from treasurybook.refresh.workplace import Workplace
    from treasurybook.snapshot.paths import ROOT

    Project(ROOT).refuse_carried()
    return Workplace(ROOT)
