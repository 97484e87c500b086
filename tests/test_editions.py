"""Editions for students and teachers: one source, and nothing of a solution leaks."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from treasurybook.press.editions.answers import answers, keys
from treasurybook.press.editions.exercises import Exercise, exercises_of
from treasurybook.press.editions.for_teachers import drop_plans
from treasurybook.press.editions.plans import plan_of
from treasurybook.press.editions.student import student_source
from treasurybook.press.editions.teacher import teacher_source
from treasurybook.press.errors import UnsoundExercise
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.storage import executed_path, read_executed
from treasurybook.teaching.exercises import Key, verdict
from treasurybook.teaching.sealing import seal

PROJECT = Project(Path(__file__).resolve().parents[1])
TAUGHT = [one for one in find_lessons(PROJECT) if not one.is_appendix]
each_lesson = pytest.mark.parametrize("lesson", TAUGHT, ids=lambda one: one.number)
LONG = 25  # characters from which a line is told apart from others

LESSON = """# How many bills?

Text.

```{code-cell} ipython3
from treasurybook.teaching import solved
```

```{exercise}
:label: ex-1
:class: tb-exercise

**Warm-up.** What is a fifth of ten?
```

```{solution-start} ex-1
:class: dropdown
```

Divide the secret by five.

```{code-cell} ipython3
secret = 10 / 5
solved("ex-1", secret, "bills", wrong={"a": 1, "b": 3, "c": 4})
```

```{solution-end}
```

The end.
"""
KEY = Key(seal("ex-1", 2.0), {"Divide.": seal("ex-1", 50.0)}, "a number in bills").as_dict()
KEPT = {"ex-1": {"answer": 2.0, "wrong": {"Divide.": 50.0}, "key": KEY}}

CONTENTS = """
root: book/index
parts:
  - chapters:
    - file: chapters/01-sum
    - file: book/teaching
      sections: [{file: book/plans/chapter-1}]
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "1-supply" / "1-bills.md"
    path.parent.mkdir()
    path.write_text(LESSON, encoding="utf-8")
    return path


def test_an_exercise_is_found_with_its_solution(lesson: Path) -> None:
    lines = LESSON.splitlines()
    (found,) = exercises_of(lesson)
    assert found == Exercise("ex-1", found.asked, found.solution)
    assert lines[found.asked.start] == "```{exercise}"
    assert lines[found.asked.stop - 1] == "```"
    assert lines[found.solution.start] == "```{solution-start} ex-1"
    assert lines[found.solution.stop - 2] == "```{solution-end}"


def test_a_student_gets_the_question_a_cell_and_a_check_but_no_solution(lesson: Path) -> None:
    made = student_source(lesson, {"ex-1": KEY})
    assert "What is a fifth of ten?" in made
    assert "mine = ...  # a number in bills" in made
    assert 'check("ex-1", mine)' in made
    assert "the *first* question" in made
    assert "from treasurybook.teaching import check\n" in made
    assert "Divide." not in made  # hints come when they are earned
    assert made.endswith("The end.\n")
    for kept_back in ("secret", "solution", "solved(", "2.0"):
        assert kept_back not in made


def test_a_teacher_gets_answer_mistakes_and_plan(lesson: Path, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "chapter-1.md").write_text(
        "# Plans\n\n## 1.1 How many bills?\n\nAsk first.\n\n## 1.2 Other\n\nNot this.\n",
        encoding="utf-8",
    )
    assert plan_of(lesson, plans) == "Ask first."
    made = teacher_source(lesson, KEPT, plans)
    assert "To the first question: **2** (a number in bills)." in made
    assert "- 50: Divide." in made
    assert "Ask first." in made
    assert "Not this." not in made
    assert ":class: dropdown\n```\n\nDivide" not in made


def test_a_teacher_reads_numbers_as_exactly_as_they_matter(lesson: Path, tmp_path: Path) -> None:
    key = Key(seal("ex-1", -2.71828, 0.1), {}, "a number in bills, to within 0.1").as_dict()
    kept = {"ex-1": {"answer": -2.71828, "wrong": {"Divide.": -27.1828, "Count.": 3.0}, "key": key}}
    made = teacher_source(lesson, kept, tmp_path)
    assert "**−2.72** (a number in bills, to within 0.1)." in made
    assert "- −27.18: Divide." in made
    assert "- 3: Count." in made


