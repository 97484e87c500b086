"""Packs of data: what a lesson reads, described, with an example that comes out as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from treasurybook.press.editions.datapack import CODEBOOK, COLUMNS, ENOUGH, write_packs
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def packs(site: Path) -> Path:  # noqa: ARG001 (the lessons must have been run)
    return write_packs(Project(ROOT))


def test_every_lesson_has_a_pack_whose_files_are_described(packs: Path) -> None:
    lessons = [lesson for lesson in find_lessons(Project(ROOT)) if not lesson.is_appendix]
    assert {folder.name for folder in packs.iterdir()} == {one.number for one in lessons}
    for folder in packs.iterdir():
        book = pd.read_csv(folder / "codebook.csv", dtype=str)
        assert tuple(book.columns) == CODEBOOK
        files = {path.name for path in folder.iterdir()} - {
            "codebook.csv", "columns.csv", "README.txt",
        }  # fmt: skip
        assert set(book["file"]) == files, folder.name
        assert book["title"].notna().all()


def test_every_column_of_a_table_is_described(packs: Path) -> None:
    described = 0
    for folder in packs.iterdir():
        columns = pd.read_csv(folder / "columns.csv", dtype=str)
        assert tuple(columns.columns) == COLUMNS
        book = pd.read_csv(folder / "codebook.csv", dtype=str)
        for name in book["file"]:
            stored = list(pd.read_csv(folder / name, nrows=0).columns)
            if stored != ["date", "value"]:
                assert list(columns.loc[columns["file"] == name, "column"]) == stored, name
                described += 1
        money = columns[columns["column"].str.endswith("_usd_bn")]
        assert money["unit"].str.startswith("USD bn").all()  # some at annual rates, some chained
    assert described >= 50


def test_a_pack_without_data_says_so(packs: Path) -> None:
    empty = [path for path in packs.iterdir() if len(list(path.iterdir())) == 3]
    assert empty
    for folder in empty:
        assert "reads no stored series or table" in (folder / "README.txt").read_text("utf-8")


def test_the_worked_example_comes_out_as_it_says(packs: Path) -> None:
    worked = 0
    for folder in packs.iterdir():
        text = (folder / "README.txt").read_text(encoding="utf-8")
        said = re.search(r"observations is (-?[\d.]+)", text)
        if said is None:
            continue
        worked += 1
        name = re.search(r"open (\S+\.csv)", text)
        first, last = re.findall(r"B(\d+)", text)[:2]
        assert name is not None
        cells = (
            (folder / name[1]).read_text(encoding="utf-8").splitlines()[int(first) - 1 : int(last)]
        )
        values = [float(line.split(",")[1]) for line in cells]
        assert len(values) == ENOUGH
        assert sum(values) / ENOUGH == pytest.approx(float(said[1]), abs=1e-4)
    assert worked >= 20
