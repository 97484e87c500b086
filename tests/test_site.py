"""The built book in a real browser, as a reader meets it."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from treasurybook.press.editions.notebooks import has_one
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.site import assets

from .site_pages import (
    CHAPTERS,
    PAGES,
    PATIENCE,
    ROOT,
    addresses,
    draw_all,
    figures_stored,
    front_matter,
    opened,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_page_works_from_a_folder_under_its_policy(site: Path, browser: Browser) -> None:
    with opened(browser, (site / "chapters" / f"{CHAPTERS[0].stem}.html").as_uri()) as opening:
        page, faults = opening
        assert draw_all(page) == figures_stored(CHAPTERS[0]) > 0
        assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_new_reader_sees_the_light_of_the_system_from_the_start(
    scheme: Literal["light", "dark"], address: str, browser: Browser
) -> None:
    """Before the theme's script has come, which once drew a dark page light first."""
    with browser.new_context(color_scheme=scheme) as context:
        context.set_default_timeout(PATIENCE)
        context.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{address}/{PAGES[0]}")
        assert page.locator("html").get_attribute("data-theme") == scheme


def test_the_text_waits_for_no_script_but_those_of_sphinx(site: Path) -> None:
    for name in addresses(site):
        if name == "search.html":  # what the theme searches with is read by lines below it
            continue
        head_alone, _, _ = (site / name).read_text(encoding="utf-8").partition("<body")
        head = BeautifulSoup(head_alone, "lxml").head
        assert head is not None
        hasty = [one["src"] for one in head.select("script[src]:not([defer]):not([async])")]
        names = [str(one).rpartition("/")[2].partition("?")[0] for one in hasty]
        assert names == ["documentation_options.js", "doctools.js", "sphinx_highlight.js"], name
        assert not head.select('link[rel="preload"]'), name


def test_our_own_sheets_come_as_one(site: Path) -> None:
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    listed = settings["sphinx"]["config"]["html_css_files"]
    joined = (site / "_static" / assets.SHEET).read_text(encoding="utf-8")
    for name in listed:
        assert (ROOT / "book" / "_static" / name).read_text(encoding="utf-8") in joined
    for name in addresses(site):
        page = (site / name).read_text(encoding="utf-8")
        assert not [one for one in listed if f"_static/{one}" in page and "/book.css" in page], name


def test_charts_far_down_are_drawn_for_paper(address: str, browser: Browser) -> None:
    """Printing does not wait, so a page left alone draws even what nobody scrolled to."""
    with opened(browser, f"{address}/chapters/{CHAPTERS[0].stem}.html") as (page, faults):
        page.wait_for_function(
            "() => !document.querySelector('figure.tb-chart:not([data-rendered])')",
            timeout=30_000,
        )
        assert faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_figure_that_is_not_drawn_is_seen_and_printed_as_a_picture(
    scripts: bool, address: str, browser: Browser
) -> None:
    """Straight after loading, before the script that draws has come, and without scripts."""
    with browser.new_context(java_script_enabled=scripts) as context:
        context.set_default_timeout(PATIENCE)
        context.route("**/vega-bundle.js", lambda _route: None)  # never answered
        page = context.new_page()
        # a script that is asked for before the rest has come would keep the page waiting for ever
        page.goto(f"{address}/chapters/{CHAPTERS[0].stem}.html", wait_until="domcontentloaded")
        assert page.pdf().startswith(b"%PDF")  # which asks for pictures far down, too
        page.wait_for_function("[...document.images].every((one) => one.complete)")
        stills = page.locator("figure.tb-chart .tb-chart-canvas > img").evaluate_all(
            "all => all.map((one) => [one.naturalWidth, one.naturalHeight])"
        )
        assert len(stills) == figures_stored(CHAPTERS[0]) > 0
        for width, height in stills:
            assert width > 600
            assert height > 100


