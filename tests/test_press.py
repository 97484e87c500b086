"""The press on a toy book: what runs when, what stops a build, and what pages hold."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import treasurybook
from tests.toy import TOY, Toy, add_part
from treasurybook.press.errors import (
    InputsMoved,
    LessonFailed,
    UnknownLesson,
    UnusableParameter,
)
from treasurybook.press.project import Project
from treasurybook.press.run import steady
from treasurybook.press.run.apart import run_apart
from treasurybook.press.run.execute import _imports, execute_lesson
from treasurybook.press.run.fingerprint import lesson_fingerprint, shared_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons, pick_lesson
from treasurybook.press.run.parameters import Parameter, parse_assignments
from treasurybook.press.run.pipeline import run_stale_lessons
from treasurybook.press.run.storage import executed_path
from treasurybook.press.site.mathml import parts_of, to_mathml
from treasurybook.press.site.search import SearchEnglishAndChinese


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path / "toy")


@pytest.fixture(scope="module")
def plainly_built(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """Build a toy book by Jupyter Book's own command, for tests that only read it."""
    toy = Toy(tmp_path_factory.mktemp("built") / "toy")
    add_part(toy)
    done = toy.run("-c", "from jupyter_book.cli.main import main; main(['build', '.', '-W', '-n'])")
    assert done.returncode == 0, done.stdout + done.stderr
    return toy


def test_a_touched_datum_changes_the_number_and_nothing_touched_runs_nothing(kept: Toy) -> None:
    assert ">4.0<" in kept.page("chapters/01-sum")
    assert ">4.0<" in kept.page("book/index")

    kept.edit("chapters/02-constant.md", "# ", "# Once more: ")
    assert kept.book().returncode == 0  # in the folder of the copy every page is written once
    kept.set_value("2.5", "3.5")
    done = kept.book()
    assert done.returncode == 0, done.stderr
    assert "ran 01-sum" in done.stdout
    assert ">5.0<" in kept.page("chapters/01-sum")
    assert ">5.0<" in kept.page("book/index"), "a page that quotes the chapter kept its old number"

    before = {path: path.stat().st_mtime_ns for path in kept.root.rglob("_build/**/*")}
    done = kept.book()
    assert "nothing changed" in done.stdout
    assert before == {path: path.stat().st_mtime_ns for path in kept.root.rglob("_build/**/*")}


def test_a_build_by_other_means_is_not_taken_for_ours(kept: Toy) -> None:
    plain = "from jupyter_book.cli.main import main; main(['build', '.'])"
    kept.edit("book/index.md", "A toy book", "Another book")
    assert kept.run("-c", plain).returncode == 0
    kept.edit("book/index.md", "Another book", "A toy book")
    assert "nothing changed" not in kept.book().stdout
    assert "Another book" not in kept.page("book/index")


def test_damaged_data_stop_every_way_to_compute(toy: Toy) -> None:
    toy.edit("data/values.csv", "2.5", "3.5")
    for command in (
        ("-m", "treasurybook", "book"),
        ("-m", "treasurybook", "run", "01"),
        ("-c", "from jupyter_book.cli.main import main; main(['build', '.'])"),
    ):
        done = toy.run(*command)
        assert done.returncode != 0
        assert "values.csv: hash:" in done.stderr
        assert command[0] == "-c" or "Traceback" not in done.stderr  # Jupyter Book prints one
    assert not (toy.root / "_build" / "executed").exists()


def test_a_changed_style_sheet_reaches_the_site(kept: Toy) -> None:
    kept.edit("book/_static/site.css", "/* ---- Page ---- */", "main { color: #123456 }")
    done = kept.book()
    assert "ran" not in done.stdout
    assert "#123456" in (kept.root / "_build/html/_static/book.css").read_text()


def test_a_changed_template_makes_the_pages_stale_and_no_lesson(toy: Toy) -> None:
    said = (
        "from treasurybook.press.book import book_fingerprint as b\n"
        "from treasurybook.press.project import Project\n"
        "from treasurybook.press.run.fingerprint import shared_fingerprint as s\n"
        "print(b(Project.here()), s(Project.here()))"
    )
    before = toy.run("-c", said).stdout.split()
    toy.edit("src/treasurybook/press/site/templates/statement.html", "<h2>History", "<h2>Past")
    after = toy.run("-c", said).stdout.split()
    assert len(before) == 2
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_what_changed_decides_what_runs(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    package = toy.root / "src" / "treasurybook"
    monkeypatch.setattr(treasurybook, "__file__", str(package / "__init__.py"))
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


def test_prose_that_changes_keeps_the_results_and_comes_to_the_page(kept: Toy) -> None:
    run = executed_path(Project(kept.root), pick_lesson(Project(kept.root), "01"))
    before = json.loads(run.read_text())
    kept.edit("chapters/01-sum.md", "The sum is", "A line more.\n\nAll in all it is")
    kept.edit(
        "chapters/01-sum.md", "file_format: mystnb\n", "file_format: mystnb\nkey_terms: [sum]\n"
    )
    done = kept.book()
    assert done.returncode == 0, done.stderr
    assert "kept the results of 01-sum" in done.stdout
    assert "ran " not in done.stdout
    assert "All in all it is" in kept.page("chapters/01-sum")
    after = json.loads(run.read_text())
    assert after["metadata"]["source_map"] != before["metadata"]["source_map"]
    assert after["metadata"]["papermill"] == before["metadata"]["papermill"]
    assert _code_cells(after) == _code_cells(before)
    assert set(after["metadata"]) == {*before["metadata"], "key_terms"}
    assert "nothing changed" in kept.book().stdout
    kept.edit("chapters/01-sum.md", "key_terms: [sum]\n", "")
    assert kept.chapters_run() == []
    assert set(json.loads(run.read_text())["metadata"]) == set(before["metadata"])


def _code_cells(notebook: dict[str, Any]) -> list[Any]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("factor *", "2 * factor *", id="code"),
        pytest.param("range: 0..10", "range: 0..9", id="a comment, which may state a parameter"),
        pytest.param("[parameters]", "[parameters, hide-input]", id="a tag"),
    ],
)
def test_a_lesson_whose_code_changes_runs(kept: Toy, old: str, new: str) -> None:
    kept.chapters_run()
    kept.edit("chapters/01-sum.md", old, new)
    assert kept.chapters_run() == ["01-sum"]


