"""The ledger page in a real browser: what its controls show, count, hide and hand over."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.site_pages import PATIENCE, inaccessible, opened
from treasurybook.ledger.claims import claims
from treasurybook.ledger.firmness import LEVELS, book_firmness
from treasurybook.ledger.outcomes import outcome
from treasurybook.ledger.records import Record, by_claim, gather, status
from treasurybook.ledger.rules import Verdict
from treasurybook.press.site.rendering import TONES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

A_PAGE = 50
EXAM_COLUMNS = 3


@pytest.fixture(scope="module")
def records(site: Path) -> dict[str, Record]:
    """Return the records that the page was made of."""
    return by_claim(status(gather(site.parent / "records")).table)


@pytest.fixture
def ledger(site: Path, browser: Browser) -> Iterator[Page]:
    """Open the ledger from a folder under its policy; nothing may go wrong."""
    with opened(browser, (site / "book" / "ledger.html").as_uri()) as (page, faults):
        yield page
        assert faults == []


def shown(page: Page) -> list[str]:
    """Return the ids of the rows in the page, in order."""
    ids: list[str] = page.locator("tbody tr[id^=claim-]").evaluate_all(
        "rows => rows.map((row) => row.id.slice(6))"
    )
    return ids


def chips(page: Page) -> dict[str, int]:
    """Return the number on the chip of each outcome."""
    found = page.locator(".tb-chip").evaluate_all(
        "all => all.map((one) => [one.querySelector('input').value, "
        "Number(one.querySelector('output').textContent)])"
    )
    return dict(found)


def tones(records: dict[str, Record], **wanted: str) -> Counter[str]:
    """Count the tones of the records that fit."""
    return Counter(
        TONES[outcome(one["verdict"])]
        for one in records.values()
        if all(one[key] == value for key, value in wanted.items())
    )


def test_chips_count_what_the_other_filters_leave(ledger: Page, records: dict[str, Record]) -> None:
    assert chips(ledger) == tones(records)
    ledger.select_option("#tb-document", "003")
    counted = tones(records, document="003")
    assert chips(ledger) == counted
    ledger.get_by_label("fails").check()
    assert chips(ledger) == counted  # a chip chooses, and the others still say what they hold
    fails = [
        k for k, r in records.items() if r["document"] == "003" and outcome(r["verdict"]) == "fails"
    ]
    assert shown(ledger) == fails
    assert (
        f"{len(fails)} of {len(records)} statements"
        in ledger.locator(".tb-ledger-count").inner_text()
    )
    ledger.select_option("#tb-basis", "documented")
    assert chips(ledger) == {
        t: tones(records, document="003", basis="documented")[t] for t in counted
    }


def test_a_chapter_holds_its_lessons(ledger: Page, records: dict[str, Record]) -> None:
    ledger.select_option("#tb-lesson", "5.2")
    lesson = [
        k for k, r in records.items() if r["lesson"] == "5-quantitative-tightening/2-the-ladder"
    ]
    assert shown(ledger) == lesson
    ledger.select_option("#tb-lesson", "5")
    chapter = [k for k, r in records.items() if r["chapter"] == 5]
    assert shown(ledger) == chapter[:A_PAGE]
    assert set(lesson) < set(chapter)


def test_search_takes_words_numbers_and_chinese(ledger: Page, records: dict[str, Record]) -> None:
    ledger.fill("#tb-q", "27.62 gdp")
    assert "F-017" in shown(ledger)
    ledger.fill("#tb-q", "f-130")
    assert shown(ledger) == ["F-130"]
    ledger.fill("#tb-q", "期限溢价")
    ledger.locator("#claim-F-130").wait_for(state="detached")
    ledger.wait_for_function("() => document.querySelectorAll('tbody tr').length > 3")
    assert all("term premi" in records[one]["statement"].lower() for one in shown(ledger))
    ledger.fill("#tb-q", "硅谷银行")  # no term of the glossary: it stands in the statements alone
    assert shown(ledger) == [one.id for one in claims().values() if "硅谷银行" in one.chinese]
    ledger.get_by_label("Hide verdicts").check()
    assert shown(ledger)


def test_the_address_keeps_what_is_shown(ledger: Page, browser: Browser) -> None:
    ledger.fill("#tb-q", "yield")
    ledger.get_by_label("holds in part").check()
    ledger.select_option("#tb-sort", "miss")
    first = shown(ledger)
    with opened(browser, ledger.url) as (again, faults):
        assert shown(again) == first
        assert again.locator("#tb-q").input_value() == "yield"
        again.get_by_role("button", name="Clear").click()
        again.wait_for_function("() => document.querySelectorAll('tbody tr').length === 50")
        assert faults == []


def test_rows_sort_by_the_size_of_the_miss(ledger: Page) -> None:
    ledger.get_by_role("button", name="Difference").click()
    assert ledger.locator("#tb-sort").input_value() == "miss"
    assert ledger.locator("th[aria-sort]").all_inner_texts() == ["Difference"]
    misses = ledger.locator("tbody tr").evaluate_all("rows => rows.map((r) => +r.dataset.miss)")
    assert misses == sorted(misses, reverse=True)
    assert misses[0] > 1
    assert misses[-1] > 0


def test_rows_are_chosen_and_sorted_by_firmness(ledger: Page, records: dict[str, Record]) -> None:
    firm = book_firmness(records.values())
    ledger.select_option("#tb-sort", "firmness")
    by_share = [
        firm[one].share if firm[one].alternatives and not firm[one].stale else 2
        for one in shown(ledger)
    ]
    assert by_share == sorted(by_share)
    ledger.get_by_role("button", name="Clear").click()
    for level in LEVELS:
        ledger.select_option("#tb-firmness", level)
        assert shown(ledger) == [one for one in records if firm[one].level == level][:A_PAGE]
        for row in list(csv.DictReader(io.StringIO(downloaded(ledger, "CSV"))))[:3]:
            its = firm[row["\ufeffid"]]
            tried = its.alternatives and not its.stale
            assert row["firmness"] == (
                f"under {its.kept} of {its.choices} choices" if tried else ""
            )


def test_pages_of_fifty_are_turned(ledger: Page, records: dict[str, Record]) -> None:
    ids = list(records)
    assert shown(ledger) == ids[:A_PAGE]
    ledger.get_by_role("button", name="Next fifty").click()
    assert shown(ledger) == ids[A_PAGE : 2 * A_PAGE]
    assert "page=2" in ledger.url
    for _ in range(len(ids) // A_PAGE - 1):
        ledger.get_by_role("button", name="Next fifty").click()
    assert shown(ledger)[-1] == ids[-1]
    assert ledger.get_by_role("button", name="Next fifty").is_disabled()


def test_an_old_link_to_a_row_leads_to_its_page_of_the_table(site: Path, browser: Browser) -> None:
    with opened(browser, (site / "book" / "ledger.html").as_uri() + "#claim-S-100") as (page, _):
        row = page.locator("#claim-S-100")
        assert row.is_visible()
        assert row.evaluate("row => row.getBoundingClientRect().top < innerHeight")


def test_it_works_by_keyboard_alone(ledger: Page) -> None:
    ledger.focus("#tb-q")
    ledger.keyboard.type("F-130")
    ledger.keyboard.press("Tab")
    ledger.keyboard.press("Tab")
    focused = "document.activeElement"
    assert ledger.evaluate(f"{focused}.value") == "fair"
    outline = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
    assert ledger.evaluate(outline) == "solid"
    ledger.keyboard.press("Space")
    assert shown(ledger) == ["F-130"]
    for _ in range(30):
        if ledger.evaluate(f"{focused}.className") == "tb-open":
            break
        ledger.keyboard.press("Tab")
    ledger.keyboard.press("Enter")
    ledger.locator(".tb-ledger-more").wait_for()
    assert ledger.evaluate(f"{focused}.ariaExpanded") == "true"
    ledger.keyboard.press("Enter")
    ledger.locator(".tb-ledger-more").wait_for(state="detached")


def test_an_opened_row_says_how_the_verdict_came_about(
    ledger: Page, records: dict[str, Record]
) -> None:
    ledger.fill("#tb-q", "F-130")
    ledger.locator(".tb-open").click()
    more = ledger.locator(".tb-ledger-more")
    more.wait_for()
    said, record = more.inner_text(), records["F-130"]
    for part in (
        record["test"], record["note"], "computed", record["inputs"][0]["id"],
        record["inputs"][-1]["path"], "treasurybook run 1", "treasurybook trace F-130",
        "statement F-130, data of",
    ):  # fmt: skip
        assert part in said
    links = more.locator("a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert "../book/data.html#data-WB_INDUSTRY_USA" in links
    assert f"../chapters/{record['lesson']}.html#cell-{record['cell']}" in links
    assert "../statements/F-130.html" in links
    assert not [link for link in links if "issues" in link]  # no repository is named


def test_what_is_downloaded_is_what_is_shown(ledger: Page, records: dict[str, Record]) -> None:
    ledger.select_option("#tb-document", "002")
    ledger.get_by_label("fails").check()
    ledger.select_option("#tb-sort", "miss")
    ids = shown(ledger)
    assert 2 < len(ids) < A_PAGE
    rows = list(csv.DictReader(io.StringIO(downloaded(ledger, "CSV").lstrip("\ufeff"))))
    assert [row["id"] for row in rows] == ids
    for row in rows:
        record = records[row["id"]]
        assert row["statement"] == record["statement"]
        assert row["document_says"] == record["claimed"]
        assert row["verdict"] == record["verdict"]
        cells = ledger.locator(f"#claim-{row['id']} > *").all_inner_texts()
        assert "".join(cells[3].split()) == "".join(
            (row["recomputed_then"] + row["then_on"]).split()
        )
        assert cells[4].strip() == row["recomputed_now"]
        assert "".join(cells[5].split()) == "".join((row["difference"] + row["miss"]).split())
    assert json.loads(downloaded(ledger, "JSON")) == rows


def downloaded(page: Page, kind: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=kind, exact=True).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_an_examination_sees_no_verdict_anywhere(
    site: Path, browser: Browser, records: dict[str, Record]
) -> None:
    """Neither in words, nor in counts, colours, titles, order, search or downloads."""
    hints = "#outcome=poor&sort=miss&exam=on"
    with opened(browser, (site / "book" / "ledger.html").as_uri() + hints) as (page, faults):
        ids = list(records)
        assert shown(page) == ids[:A_PAGE]  # neither chosen nor ordered by what is hidden
        assert not page.locator(".tb-chips").is_visible()
        assert not "".join(page.locator(".tb-chip output").all_inner_texts()).strip()
        assert page.locator("#tb-sort").is_disabled()
        table = page.locator(".tb-ledger-table")
        assert (
            table.locator(".tb-verdict, .tb-open, [class*=good], [class*=poor], small").count() == 0
        )
        for row in table.locator("tbody tr").all()[:A_PAGE:7]:
            attributes = row.evaluate(
                "row => [row, ...row.querySelectorAll('*')].flatMap((one) => "
                "[...one.attributes].map((a) => a.name))"
            )
            assert set(attributes) <= {"id", "scope"}
            assert row.locator("th, td").count() == EXAM_COLUMNS
        assert table.locator("thead th:visible").count() == EXAM_COLUMNS
        page.fill("#tb-q", "not supported")
        assert set(shown(page)) == {
            k for k, r in records.items() if "not supported" in r["statement"]
        }
        page.fill("#tb-q", "")
        rows = json.loads(downloaded(page, "JSON"))
        assert len(rows) == len(ids)
        assert {key for row in rows for key in row} == {"id", "statement", "document_says"}
        page.get_by_label("Hide verdicts").uncheck()
        assert page.locator(".tb-verdict").count() > 0
        assert faults == []


def test_without_scripts_it_is_a_plain_table(
    site: Path, browser: Browser, records: dict[str, Record]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto((site / "book" / "ledger.html").as_uri())
        assert not page.locator(".tb-ledger-controls").is_visible()
        assert not page.locator(".tb-pager").is_visible()
        assert page.locator("tbody tr:visible").count() == len(records)
        verdicts = {verdict.value for verdict in Verdict}
        badge = page.locator("#claim-F-130 .tb-verdict").inner_text()
        assert badge.split(maxsplit=1)[1] in verdicts


@pytest.mark.parametrize("width", [360, 390, 768, 1024])
def test_rows_are_cards_where_there_is_no_room(width: int, site: Path, browser: Browser) -> None:
    uri = (site / "book" / "ledger.html").as_uri() + "#q=F-017"
    with opened(browser, uri, viewport={"width": width, "height": 800}) as (page, faults):
        page.locator(".tb-open").click()
        page.locator(".tb-ledger-more").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        row: Any = page.locator("#claim-F-017")
        assert row.evaluate("row => getComputedStyle(row).display") == "grid"
        labels = row.locator("td").evaluate_all(
            "cells => cells.slice(1, 5).map((td) => getComputedStyle(td, '::before').content)"
        )
        assert [json.loads(one) for one in labels] == [
            "Document says", "Recomputed then", "Recomputed now", "Difference",
        ]  # fmt: skip
        assert faults == []


def test_head_and_filters_stay_in_sight(ledger: Page) -> None:
    ledger.mouse.move(700, 500)
    ledger.mouse.wheel(0, 3000)
    ledger.wait_for_function("() => scrollY > 2000")
    controls = ledger.locator(".tb-ledger-controls").bounding_box()
    head = ledger.locator(".tb-ledger-table thead th").first.bounding_box()
    assert controls is not None
    assert head is not None
    assert controls["y"] == pytest.approx(0, abs=1)
    assert head["y"] == pytest.approx(controls["height"], abs=2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_opened_row_is_accessible(theme: str, site: Path, browser: Browser) -> None:
    uri = (site / "book" / "ledger.html").as_uri() + "#outcome=poor&sort=miss"
    with opened(browser, uri, bypass_csp=True) as (page, _):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        page.locator(".tb-open").first.click()
        page.locator(".tb-ledger-more").wait_for()
        assert inaccessible(page) == []