@pytest.mark.parametrize("has_stills", [True, False])
def test_a_figure_that_cannot_be_drawn_keeps_its_picture_or_its_words(
    has_stills: bool, address: str, browser: Browser
) -> None:
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        for gone in ("vega-bundle.js", *(() if has_stills else ("_charts/*.svg",))):
            context.route(f"**/{gone}", lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{address}/chapters/{CHAPTERS[0].stem}.html")
        stands = """(one) => one.querySelector("img")?.naturalWidth > 600"""
        words = """(one) => one.textContent === one.getAttribute("aria-label")"""
        page.wait_for_function(
            f"""() => [...document.querySelectorAll("figure[data-failed] .tb-chart-canvas")]
              .filter({stands if has_stills else words}).length === {figures_stored(CHAPTERS[0])}"""
        )


# The results come one by one, with a pause after each; without it there are three hundred searches
# in a few seconds.
WITHOUT_PAUSES = """window.setTimeout = (go) => {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = go;
  port2.postMessage(null);
}"""

SEARCH = """async (query) => {
  const results = document.getElementById("search-results");
  results.replaceChildren();
  Search.performSearch(query);
  const said = () => results.querySelector(".search-summary").textContent;
  while (!said()) await new Promise((again) => setTimeout(again, 5));
  return [...results.querySelectorAll("li > a")].map((link) => link.getAttribute("href"));
}"""


def test_search_finds_the_key_terms(site: Path, address: str, browser: Browser) -> None:
    """English terms lead to the chapter itself, Chinese ones to the glossary, which has them.

    What is found is the same wherever the book lies. Served, the search reads each page that it
    finds, so one chapter's terms must do there.
    """
    missed = []
    for origin, chapters in ((site.as_uri(), CHAPTERS), (address, CHAPTERS[:1])):
        with opened(browser, f"{origin}/search.html") as (page, faults):
            page.evaluate(WITHOUT_PAUSES)
            for chapter in chapters:
                terms = front_matter(chapter)["key_terms"]
                assert {term.isascii() for term in terms} == {True, False}
                for term in terms:
                    wanted = chapter.stem if term.isascii() else "glossary"
                    if not any(wanted in link for link in page.evaluate(SEARCH, term)):
                        missed.append(f"{term} does not find {wanted}")
            assert faults == []
    assert not missed, "\n".join(missed)


LOOKUP = """async (query) => {
  document.getElementById("search-results").replaceChildren();
  Search.performSearch(query);
  const found = {};
  for (const head of document.querySelectorAll("#lookup-results h2")) {
    const links = [...head.nextElementSibling.querySelectorAll("a")];
    found[head.textContent.split(" ")[0]] = links.map((link) => link.getAttribute("href"));
  }
  return found;
}"""


@pytest.mark.parametrize("origin", ["served", "folder"])
def test_statements_are_looked_up_by_id_number_and_term(
    origin: str, site: Path, address: str, browser: Browser
) -> None:
    base = address if origin == "served" else site.as_uri()
    with opened(browser, f"{base}/search.html") as (page, faults):
        for typed in ("F-130", "f-130"):
            assert page.evaluate(LOOKUP, typed) == {"Statements": ["statements/F-130.html"]}
        for typed in ("27.62", "USD 27.62 tn", "nominal GDP 27.62"):
            assert "statements/F-017.html" in page.evaluate(LOOKUP, typed)["Statements"], typed
        assert page.evaluate(LOOKUP, "7.62") == {}  # no number is found by its last digits
        for typed in ("term premium", "期限溢价", "期限溢價"):
            found = page.evaluate(LOOKUP, typed)
            assert found["Glossary"] == ["book/glossary.html#term-Term-premium"], typed
            assert [one for one in found["Lessons"] if "a-yield-contains" in one], typed
            assert len(found["Statements"]) > 3, typed
        assert faults == []


@pytest.mark.parametrize(
    "word", ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "F-13", "f", "&<"]
)
def test_every_search_ends(word: str, address: str, browser: Browser) -> None:
    with opened(browser, f"{address}/search.html") as (page, faults):
        assert not [link for link in page.evaluate(SEARCH, word) if "statements/" in link]
        said = page.locator("#search-results .search-summary").inner_text()
        assert re.search("did not match|found [0-9]+ page", said), said
        assert faults == []


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("F-130", {"f-130"}),
        ("share of the deficit", {"share", "deficit"}),
        ("期限溢价", {"期限溢价"}),
    ],
)
def test_marks_are_the_whole_words_that_were_typed(
    query: str, marked: set[str], address: str, browser: Browser
) -> None:
    with opened(browser, f"{address}/book/index.html") as (page, faults):
        page.keyboard.press("Control+k")
        page.locator("dialog[open] input").type(query)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        link = page.locator("#search-results li a:not([href*='#claim'])").first
        link.click()
        page.locator("article .highlighted").first.wait_for(state="attached")
        marks = page.locator("article .highlighted")
        assert {text.lower() for text in marks.all_inner_texts() if text} <= marked
        around = marks.evaluate_all(
            "marks => marks.map((one) => (one.previousSibling?.data ?? '').slice(-1)"
            " + (one.nextSibling?.data ?? '').slice(0, 1))"
        )
        if query.isascii():
            assert not [pair for pair in around if re.search(r"[A-Za-z0-9]", pair)]
        assert faults == []