def test_a_lesson_whose_prose_and_data_change_runs(built: Toy) -> None:
    built.edit("chapters/02-constant.md", "# ", "# Once more: ")
    built.set_value("2.5", "3.5")
    assert built.chapters_run() == ["01-sum", "02-constant"]


def test_a_damaged_run_is_not_kept_though_prose_alone_changed(built: Toy) -> None:
    run = executed_path(Project(built.root), pick_lesson(Project(built.root), "02"))
    run.write_text(run.read_text().replace("42", "43"))
    built.edit("chapters/02-constant.md", "# ", "# Once more: ")
    assert built.chapters_run() == ["02-constant"]


def replaced_in_mid_run(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, *, always: bool = False
) -> list[str]:
    """Let the data be replaced after the first lesson has read them, as a refresh might."""
    values = iter(["3.5", "4.5", "5.5", "6.5"][: 4 if always else 1])
    now = ["2.5"]

    def execute_and_replace(*given: Any, **named: Any) -> Any:
        notebook = execute_lesson(*given, **named)
        if given[1].stem == "01-sum" and (fresh := next(values, None)):
            toy.set_value(now[-1], fresh)
            now.append(fresh)
        return notebook

    monkeypatch.setattr(steady, "execute_lesson", execute_and_replace)
    return now


