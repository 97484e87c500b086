"""Papers without verdicts: a draw of the ledger by a seed, and the handouts of lessons."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup

from tests.site_pages import CHAPTERS, PHONE, inaccessible, opened
from treasurybook.ledger.claims import claim, documents
from treasurybook.ledger.outcomes import OUTCOMES, outcome
from treasurybook.ledger.records import Record, by_claim, gather, status
from treasurybook.ledger.rules import Verdict
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.site.handouts import handout_address
from treasurybook.press.site.papers import EXAMINED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
TAUGHT = [one for one in CHAPTERS if not one.is_appendix]
each_taught = pytest.mark.parametrize("lesson", TAUGHT, ids=lambda one: one.number)
WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted({*Verdict, *OUTCOMES}, key=len, reverse=True))})\b", re.IGNORECASE
)
CODE = 0xFFFFFFFF  # of 32 bits


@pytest.fixture(scope="module")
def records(site: Path) -> dict[str, Record]:
    """Return the records that the pages were made of."""
    return by_claim(status(gather(site.parent / "records")).table)


@pytest.fixture
def url(site: Path) -> str:
    """Return the address of the ledger in a folder."""
    return (site / "book" / "ledger.html").as_uri()


@contextmanager
def drawn(browser: Browser, url: str, **context: object) -> Iterator[Page]:
    """Open the ledger with a draw; nothing may go wrong, and the papers are complete."""
    with opened(browser, url, **context) as (page, faults):
        page.wait_for_function("() => window.treasurybookPapers")
        yield page
        assert faults == []


def papers(page: Page) -> list[str]:
    """Return the ids on the paper, in order."""
    return page.locator(".tb-paper:visible .tb-paper-id").all_inner_texts()


def lots(seed: int, ids: list[str], count: int) -> list[str]:
    """Draw as the page says that it does."""

    def lot(id: str) -> int:
        mixed = 0x811C9DC5
        for sign in f"{seed}/{id}":
            mixed = (mixed ^ ord(sign)) * 0x01000193 & CODE
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
            mixed = (mixed ^ mixed >> shift) * factor & CODE
        return mixed ^ mixed >> 16

    return sorted(sorted(ids, key=lot)[:count])


def test_a_seed_draws_the_same_ten_each_time_and_another_seed_others(
    url: str, browser: Browser, records: dict[str, Record]
) -> None:
    found = {}
    for seed in (1, 2):
        for load in (1, 2):
            with drawn(browser, f"{url}#exam=on&draw=10&seed={seed}") as page:
                found[seed, load] = papers(page)
    assert found[1, 1] == found[1, 2] == lots(1, list(records), 10)
    assert found[2, 1] == found[2, 2] == lots(2, list(records), 10)
    assert found[1, 1] != found[2, 1]


def test_a_draw_is_of_what_the_filters_leave(
    url: str, browser: Browser, records: dict[str, Record]
) -> None:
    with drawn(browser, f"{url}#lesson=5.1&exam=on&draw=10&seed=4") as page:
        lesson = [k for k, r in records.items() if r["lesson"].endswith("1-the-plan")]
        assert papers(page) == lots(4, lesson, 10)
        page.fill("#tb-draw", "3")
        assert papers(page) == lots(4, lesson, 3)
        page.select_option("#tb-kind", "share")
        shares = [k for k in lesson if records[k]["kind"] == "share"]
        assert papers(page) == lots(4, shares, 3)
        page.fill("#tb-q", "mortgage")
        assert set(papers(page)) < set(shares)


def test_what_is_known_of_verdicts_draws_nothing(
    url: str, browser: Browser, records: dict[str, Record]
) -> None:
    """Else a paper would tell, and the answers would be to another draw."""
    hints = "outcome=poor&firmness=firm&sort=miss&document=002&draw=10&seed=1"
    expected = lots(1, [k for k, r in records.items() if r["document"] == "002"], 10)
    for state in ("", "&exam=off"):
        with opened(browser, f"{url}#{hints}{state}") as (page, _):
            shown = page.locator(".tb-ledger tbody tr[id]:visible, .tb-paper").evaluate_all(
                "all => all.map((one) => one.id.slice(6) || one.querySelector('b').textContent)"
            )
            assert shown == expected
            assert page.get_by_label("Hide verdicts").is_checked() == (state == "")


def test_a_printed_paper_has_the_statements_and_room_and_no_more(
    url: str, browser: Browser, records: dict[str, Record]
) -> None:
    with drawn(browser, f"{url}#lesson=2.1&q=deficit&exam=on&draw=10&seed=7") as page:
        ids = papers(page)
        option = page.locator("#tb-lesson option:checked").inner_text()
        page.emulate_media(media="print")
        printed = page.locator("body").inner_text().split()
        left = sum(
            r["lesson"] == "2-fy2024-deficit/1-two-budgets"
            and "deficit" in f"{r['claim']} {r['statement']} {r['claimed']}".lower()
            for r in records.values()
        )
        expected = [
            f"{len(ids)} statements, drawn by seed 7",
            f"Drawn from {left} statements (Lesson: {option}; Search: deficit).",
        ]
        for id in ids:
            its = claim(id)
            place = f"{documents()[its.document].name}, {its.section}"
            expected += [id, place, its.statement, its.chinese, *EXAMINED]
        assert printed == " ".join(expected).split()
        own = {word for one in map(claim, ids) for word in WORDS.findall(one.statement)}
        assert set(WORDS.findall(" ".join(printed))) <= own
        marks = page.locator(".tb-sheet").inner_html()
        assert not re.search(r"tb-(good|fair|poor|none|verdict)|data-|style=|title=|href=", marks)
        assert [f"{word}</p>" in marks for word in EXAMINED] == [True] * len(EXAMINED)


def test_what_is_downloaded_of_a_paper_tells_no_verdict(url: str, browser: Browser) -> None:
    with drawn(browser, f"{url}#exam=on&draw=10&seed=7") as page:
        with page.expect_download() as waiting:
            page.get_by_role("button", name="JSON", exact=True).click()
        rows = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
        assert [row["id"] for row in rows] == papers(page)
        assert {key for row in rows for key in row} == {"id", "statement", "document_says"}


def test_the_answers_are_to_the_same_draw(
    url: str, browser: Browser, records: dict[str, Record]
) -> None:
    with drawn(browser, f"{url}#document=001&exam=on&draw=10&seed=3") as page:
        ids = papers(page)
        page.get_by_role("link", name="Answers to this draw").click()
        page.locator(".tb-ledger tbody tr").first.wait_for()
        rows = page.locator(".tb-ledger tbody tr")
        assert rows.evaluate_all("all => all.map((row) => row.id.slice(6))") == ids
        badges = page.locator(".tb-verdict").all_inner_texts()
        assert [text.split(maxsplit=1)[1] for text in badges] == [
            records[id]["verdict"] for id in ids
        ]
        assert "seed 3" in page.locator("#tb-count").inner_text()
        assert parse_qs(page.url.split("#")[1])["exam"] == ["off"]
        page.fill("#tb-seed", "4")  # the teacher's copy of another paper
        answers = rows.evaluate_all("all => all.map((row) => row.id.slice(6))")
        page.get_by_label("Hide verdicts").check()
        assert papers(page) == answers


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("draw=ten&seed=1", "How many must be a whole number"),
        ("draw=-3&seed=1", "How many must be a whole number"),
        ("draw=0&seed=1", "How many must be a whole number"),
        ("draw=&seed=1", "How many must be a whole number"),
        ("draw=10&seed=abc", "The seed must be a whole number"),
        ("draw=10&seed=-1", "The seed must be a whole number"),
        ("draw=10&seed=1.5", "The seed must be a whole number"),
        ("draw=10&seed=12345678901234567890", "The seed must be a whole number"),
        ("draw=10&seed=1&q=qqqq", "The filters leave no statement"),
    ],
)
def test_a_bad_count_or_seed_gets_a_plain_word(
    asked: str, said: str, url: str, browser: Browser
) -> None:
    with opened(browser, f"{url}#{asked}") as (page, faults):
        assert page.locator("#tb-count").inner_text().startswith(said)
        assert "Nothing is drawn" in page.locator("#tb-count").inner_text()
        assert page.locator(".tb-paper, .tb-ledger tbody tr").count() == 0
        wrong = page.locator("[aria-invalid=true]").evaluate_all("all => all.map((e) => e.name)")
        assert wrong == ([] if "q=" in asked else ["draw" if "many" in said else "seed"])
        page.get_by_role("button", name="Clear").click()
        page.locator(".tb-ledger tbody tr").first.wait_for()
        assert "#" not in page.url.rstrip("#")
        assert faults == []


def test_more_than_there_are_are_all(
    url: str, browser: Browser, records: dict[str, Record]
) -> None:
    with drawn(browser, f"{url}#lesson=5.3&draw=99&seed=1") as page:
        ids = sorted(k for k, r in records.items() if r["lesson"].endswith("3-what-happened"))
        assert papers(page) == ids
        assert "all are drawn" in page.locator("#tb-count").inner_text()


def test_a_paper_is_made_by_keyboard_and_button(url: str, browser: Browser) -> None:
    with opened(browser, url) as (page, faults):
        page.evaluate("window.print = () => { document.title = 'printed'; }")
        page.focus("#tb-drawing")
        page.keyboard.press("Space")
        assert page.get_by_label("Hide verdicts").is_checked()
        first = papers(page)
        assert len(first) == 10
        page.keyboard.press("Tab")  # buttons that clear and download lie before the fields
        for _ in range(9):
            if page.evaluate("document.activeElement.id") == "tb-draw":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("12")
        assert len(papers(page)) == 12
        assert set(first) < set(papers(page))
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert "seed=2" in page.url
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.title() == "printed"
        page.get_by_label("Draw at random").uncheck()
        assert page.locator(".tb-ledger tbody tr").count() == 50
        assert "draw" not in page.url
        assert faults == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_paper_is_sound_on_a_phone_and_accessible(theme: str, url: str, browser: Browser) -> None:
    state = f"{url}#lesson=2.1&draw=10&seed=x"
    with opened(browser, state, viewport=PHONE, bypass_csp=True) as (page, faults):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        page.get_by_text("Filter, sort, draw, download").click()
        assert inaccessible(page) == []  # the wrong field included
        page.fill("#tb-seed", "5")
        page.wait_for_function("() => document.querySelectorAll('.tb-paper').length === 10")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert inaccessible(page) == []
        assert faults == []


def of_lesson(records: dict[str, Record], lesson: Lesson) -> list[str]:
    return [k for k, r in records.items() if r["lesson"] == lesson.stem]


@each_taught
def test_a_handout_has_each_statement_of_its_lesson_once_and_no_verdict(
    lesson: Lesson, site: Path, records: dict[str, Record]
) -> None:
    path = site / handout_address(lesson)
    ids = of_lesson(records, lesson)
    assert path.exists() == bool(ids)  # those of chapter 8 answer none
    if not ids:
        return
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    found = [
        [part.get_text() for part in one.select("b, .tb-paper-place, p[class]:not(:first-child)")]
        for one in soup.select(".tb-paper")
    ]
    its = [claim(id) for id in ids]
    assert found == [
        [one.id, f"{documents()[one.document].name}, {one.section}", one.statement, one.chinese]
        for one in its
    ]
    for one in soup.select(".tb-paper p[class], .tb-paper-place, h1, title, [property='og:title']"):
        one.decompose()  # words of documents and lessons; of what is left none may be a verdict's
    assert not WORDS.findall(str(soup))
    assert not re.search(r"tb-(good|fair|poor|verdict)| data-|<style| style=|<script>", str(soup))
    for verdict in {records[id]["verdict"] for id in ids}:
        assert outcome(verdict) not in str(soup)


@each_taught
def test_plan_and_teaching_page_lead_to_the_papers_of_a_lesson(
    lesson: Lesson, site: Path, records: dict[str, Record]
) -> None:
    teaching = BeautifulSoup((site / "book/teaching.html").read_text(encoding="utf-8"), "lxml")
    plans = site / f"book/plans/chapter-{lesson.order[0]}.html"
    plan = next(
        one
        for one in BeautifulSoup(plans.read_text(encoding="utf-8"), "lxml").select("section > h2")
        if one.get_text().startswith(f"{lesson.number} ")
    ).parent
    assert plan is not None
    links = {str(one["href"]) for one in plan.select("a[href]")}
    draw = "exam=on&draw=10&seed=1"
    if of_lesson(records, lesson):
        assert f"../../{handout_address(lesson)}" in links
        assert f"../../book/ledger.html#lesson={lesson.number}&{draw}" in links
        (link,) = teaching.select(f'a[href="../{handout_address(lesson)}"]')
        assert link.get_text() == lesson.number
    else:
        assert f"../../book/ledger.html#{draw}" in links


def test_a_long_handout_breaks_between_statements(site: Path, browser: Browser) -> None:
    from pypdf import PdfReader

    longest = max(site.glob("handouts/*.html"), key=lambda one: one.stat().st_size)
    with opened(browser, longest.as_uri()) as (page, faults):
        whole = page.locator(".tb-paper").all_inner_texts()
        pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        assert faults == []
    assert len(pages) > 3
    texts = [squeezed(one.extract_text()) for one in pages]
    for text in whole:
        assert sum(squeezed(text) in one for one in texts) == 1, text


def squeezed(text: str) -> str:
    """Return a text without blanks; in print a character may be its twin among the radicals."""
    return "".join(normalize("NFKC", text).split())


@pytest.mark.parametrize(
    "address", ["handouts/2-1.html", "book/ledger.html#lesson=2.1&draw=10&seed=1"]
)
def test_a_dark_page_is_printed_dark_on_white(address: str, site: Path, browser: Browser) -> None:
    with opened(browser, f"{site.as_uri()}/{address}") as (page, _):
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.emulate_media(media="print")
        inks = page.locator(".tb-sheet :visible").evaluate_all(
            "all => [...new Set(all.map((one) => getComputedStyle(one).color))]"
        )
        assert set(inks) == {"rgb(0, 0, 0)", "rgb(68, 68, 68)"}
        ground = "[...document.querySelectorAll('body, .bd-main, article')].map("
        grounds = page.evaluate(f"{ground}(one) => getComputedStyle(one).backgroundColor)")
        assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_handout_is_accessible_and_fits_a_phone(theme: str, site: Path, browser: Browser) -> None:
    uri = (site / "handouts" / "2-1.html").as_uri()
    with opened(browser, uri, viewport=PHONE, bypass_csp=True) as (page, faults):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        assert inaccessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert faults == []


def test_the_ledger_learns_of_its_rows_what_they_lack(
    site: Path, records: dict[str, Record]
) -> None:
    script = (site / "handouts" / "papers.js").read_text(encoding="utf-8")
    read = json.loads(script.removeprefix("var treasurybookPapers = ").removesuffix(";\n"))
    assert set(read) == set(records)
    for id, (chinese, place) in read.items():
        assert chinese == claim(id).chinese
        assert place == f"{documents()[claim(id).document].name}, {claim(id).section}"
