"""The wheel in an environment of its own, outside the repository: what a stranger has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from treasurybook.ledger.records import KEYS, MIME
from treasurybook.press.project import Project
from treasurybook.press.release.standalone import SETUP
from treasurybook.press.release.wheel import WHEELS, build_wheel, wheel_name
from treasurybook.press.run.lessons import find_lessons, pick_lesson
from treasurybook.press.run.storage import records_path, rounded

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
RUN_HERE = ("1.3", "8.4")
"""Notebooks that the tests run: one on data, one on the records of all others."""

Installed = dict[str, str]


@pytest.fixture(scope="session")
def python(site: Path, shared: Path) -> Path:
    """Install the wheel of the site into an environment, once for all workers; its interpreter.

    What it depends on comes from the environment of the tests, so that nothing is fetched.
    """
    place = shared / "stranger"
    with FileLock(shared / "stranger.lock"):
        if not (place / "ready").exists():
            venv.create(place, symlinks=os.name == "posix", with_pip=False)
            packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))
            (packages / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
            wheel = site / WHEELS / wheel_name(PROJECT)
            command = [sys.executable, "-m", "pip", "--python", str(_python(place)), "install"]
            # not looking at what is there: the book that the tests are of
            quiet = ["--quiet", "--ignore-installed", "--no-deps", "--no-index"]
            subprocess.run([*command, *quiet, str(wheel)], check=True)
            (place / "ready").touch()
    return _python(place)


def _python(place: Path) -> Path:
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(python: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run the environment's Python in a folder, as somebody who knows of no checkout."""
    ours = ("PYTHONPATH", "TREASURYBOOK_ROOT", "TREASURYBOOK_GUARDS", "TREASURYBOOK_LESSON")
    environment = {key: x for key, x in os.environ.items() if key not in ours}
    return subprocess.run(
        [str(python), *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def answers(notebook: Path) -> Iterator[dict[str, Any]]:
    """Yield what the answers of an executed notebook have recorded."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            yield from output.get("data", {}).get(MIME, ())


# ---- What it carries


def test_the_wheel_carries_data_lessons_and_the_records_of_the_build(site: Path) -> None:
    with zipfile.ZipFile(site / WHEELS / wheel_name(PROJECT)) as wheel:
        names = set(wheel.namelist())
        carried = "treasurybook/carried/"
        files = [path for path in PROJECT.data.rglob("*") if path.is_file()]
        lessons = find_lessons(PROJECT)
        files += [path for one in lessons for path in (one.path, records_path(PROJECT, one))]
        wanted = {carried + path.relative_to(ROOT).as_posix(): path for path in files}
        assert sorted(set(wanted) - names) == []
        for name, path in wanted.items():
            assert wheel.read(name) == path.read_bytes(), name
        licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-data", "LICENSE-text"}


def test_the_page_offers_the_wheel_with_its_hash(site: Path) -> None:
    page = (site / "book" / "rerun.html").read_text(encoding="utf-8")
    content = (site / WHEELS / wheel_name(PROJECT)).read_bytes()
    assert f'href="../{WHEELS}/{wheel_name(PROJECT)}"' in page
    assert sha256(content).hexdigest() in page
    assert len(content) < 8_000_000


def test_the_same_inputs_give_the_same_wheel(site: Path, tmp_path: Path) -> None:
    """Also in another folder, on another day, and from the records that the tests expect."""
    names = ("src", "data", "chapters", "pyproject.toml", "README.md", "hatch_build.py")
    licences = ("LICENSE", "LICENSE-data", "LICENSE-text")
    for name in (*names, *licences):
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, tmp_path / name, copy_function=shutil.copy, ignore=left_out)
        else:
            shutil.copy(source, tmp_path)
    shutil.copytree(ROOT / "tests" / "expected", tmp_path / "tests" / "expected")
    if (ROOT / "results").exists():
        shutil.copytree(ROOT / "results", tmp_path / "results")
    (tmp_path / "_build").mkdir()
    shutil.copy(PROJECT.origins, tmp_path / "_build")  # which only a build can tell
    again = build_wheel(Project(tmp_path))
    assert again.read_bytes() == (site / WHEELS / wheel_name(PROJECT)).read_bytes()


def test_a_checkout_carries_nothing_and_its_own_data_count() -> None:
    code = "from treasurybook.snapshot.paths import CARRIED, DATA; print(CARRIED.exists(), DATA)"
    environment = {key: x for key, x in os.environ.items() if key != "TREASURYBOOK_ROOT"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"False {ROOT / 'data'}"


# ---- What a stranger does with it


def test_data_records_and_models_are_there_without_a_checkout(python: Path, tmp_path: Path) -> None:
    code = (
        "from treasurybook import book; from treasurybook.ledger import claims\n"
        "from treasurybook.models.statistics.shares import trailing_percent\n"
        "from treasurybook.snapshot import fact, series, table\n"
        "from treasurybook.snapshot.paths import CARRIED, DATA\n"
        "assert DATA == CARRIED / 'data' and 'site-packages' in DATA.parts\n"
        "assert series('DGS10').size > 10_000 and len(table('soma_holdings')) > 100\n"
        "print(len(book.records()) == len(claims()), fact('law_chips_signed').date)"
    )
    done = run(python, tmp_path, "-c", code)
    assert done.stdout.split() == ["True", "2022-08-09"], done.stderr


def test_a_lesson_runs_with_another_parameter_and_a_verdict_moves(
    python: Path, tmp_path: Path
) -> None:
    """The example of the page *Rerun it*."""
    page = (ROOT / "book" / "rerun.md").read_text(encoding="utf-8")
    example = "treasurybook run 2.1 -p social_security_excess=10"
    assert example in page
    done = run(python, tmp_path, "-m", *example.split(), "-o", "mine.ipynb")
    assert done.returncode == 0, done.stderr
    stored = records_path(PROJECT, pick_lesson(PROJECT, "2.1")).read_text(encoding="utf-8")
    before = {one["claim"]: one["verdict"] for one in json.loads(stored)}
    after = {one["claim"]: one["verdict"] for one in answers(tmp_path / "mine.ipynb")}
    assert before.keys() == after.keys()
    moved = {key for key in before if before[key] != after[key]}
    assert moved == {"F-183"}
    assert "the verdict on F-183 moves" in page


def test_the_way_to_the_sources_can_be_traced(python: Path, tmp_path: Path) -> None:
    done = run(python, tmp_path, "-m", "treasurybook", "trace", "F-130")
    assert done.returncode == 0, done.stderr
    assert "treasurybook run 1.4" in done.stdout
    assert "statements rest on it" in run(
        python, tmp_path, "-m", "treasurybook", "trace", "DGS10"
    ).stdout  # fmt: skip


@pytest.mark.parametrize("command", [["book"], ["data", "refresh"], ["wheel"]])
def test_what_needs_a_checkout_says_so_in_one_line(
    python: Path, tmp_path: Path, command: list[str]
) -> None:
    done = run(python, tmp_path, "-m", "treasurybook", *command)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "TREASURYBOOK_ROOT" in done.stderr


# ---- Notebooks


@pytest.mark.parametrize("number", RUN_HERE)
def test_an_offered_notebook_runs_anywhere_and_gives_the_same_records(
    site: Path, python: Path, tmp_path: Path, number: str
) -> None:
    lesson = pick_lesson(PROJECT, number)
    shutil.copy(site / "_notebooks" / f"{lesson.stem}.ipynb", tmp_path / "lesson.ipynb")
    done = run(
        python, tmp_path, "-m", "papermill", "--no-progress-bar", "lesson.ipynb", "out.ipynb"
    )
    assert done.returncode == 0, done.stderr
    stored = json.loads(records_path(PROJECT, lesson).read_text(encoding="utf-8"))
    expected = [{key: one[key] for key in KEYS} for one in stored]
    assert rounded(list(answers(tmp_path / "out.ipynb"))) == expected


def test_the_cell_of_an_offered_notebook_installs_only_what_is_missing(site: Path) -> None:
    for lesson in find_lessons(PROJECT):
        text = (site / "_notebooks" / f"{lesson.stem}.ipynb").read_text(encoding="utf-8")
        about, setup, *_ = json.loads(text)["cells"]
        assert about["source"].startswith(f"*{'Treasuries, Recomputed'}*, version ")
        assert f"Lesson {lesson.number}," in about["source"]
        assert setup["metadata"]["tags"] == [SETUP]
        assert f'%pip install -q "{wheel_name(PROJECT)}"' in setup["source"]
        assert 'find_spec("treasurybook") is None' in setup["source"]
