"""Slides: one idea each, the lesson's own words, live charts, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.site.slides import deck_address, has_deck, slides_of

from .site_pages import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
TAUGHT = [lesson for lesson in find_lessons(Project(ROOT)) if has_deck(lesson)]

PAGE = """<article><section><h1>How many bills?<a class="headerlink">#</a></h1>
<p class="tb-downloads"><a href="x">Download</a></p>
<p>The document says <dfn class="tb-term">bills<span>A bill is short.</span></dfn> are
<span>5</span>% of debt.</p>
<div class="tb-lesson admonition"><p class="admonition-title">This lesson</p>
<p><strong>You will learn</strong> to count; to divide.</p></div>
<section><h2>Count them<a class="headerlink">#</a></h2>
<p>First sentence &lt; all. Second one. Third one.</p><p>More.</p>
<div class="math-display"><math><mi>i</mi><annotation>i_t</annotation></math></div>
<div class="cell"><div class="cell_input">code</div>
<figure class="tb-chart" id="fig-1"><p>In the figure.</p><a href="../../_charts/fig-1.csv">Data</a>
</figure></div></section>
<section><h2>Exercises</h2><p>Solve.</p></section></section></article>"""


def test_a_page_becomes_slides_in_order() -> None:
    title, learn, section, figure = slides_of(PAGE)
    assert title.heading == "How many bills?"
    assert BeautifulSoup(title.body, "lxml").text.split() == (
        ["The", "document", "says", "bills", "are", "5%", "of", "debt."]
    )
    assert learn.body == "<ul><li>to count</li><li>to divide</li></ul>"
    assert section.heading == "Count them"
    assert section.body.startswith("<p>First sentence &lt; all. Second one.</p>")
    assert "<mi>i</mi>" in section.body
    assert "i_t" not in section.body
    assert section.notes == "Third one.\nMore."
    assert figure.heading == ""
    assert '"../_charts/fig-1.csv"' in figure.body


@pytest.mark.parametrize("lesson", TAUGHT, ids=lambda one: one.number)
def test_every_lesson_has_slides_that_it_leads_to(lesson: Lesson, site: Path) -> None:
    address = deck_address(lesson)
    deck = BeautifulSoup((site / address).read_text(encoding="utf-8"), "lxml")
    page = site / "chapters" / f"{lesson.stem}.html"
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    slides = deck.select(".slides > section")
    figures = text.select("article figure.tb-chart")
    assert len(slides) >= 5
    assert len(deck.select(".slides figure.tb-chart")) == len(figures)
    assert any(str(link["href"]).endswith(address) for link in text.select(".tb-downloads a"))


def test_slides_turn_draw_and_show_notes(browser: Browser, site: Path) -> None:
    url = (site / "slides" / "7.2.html").as_uri()
    with opened(browser, url, viewport={"width": 1280, "height": 720}) as (page, faults):
        page.wait_for_selector(".reveal.ready")
        figures = page.locator(".slides figure.tb-chart").count()
        for _ in range(page.locator(".slides > section").count() - 1):
            if page.locator("section.present figure.tb-chart").count():
                page.wait_for_selector("section.present figure[data-rendered] svg.marks")
            page.keyboard.press("ArrowRight")
        assert page.locator("figure[data-rendered] svg.marks").count() == figures
        notes = page.locator(".speaker-notes")
        assert not notes.is_visible()
        page.keyboard.press("n")
        notes.wait_for()
        assert faults == []
