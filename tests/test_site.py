"""The built book in a real browser, as a reader meets it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[1]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))


def pages_of(toc: Any) -> list[str]:
    """Return the names of all pages in a table of contents."""
    if isinstance(toc, dict):
        own = [str(toc[key]) for key in ("root", "file") if key in toc]
        return own + [name for value in toc.values() for name in pages_of(value)]
    return [name for entry in toc for name in pages_of(entry)] if isinstance(toc, list) else []


CHAPTERS = find_lessons(Project(ROOT))
PAGES = [f"{name}.html" for name in pages_of(TOC)] + ["search.html"]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PATIENCE = 120_000  # milliseconds: no test is about speed
READOUT_NEAR = 60  # pixels between pointer and readout
UNCLEAN = re.compile(
    r"NaN|undefined|\bnull\b|Infinity|Invalid|\[object|(?<!\d)[−-]0(?:[.,]0*)?(?![\d.,])|\.\d{5}"
)
# The rows of a long table are alike; looking at each of a thousand would take a minute.
# Rows of a page of checks stand in a table body each.
AXE_PLACES = {"exclude": [["tbody tr:nth-child(n + 12)"], ["tbody:nth-of-type(n + 12)"]]}
# Dark mode changes colours and nothing else.
AXE_RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def front_matter(chapter: Lesson) -> dict[str, Any]:
    """Return the settings at the top of a chapter's file."""
    return dict(yaml.safe_load(chapter.path.read_text(encoding="utf-8").split("---")[1]))


def addresses(site: Path) -> list[str]:
    """Return the pages of the book, relative to its root, which itself only leads on.

    Those of single statements are looked at in test_site_statements.py, slides in test_slides.py.
    """
    pages = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}
    others = ("_static/", "statements/", "slides/")
    return sorted(
        name for name in pages - {"index.html", "404.html"} if not name.startswith(others)
    )


@contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page; yield it with the list of what went wrong, requests to elsewhere included."""
    with browser.new_context(**({"viewport": DESK} | context)) as fresh:
        fresh.set_default_timeout(PATIENCE)
        page = fresh.new_page()
        faults: list[str] = []
        home = urlsplit(url)[:2]

        def note_request(asked: str, kind: str) -> None:
            scheme, host = urlsplit(asked)[:2]
            if (scheme, host) != home and scheme not in ("data", "blob"):
                faults.append(f"request to {asked}")
            if kind == "font":  # icons are drawn by the style sheet, and text needs none
                faults.append(f"font {asked}")

        def note_failure(asked: str, reason: str | None) -> None:
            if reason != "net::ERR_ABORTED":  # given up because the reader went on
                faults.append(f"{reason}: {asked}")

        page.on("request", lambda request: note_request(request.url, request.resource_type))
        page.on("requestfailed", lambda request: note_failure(request.url, request.failure))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on(
            "console",
            lambda said: faults.append(said.text) if said.type == "error" else None,
        )
        page.goto(url)
        yield page, faults


def draw_all(page: Page) -> int:
    """Bring every chart into view, wait until it is drawn; return how many there are."""
    charts = page.locator("figure.tb-chart")
    for number in range(charts.count()):
        canvas = charts.nth(number).locator(".tb-chart-canvas")
        canvas.scroll_into_view_if_needed()
        canvas.locator("svg.marks, canvas.marks").first.wait_for()
    return charts.count()


def figures_stored(chapter: Lesson) -> int:
    path = ROOT / "_build" / "executed" / f"{chapter.stem}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return sum(
        "application/vnd.treasurybook.figure+json" in output.get("data", {})
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
    )


# What marks say that a reader can point at in a figure, what is written in it, and a few places
# with the values of the marks that stand there.
MARKS = """figure => {
  figure.scrollIntoView({block: "center"});
  const told = [], marks = [];
  for (const mark of figure.querySelectorAll(".tb-chart-canvas svg *")) {
    const text = mark.__data__?.tooltip;
    if (text === undefined || text === null || Object.keys(text).length === 0) continue;
    told.push(Object.entries(text).flat().join(" "));
    const box = mark.getBoundingClientRect();
    const place = {x: box.x + box.width / 2, y: box.y + box.height / 2};
    marks.push({...place, values: Object.values(text)});
  }
  const canvas = figure.querySelector(".tb-chart-canvas");  // the head of the page may lie over it
  const seen = ({x, y}) => canvas.contains(document.elementFromPoint(x, y));
  const half = marks.slice(Math.floor(marks.length / 2));
  const chosen = [marks.find(seen), half.find(seen), marks.findLast(seen)].filter(Boolean);
  const near = (one, other) => Math.abs(one - other) < 1;
  const there = ({x, y}) => marks.filter((one) => near(one.x, x) || near(one.y, y));
  const places = chosen.map((one) => ({...one, known: there(one).map(({values}) => values)}));
  const written = [...figure.querySelectorAll("svg text")].map((one) => one.textContent);
  return {told, written, places};
}"""


def faulty_readouts(page: Page) -> Iterator[str]:
    """Point at three marks of every figure; yield what is wrong with readouts, and all texts."""
    width, height = page.viewport_size["width"], page.viewport_size["height"]  # type: ignore[index]
    for figure in page.locator("figure.tb-chart").all():
        name = figure.get_attribute("id")
        readout = figure.locator(".tb-readout:visible")
        marks = figure.evaluate(MARKS)
        unclean = [text for text in [*marks["told"], *marks["written"]] if UNCLEAN.search(text)]
        if unclean:
            yield f"{name} says {unclean[0]!r} and {len(unclean) - 1} more"
        if not marks["places"]:
            yield f"{name} has no readout"
        for place in marks["places"]:
            page.mouse.move(place["x"], place["y"])
            readout.wait_for()
            box = readout.bounding_box()
            assert box is not None
            across = max(box["x"] - place["x"], place["x"] - box["x"] - box["width"], 0)
            down = max(box["y"] - place["y"], place["y"] - box["y"] - box["height"], 0)
            inside = (
                box["x"] >= 0
                and box["y"] >= 0
                and box["x"] + box["width"] <= width
                and box["y"] + box["height"] <= height
            )
            if max(across, down) > READOUT_NEAR or not inside:
                yield f"{name}: readout at {box}, pointer at {place}"
            words = readout.inner_text()
            if not any(all(value in words for value in known) for known in place["known"]):
                yield f"{name}: readout {words!r} tells nothing of {place['known'][:2]}"
        yield from faulty_swatches(figure)
        page.mouse.move(1, 1)
        readout.wait_for(state="detached")


def faulty_swatches(figure: Locator) -> Iterator[str]:
    """Yield the series that the readout shown in a figure names without their colour."""
    spec = json.loads(figure.locator(".tb-chart-spec").text_content() or "")
    inks = spec["usermeta"]["treasurybook"]["guide"]["inks"]
    rows = figure.locator(".tb-readout tr").evaluate_all(
        """rows => rows.map((row) => [
          row.cells[1].textContent, row.cells[0].firstChild.style.background !== "",
        ])"""
    )
    for series, coloured in rows:
        if series in inks and not coloured:
            yield f"{figure.get_attribute('id')}: {series!r} without its colour"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound_on_a_phone(name: str, address: str, browser: Browser) -> None:
    """No request to elsewhere, no error, charts drawn and read, nothing wider than the screen."""
    with opened(browser, f"{address}/{name}", viewport=PHONE) as (page, faults):
        draw_all(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            faults.append(f"{wide} px wider than the screen")
        faults += faulty_readouts(page)
        assert not faults, "\n".join(faults)


def inaccessible(page: Page, theme: str) -> list[str]:
    """Return the serious faults that the checker of accessibility finds."""
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")
    # fetching the style sheets is for rules that we do not ask for, and refused in a folder
    options = {"resultTypes": ["violations"], "runOnly": AXE_RULES[theme], "preload": False}
    found = Axe().run(page, context=AXE_PLACES, options=options).response["violations"]
    return [
        f"{theme}: {one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound_on_a_desk(name: str, site: Path, browser: Browser) -> None:
    """From a folder, without a server: charts, readouts, both themes, accessibility."""
    # the policy of the page refuses the checker's script as any other from elsewhere
    with opened(browser, (site / name).as_uri(), bypass_csp=True) as (page, faults):
        page.evaluate("window.treasurybookCharts?.drawAll()")
        drawn = page.locator("figure.tb-chart[data-rendered] svg.marks").count()
        of_lesson = [figures_stored(one) for one in CHAPTERS if f"/{one.stem}.html" in f"/{name}"]
        stored = of_lesson[0] if of_lesson else page.locator("figure.tb-chart").count()
        if drawn != stored:
            faults.append(f"{drawn} of {stored} figures drawn")
        faults += faulty_readouts(page)
        faults += inaccessible(page, "light")
        text = "document.querySelector('figure.tb-chart svg text')"
        ink = page.evaluate(f"{text} && getComputedStyle({text}).fill")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        if drawn:
            page.wait_for_function(f"ink => getComputedStyle({text}).fill !== ink", arg=ink)
        faults += inaccessible(page, "dark")
        assert not faults, "\n".join(faults)


def test_a_page_works_from_a_folder_under_its_policy(site: Path, browser: Browser) -> None:
    with opened(browser, (site / "chapters" / f"{CHAPTERS[0].stem}.html").as_uri()) as opening:
        page, faults = opening
        assert draw_all(page) == figures_stored(CHAPTERS[0]) > 0
        assert faults == []


def test_charts_far_down_are_drawn_for_paper(address: str, browser: Browser) -> None:
    """Printing does not wait, so a page left alone draws even what nobody scrolled to."""
    with opened(browser, f"{address}/chapters/{CHAPTERS[0].stem}.html") as (page, faults):
        page.wait_for_function(
            "() => !document.querySelector('figure.tb-chart:not([data-rendered])')",
            timeout=30_000,
        )
        assert faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_figure_that_is_not_drawn_prints_its_words(
    scripts: bool, address: str, browser: Browser
) -> None:
    """Straight after loading, before the script that draws has come, and without scripts."""
    with browser.new_context(java_script_enabled=scripts) as context:
        context.set_default_timeout(PATIENCE)
        context.route("**/vega-bundle.js", lambda _route: None)  # never answered
        page = context.new_page()
        page.goto(f"{address}/chapters/{CHAPTERS[0].stem}.html", wait_until="domcontentloaded")
        page.emulate_media(media="print")
        told = page.locator("figure.tb-chart .tb-chart-canvas").evaluate_all(
            """boxes => boxes.map((box) => [
              getComputedStyle(box, "::after").content, box.getAttribute("aria-label"),
              box.clientHeight,
            ])"""
        )
        assert len(told) == figures_stored(CHAPTERS[0]) > 0
        for printed, words, height in told:
            assert json.loads(printed) == words
            assert 0 < height < 400
        assert page.pdf().startswith(b"%PDF")


SEARCH = """async (query) => {
  const results = document.getElementById("search-results");
  results.replaceChildren();
  Search.performSearch(query);
  const said = () => results.querySelector(".search-summary").textContent;
  while (!said()) await new Promise((again) => setTimeout(again, 5));
  return [...results.querySelectorAll("li > a")].map((link) => link.getAttribute("href"));
}"""


def test_search_finds_the_key_terms(site: Path, address: str, browser: Browser) -> None:
    """English terms lead to the chapter itself, Chinese ones to the glossary, which has them."""
    missed = []
    for origin in (address, site.as_uri()):
        with opened(browser, f"{origin}/search.html") as (page, faults):
            for chapter in CHAPTERS:
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
    (notebook,) = [link for link in links if link.endswith(".ipynb")]
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
                if target.fragment and target.fragment not in names[place]:
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