def test_a_run_during_which_the_data_are_replaced_is_not_kept(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced_in_mid_run(toy, monkeypatch)
    told: list[str] = []
    project = Project(toy.root)
    runs = run_stale_lessons(project, report=told.append)
    assert {run.lesson.stem for run in runs} >= {"01-sum"}
    assert any("replaced while it ran" in line for line in told)
    run = json.loads(executed_path(project, pick_lesson(project, "01")).read_text())
    assert "5.0" in json.dumps(run["cells"]), "the stored run must be of the new data"
    assert run_stale_lessons(project, report=told.append) == []


def test_data_that_are_replaced_all_the_time_stop_the_run(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced_in_mid_run(toy, monkeypatch, always=True)
    project = Project(toy.root)
    with pytest.raises(InputsMoved, match="01-sum: the data or the package were replaced"):
        run_stale_lessons(project, report=lambda _line: None)
    assert not executed_path(project, pick_lesson(project, "01")).exists()


def test_a_run_with_other_parameters_reads_one_snapshot_too(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced_in_mid_run(toy, monkeypatch)
    project = Project(toy.root)
    output = toy.root / "twice.ipynb"
    run_apart(project, pick_lesson(project, "01"), {"factor": 2.0}, output)
    assert "10.0" in output.read_text()


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

CELL_BELOW = "```{code-cell} ipython3\n1 + 1\n```"


def test_a_chapter_on_the_records_of_others_runs_after_them_and_when_they_change(toy: Toy) -> None:
    (toy.root / "chapters" / "00-count.md").write_text(COUNTING, encoding="utf-8")
    toy.edit("chapters/02-constant.md", "print(6 * 7)", RECORDING)
    counted = toy.root / "_build" / "executed" / "00-count.ipynb"

    assert toy.chapters_run() == ["00-count", "01-sum", "02-constant"]
    assert "found: T-001" in counted.read_text()
    assert toy.chapters_run() == []
    toy.edit("chapters/02-constant.md", "raw=True)\n```", "raw=True)\n```\n\n" + CELL_BELOW)
    assert toy.chapters_run() == ["02-constant"], "no record has changed"
    toy.edit("chapters/02-constant.md", "# A constant", "# The same constant")
    assert toy.chapters_run() == [], "nor where prose alone has, for they are written as before"
    toy.edit("chapters/02-constant.md", "T-001", "T-002")
    assert toy.chapters_run() == ["00-count", "02-constant"]
    assert "found: T-002" in counted.read_text()


def test_a_failing_cell_stops_the_build_and_keeps_the_former_run(built: Toy) -> None:
    kept = (built.root / "_build" / "executed" / "02-constant.ipynb").read_bytes()
    built.edit("chapters/02-constant.md", "print(6 * 7)", "x = 1\nprint(6 / 0)")
    done = built.book()
    assert done.returncode == 1
    for part in ("02-constant.md, line 11", "code cell 1", "x = 1", "ZeroDivisionError"):
        assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert (built.root / "_build" / "executed" / "02-constant.ipynb").read_bytes() == kept


def test_plain_jupyter_book_prints_executed_notebooks(plainly_built: Toy) -> None:
    page = plainly_built.page("chapters/01-sum")
    assert ">4.0<" in page
    assert 'href="../_notebooks/01-sum.ipynb"' in page
    assert "<math" in page
    assert "mathjax@" not in page
    assert (plainly_built.root / "_build" / "html" / "_notebooks" / "01-sum.ipynb").exists()
    assert "Content-Security-Policy" in plainly_built.page("index")


def test_a_lesson_in_the_folder_of_its_chapter_has_page_notebook_and_records(
    plainly_built: Toy,
) -> None:
    page = plainly_built.page("chapters/3-parts/2-a-part")
    assert re.search(r"It works in [^.]*3-parts", page)
    assert 'href="../../_notebooks/3-parts/2-a-part.ipynb"' in page
    assert (plainly_built.root / "_build/html/_notebooks/3-parts/2-a-part.ipynb").exists()
    assert (plainly_built.root / "_build/records/3-parts/2-a-part.json").read_text() == "[]\n"


def test_what_a_lesson_left_goes_with_it(toy: Toy) -> None:
    add_part(toy)
    left = [toy.root / f"_build/{kind}/3-parts" for kind in ("executed", "records")]
    assert toy.chapters_run() == ["01-sum", "02-constant", "3-parts/2-a-part"]
    assert all(folder.is_dir() for folder in left)
    shutil.rmtree(toy.root / "chapters" / "3-parts")
    assert toy.chapters_run() == []
    assert not any(folder.exists() for folder in left)


def test_two_figures_cannot_share_an_id(built: Toy) -> None:
    figure = '{"id": "fig-1", "title": "A", "data_csv": "x\\n1\\n"}'
    show = f"display({{'application/vnd.treasurybook.figure+json': {figure}}}, raw=True)"
    built.edit("chapters/01-sum.md", "import csv", f"{show}\nimport csv")
    built.edit("chapters/02-constant.md", "print(6 * 7)", show)
    done = built.book()
    assert done.returncode == 1
    assert "'fig-1' is used in 01-sum and again in 02-constant" in done.stderr


# ---- Running one chapter


def changed(tmp_path: Path, code: str) -> Lesson:
    """Return the toy's second chapter with other code."""
    text = (TOY / "chapters" / "02-constant.md").read_text(encoding="utf-8")
    path = tmp_path / "02-constant.md"
    path.write_text(text.replace("print(6 * 7)", code), encoding="utf-8")
    return Lesson(tmp_path, path.stem)


def test_kernels_import_beforehand_what_cells_import(tmp_path: Path) -> None:
    lesson = Lesson(tmp_path, "1-x")
    lesson.path.write_text(
        "# Where numbers come\nfrom this page on\n```{code-cell} ipython3\nimport math\n\n"
        "from os.path import join\n"
        "from treasurybook.models.bonds import pricing as p, bill_yields\n"
        "x = 1\n```\nimport duties\n"
    )
    bonds = "treasurybook.models.bonds"
    assert _imports(lesson) == [
        *("math", "os.path", bonds),
        *(f"{bonds}.pricing", f"{bonds}.bill_yields"),
    ]


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


def test_a_clock_may_have_an_earliest_day() -> None:
    clock = Parameter("vintage", "latest", choices=("latest", "<day from 2026-02-01>"))
    assert clock.parse("2026-02-01") == "2026-02-01"
    with pytest.raises(ValueError, match="one of: latest, <day from 2026-02-01>"):
        clock.parse("2026-01-31")


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


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"a = b, \qquad c = \text{if \quad d}", ["a = b,", r"c = \text{if \quad d}"]),
        (r"a\qquad\Longleftrightarrow\qquad b", ["a", r"\Longleftrightarrow", "b"]),
        (r"\begin{cases} 1 & \quad x \end{cases}", [r"\begin{cases} 1 & \quad x \end{cases}"]),
        (r"a + \quadratic", [r"a + \quadratic"]),
    ],
)
def test_a_wide_space_parts_a_formula(latex: str, parts: list[str]) -> None:
    assert parts_of(latex) == parts


def test_search_knows_words_and_chinese_terms() -> None:
    words = SearchEnglishAndChinese({}).split("10年期国债 and term premia")
    assert {"10", "年期", "期国", "国债", "债", "and", "term", "premia"} <= set(words)
    assert SearchEnglishAndChinese({}).split("F-130, COVID-190") == ["F-130", "COVID", "190"]
