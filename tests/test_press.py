"""The press on a toy book: what runs when, what stops a build, and what pages hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from treasurybook.press.errors import (
    InputsMoved,
    LessonFailed,
    UnknownLesson,
    UnusableParameter,
)
from treasurybook.press.project import Project
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.fingerprint import lesson_fingerprint, shared_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons, pick_lesson
from treasurybook.press.run.parameters import parse_assignments
from treasurybook.press.run.pipeline import executed_path, run_stale_lessons
from treasurybook.press.site.mathml import to_mathml
from treasurybook.press.site.search import SearchEnglishAndChinese

ROOT = Path(__file__).resolve().parents[1]
TOY = ROOT / "tests" / "fixtures" / "toy"


class Toy:
    """A whole toy project in a folder of its own, with its own copy of the package."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(TOY, root)
        shutil.copytree(
            ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
        shutil.copytree(ROOT / "book" / "_static", root / "book" / "_static")
        for name in ("_config.yml", "pyproject.toml"):
            shutil.copy(ROOT / name, root)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run ``python <command>`` with the toy's package."""
        environment = os.environ | {
            "PYTHONPATH": str(self.root / "src"),
            "TREASURYBOOK_ROOT": str(self.root),
        }
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def book(self) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "treasurybook", "book")

    def chapters_run(self) -> list[str]:
        """Bring the chapters up to date; return those that had to run."""
        done = self.run(
            "-c",
            "from treasurybook.press.project import Project\n"
            "from treasurybook.press.run.pipeline import run_stale_lessons\n"
            "runs = run_stale_lessons(Project.here(), report=lambda line: None)\n"
            "print(*(run.lesson.stem for run in runs))",
        )
        assert done.returncode == 0, done.stderr
        return sorted(done.stdout.split())

    def set_value(self, old: str, new: str) -> None:
        """Replace a datum, with the hash that the data package states."""
        self.edit("data/values.csv", old, new)
        package = self.root / "data" / "datapackage.json"
        described = json.loads(package.read_text())
        content = (self.root / "data" / "values.csv").read_bytes()
        described["resources"][0]["hash"] = f"sha256:{sha256(content).hexdigest()}"
        package.write_text(json.dumps(described))

    def page(self, name: str) -> str:
        return (self.root / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


PART = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# A part

It works in {glue:text}`place`.

```{code-cell} ipython3
from pathlib import Path

from myst_nb import glue

glue("place", Path.cwd().name, display=False)
```
"""


def add_part(toy: Toy) -> None:
    """Give the toy a chapter of its own folder with one lesson, 3.2."""
    folder = toy.root / "chapters" / "3-parts"
    folder.mkdir()
    (folder / "2-a-part.md").write_text(PART, encoding="utf-8")
    toy.edit("_toc.yml", "02-constant", "02-constant\n  - file: chapters/3-parts/2-a-part")


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path / "toy")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """Build a toy book by Jupyter Book's own command, for tests that only read it."""
    toy = Toy(tmp_path_factory.mktemp("built") / "toy")
    add_part(toy)
    done = toy.run("-c", "from jupyter_book.cli.main import main; main(['build', '.', '-W', '-n'])")
    assert done.returncode == 0, done.stdout + done.stderr
    return toy


def test_a_touched_datum_changes_the_number_and_nothing_touched_runs_nothing(toy: Toy) -> None:
    assert toy.book().returncode == 0
    assert ">4.0<" in toy.page("chapters/01-sum")
    assert ">4.0<" in toy.page("book/index")

    toy.set_value("2.5", "3.5")
    done = toy.book()
    assert done.returncode == 0, done.stderr
    assert "ran 01-sum" in done.stdout
    assert ">5.0<" in toy.page("chapters/01-sum")
    assert ">5.0<" in toy.page("book/index"), "a page that quotes the chapter kept its old number"

    before = {path: path.stat().st_mtime_ns for path in toy.root.rglob("_build/**/*")}
    done = toy.book()
    assert "nothing changed" in done.stdout
    assert before == {path: path.stat().st_mtime_ns for path in toy.root.rglob("_build/**/*")}


def test_a_build_by_other_means_is_not_taken_for_ours(toy: Toy) -> None:
    plain = "from jupyter_book.cli.main import main; main(['build', '.'])"
    assert toy.book().returncode == 0
    toy.edit("book/index.md", "A toy book", "Another book")
    assert toy.run("-c", plain).returncode == 0
    toy.edit("book/index.md", "Another book", "A toy book")
    assert "nothing changed" not in toy.book().stdout
    assert "Another book" not in toy.page("book/index")


def test_damaged_data_stop_the_build(toy: Toy) -> None:
    toy.edit("data/values.csv", "2.5", "3.5")
    done = toy.book()
    assert done.returncode == 1
    assert "values.csv: hash:" in done.stderr
    assert not (toy.root / "_build").exists()


def test_a_changed_style_sheet_reaches_the_site(toy: Toy) -> None:
    assert toy.book().returncode == 0
    toy.edit("book/_static/site.css", "/* ---- Page ---- */", "main { color: #123456 }")
    done = toy.book()
    assert "ran" not in done.stdout
    assert "#123456" in (toy.root / "_build/html/_static/site.css").read_text()


def test_what_changed_decides_what_runs(toy: Toy) -> None:
    both = ["01-sum", "02-constant"]
    assert toy.chapters_run() == both
    assert toy.chapters_run() == []
    toy.edit("chapters/02-constant.md", "6 * 7", "6 * 8")
    assert toy.chapters_run() == ["02-constant"]
    toy.edit("src/treasurybook/models/__init__.py", '"""', '"""A change. ')
    assert toy.chapters_run() == both
    toy.set_value("2.5", "3.5")
    assert toy.chapters_run() == both
    executed_path(Project(toy.root), pick_lesson(Project(toy.root), "01")).unlink()
    assert toy.chapters_run() == ["01-sum"]


REPLACING = """
root = Path(os.environ["TREASURYBOOK_ROOT"])
once = root / "replaced"
if not once.exists() or once.read_text() == "always":
    old, new = (root / "data" / "values.csv"), (root / "data" / "values.new")
    new.write_text(old.read_text() + "2030-01-01,100\\n")
    new.replace(old)
    once.write_text(once.read_text() if once.exists() else "once")
"""


def replaced_in_mid_run(toy: Toy) -> None:
    """Let the first chapter replace the data after it has read them, as a refresh might."""
    total = 'glue("total"'
    toy.edit("chapters/01-sum.md", total, f"{REPLACING}\n{total}")


def test_a_run_during_which_the_data_are_replaced_is_not_kept(toy: Toy) -> None:
    replaced_in_mid_run(toy)
    told: list[str] = []
    project = Project(toy.root)
    runs = run_stale_lessons(project, report=told.append)
    assert {run.lesson.stem for run in runs} == {"01-sum", "02-constant"}
    assert any("replaced while it ran" in line for line in told)
    run = json.loads(executed_path(project, pick_lesson(project, "01")).read_text())
    assert "104.0" in json.dumps(run["cells"]), "the stored run must be of the new data"
    assert run_stale_lessons(project, report=told.append) == []


def test_data_that_are_replaced_all_the_time_stop_the_run(toy: Toy) -> None:
    replaced_in_mid_run(toy)
    (toy.root / "replaced").write_text("always")
    project = Project(toy.root)
    with pytest.raises(InputsMoved, match="01-sum: the data or the package were replaced"):
        run_stale_lessons(project, report=lambda _line: None)
    assert not executed_path(project, pick_lesson(project, "01")).exists()


def test_a_run_with_other_parameters_reads_one_snapshot_too(toy: Toy) -> None:
    replaced_in_mid_run(toy)
    done = toy.run("-m", "treasurybook", "run", "01", "-p", "factor=2", "-o", "twice.ipynb")
    assert done.returncode == 0, done.stderr
    assert "208.0" in (toy.root / "twice.ipynb").read_text()


COUNTING = """---
file_format: mystnb
reads_records: true
kernelspec: {name: python3, display_name: Python 3}
---

# The count of what the others found

```{code-cell} ipython3
import json
import os
from pathlib import Path

folder = Path(os.environ["TREASURYBOOK_ROOT"]) / "_build" / "records"
print("found:", *(one["claim"] for path in sorted(folder.glob("*.json"))
                  for one in json.loads(path.read_text())))
```
"""
RECORDING = """from IPython.display import display
display({"application/vnd.treasurybook.records+json": [{"claim": "T-001"}]}, raw=True)"""


def test_a_chapter_on_the_records_of_others_runs_after_them_and_when_they_change(toy: Toy) -> None:
    (toy.root / "chapters" / "00-count.md").write_text(COUNTING, encoding="utf-8")
    toy.edit("chapters/02-constant.md", "print(6 * 7)", RECORDING)
    counted = toy.root / "_build" / "executed" / "00-count.ipynb"

    assert toy.chapters_run() == ["00-count", "01-sum", "02-constant"]
    assert "found: T-001" in counted.read_text()
    assert toy.chapters_run() == []
    toy.edit("chapters/02-constant.md", "# A constant", "# The same constant")
    assert toy.chapters_run() == ["02-constant"], "no record has changed"
    toy.edit("chapters/02-constant.md", "T-001", "T-002")
    assert toy.chapters_run() == ["00-count", "02-constant"]
    assert "found: T-002" in counted.read_text()


def test_a_failing_cell_stops_the_build_and_keeps_the_former_run(toy: Toy) -> None:
    assert toy.chapters_run() == ["01-sum", "02-constant"]
    kept = (toy.root / "_build" / "executed" / "02-constant.ipynb").read_bytes()
    toy.edit("chapters/02-constant.md", "print(6 * 7)", "x = 1\nprint(6 / 0)")
    done = toy.book()
    assert done.returncode == 1
    for part in ("02-constant.md, line 11", "code cell 1", "x = 1", "ZeroDivisionError"):
        assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert (toy.root / "_build" / "executed" / "02-constant.ipynb").read_bytes() == kept


def test_plain_jupyter_book_prints_executed_notebooks(built: Toy) -> None:
    page = built.page("chapters/01-sum")
    assert ">4.0<" in page
    assert 'href="../_notebooks/01-sum.ipynb"' in page
    assert "<math" in page
    assert "mathjax@" not in page
    assert (built.root / "_build" / "html" / "_notebooks" / "01-sum.ipynb").exists()
    assert "Content-Security-Policy" in built.page("index")


def test_a_lesson_in_the_folder_of_its_chapter_has_page_notebook_and_records(built: Toy) -> None:
    page = built.page("chapters/3-parts/2-a-part")
    assert re.search(r"It works in [^.]*3-parts", page)
    assert 'href="../../_notebooks/3-parts/2-a-part.ipynb"' in page
    assert (built.root / "_build/html/_notebooks/3-parts/2-a-part.ipynb").exists()
    assert (built.root / "_build/records/3-parts/2-a-part.json").read_text() == "[]\n"


def test_what_a_lesson_left_goes_with_it(toy: Toy) -> None:
    add_part(toy)
    left = [toy.root / f"_build/{kind}/3-parts" for kind in ("executed", "records")]
    assert toy.chapters_run() == ["01-sum", "02-constant", "3-parts/2-a-part"]
    assert all(folder.is_dir() for folder in left)
    shutil.rmtree(toy.root / "chapters" / "3-parts")
    assert toy.chapters_run() == []
    assert not any(folder.exists() for folder in left)


def test_two_figures_cannot_share_an_id(toy: Toy) -> None:
    figure = '{"id": "fig-1", "title": "A", "data_csv": "x\\n1\\n"}'
    show = f"display({{'application/vnd.treasurybook.figure+json': {figure}}}, raw=True)"
    toy.edit("chapters/01-sum.md", "import csv", f"{show}\nimport csv")
    toy.edit("chapters/02-constant.md", "print(6 * 7)", show)
    done = toy.book()
    assert done.returncode == 1
    assert "'fig-1' is used in 01-sum and again in 02-constant" in done.stderr


# ---- Running one chapter


def changed(tmp_path: Path, code: str) -> Lesson:
    """Return the toy's second chapter with other code."""
    text = (TOY / "chapters" / "02-constant.md").read_text(encoding="utf-8")
    path = tmp_path / "02-constant.md"
    path.write_text(text.replace("print(6 * 7)", code), encoding="utf-8")
    return Lesson(tmp_path, path.stem)


def test_the_network_is_closed(tmp_path: Path) -> None:
    code = """
import socket, urllib.request
attempts = [
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53)),
    lambda: urllib.request.urlopen("http://example.org"),
]
for attempt in attempts:
    try:
        attempt()
    except OSError as error:
        print("network closed" in str(error))
server = socket.create_server(("127.0.0.1", 0))
print(socket.create_connection(server.getsockname()) is not None)
"""
    notebook = execute_lesson(Project(TOY), changed(tmp_path, code))
    assert notebook.cells[-1].outputs[0].text.split() == ["True"] * 5


def test_a_slow_cell_is_stopped(tmp_path: Path) -> None:
    chapter = changed(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(LessonFailed, match=r"(?s)02-constant.*code cell 1.*longer than allowed"):
        execute_lesson(Project(TOY), chapter, cell_seconds=0.5)


def test_an_unknown_chapter_is_refused_with_those_there_are() -> None:
    assert pick_lesson(Project(TOY), "1").stem == "01-sum"
    assert pick_lesson(Project(TOY), "chapters/01-sum.md").stem == "01-sum"
    with pytest.raises(UnknownLesson, match="01-sum, 02-constant"):
        pick_lesson(Project(TOY), "07")


@pytest.fixture
def lessons(tmp_path: Path) -> Project:
    """Make a project of empty lessons, in chapters of both kinds."""
    for name in (
        "5-runoff/1-plan",
        "5-runoff/2-ladder",
        "5-runoff/10-end",
        "6-cut/1-plan",
        "02-x",
    ):
        path = tmp_path / "chapters" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (tmp_path / "chapters" / "5-runoff" / "index.md").write_text("")  # computes nothing
    return Project(tmp_path)


def test_lessons_stand_in_the_order_of_their_numbers(lessons: Project) -> None:
    numbers = [lesson.number for lesson in find_lessons(lessons)]
    assert numbers == ["2", "5.1", "5.2", "5.10", "6.1"]


@pytest.mark.parametrize(
    "name",
    [
        "5.2",
        "05.2",
        "5.2-ladder",
        "2-ladder",
        "5-runoff/2-ladder",
        "5-runoff/2-ladder.md",
        "chapters/5-runoff/2-ladder.md",
        "{root}/chapters/5-runoff/2-ladder.md",
    ],
)
def test_a_lesson_goes_by_number_name_and_file(lessons: Project, name: str) -> None:
    assert pick_lesson(lessons, name.format(root=lessons.root)).stem == "5-runoff/2-ladder"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("5", "there are: 5.1-plan, 5.2-ladder, 5.10-end"),
        ("05", "there are: 5.1-plan, 5.2-ladder, 5.10-end"),
        ("1-plan", "may mean 5-runoff/1-plan, 6-cut/1-plan"),
        ("index.md", "there are: 02-x, 5.1-plan"),
    ],
)
def test_a_name_that_is_no_single_lesson_is_answered_with_those(
    lessons: Project, name: str, told: str
) -> None:
    with pytest.raises(UnknownLesson, match=re.escape(told)):
        pick_lesson(lessons, name)


