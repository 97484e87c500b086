"""The built book in a real browser, as a reader meets it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = find_lessons(Project(ROOT))
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# The rows of a long table are alike; looking at each of a thousand would take a minute.
AXE_PLACES = {"exclude": [["tbody tr:nth-child(n + 12)"]]}
# Dark mode changes colours and nothing else.
AXE_RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def front_matter(chapter: Lesson) -> dict[str, Any]:
    """Return the settings at the top of a chapter's file."""
    return dict(yaml.safe_load(chapter.path.read_text(encoding="utf-8").split("---")[1]))


def report(wrong: dict[str, list[str]]) -> str:
    """Return the faults found, a line each under the name of their page."""
    return "\n".join(f"{name}:\n  " + "\n  ".join(found) for name, found in wrong.items())


def addresses(site: Path) -> list[str]:
    """Return the pages of the book, relative to its root; the root itself only leads on."""
    pages = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}
    return sorted(name for name in pages - {"index.html"} if not name.startswith("_static"))


@contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page; yield it with the list of what went wrong, requests to elsewhere included."""
    with browser.new_context(**({"viewport": DESK} | context)) as fresh:
        page = fresh.new_page()
        faults: list[str] = []
        home = urlsplit(url)[:2]

        def note_request(asked: str) -> None:
            scheme, host = urlsplit(asked)[:2]
            if (scheme, host) != home and scheme not in ("data", "blob"):
                faults.append(f"request to {asked}")

        def note_failure(asked: str, reason: str | None) -> None:
            if reason != "net::ERR_ABORTED":  # given up because the reader went on
                faults.append(f"{reason}: {asked}")

        page.on("request", lambda request: note_request(request.url))
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
        canvas.locator("svg.marks, canvas.marks").first.wait_for(timeout=10_000)
    return charts.count()


def figures_stored(chapter: Lesson) -> int:
    path = ROOT / "_build" / "executed" / f"{chapter.stem}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return sum(
        "application/vnd.treasurybook.figure+json" in output.get("data", {})
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
    )


def test_every_page_is_sound(site: Path, address: str, browser: Browser) -> None:
    """No request to elsewhere, no error, all charts drawn, nothing wider than a phone."""
    wrong: dict[str, list[str]] = {}
    for name in addresses(site):
        with opened(browser, f"{address}/{name}", viewport=PHONE) as (page, faults):
            draw_all(page)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                faults.append(f"{wide} px wider than the screen")
            if faults:
                wrong[name] = list(faults)
    assert not wrong, report(wrong)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda one: one.stem)
def test_charts_follow_dark_mode(chapter: Lesson, address: str, browser: Browser) -> None:
    with opened(browser, f"{address}/chapters/{chapter.stem}.html") as (page, faults):
        assert draw_all(page) == figures_stored(chapter) > 0
        chart = page.locator("figure.tb-chart").first
        chart.scroll_into_view_if_needed()
        label = chart.locator("svg text").first
        light = label.evaluate("text => getComputedStyle(text).fill")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.wait_for_function(
            "([text, light]) => getComputedStyle("
            "document.querySelector('figure.tb-chart svg text')).fill !== light",
            arg=[None, light],
        )
        assert faults == []


def test_charts_far_down_are_drawn_for_paper(address: str, browser: Browser) -> None:
    """Printing does not wait, so a page left alone draws even what nobody scrolled to."""
    with opened(browser, f"{address}/chapters/{CHAPTERS[0].stem}.html") as (page, faults):
        page.wait_for_function(
            "() => !document.querySelector('figure.tb-chart:not([data-rendered])')",
            timeout=30_000,
        )
        assert faults == []


@pytest.mark.parametrize("theme", AXE_RULES)
def test_pages_are_accessible(site: Path, address: str, browser: Browser, theme: str) -> None:
    options = {"resultTypes": ["violations"], "runOnly": AXE_RULES[theme]}
    wrong: dict[str, list[str]] = {}
    for name in addresses(site):
        # the policy of the page refuses the checker's script as any other from elsewhere
        with opened(browser, f"{address}/{name}", color_scheme=theme, bypass_csp=True) as (page, _):
            draw_all(page)
            page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")
            found = Axe().run(page, context=AXE_PLACES, options=options).response["violations"]
            serious = [
                f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
                for one in found
                if one["impact"] in ("serious", "critical")
            ]
            if serious:
                wrong[name] = serious
    assert not wrong, report(wrong)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda one: one.stem)
def test_search_finds_the_key_terms(
    chapter: Lesson, site: Path, address: str, browser: Browser
) -> None:
    """English terms lead to the chapter itself, Chinese ones to the glossary, which has them."""
    terms = front_matter(chapter)["key_terms"]
    assert {term.isascii() for term in terms} == {True, False}
    for origin in (address, site.as_uri()):
        for term in terms:
            with opened(browser, f"{origin}/search.html?q={quote(term)}") as (page, faults):
                page.locator("#search-results .search-summary:not(:empty)").wait_for()
                links = page.locator("#search-results li a")
                found = [links.nth(i).get_attribute("href") or "" for i in range(links.count())]
                wanted = chapter.stem if term.isascii() else "glossary"
                assert any(wanted in link for link in found), f"{term} does not find {wanted}"
                assert faults == []


def test_search_from_any_page(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}/book/glossary.html") as (page, faults):
        page.keyboard.press("Control+k")
        page.keyboard.type("期限溢价")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        page.locator("#search-results li a").first.wait_for()
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


def test_links_within_the_book_lead_somewhere(site: Path) -> None:
    pages = {
        name: BeautifulSoup((site / name).read_text(encoding="utf-8"), "lxml")
        for name in addresses(site)
    }
    names = {
        name: {str(tag.get("id")) for tag in soup.find_all(id=True)} for name, soup in pages.items()
    }
    dead = []
    for name, soup in pages.items():
        for link in soup.find_all("a", href=True):
            target = urlsplit(urljoin(name, str(link["href"])))
            if target.scheme:
                continue
            if target.path in names:
                if target.fragment and target.fragment not in names[target.path]:
                    dead.append(f"{name}: {link['href']}")
            elif not (site / target.path).exists():
                dead.append(f"{name}: {link['href']}")
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda one: one.stem)
def test_a_page_works_from_a_folder(chapter: Lesson, site: Path, browser: Browser) -> None:
    page_file = site / "chapters" / f"{chapter.stem}.html"
    with opened(browser, page_file.as_uri()) as (page, faults):
        assert draw_all(page) == figures_stored(chapter)
        assert faults == []


@pytest.mark.parametrize(
    "adding",
    [
        "Object.assign(document.createElement('script'), {src: address})",
        "Object.assign(document.createElement('script'), {textContent: 'document.title = 1'})",
        "Object.assign(document.createElement('img'), {src: address})",
        "Object.assign(document.createElement('link'), {rel: 'stylesheet', href: address})",
        "Object.assign(document.createElement('style'), {textContent: `@import '${address}'`})",
    ],
)
def test_the_policy_lets_nothing_in_from_elsewhere(
    adding: str, address: str, browser: Browser
) -> None:
    with opened(browser, f"{address}/book/index.html") as (page, faults):
        page.evaluate(f"address => document.head.append({adding})", "http://192.0.2.1/x")
        page.wait_for_timeout(200)
        assert any("Content Security Policy" in fault for fault in faults)
