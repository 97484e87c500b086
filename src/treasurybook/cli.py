"""The command ``treasurybook``: a thin face over the rooms of the package."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.cli_data import add_data_commands
from treasurybook.cli_sweep import add_sweep_command

if TYPE_CHECKING:
    from treasurybook.press.project import Project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Returns
    -------
    int
        0 if it succeeded; 1 if the project's own check or build failed; 2 if it was asked wrongly.
    """
    options = _parser().parse_args(arguments)
    from treasurybook.press.errors import (
        PressError,
        UnknownLesson,
        UnusableOutput,
        UnusableParameter,
        UnusableSweep,
        told,
    )
    from treasurybook.refresh import finish_interrupted
    from treasurybook.snapshot.errors import SnapshotError, UnknownSeries
    from treasurybook.snapshot.paths import ROOT

    try:
        finish_interrupted(ROOT)
        return int(options.command(options) or 0)
    except OSError as error:
        return _complain(told(error), 1)
    except (
        UnknownLesson, UnknownSeries, UnusableOutput, UnusableParameter, UnusableSweep,
    ) as error:  # fmt: skip
        return _complain(error, 2)
    except (PressError, SnapshotError) as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return _complain("interrupted", 130)


def _complain(error: object, code: int) -> int:
    print(f"treasurybook: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="treasurybook",
        description="Recompute five documents on US Treasury debt, and print the result as a book.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    book = commands.add_parser("book", help="build the book in _build/html, where not up to date")
    book.add_argument("--force", action="store_true", help="run every lesson and page again")
    book.set_defaults(command=_book)

    pdf = commands.add_parser("pdf", help="print the whole book into one PDF in _build")
    pdf.set_defaults(command=_pdf)

    edition = commands.add_parser("edition", help="build the book for students or for teachers")
    edition.add_argument("edition", choices=("student", "teacher"))
    edition.set_defaults(command=_edition)

    packs = commands.add_parser("datapack", help="write the data of each lesson as small CSV files")
    packs.set_defaults(command=_datapack)

    wheel = commands.add_parser("wheel", help="pack code, data and lessons into one file for pip")
    wheel.set_defaults(command=_wheel)

    site_zip = commands.add_parser("zip", help="pack the whole site into one file, for a stick")
    site_zip.set_defaults(command=_zip)

    release = commands.add_parser("release", help="check and pack what is published with a version")
    release.add_argument(
        "--draft", action="store_true",
        help="tell what stands in the way of a release, and pack what is built all the same",
    )  # fmt: skip
    release.set_defaults(command=_release)

    run = commands.add_parser("run", help="run one lesson with other parameters")
    run.add_argument("lesson", help="number, name or file, e.g. 5.2")
    run.add_argument(
        "-p", dest="assignments", metavar="NAME=VALUE", action="append", default=[],
        help="set a parameter of the lesson (repeatable)",
    )  # fmt: skip
    run.add_argument("-o", dest="output", type=Path, help="notebook to write (default: ./<name>)")
    run.add_argument("--force", action="store_true", help="let the notebook replace another file")
    run.set_defaults(command=_run)

    add_sweep_command(commands)
    add_data_commands(commands)

    records = commands.add_parser("records", help="count the verdicts of the last build")
    records.add_argument(
        "--update-expected", action="store_true",
        help="keep the present records as those that tests/test_chapters.py expects",
    )  # fmt: skip
    records.set_defaults(command=_records)

    trace = commands.add_parser(
        "trace", help="print what a statement rests on, or what rests on a series or fact"
    )
    trace.add_argument("id", help="a statement, F-130, or stored data, DGS10")
    trace.set_defaults(command=_trace)

    lab = commands.add_parser("lab", help="open the lessons in JupyterLab")
    lab.set_defaults(command=_lab)
    return parser


def _book(options: argparse.Namespace) -> None:
    from treasurybook.press.book import build_book
    from treasurybook.press.project import Project

    build_book(Project.checkout(), force=options.force)


def _built() -> Project:
    """Return the project, whose book is brought up to date first."""
    from treasurybook.press.book import build_book
    from treasurybook.press.project import Project

    project = Project.checkout()
    build_book(project)
    return project


def _pdf(_options: argparse.Namespace) -> None:
    from treasurybook.press.pdf import print_book

    print(f"wrote {print_book(_built())}")


def _edition(options: argparse.Namespace) -> None:
    from treasurybook.press.editions.build import build_edition
    from treasurybook.press.project import Project

    print(f"see {build_edition(Project.checkout(), options.edition) / 'index.html'}")


def _datapack(_options: argparse.Namespace) -> None:
    from treasurybook.press.editions.datapack import write_packs

    print(f"wrote {write_packs(_built())}")


def _wheel(_options: argparse.Namespace) -> None:
    from treasurybook.press.release.wheel import build_wheel

    print(f"wrote {build_wheel(_built())}")


def _zip(_options: argparse.Namespace) -> None:
    from treasurybook.press.release.site_zip import write_site_zip

    print(f"wrote {write_site_zip(_built())}")


def _release(options: argparse.Namespace) -> None:
    from treasurybook.press.project import Project
    from treasurybook.press.release.release import make_release

    print(f"see {make_release(Project.checkout(), draft=options.draft)}")


def _run(options: argparse.Namespace) -> None:
    from treasurybook.press.project import Project
    from treasurybook.press.run.apart import run_apart
    from treasurybook.press.run.lessons import pick_lesson
    from treasurybook.press.run.parameters import parse_assignments

    project = Project.here()
    lesson = pick_lesson(project, options.lesson)
    parameters = parse_assignments(lesson, options.assignments)
    output = options.output or Path(f"{lesson.label}.ipynb")
    run_apart(project, lesson, parameters, output, replace=options.force)
    print(f"wrote {output}")


def _trace(options: argparse.Namespace) -> None:
    from treasurybook.press.project import Project
    from treasurybook.press.trace import trace

    print(trace(Project.here(), options.id))


def _records(options: argparse.Namespace) -> None:
    from treasurybook.press.project import Project
    from treasurybook.press.run.records import keep_as_expected, summary

    project = Project.checkout()
    print(summary(project))
    if options.update_expected:
        print(f"kept in {keep_as_expected(project)}")


def _lab(_options: argparse.Namespace) -> int:
    from treasurybook.press.lab import open_lab
    from treasurybook.press.project import Project

    return open_lab(Project.checkout())