# ---- Parameters


def test_parameters_take_the_type_of_their_default() -> None:
    chapter = pick_lesson(Project(TOY), "01")
    given = ["factor=2", "whole=5", "vintage=2023-12-15"]
    assert parse_assignments(chapter, given) == {
        "factor": 2.0,
        "whole": 5,
        "vintage": "2023-12-15",
    }


@pytest.mark.parametrize(
    ("assignment", "complaint"),
    [
        ("factr=2", "unknown parameter 'factr'"),
        ("factor", "not of the form name=value"),
        ("factor=11", "from 0 to 10"),
        ("factor=high", "must be a number"),
        ("whole=1.5", "must be a whole number"),
        ("vintage=2023-13-01", "one of: as_written, latest, <day>"),
    ],
)
def test_an_unusable_parameter_is_refused_with_the_valid_ones(
    assignment: str, complaint: str
) -> None:
    with pytest.raises(UnusableParameter) as caught:
        parse_assignments(pick_lesson(Project(TOY), "01"), [assignment])
    message = str(caught.value)
    assert complaint in message
    for name in ("vintage = 'latest'", "factor = 1.0", "whole = 3"):
        assert name in message


def test_run_writes_a_notebook_with_the_parameters_given(toy: Toy) -> None:
    done = toy.run("-m", "treasurybook", "run", "01", "-p", "factor=2", "-o", "out.ipynb")
    assert done.returncode == 0, done.stderr
    notebook = (toy.root / "out.ipynb").read_text(encoding="utf-8")
    assert "8.0" in notebook
    assert not (toy.root / "_build").exists(), "a run with other parameters must not feed the book"
    done = toy.run("-m", "treasurybook", "run", "01", "-p", "factor=20")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_parameters_are_part_of_the_fingerprint() -> None:
    chapter = pick_lesson(Project(TOY), "01")
    plain, same, other = (
        lesson_fingerprint(chapter, "shared", parameters)
        for parameters in (None, {}, {"factor": 2.0})
    )
    assert plain == same != other


def test_the_environment_is_part_of_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shared_fingerprint(Project(TOY))
    (tmp_path / "numpy-99.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert shared_fingerprint(Project(TOY)) != before


# ---- Pages


@pytest.mark.parametrize(
    ("latex", "piece"),
    [
        (r"\begin{align} Y &= C \\ &= S \end{align}", "<mtable"),
        (r"Y &= C \\ &= S", "<mtable"),
        (r"\begin{equation} Y = C \end{equation}", "<mi>Y</mi>"),
        (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 \end{cases}", "if "),
        (r"\underbrace{S - I}_{\text{private}}", "<munder"),
    ],
)
def test_formulas_become_mathml(latex: str, piece: str) -> None:
    formula = to_mathml(latex, display=True)
    assert formula.startswith("<math")
    assert piece in formula
    assert "(1)" not in formula, "Sphinx numbers displays; the converter must not"


def test_search_knows_words_and_chinese_terms() -> None:
    words = SearchEnglishAndChinese({}).split("10年期国债 and term premia")
    assert {"10", "年期", "期国", "国债", "债", "and", "term", "premia"} <= set(words)
    assert SearchEnglishAndChinese({}).split("F-130, COVID-190") == ["F-130", "COVID", "190"]