def test_the_magnifier_leaves_the_typed_text_alone(address: str, browser: Browser) -> None:
    """In the dialog of every page, and on the page that searches."""
    with opened(browser, f"{address}/book/index.html") as (page, faults):
        page.keyboard.press("Control+k")
        beside = """form => {
          const sign = form.querySelector(".fa-magnifying-glass").getBoundingClientRect();
          const field = form.querySelector("input");
          const room = parseFloat(getComputedStyle(field).paddingLeft);
          return sign.width > 0 && sign.right <= field.getBoundingClientRect().x + room;
        }"""
        assert page.locator("dialog[open] form.bd-search").evaluate(beside)
        page.goto(f"{address}/search.html")
        assert page.locator(".bd-search-container form.bd-search").evaluate(beside)
        assert faults == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda one: one.stem)
def test_what_a_chapter_offers_can_be_had(chapter: Lesson, site: Path) -> None:
    page = site / "chapters" / f"{chapter.stem}.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    links = [str(link["href"]) for link in soup.find_all("a", download=True)]
    tables = [link for link in links if link.endswith(".csv")]
    assert len(tables) == figures_stored(chapter)
    for link in tables:
        rows = list(csv.reader(io.StringIO((page.parent / link).read_text(encoding="utf-8"))))
        assert len(rows) > 1, link
        assert {len(row) for row in rows} == {len(rows[0])}, link
    notebooks = [link for link in links if link.endswith(".ipynb")]
    assert len(notebooks) == 1 + has_one(chapter)  # the other one is without solutions
    for notebook in notebooks:
        assert json.loads((page.parent / notebook).read_text(encoding="utf-8"))["cells"]


def test_the_pages_are_those_of_the_table_of_contents(site: Path) -> None:
    assert addresses(site) == sorted(PAGES)


ID = re.compile(r'\sid="([^"]*)"')
LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')


def test_links_within_the_book_lead_somewhere(site: Path) -> None:
    """Those of all pages, the eight hundred of single statements included."""
    pages = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }
    assert len(pages) > 800
    names = {name: set(ID.findall(html)) for name, html in pages.items()}
    dead = []
    for name, html in pages.items():
        for link in LINK.findall(html):
            target = urlsplit(urljoin(name, unescape(link)))
            if target.scheme:
                continue
            place = target.path.removeprefix("/") if name == "404.html" else target.path
            if place in names:
                is_place = target.fragment and "=" not in target.fragment  # no state of the ledger
                if is_place and target.fragment not in names[place]:
                    dead.append(f"{name}: {link}")
            elif not (site / place).exists():
                dead.append(f"{name}: {link}")
    assert not dead, "\n".join(dead)


ADDITIONS = (
    "Object.assign(document.createElement('script'), {src: address})",
    "Object.assign(document.createElement('script'), {textContent: 'document.title = 1'})",
    "Object.assign(document.createElement('img'), {src: address})",
    "Object.assign(document.createElement('link'), {rel: 'stylesheet', href: address})",
    "Object.assign(document.createElement('style'), {textContent: `@import '${address}'`})",
)


def test_the_policy_lets_nothing_in_from_elsewhere(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}/book/index.html") as (page, _):
        for adding in ADDITIONS:
            with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
                page.evaluate(f"address => document.head.append({adding})", "http://192.0.2.1/x")