def test_students_get_no_plans(tmp_path: Path) -> None:
    (tmp_path / "book" / "plans").mkdir(parents=True)
    (tmp_path / "chapters").mkdir()
    pages = {
        "book/index.md": "Read, then [teach](teaching.md) by [a plan](plans/chapter-1.md#one).\n",
        "book/teaching.md": 'Like <a href="../_notebooks/student/1.ipynb" download>1</a>.\n',
        "book/plans/chapter-1.md": "Ask first.\n",
        "chapters/01-sum.md": "See [the index](../book/index.md).\n",
        "_toc.yml": CONTENTS,
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    drop_plans(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert left == {"book/index.md", "book/teaching.md", "chapters/01-sum.md", "_toc.yml"}
    assert (
        tmp_path / "book/index.md"
    ).read_text() == "Read, then [teach](teaching.md) by a plan.\n"
    assert (tmp_path / "book/teaching.md").read_text() == "Like 1.\n"
    assert (tmp_path / "chapters/01-sum.md").read_text() == pages["chapters/01-sum.md"]
    contents = yaml.safe_load((tmp_path / "_toc.yml").read_text())
    assert contents["parts"][0]["chapters"] == [
        {"file": "chapters/01-sum"}, {"file": "book/teaching"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (":label: ex-1\n", "", r"1-bills\.md, line 9: the exercise has no :label:"),
        (":label: ex-1", ":label: ex-2", r"line 9: ex-2 has no solution"),
        ("```{solution-end}\n```", "", r"line 16: the solution of ex-1 has no end"),
        ('solved("ex-1"', 'solved("ex-9"', r"line 16: the solution says solved\(\.\.\.\) of ex-9"),
        ("solved(", "print(", r"line 16: the solution says solved\(\.\.\.\) of nothing"),
        (
            "```{exercise}\n:label: ex-1\n:class: tb-exercise\n\n**Warm-up.** What is a fifth of "
            "ten?\n```\n",
            "",
            "a solution of ex-1, which is not asked",
        ),
    ],
)
def test_what_an_exercise_lacks_is_named_with_its_line(
    lesson: Path, old: str, new: str, told: str
) -> None:
    assert old in LESSON
    lesson.write_text(LESSON.replace(old, new), encoding="utf-8")
    with pytest.raises(UnsoundExercise, match=told):
        exercises_of(lesson)


@each_lesson
@pytest.mark.usefixtures("site")
def test_nothing_of_a_solution_is_in_the_lesson_of_a_student(lesson: Lesson) -> None:
    notebook = read_executed(executed_path(PROJECT, lesson))
    lines = lesson.path.read_text(encoding="utf-8").splitlines()
    found = exercises_of(lesson.path)
    inside = {number for one in found for number in one.solution}
    elsewhere = {line.strip() for number, line in enumerate(lines) if number not in inside}
    made = student_source(lesson.path, keys(notebook))
    told = {line.strip() for line in made.splitlines()}
    secret = {lines[number].strip() for number in inside} - elsewhere
    assert [line for line in secret & told if len(line) > LONG] == []
    for one in answers(notebook).values():
        if not isinstance(one["answer"], str):
            assert repr(one["answer"]) not in made or repr(one["answer"]) in "\n".join(elsewhere)


@each_lesson
@pytest.mark.usefixtures("site")
def test_a_check_knows_the_answer_and_a_hint_for_each_typical_mistake(lesson: Lesson) -> None:
    kept = answers(read_executed(executed_path(PROJECT, lesson)))
    assert set(kept) == {one.label for one in exercises_of(lesson.path)}
    for label, one in kept.items():
        key = Key.from_dict(one["key"])
        assert verdict(label, key, one["answer"]) == "Right."
        assert len(one["wrong"]) >= 3
        for hint, value in one["wrong"].items():
            assert verdict(label, key, value) == f"Not yet. {hint}"
