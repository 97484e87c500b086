"""Notebooks that stand alone: plain Markdown, outputs that editors show, living links."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from treasurybook.charts.frame import PICTURE_MIME, VEGALITE_MIME
from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project
from treasurybook.press.release.plain_markdown import (
    page_addresses,
    plain_links,
    plain_markdown,
)
from treasurybook.press.run.lessons import Lesson, find_lessons

PROJECT = Project(Path(__file__).resolve().parents[1])
each_lesson = pytest.mark.parametrize("lesson", find_lessons(PROJECT), ids=lambda one: one.number)
NOWHERE = page_addresses("chapters/5-tightening", "")
SOMEWHERE = page_addresses("chapters/5-tightening", "https://example.org/book")
SHOWN = {VEGALITE_MIME, PICTURE_MIME, "text/html", "text/plain"}


def plain(text: str, **values: str) -> str:
    return plain_markdown(text, values, NOWHERE)


# ---- The text


def test_values_stand_in_the_text_as_on_the_page() -> None:
    text = "It fell by {glue:text}`fall:.1f` bn in {glue:text}`month`."
    assert plain(text, fall="-44.71", month="'June'") == "It fell by −44.7 bn in June."


def test_a_value_that_no_cell_makes_is_refused_by_name() -> None:
    with pytest.raises(BuildFailed, match="the text shows fall"):
        plain("It fell by {glue:text}`fall:.1f`.")


def test_a_term_keeps_its_words_alone() -> None:
    text = "{term}`Carry` pays for {term}`five-year\nnotes <Treasury bill>` as well."
    assert plain(text) == "Carry pays for five-year\nnotes as well."


def test_boxes_become_quotations_and_exercises_text() -> None:
    box = ":::{admonition} This lesson\n:class: tb-lesson\n\n**Time** 75 minutes.\n:::\n"
    assert plain(box) == "> **This lesson**\n>\n> **Time** 75 minutes.\n"
    asked = "```{exercise}\n:label: ex-1\n:class: tb-exercise\n\n**Warm-up.** How many?\n```\n"
    assert plain(asked).strip() == "**Warm-up.** How many?"
    begun = "```{solution-start} ex-1\n:class: dropdown\n```\n\nDivide.\n"
    assert plain(begun).split() == ["**Solution.**", "Divide."]
    assert plain("```{solution-end}\n```\n\nThe end.\n").split() == ["The", "end."]


def test_a_quiz_shows_its_choices_and_folds_its_answers() -> None:
    quiz = (
        '```{quiz}\n- ask: "How many, if {glue:text}`n:.0f` fall?"\n  right: Two.\n'
        "  because: Count them.\n  wrong:\n    - say: Three.\n      because: One too many.\n```\n"
    )
    made = plain(quiz, n="3.0")
    assert "**1.** How many, if 3 fall?" in made
    asked, _, answers = made.partition("<details>")
    assert "Two." in asked
    assert "Three." in asked
    assert "Right" not in asked
    right = re.search(r"\((\w)\) Two\.", asked)
    assert right
    assert f"({right[1]}) **Right.** Count them." in answers


@pytest.mark.parametrize("text", ["```{figure-of} 6.2\n```\n", "See {doc}`verdicts`.\n"])
def test_what_has_no_plain_form_is_refused_and_not_left_raw(text: str) -> None:
    with pytest.raises(BuildFailed, match="has no form in plain Markdown"):
        plain(text)


def test_links_lead_to_the_public_page_or_nowhere() -> None:
    link = "the caps of [lesson 5.1](1-the-plan.md#caps), by [rule](../../book/verdicts.md)"
    assert plain(link) == "the caps of lesson 5.1, by rule"
    base = "https://example.org/book"
    assert plain_markdown(link, {}, SOMEWHERE) == (
        f"the caps of [lesson 5.1]({base}/chapters/5-tightening/1-the-plan.html#caps), "
        f"by [rule]({base}/book/verdicts.html)"
    )
    html = '<td><a class="x" href="../a.html">A</a> <a href="https://b.org">B</a></td>'
    assert plain_links(html, NOWHERE) == '<td>A <a href="https://b.org">B</a></td>'
    assert f'<a href="{base}/chapters/a.html">A</a>' in plain_links(html, SOMEWHERE)


# ---- The notebooks that the site offers


@each_lesson
def test_an_offered_notebook_is_sound_and_holds_nothing_raw(site: Path, lesson: Lesson) -> None:
    content = json.loads((site / "_notebooks" / f"{lesson.stem}.ipynb").read_text("utf-8"))
    nbformat.validate(nbformat.from_dict(content))
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown":
            assert not re.search(r"\{[\w:-]+\}`|^:::|^```\{|\.md\)", cell["source"], re.MULTILINE)
        for output in cell.get("outputs", ()):
            assert set(output.get("data", ())) <= SHOWN
            assert "href=" not in _html(output) or "http" in _html(output)


def _html(output: dict[str, Any]) -> str:
    return str(output.get("data", {}).get("text/html", ""))


@each_lesson
def test_every_figure_can_be_drawn_and_seen(site: Path, lesson: Lesson) -> None:
    content = json.loads((site / "_notebooks" / f"{lesson.stem}.ipynb").read_text("utf-8"))
    drawn = [
        output["data"]
        for cell in content["cells"]
        for output in cell.get("outputs", ())
        if VEGALITE_MIME in output.get("data", {})
    ]
    source = "\n".join(cell["source"] for cell in content["cells"])
    assert bool(drawn) == ("charts.frame(" in source)
    for data in drawn:
        assert data[PICTURE_MIME].startswith("<svg")
        assert data["text/plain"]


@each_lesson
def test_parameters_keep_the_tag_by_which_papermill_finds_them(site: Path, lesson: Lesson) -> None:
    content = json.loads((site / "_notebooks" / f"{lesson.stem}.ipynb").read_text("utf-8"))
    tagged = [c for c in content["cells"] if "parameters" in c["metadata"].get("tags", ())]
    about = content["cells"][0]["source"]
    assert len(tagged) == about.count("**Change something.**") <= 1
    assert "Does not hold here" in about or not tagged
