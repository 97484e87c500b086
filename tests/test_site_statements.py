"""The pages of single statements: what each says, and how it looks in a real browser."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from lxml.html import document_fromstring

from tests.site_pages import inaccessible, opened
from treasurybook.ledger.claims import claims, documents
from treasurybook.ledger.conclusions import conclusion
from treasurybook.ledger.firmness import book_firmness, said
from treasurybook.ledger.outcomes import outcome
from treasurybook.ledger.records import Record, by_claim, gather, status
from treasurybook.ledger.rules import Verdict
from treasurybook.press.site.repository import Repository
from treasurybook.press.site.statement_pages import POLICY

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLE = ("F-017", "F-130", "Q-019", "S-083", "R-035", "M-088")
"""With a chart, a slip, a void forecast, several parts, unjudged, mixed."""
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def records(site: Path) -> dict[str, Record]:
    """Return the records that the pages were made of."""
    return by_claim(status(gather(site.parent / "records")).table)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """Return the pages by statement."""
    return {
        path.stem: path.read_text(encoding="utf-8") for path in (site / "statements").glob("*.html")
    }


def test_every_statement_has_a_page_that_says_its_verdict(
    pages: dict[str, str], records: dict[str, Record]
) -> None:
    assert set(pages) == set(claims())
    for name, html in pages.items():
        said, record = unescape(html), records[name]
        assert f"<h1>{record['statement']}</h1>" in said, name
        assert f'<p class="tb-chinese" lang="zh">{claims()[name].chinese}</p>' in said, name
        assert f'og:title" content="{name}: {record["statement"]}"' in said.replace("\n", " "), name
        assert f'og:description" content="{conclusion(record)}"' in said, name
        assert f"</span> {record['verdict']}</span>" in said, name
        assert documents()[record["document"]].name in said, name
        assert "What would change this verdict</h2>\n<p>" in said, name
        assert ("<dt>Left open</dt>" in said) == bool(record["leaves_open"]), name


def test_a_page_follows_its_order(pages: dict[str, str]) -> None:
    soup = BeautifulSoup(pages["F-017"], "lxml")
    main = soup.select_one("main")
    assert main is not None
    order = [
        "tb-place", "h1", "tb-conclusion", "tb-three", "tb-small-chart", "Rule and definition",
        "What would change this verdict", "How firm it is", "Code and data", "History",
        "Cite, link, reuse",
    ]  # fmt: skip
    text = str(main)
    places = [text.index(one) for one in order]
    assert places == sorted(places)


def test_a_page_says_how_firm_its_verdict_is(
    site: Path, pages: dict[str, str], records: dict[str, Record]
) -> None:
    firm = book_firmness(records.values())
    for name, html in pages.items():
        assert f"How firm it is</h2>\n<p>{said(firm[name])} " in unescape(html), name
        rows = document_fromstring(html).xpath("//*[contains(@class, 'tb-choices')]//tbody/tr")
        shown = bool(firm[name].alternatives) and not firm[name].stale
        assert len(rows) == (firm[name].choices if shown else 0), name
        read = json.loads((site / "statements" / f"{name}.json").read_text(encoding="utf-8"))
        assert read["firmness"]["level"] == firm[name].level
        assert len(read["firmness"].get("alternatives", [])) == (len(rows) or 1) - 1


def test_the_json_is_the_record(site: Path, records: dict[str, Record]) -> None:
    for name in list(records)[::40]:
        read = json.loads((site / "statements" / f"{name}.json").read_text(encoding="utf-8"))
        assert {key: read[key] for key in records[name]} == records[name]
        assert read["outcome"] == outcome(read["verdict"])
        assert (site / read["page"]).exists()


def test_nothing_stands_in_line_and_the_policy_is_strict(pages: dict[str, str]) -> None:
    inline = re.compile(r"<script>|<script (?!src=)|<style|\sstyle=|\son[a-z]+=\"")
    data = re.compile(r'<script type="application/ld\+json">[^<]*</script>')  # nothing that runs
    for name, html in pages.items():
        assert unescape(re.findall(r'Policy" content="([^"]*)"', html)[0]) == POLICY, name
        assert not inline.search(data.sub("", html, count=1)), name
    assert "unsafe" not in POLICY


def test_what_is_printed_reproduced_lies_within_what_would_be(pages: dict[str, str]) -> None:
    assert "USD 27.615 to 27.625 tn counts as the printed number" in unescape(pages["F-017"])


def test_some_pages_have_a_chart_and_each_names_its_observation(
    pages: dict[str, str], records: dict[str, Record]
) -> None:
    drawn = [name for name, html in pages.items() if "tb-small-chart" in html]
    assert len(drawn) > 5
    for name in drawn:
        soup = BeautifulSoup(pages[name], "lxml")
        caption = soup.select_one("figcaption")
        assert caption is not None
        assert records[name]["claimed"] in caption.text
        dot, line = soup.select_one("circle"), soup.select_one(".tb-printed")
        assert dot is not None
        assert line is not None
        agrees = records[name]["verdict"] in (Verdict.REPRODUCED, Verdict.REVISED)
        if agrees and "more than" not in records[name]["claimed"]:
            assert abs(float(str(dot["cy"])) - float(str(line["y1"]))) < 12, name


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_is_sound(name: str, site: Path, browser: Browser) -> None:
    uri = (site / "statements" / f"{name}.html").as_uri()
    with opened(browser, uri, viewport=PHONE) as (page, faults):
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.locator(".tb-copy").first.is_visible()
        assert faults == []
    for theme in ("light", "dark"):
        with opened(browser, uri, bypass_csp=True, color_scheme=theme) as (page, _):
            assert inaccessible(page) == []


def test_it_wears_the_light_that_was_chosen_in_the_book(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}/statements/F-017.html", color_scheme="light") as (
        page,
        faults,
    ):
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(ground)
        page.evaluate("localStorage.setItem('mode', 'dark')")
        page.reload()
        assert page.evaluate(ground) != light
        book = f"{address}/book/verdicts.html"
        dark = page.evaluate(ground)
        page.goto(book)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert page.evaluate(ground) == dark
        assert faults == []


def test_lessons_cards_and_checks_lead_to_the_pages(site: Path) -> None:
    chapter = site / "chapters" / "5-quantitative-tightening"
    for name in ("checks.html", "2-the-ladder.html"):
        assert 'href="../../statements/Q-' in (chapter / name).read_text(encoding="utf-8")


def test_an_error_can_be_reported_only_where_the_repository_is_named() -> None:
    assert Repository().report("F-130", "x") is None
    assert Repository().file("data/x.csv") is None
    named = Repository("https://example.org/a/b")
    assert named.file("data/x.csv") == "https://example.org/a/b/blob/main/data/x.csv"
    assert "title=F-130%3A" in str(named.report("F-130", "x & y"))
    assert "x+%26+y" in str(named.report("F-130", "x & y"))
