"""The anatomy of a lesson: one question, one sitting, cells that a student can read."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from treasurybook.ledger.claims import claims
from treasurybook.press.editions.exercises import exercises_of
from treasurybook.press.editions.plans import plan_of
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.site.quiz import Question

ROOT = Path(__file__).resolve().parents[1]
ALL = find_lessons(Project(ROOT))
LESSONS = [lesson for lesson in ALL if not lesson.is_appendix]
each_of_all = pytest.mark.parametrize("lesson", ALL, ids=lambda one: one.number)
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.number)

MOST_CELLS, MOST_LINES, MOST_FIGURES, LEAST_WORDS, MOST_WORDS = 24, 15, 8, 900, 1500


def code_cells(lesson: Lesson) -> list[str]:
    return [cell.source for cell in lesson.read().cells if cell.cell_type == "code"]


def seen_cells(lesson: Lesson) -> list[str]:
    """Return the cells of the argument: none that guard and hand over numbers, no solutions."""
    text = lesson.path.read_text(encoding="utf-8")
    text = re.sub(r"```\{solution-start\}.*?```\{solution-end\}", "", text, flags=re.DOTALL)
    cells = re.findall(r"```\{code-cell\}.*?```", text, flags=re.DOTALL)
    return [cell for cell in cells if "remove-cell" not in cell.partition("\n\n")[0]]


def prose(lesson: Lesson) -> str:
    """Return what a reader reads of the text: no code, directives, tables or formulas."""
    text = lesson.path.read_text(encoding="utf-8").split("---", 2)[-1]
    text = re.sub(r"```\{(?:code-cell|quiz)\}.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    lines = (line for line in text.splitlines() if not line.startswith(("|", "```", ":::", ":")))
    return re.sub(r"\{glue:text\}`[^`]*`", "0", " ".join(lines))


def names_bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name


@each_lesson
def test_a_lesson_fits_one_sitting(lesson: Lesson) -> None:
    cells = code_cells(lesson)
    assert len(seen_cells(lesson)) <= MOST_CELLS
    assert sum("charts.frame(" in cell for cell in cells) <= MOST_FIGURES
    assert LEAST_WORDS <= len(prose(lesson).split()) <= MOST_WORDS


@each_of_all
def test_cells_are_short(lesson: Lesson) -> None:
    # options of a cell (`:tags:`) are no code
    long = [cell for cell in code_cells(lesson) if len(cell.strip().splitlines()) > MOST_LINES]
    assert long == []


@each_of_all
def test_no_function_is_defined_where_nobody_sees_it(lesson: Lesson) -> None:
    hidden = [
        name
        for cell in lesson.read().cells
        if cell.cell_type == "code" and "remove-cell" in cell.metadata.get("tags", [])
        for name in names_bound(ast.parse(cell.source))
    ]
    assert hidden == []


@each_lesson
def test_a_lesson_says_what_it_teaches(lesson: Lesson) -> None:
    text = lesson.path.read_text(encoding="utf-8")
    for part in ("**You will learn**", "**You need**", "**Time**", "## What happened since"):
        assert part in text, part


@each_lesson
def test_a_lesson_can_be_taught(lesson: Lesson) -> None:
    """Five exercises with a check each, five questions, and a plan of ninety minutes."""
    exercises = exercises_of(lesson.path)
    assert len(exercises) == 5
    text = lesson.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for one in exercises:  # the check takes the answer to the first question
        assert any("?" in line for line in lines[one.asked.start : one.asked.stop]), one.label
    (quiz,) = re.findall(r"```\{quiz\}\n(.*?)```", text, flags=re.DOTALL)
    assert len([Question.model_validate(one) for one in yaml.safe_load(quiz)]) == 5
    plan = plan_of(lesson.path, ROOT / "book" / "plans")
    for part in ("**Aim.**", "| Minutes |", "**Questions to ask.**", "**Usual mistakes.**",
                 "**On the board.**", "**Homework.**", "**Marking (20).**"):  # fmt: skip
        assert part in plan, part
    times = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", plan, re.MULTILINE)]
    assert times[0][0] == 0
    assert times[-1][1] == 90
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(times))


@each_of_all
def test_a_cell_that_draws_ends_with_its_figure(lesson: Lesson) -> None:
    """What stands before the last line of a cell is not shown."""
    unseen = []
    for cell in code_cells(lesson):
        for node in ast.parse(cell).body[:-1]:
            drawn = isinstance(node, ast.Expr) and ast.unparse(node).startswith("charts.")
            unseen += [ast.unparse(node)[:80]] * drawn
    assert unseen == []


@each_of_all
def test_no_outcome_is_typed(lesson: Lesson) -> None:
    typed = []
    for cell in code_cells(lesson):
        for node in ast.walk(ast.parse(cell)):
            is_answer = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not is_answer or node.func.id != "answer":
                continue
            for given in [*node.args[1:2], *(w.value for w in node.keywords)]:
                parts = given.elts if isinstance(given, ast.List) else [given]
                typed += [
                    ast.unparse(node)
                    for part in parts
                    if isinstance(part, ast.Constant) and isinstance(part.value, bool | float)
                ]
    assert typed == []


@each_of_all
def test_a_lesson_answers_each_claim_once_and_only_its_chapters(lesson: Lesson) -> None:
    source = "\n".join(code_cells(lesson))
    answered = re.findall(r"(?:answer|redrawn)\(\s*\"([A-Z]-\d{3})\"", source)
    assert len(answered) == len(set(answered))
    assert all(claims()[key].chapter == lesson.order[0] for key in answered)


def test_the_code_of_lessons_has_no_faults_that_a_linter_sees(tmp_path: Path) -> None:
    """Names that nobody made, and imports that nobody uses."""
    for lesson in ALL:
        code = "\n\n".join(code_cells(lesson))
        (tmp_path / f"{lesson.stem.replace('/', '_')}.py").write_text(code, encoding="utf-8")
    rules = "F401,F811,F821,F841"
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", rules, str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout
