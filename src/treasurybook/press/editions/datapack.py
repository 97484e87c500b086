"""A pack of small CSV files for each lesson, with a codebook, for a spreadsheet or for R."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from treasurybook.press.project import Project
from treasurybook.press.run.evidence import reads_of
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.storage import executed_path, read_executed
from treasurybook.snapshot import catalogue
from treasurybook.snapshot.package import Resource, open_package
from treasurybook.snapshot.reading import FACTS_TABLE

CODEBOOK = ("file", "title", "unit", "frequency", "publisher", "source_id", "version", "first",
            "last", "licence", "remarks")  # fmt: skip
COLUMNS = ("file", "column", "type", "unit", "description")
"""What is said of each column of a table; a series has the two columns date and value."""

FACTS_FILE = "facts.csv"
ENOUGH = 12
"""Observations that the worked example averages."""


def write_packs(project: Project) -> Path:
    """Write ``_build/datapack/<lesson>/`` for each lesson that has been run; return the folder.

    A pack has one file for each version of a series and for each table that the lesson reads, the
    documented facts that it reads, a codebook of files, one of the columns of tables, and a text
    with a worked example.
    """
    place = project.build / "datapack"
    shutil.rmtree(place, ignore_errors=True)
    stored = {row["path"]: row for row in catalogue().to_dict("records")}
    described = {one.path: one for one in open_package(project.data).resources}
    (facts,) = (path for path, row in stored.items() if row["id"] == FACTS_TABLE)
    documented = pd.read_csv(project.data / facts)
    for lesson in find_lessons(project):
        if not lesson.is_appendix:
            folder = place / lesson.number
            tables = _write(project, lesson, folder, stored, documented, facts)
            columns = _columns(folder, {name: described[path] for name, path in tables.items()})
            (folder / "columns.csv").write_text(columns, encoding="utf-8")
    return place


def _write(
    project: Project,
    lesson: Lesson,
    folder: Path,
    stored: Mapping[str, Mapping[Any, Any]],
    documented: pd.DataFrame,
    facts_path: str,
) -> dict[str, str]:
    """Write the files of one lesson; return the tables among them, file name -> stored path."""
    folder.mkdir(parents=True)
    reads = list(reads_of(read_executed(executed_path(project, lesson))))
    facts = {one["id"] for one in reads if one["kind"] == "fact"}
    paths = sorted({one["path"] for one in reads if one["kind"] != "fact"})
    for path in paths:
        shutil.copyfile(project.data / path, folder / Path(path).name)
    if facts:
        documented[documented["id"].isin(facts)].to_csv(folder / FACTS_FILE, index=False)
    (folder / "codebook.csv").write_text(_codebook(paths, stored, bool(facts)), encoding="utf-8")
    (folder / "README.txt").write_text(_readme(lesson, folder, paths, stored), encoding="utf-8")
    tables = {Path(path).name: path for path in paths if stored[path]["kind"] == "table"}
    return tables | ({FACTS_FILE: facts_path} if facts else {})


def _columns(folder: Path, tables: Mapping[str, Resource]) -> str:
    """Return what each column of the tables in a folder holds, as CSV."""
    rows = [
        (name, one["name"], one["type"], one.get("unit", ""), one.get("description", ""))
        for name, table in sorted(tables.items())
        for one in table.fields
        if one["name"] in pd.read_csv(folder / name, nrows=0).columns
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(index=False)


def _codebook(
    paths: Iterable[str], stored: Mapping[str, Mapping[Any, Any]], has_facts: bool
) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CODEBOOK)
    for path in paths:
        its = stored[path]
        writer.writerow([
            Path(path).name, its["title"], its["unit"], its["frequency"], its["publisher"],
            its["source_id"], its["vintage"], its["first"], its["last"], its["licence"],
            its["remarks"],
        ])  # fmt: skip
    if has_facts:
        writer.writerow([FACTS_FILE, "Facts that stand in documents only", "per row", "irregular",
                         "per row", "per row", "", "", "", "Facts only, own wording",
                         "Each row says where it was read."])  # fmt: skip
    return text.getvalue()


def _readme(
    lesson: Lesson, folder: Path, paths: Iterable[str], stored: Mapping[str, Mapping[Any, Any]]
) -> str:
    if not any(path.name != "codebook.csv" for path in folder.iterdir()):
        return (
            f"{lesson.number} {lesson.title}\n\n"
            "This lesson reads no stored series or table: it computes on the verdicts of the other "
            "lessons, which the ledger of the book hands out as CSV.\n"
        )
    head = (
        f"{lesson.number} {lesson.title}\n\n"
        "The files of this folder are what the lesson reads, each as a whole. A series is a file "
        "with the columns date and value; codebook.csv says what each file holds, in which unit, "
        "of which version, and columns.csv what stands in the columns of the tables. "
        "A version in the name (GDP.2023-12.csv) is the series as it was known then.\n"
    )
    example = _example(folder, paths, stored)
    return head + (f"\nA worked example\n\n{example}" if example else "")


def _example(
    folder: Path, paths: Iterable[str], stored: Mapping[str, Mapping[Any, Any]]
) -> str | None:
    """Return a mean worked out for the first series that is long enough."""
    for path in paths:
        its = stored[path]
        if its["kind"] != "series" or its["n"] < ENOUGH:
            continue
        name = Path(path).name
        values = pd.read_csv(folder / name)["value"]
        last = len(values) + 1  # row of a spreadsheet, below its heading
        latest = values.iloc[-ENOUGH:]
        if latest.isna().any():
            continue
        return (
            f"{its['title']}: the mean of the last {ENOUGH} observations is "
            f"{latest.mean():.4f} {its['unit']}.\n\n"
            f"Spreadsheet: open {name}; =AVERAGE(B{last - ENOUGH + 1}:B{last})\n"
            f'R: mean(tail(read.csv("{name}")$value, {ENOUGH}))\n'
            f'Python: pandas.read_csv("{name}")["value"].tail({ENOUGH}).mean()\n'
        )
    return None
