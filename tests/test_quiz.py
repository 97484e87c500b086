"""Quizzes: sound questions, feedback to each choice, by keyboard and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from treasurybook.press.errors import BuildFailed
from treasurybook.press.site.quiz import Question, questions_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SOUND = """
- ask: What is two and two?
  right: Four.
  because: Count.
  wrong:
    - {say: Five., because: One too many.}
"""


def questions(content: str) -> list[Question]:
    """Return what the directive reads, on line 7 of a page."""
    return questions_of(content, "chapters/1-supply/1-bills, line 7")


def test_a_question_has_one_right_choice_in_a_place_that_tells_nothing() -> None:
    (question,) = questions(SOUND)
    assert sorted(right for right, _, _ in question.choices) == [False, True]
    places = {
        Question.model_validate(
            {
                "ask": f"Number {n}?",
                "right": "A",
                "because": "b",
                "wrong": [{"say": "B", "because": "c"}, {"say": "C", "because": "d"}],
            }
        ).choices.index((True, "A", "b"))
        for n in range(20)
    }
    assert places == {0, 1, 2}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  right: Four.\n", "", "question 1, right: Field required"),
        ("  because: Count.\n", "", "question 1, because: Field required"),
        ("    - {say: Five., because: One too many.}\n", "    []\n", "question 1, wrong: "),
        ("because: One too many.", "why: x", "question 1, wrong.0.because: Field required"),
        ("- ask", "- [", "no YAML"),
    ],
)
def test_an_unsound_question_stops_the_build_with_page_and_line(
    old: str, new: str, told: str
) -> None:
    assert old in SOUND
    with pytest.raises(BuildFailed) as error:
        questions(SOUND.replace(old, new))
    assert str(error.value).startswith("chapters/1-supply/1-bills, line 7: quiz")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_quiz_answers_by_keyboard_and_without_scripts(browser: Browser, site: Path) -> None:
    page_of_quiz = site / "chapters" / "7-safe-haven" / "2-safety.html"
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(page_of_quiz.as_uri())
        page.locator(".tb-quiz-box summary").click()
        question = page.locator(".tb-quiz").first
        assert question.locator(".tb-quiz-said:visible").count() == 0
        question.locator("input").first.focus()
        for place in range(question.locator("input").count()):
            page.keyboard.press("Space" if place == 0 else "ArrowDown")
            said = question.locator(".tb-quiz-said:visible")
            assert said.count() == 1
            is_right = question.locator(".tb-quiz-right input").is_checked()
            assert said.inner_text().startswith("Right." if is_right else "No.")


def test_a_quiz_has_lettered_choices_and_its_answers_on_paper_alone(
    browser: Browser, site: Path
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / "chapters/7-safe-haven/2-safety.html").as_uri())
        answers = page.locator(".tb-quiz-answers")
        page.locator(".tb-quiz-box summary").click()
        assert answers.count() == 1
        assert answers.is_hidden()
        page.emulate_media(media="print")
        assert answers.is_visible()
        right = [
            f"{number} {question.locator('.tb-quiz-right label').get_attribute('data-letter')}"
            for number, question in enumerate(page.locator(".tb-quiz").all(), start=1)
        ]
        assert answers.inner_text() == f"Answers: {', '.join(right)}."
        letter = "label => getComputedStyle(label, '::before').content"
        shown = [
            label.evaluate(letter)
            for label in page.locator(".tb-quiz").first.locator("label").all()
        ]
        assert shown == ['"a)"', '"b)"', '"c)"']
