"""The front door: counts in words, findings taken from figures, the box, the Chinese summary."""

from __future__ import annotations

import doctest
import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.charts.frame import FIGURE_MIME
from treasurybook.ledger.rules import Verdict
from treasurybook.press.errors import PressError
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import pick_lesson
from treasurybook.press.run.storage import executed_path
from treasurybook.press.site import findings, headline

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LIGHT = 60_000  # bytes of the front page without its charts
SUMMARY = (700, 1000)  # characters of the Chinese summary


def test_examples_in_the_documentation_are_true() -> None:
    assert doctest.testmod(headline).attempted >= 3
    assert doctest.testmod(headline).failed == 0


@given(st.lists(st.sampled_from([str(one) for one in Verdict]), min_size=1))
def test_every_statement_is_counted_once(verdicts: list[str]) -> None:
    found = headline.counts(verdicts)
    assert found["all"] == len(verdicts)
    assert found["holds"] + found["in-part"] + found["fails"] == found["judged"]
    assert found["judged"] + found["not-judged"] == found["all"]


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_a_share_in_words_is_near_the_share(part: int, whole: int) -> None:
    if part > whole:
        with pytest.raises(ValueError, match="is no share"):
            headline.share(part, whole)
        return
    assert abs(headline.share(part, whole) - Fraction(part, whole)) <= Fraction(1, 20)
    assert headline.in_words(part, whole)
    assert headline.in_chinese(part, whole)


def test_the_sentence_agrees_with_its_numbers() -> None:
    found = {"all": 10, "judged": 9, "holds": 6, "fails": 1, "in-part": 2, "not-judged": 1}
    assert headline.headline(found) == (
        "10 statements checked: of the 9 that can be judged today, two in three hold and one in "
        "nine fails."
    )
    assert "two in nine fail." in headline.headline({**found, "fails": 2})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a book whose one lesson has been run and drew one figure."""
    project = Project(tmp_path)
    lesson = project.chapters / "1-supply" / "1-bills.md"
    lesson.parent.mkdir(parents=True)
    lesson.write_text("# How many bills?\n", encoding="utf-8")
    data = "date,series,value\n2024-01-31,bills,20\n2024-02-29,bills,22\n2024-02-29,notes,50\n"
    figure = {"id": "fig-bills", "title": "Bills rose", "data_csv": data}
    html = '<figure id="fig-bills"></figure>'
    output = nbformat.v4.new_output("display_data", {FIGURE_MIME: figure, "text/html": html})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("draw", outputs=[output])])
    path = executed_path(project, pick_lesson(project, "1.1"))
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")  # in one piece, as the press stores it
    return project


def test_a_finding_is_the_title_of_a_figure_with_its_line(project: Project) -> None:
    found = findings.finding(project, "1.1", "fig-bills", "bills")
    assert found.figure.title == "Bills rose"
    assert found.lesson.title == "How many bills?"
    points = BeautifulSoup(found.line, "html.parser").polyline["points"]  # type: ignore[index]
    assert len(str(points).split()) == 2
    assert findings.figure_html(project, "1.1", "fig-bills") == '<figure id="fig-bills"></figure>'


@pytest.mark.parametrize(
    ("number", "figure", "series", "told"),
    [
        ("9.9", "fig-bills", "bills", r"no lesson is called '9\.9'; there are: 1\.1-bills"),
        ("1.1", "fig-bonds", "bills", r"lesson 1\.1 has no figure fig-bonds: fig-bills"),
        ("1.1", "fig-bills", "bonds", r"no series 'bonds': bills, notes"),
    ],
)
def test_what_is_not_there_is_named(
    project: Project, number: str, figure: str, series: str, told: str
) -> None:
    with pytest.raises(PressError, match=told):
        findings.finding(project, number, figure, series)


def front_page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / "book" / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_the_front_page_is_light_and_its_cards_lead_to_figures(site: Path) -> None:
    page = front_page(site)
    cards = page.select(".tb-findings a")
    assert len(cards) == 5
    for card in cards:
        address = urlsplit(str(card["href"]))
        target = (site / "book" / address.path).resolve().read_text(encoding="utf-8")
        figure = BeautifulSoup(target, "html.parser").find(id=address.fragment)
        assert figure is not None
        assert card.strong is not None
        assert card.strong.text in figure.text
    for chart in page.select("figure.tb-chart"):
        chart.decompose()
    assert len(str(page).encode()) < LIGHT


def test_the_chinese_summary_is_marked_as_chinese_and_of_its_length(site: Path) -> None:
    text = (site / "book" / "zh.html").read_text(encoding="utf-8")
    summary = BeautifulSoup(text, "html.parser").find("div", lang="zh-Hans")
    assert summary is not None
    assert SUMMARY[0] < len("".join(summary.text.split())) < SUMMARY[1]


@pytest.mark.parametrize(
    ("asked", "led"),
    [("f130", "**/statements/F-130.html"), ("term premium", "**/ledger.html#q=term+premium")],
)
def test_the_box_leads_to_the_statement(asked: str, led: str, browser: Browser, site: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / "book" / "index.html").as_uri())
        page.get_by_label("Look up a statement").fill(asked)
        page.keyboard.press("Enter")
        page.wait_for_url(led)
        assert page.locator("main").is_visible()
