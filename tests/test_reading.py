"""What helps in reading the book: terms, code, the foot of the page, and what others are told."""

from __future__ import annotations

import doctest
import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from lxml import html

from tests.toy import Toy
from treasurybook.ledger import claims, outcomes
from treasurybook.press.book import book_fingerprint
from treasurybook.press.errors import BuildFailed
from treasurybook.press.pdf import page_numbers, print_book
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.site import (
    cards,
    citing,
    errata,
    feed,
    notfound,
    numbering,
    sitemap,
    source_pages,
    standing,
    terms,
)
from treasurybook.press.site.directives import status_table
from treasurybook.press.site.glossary import Entry
from treasurybook.press.whole_book import places, whole_book
from treasurybook.snapshot import catalogue
from treasurybook.snapshot.corrections import read_corrections

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
LESSONS = find_lessons(PROJECT)
LIGHT = 8_000  # bytes that the entries of its terms may add to a page
WITH_TERMS = "chapters/7-safe-haven/2-safety.html"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PATIENCE = 60_000  # milliseconds: no test is about speed

PREMIUM = Entry(("Term premium",), "term-premium", "What a long bond pays more.", ("期限溢价",))
CURVE = Entry(("Premium",), "premium", "Any.", ("溢价",))
REPO = Entry(("Repurchase agreement", "Repo"), "repo", "A loan.", ())
SOMA = Entry(("System Open Market Account", "SOMA"), "soma", "The portfolio.", ())
RUN = Entry(("Run",), "run", "A flight.", ())


def soup_of(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


@pytest.mark.parametrize("module", [source_pages, terms, notfound, numbering])
def test_examples_in_the_documentation_are_true(module: Any) -> None:
    done = doctest.testmod(module)
    assert done.attempted >= 1
    assert done.failed == 0


def test_a_lesson_has_its_number_above_its_title_and_in_every_menu(site: Path) -> None:
    lesson = next(one for one in LESSONS if one.number == "5.2")
    page = html.document_fromstring((site / f"chapters/{lesson.stem}.html").read_bytes())
    assert page.xpath("//h1/preceding-sibling::p/text()") == ["Lesson 5.2"]
    front = html.document_fromstring((site / "book/index.html").read_bytes())
    for menu in (page, front):
        entries = menu.xpath("//nav[contains(@class, 'bd-links')]//a")
        listed = [" ".join(one.text_content().split()) for one in entries]
        assert f"5.2 {lesson.title}" in listed
        assert [one for one in listed if one.startswith("5 ")]


# ---- Terms ----


def found_in(text: str) -> list[tuple[str, str]]:
    finder = terms.Finder([PREMIUM, CURVE, REPO, SOMA, RUN])
    return [(text[start:end], entry.anchor) for start, end, entry in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Term premia and the term\npremium", [("term\npremium", "term-premium")]),
        ("a premium", [("premium", "premium")]),
        ("repos, Repos, a repository", [("repos", "repo"), ("Repos", "repo")]),
        ("SOMA, soma, SOMAtic", [("SOMA", "soma")]),
        ("non-repo, repo-like", []),
        ("a run on a fund", []),
    ],
)
def test_a_term_is_a_whole_word(text: str, found: list[tuple[str, str]]) -> None:
    assert found_in(text) == found


def marked(*parts: nodes.Node) -> list[str]:
    page = nodes.section("", *parts)
    terms.mark_terms(page, [PREMIUM, REPO, RUN], "glossary.html")  # type: ignore[arg-type]
    return [one.astext() for one in page.findall(terms.glossary_term)]


def paragraph(*parts: nodes.Node | str) -> nodes.paragraph:
    return nodes.paragraph("", "", *[nodes.Text(p) if isinstance(p, str) else p for p in parts])


def test_the_first_place_in_running_text_is_marked_and_no_other() -> None:
    link = nodes.reference("", "", nodes.Text("repo"), refuri="elsewhere.html")
    box = nodes.admonition("", paragraph("a repo"), classes=["tb-lesson"])
    cell = nodes.table("", paragraph("a repo"))
    assert marked(
        nodes.title("", "Repo"),
        box,
        cell,
        paragraph(nodes.literal("", "repo"), " ", link),
        paragraph("The ", nodes.emphasis("", "repos"), " of a repo, and a term premium"),
        paragraph("a term premium"),
    ) == ["repos", "term premium"]


def test_a_link_to_an_entry_becomes_the_term_also_where_the_word_is_ambiguous() -> None:
    link = nodes.reference("", "", nodes.inline("", "runs"), refuri="glossary.html#run")
    assert marked(paragraph("a run and ", link)) == ["runs"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.stem)
def test_the_terms_of_a_lesson(lesson: Any, site: Path) -> None:
    """Each once, in running text, light, with Chinese, and linked to its entry."""
    page = soup_of(site / "chapters" / f"{lesson.stem}.html")
    glossary = soup_of(site / "book" / "glossary.html")
    marks = page.select("dfn.tb-term")
    assert sum(len(str(one).encode()) for one in marks) < LIGHT
    anchors = []
    for one in marks:
        assert one["tabindex"] == "0"
        entry = one.find("span")
        assert isinstance(entry, Tag)
        assert entry["id"] == one["aria-describedby"]
        chinese = entry.find(lang="zh-Hans")
        assert isinstance(chinese, Tag)
        link = entry.find("a")
        assert isinstance(link, Tag)
        anchor = urlsplit(str(link["href"])).fragment
        (place,) = glossary.select(f"#{anchor}")
        told = " ".join(place.find_next("dd").text.split())  # type: ignore[union-attr]
        assert chinese.text in told
        assert (entry.contents[0].text.strip()) in told
        assert not one.find_parent(["a", "h1", "h2", "h3", "h4", "table", "pre", "code"])
        anchors.append(anchor)
    assert len(anchors) == len(set(anchors))
    links = [
        one for one in page.select("a[href*='glossary.html#term-']") if not one.find_parent("dfn")
    ]
    assert not links, (
        "a term must name the first of its entry's names, and be the first of the page"
    )


def test_many_lessons_have_terms_and_the_search_does_not_know_their_entries(site: Path) -> None:
    ladder = "chapters/5-quantitative-tightening/2-the-ladder"
    number = sum("tb-term" in (site / f"chapters/{one.stem}.html").read_text() for one in LESSONS)
    assert number > len(LESSONS) / 2
    entries = soup_of(site / f"{ladder}.html").select("dfn.tb-term > span")
    assert any("real yield" in one.text for one in entries)  # of TIPS, and not in the lesson
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    names = re.search(r'"?docnames"?:\s*\[(.*?)\]', index)
    assert names is not None
    number = [name.strip('" ') for name in names[1].split(",")].index(ladder)
    places = re.search(r'"?princip"?:\s*(\[[\d, ]*\]|\d+)', index)  # "principal", stemmed
    assert places is not None
    principal = soup_of(site / f"{ladder}.html")
    for one in principal.select("dfn.tb-term > span"):
        one.decompose()
    article = principal.select_one("article")
    assert article is not None
    assert ("principal" in article.text) == (str(number) in re.findall(r"\d+", places[1]))


@pytest.mark.parametrize("width", [360, 700, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_an_entry_opens_by_focus_and_pointer_inside_the_window(
    width: int, scripts: bool, site: Path, browser: Browser
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        page.goto((site / WITH_TERMS).as_uri())
        for term in page.locator(".tb-term").all():
            entry = term.locator("> span")
            assert entry.is_hidden()
            term.focus()
            wait_until_inside(page, entry)
            term.evaluate("term => term.blur()")
            entry.wait_for(state="hidden")
            point_at(page, term)
            wait_until_inside(page, entry)
            page.mouse.move(0, 0)
            entry.wait_for(state="hidden")


def point_at(page: Page, term: Locator) -> None:
    """Point at the first line of a term, which may be broken into two."""
    place = term.evaluate(
        "term => { const {x, y} = term.getClientRects()[0]; return {x: x + 3, y: y + 8}; }"
    )
    page.mouse.move(place["x"], place["y"])


def wait_until_inside(page: Page, entry: Locator) -> None:
    """Wait until an entry is seen whole; a browser may place it anew once it has scrolled."""
    window = page.viewport_size
    assert window is not None
    entry.wait_for()
    box: Any = None
    for _ in range(200):
        box = entry.bounding_box()
        across = box and 0 <= box["x"] <= window["width"] - box["width"] and box["width"] > 100
        if box and across and 0 <= box["y"] <= window["height"] - box["height"]:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{entry.text_content()} stands at {box}, not inside {window}")


def test_escape_puts_an_entry_away_and_paper_has_none(site: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / WITH_TERMS).as_uri())
        term = page.locator(".tb-term").first
        entry = term.locator("> span")
        term.focus()
        assert entry.is_visible()
        page.keyboard.press("Escape")
        assert entry.is_hidden()
        term.evaluate("term => term.blur()")
        term.focus()
        assert entry.is_visible()
        page.emulate_media(media="print")
        assert entry.is_hidden()


# ---- The switch for code ----

FOLDED = "details.hide"
PAGES_WITH_CODE = (
    "chapters/3-treasury-supply/2-bills-or-coupons.html",
    "chapters/8-scoreboard/7-the-records.html",  # which has no term to show
)


def all_open(page: Page) -> set[bool]:
    return set(page.locator(FOLDED).evaluate_all("boxes => boxes.map((box) => box.open)"))


def test_the_switch_opens_all_code_of_the_book_and_remembers(
    address: str, browser: Browser
) -> None:
    first, second = PAGES_WITH_CODE
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/{first}")
        assert all_open(page) == {False}
        button = page.get_by_role("button", name="Show folded code")
        button.click()
        assert all_open(page) == {True}
        page.goto(f"{address}/{second}")
        assert all_open(page) == {True}
        page.get_by_role("button", name="Hide folded code").click()
        assert all_open(page) == {False}
        page.goto(f"{address}/{first}")
        assert all_open(page) == {False}


def test_every_page_with_folded_code_loads_the_switch(site: Path) -> None:
    folded = [
        path
        for path in (site / "chapters").rglob("*.html")
        if html.document_fromstring(path.read_bytes()).xpath(
            "//details[contains(concat(' ', @class, ' '), ' hide ')]"
        )
    ]
    assert len(folded) > 40
    for path in folded:
        assert "/_static/reading.js" in path.read_text(encoding="utf-8"), path.name


def test_the_switch_works_where_nothing_can_be_kept(address: str, browser: Browser) -> None:
    with browser.new_context() as context:
        context.add_init_script(
            "for (const name of ['getItem', 'setItem', 'removeItem'])"
            " Storage.prototype[name] = () => { throw new DOMException('refused') };"
        )
        page = context.new_page()
        page.goto(f"{address}/{PAGES_WITH_CODE[0]}")
        page.get_by_role("button", name="Show folded code").click()
        assert all_open(page) == {True}


def test_a_page_without_folded_code_has_no_switch(address: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/book/glossary.html")
        assert page.locator(".tb-code-switch").count() == 0


# ---- The foot of the page, and how to cite ----


@pytest.mark.parametrize("name", ["book/index", "chapters/7-safe-haven/2-safety", "search", "404"])
def test_the_foot_names_version_and_data_and_leads_to_the_citation(name: str, site: Path) -> None:
    foot = soup_of(site / f"{name}.html").select_one(".tb-built")
    assert foot is not None
    assert PROJECT.data_day in foot.text
    links = {link.text: str(link["href"]) for link in foot.select("a")}
    assert list(links) == ["How to cite", "Errata", "Status", "Feed of changes"]
    for target in links.values():
        path = target.removeprefix("/") if name == "404" else f"{Path(name).parent}/{target}"
        assert (site / path).resolve().is_file(), target


def test_the_citation_is_that_of_the_file(site: Path) -> None:
    stated = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    plain, bibtex = (one.text for one in soup_of(site / "book" / "cite.html").select("pre"))
    for written in (plain, bibtex):
        assert stated["title"] in written
        assert stated["authors"][0]["name"] in written
        assert stated["version"] in written
        assert PROJECT.data_day in written
        assert str(stated["date-released"])[:4] in written


def test_an_entry_for_bibtex_closes_and_escapes(tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text(
        "title: Bills & notes\nversion: 1.0\ndate-released: 2026-01-02\n"
        "authors: [{family-names: Li, given-names: Wei}, {name: A team}]\n",
        encoding="utf-8",
    )
    found = citing.citation(Project(tmp_path), data="2026-01-01", address="https://example.org")
    written = found.bibtex()
    assert written.count("{") == written.count("}")
    assert "title   = {{Bills \\& notes}}" in written
    assert "author  = {{Li, Wei} and {A team}}" in written
    assert found.plain().endswith("https://example.org")


@pytest.mark.parametrize(
    ("content", "told"), [(None, "CITATION.cff is missing"), ("title: x\n", "authors, version")]
)
def test_a_citation_that_says_too_little_is_refused(
    content: str | None, told: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "CITATION.cff").write_text(content, encoding="utf-8")
    with pytest.raises(BuildFailed, match=told):
        citing.citation(Project(tmp_path), data="2026-01-01", address="")


# ---- Links to the sources ----


def test_most_series_lead_to_their_publisher(site: Path) -> None:
    newest = catalogue().sort_values("known_on").groupby("id").last()
    known = newest["source_id"].map(source_pages.source_page).dropna()
    assert len(known) > len(newest) / 2
    assert all(urlsplit(page).scheme == "https" for page in known)
    page = html.document_fromstring((site / "book" / "data.html").read_bytes())
    links = {
        row.get("id").removeprefix("data-"): row.xpath("./td//a[@rel='noopener']/@href")
        for row in page.xpath("//tr[starts-with(@id, 'data-')]")
    }
    assert set(links) == set(newest.index)
    assert {id: [target] for id, target in known.items()} == {
        id: found for id, found in links.items() if found
    }


# ---- What others are told of a page ----


def head_of(path: Path) -> tuple[dict[str, str], str]:
    """Read a page's card and its heading; of a thousand pages, so with a quick parser."""
    page = html.document_fromstring(path.read_bytes())
    metas = page.xpath("//head/meta[@property or @name]")
    card = {one.get("property") or one.get("name"): one.get("content") for one in metas}
    return card, "".join(one.text_content() for one in page.xpath("(//h1)[1]"))


def test_every_page_has_a_card_with_its_title_and_first_sentence(site: Path) -> None:
    for path in site.rglob("*.html"):
        name = path.relative_to(site).as_posix()
        # slides are the lesson once more
        if name.startswith(("_static", "slides/")) or name == "index.html":
            continue
        card, heading = head_of(path)
        if name.startswith("statements/"):
            assert (path.parent / card["og:image"]).resolve().is_file(), name
            continue
        if name not in ("search.html", "404.html"):
            assert card["og:title"] == heading.removesuffix("#").strip(), name
        assert card["og:description"] == card["description"], name
        assert 10 < len(card["description"]) <= 300, name
        assert card["og:type"] in ("article", "website"), name
        picture = card["og:image"]
        place = site / picture.removeprefix("/") if name == "404.html" else path.parent / picture
        assert place.resolve().read_bytes().startswith(b"\x89PNG"), name
        assert "og:url" not in card


def test_a_description_is_the_first_sentence_outside_boxes() -> None:
    page = nodes.section(
        "",
        nodes.title("", "Title"),
        nodes.note("", paragraph("Boxed. Text.")),
        paragraph("USD 4.5 bn were “lent”. More follows."),
    )
    assert cards.description(page) == "USD 4.5 bn were “lent”."
    assert cards.description(nodes.section("", nodes.title("", "T"))) == cards.DESCRIPTION
    assert "&quot;" in cards.tags([("og:title", 'say "x"')])


def test_the_feed_is_that_of_the_changelog(site: Path) -> None:
    found = feed.releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    root = ET.parse(site / "feed.xml").getroot()
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(found) >= 3
    names = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(names)) == len(names)
    for release, entry in zip(found, entries, strict=True):
        assert entry.findtext(f"{ATOM}updated") == f"{release.day or PROJECT.data_day}T00:00:00Z"
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert BeautifulSoup(content.text or "", "lxml").select("li")
    assert root.find(f"{ATOM}link") is None  # without a public address


def test_a_feed_with_an_address_has_links_and_markup_stays_text() -> None:
    changelog = "# C\n\n## [Unreleased]\n\n## [1.0] - 2026-01-02\n\n- a <b>b</b> & `c`\n"
    written = feed.feed(
        changelog, title="T", author="A", today="2026-02-03", base="https://example.org/x/"
    )
    root = ET.fromstring(written)
    assert [one.findtext(f"{ATOM}title") for one in root.findall(f"{ATOM}entry")] == ["Version 1.0"]
    assert [one.get("href") for one in root.findall(f"{ATOM}link")] == [
        "https://example.org/x/feed.xml",
        "https://example.org/x/",
    ]
    assert root.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00Z"
    content = root.findtext(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert "a &lt;b&gt;b&lt;/b&gt; &amp; <code>c</code>" in content
    with pytest.raises(BuildFailed, match=r"version 2\.0 has no day"):
        feed.releases("## [2.0]\n\n- x\n")


def test_a_sitemap_has_full_addresses() -> None:
    root = ET.fromstring(sitemap.sitemap(["b/中.html", "a.html"], "https://example.org/x/"))
    assert [place.text for place in root.iter(f"{SITEMAP}loc")] == [
        "https://example.org/x/a.html",
        "https://example.org/x/b/%E4%B8%AD.html",
    ]


def test_without_an_address_there_is_no_sitemap(site: Path) -> None:
    assert not (site / "sitemap.xml").exists()


@pytest.fixture(scope="module")
def toy(pattern: Toy, tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """Build a toy book that has a changelog and public addresses."""
    toy = pattern.copy(tmp_path_factory.mktemp("reading") / "toy")
    shutil.copy(ROOT / "CHANGELOG.md", toy.root)
    toy.edit("_config.yml", 'html_baseurl: ""', 'html_baseurl: "https://example.org/book/"')
    toy.edit(
        "_config.yml",
        "# repository: { url: https://github.com/owner/name, branch: main }",
        "repository: { url: https://example.org/code }",
    )
    done = toy.book()
    assert done.returncode == 0, done.stderr
    return toy


def test_addresses_are_full_and_links_are_there_once_they_are_set(toy: Toy) -> None:
    built = toy.root / "_build" / "html"
    places = [one.text for one in ET.parse(built / "sitemap.xml").getroot().iter(f"{SITEMAP}loc")]
    assert "https://example.org/book/chapters/01-sum.html" in places
    assert not [one for one in places if one and "404" in one]
    for place in places:
        assert place is not None
        path = built / place.removeprefix("https://example.org/book/")
        card, _ = head_of(path)
        assert card["og:url"] == place
        assert card["og:image"] == "https://example.org/book/_static/card.png"
    page = soup_of(built / "chapters" / "01-sum.html")
    assert page.select_one('.tb-built a[href="https://example.org/code"]')
    lost = soup_of(built / "404.html")
    assert lost.select_one('a[href="/book/search.html"]')
    assert "https://example.org/book/feed.xml" in (built / "feed.xml").read_text(encoding="utf-8")


class _Lost(SimpleHTTPRequestHandler):
    """Answers what is not there by the site's own page."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test report free of requests."""

    def send_error(self, code: int, message: str | None = None, *_: object) -> None:
        content = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def lost(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Lost, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("place", ["x", "chapters/9-none/deeper/still.html"])
def test_the_page_of_what_is_not_there_works_at_any_depth(
    place: str, lost: str, browser: Browser
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        answers: list[tuple[int, str]] = []
        page.on("response", lambda answer: answers.append((answer.status, answer.url)))
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{lost}/{place}")
        assert [url for status, url in answers if status != 200] == [f"{lost}/{place}"]
        assert len(answers) > 5
        assert faults == []
        page.get_by_role("link", name="All statements").click()
        page.wait_for_url("**/book/ledger.html")


# ---- Errata and status ----


def test_errata_are_all_changes_newest_first(site: Path) -> None:
    page = soup_of(site / "book" / "errata.html")
    ledger = html.document_fromstring((site / "book" / "ledger.html").read_bytes())
    anchors = set(ledger.xpath("//@id"))
    shown = [
        (entry.select_one("a").text, entry.select_one("dd").contents[0].text)  # type: ignore[union-attr]
        for entry in page.select(".tb-errata > div")
    ]
    changes = [(one.id, change) for one in claims().values() for change in one.changes]
    stored = [(name, change.what.rstrip(".")) for name, change in changes]
    assert sorted(shown) == sorted(stored)
    for link in page.select(".tb-errata a"):
        assert urlsplit(str(link["href"])).fragment in anchors
    for section in page.select("section section[id^=errata-]"):
        days = [str(day["datetime"]) for day in section.select("h3 time")]
        assert days == sorted(days, reverse=True)
    rows = page.select("#errata-data tbody tr")
    assert len(rows) == len(read_corrections(PROJECT.data)) > 0


def test_changes_of_a_chapter_are_newest_first() -> None:
    one = next(one for one in claims().values() if one.changes)
    old, new = (
        one.changes[0].model_copy(update={"on": pd.Timestamp(day).date(), "what": day})
        for day in ("2025-01-01", "2026-01-01")
    )
    found = errata.by_chapter([one.model_copy(update={"changes": (old, new)})])
    assert [erratum.what for erratum in found[one.chapter]] == ["2026-01-01", "2025-01-01"]


def test_the_status_page_counts_what_there_is(site: Path) -> None:
    page = soup_of(site / "book" / "status.html")
    table = status_table(PROJECT)
    tally = table["verdict"].map(outcomes.outcome).value_counts()
    counted = [int(one.text) for one in page.select("#status-statements .tb-count")]
    assert counted == [int(tally.get(name, 0)) for name in outcomes.OUTCOMES]
    waiting = {link.text for link in page.select("#status-forecasts dt a")}
    assert waiting == set(table.loc[table["verdict"] == "open", "claim"])
    days = [str(day["datetime"]) for day in page.select("#status-forecasts h3 time")]
    assert days == sorted(days)
    assert len(days) > 1
    wanted = {link.text for link in page.select("#status-wanted dt a")}
    assert wanted == set(table.loc[table["reason"] == "not obtained", "claim"])
    topics = page.select("#status-data tbody tr")
    assert len(topics) == catalogue()["topic"].nunique()


def test_an_age_is_counted_to_the_day_of_the_data() -> None:
    stored = pd.DataFrame(
        {
            "topic": ["rates", "rates", "rates", "debt"],
            "id": ["A", "A", "B", "C"],
            "last": ["2026-01-01", "2025-01-01", "2050-01-01", ""],
        }
    )
    debt, rates = standing.ages(stored, "2026-01-31")
    assert (rates.topic, rates.series, rates.versions) == ("Rates", 2, 3)
    assert (rates.newest, rates.days) == ("2026-01-01", 30)  # a table that looks ahead is not newer
    assert (debt.newest, debt.days) == ("", None)


@pytest.mark.parametrize("name", ["CITATION.cff", "CHANGELOG.md"])
def test_a_changed_citation_or_changelog_makes_another_book(name: str, tmp_path: Path) -> None:
    toy = Toy(tmp_path / "toy")
    found = []
    for text in ("one", "two"):
        (toy.root / name).write_text(text, encoding="utf-8")
        found.append(book_fingerprint(Project(toy.root)))
    assert found[0] != found[1]


# ---- Paper ----


BREAKS_AT_HEADINGS = (  # without care a heading of these stands alone at the foot of a sheet
    "chapters/2-fy2024-deficit/2-an-honest-range.html",
    "chapters/4-market-mechanics/8-actors-and-yields.html",
    "chapters/6-rate-cuts/4-china-and-japan.html",
)


@pytest.mark.parametrize("name", BREAKS_AT_HEADINGS)
def test_no_heading_stands_alone_at_the_foot_of_a_sheet(
    name: str, site: Path, browser: Browser
) -> None:
    from pypdf import PdfReader

    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto((site / name).as_uri())
        page.evaluate("window.treasurybookCharts?.drawAll()")
        page.wait_for_function("!document.querySelector('figure.tb-chart:not([data-rendered])')")
        heads = page.locator("article :is(h2, h3)").evaluate_all(
            "all => all.map((one) => one.firstChild.textContent)"
        )
        sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, start=1):
        lines = [line.strip() for line in sheet.extract_text().splitlines() if line.strip()]
        assert str(number) in (lines[0], lines[-1]), "sheets are numbered"
        last = [line for line in lines if line != str(number)][-1]
        assert last not in heads


def test_unfolded_code_is_printed_and_folded_code_is_not(site: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / PAGES_WITH_CODE[0]).as_uri())
        page.emulate_media(media="print")
        box = page.locator(FOLDED).first
        assert box.is_hidden()
        box.evaluate("box => { box.open = true; }")
        assert box.locator("pre").is_visible()
        assert box.locator("summary").is_hidden()


LITTLE_TOC = """root: book/start
parts:
  - caption: First
    chapters:
      - file: a/index
        sections:
          - file: a/one
"""


def test_all_pages_become_one(tmp_path: Path) -> None:
    """Names of two pages do not meet; links lead within the one page; what is beside is text."""
    (tmp_path / "_toc.yml").write_text(LITTLE_TOC, encoding="utf-8")
    for name in ("book/start", "a/index", "a/one"):
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            '<head><link rel="stylesheet" href="../_static/x.css" /></head>'
            f'<article class="bd-article"><h1 id="x">{name}<a class="headerlink">#</a></h1>'
            '<h2>B</h2><p id="y" aria-describedby="x"><a href="../a/one.html#x">one</a>'
            '<a href="#y">y</a><a href="x.csv">file</a><a href="https://example.org/">out</a>'
            '<a href="../a/one.html#q=x">a state of one</a></p>'
            "<details><summary>s</summary></details><script>1</script></article>",
            encoding="utf-8",
        )
    pages = places(Project(tmp_path))
    assert [(one.name, one.depth, one.part) for one in pages] == [
        ("book/start", 0, ""),
        ("a/index", 0, "First"),
        ("a/one", 1, ""),
    ]
    text, anchors = whole_book(tmp_path, pages, title="T & U", about="v", to_site="html")
    soup = BeautifulSoup(text, "lxml")
    names = [str(one["id"]) for one in soup.find_all(id=True)]
    assert len(names) == len(set(names))
    assert set(anchors) <= set(names)
    links = [str(one["href"]) for one in soup.select("article a")]
    assert links[:4] == ["#page-2--x", "#page-0--y", "https://example.org/", "#page-2"]
    assert {one.removeprefix("#") for one in links if one.startswith("#")} <= set(names)
    assert [one.text for one in soup.select("article h2")] == ["B", "B", "a/one"]
    assert len(soup.select("article h3")) == 1
    assert not soup.select("article script, details:not([open]), .headerlink")
    assert soup.select_one('link[href="html/_static/x.css"]')
    assert [str(one["href"]) for one in soup.select("nav a")] == [f"#{one}" for one in anchors]
    (tmp_path / "a" / "one.html").unlink()
    with pytest.raises(BuildFailed, match="build the book first"):
        whole_book(tmp_path, pages, title="T", about="v", to_site="html")


def test_the_book_is_printed_whole_with_the_right_page_numbers(toy: Toy, browser: Browser) -> None:
    from pypdf import PdfReader

    assert browser.is_connected()  # else there is nothing to print with
    with ThreadPoolExecutor(1) as aside:  # a thread has one Playwright, and the fixture's is open
        reader = PdfReader(aside.submit(print_book, Project(toy.root)).result())
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert "A toy book" in titles  # once each
    pages = [page.extract_text() for page in reader.pages]
    listed = re.findall(r"^(.+?)\s*(\d+)$", pages[1], re.MULTILINE)
    listed = [(title.strip(), int(number)) for title, number in listed if title.strip()]
    assert len(listed) == len(places(Project(toy.root))) > 2
    for listing, number in listed:
        numbered = re.fullmatch(r"(?:([\d.]+) )?(.+)", listing)
        assert numbered is not None
        lesson, title = numbered.groups()
        assert title in pages[number - 1]
        assert lesson is None or f" {lesson}\n" in pages[number - 1]  # "Lesson 5.2" above the title
        assert str(number) in pages[number - 1].splitlines()
    assert not (toy.root / "_build" / "whole-book.html").exists()


def test_what_is_wider_than_a_sheet_is_named_for_it_would_shrink_the_whole_book(
    toy: Toy, browser: Browser
) -> None:
    assert browser.is_connected()
    page = toy.root / "_build" / "html" / f"{places(Project(toy.root))[-1].name}.html"
    built = page.read_text()
    page.write_text(built.replace("</h1>", '</h1><p id="wide" style="width: 900px">x</p>'))
    try:
        with ThreadPoolExecutor(1) as aside:
            printing = aside.submit(print_book, Project(toy.root))
            with pytest.raises(BuildFailed, match="wide is wider than a sheet"):
                printing.result()
    finally:
        page.write_text(built)


def test_a_place_that_was_not_printed_is_named(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<a href="#b">x</a><p id="a">a</p><p id="b" style="break-before:page">b</p>'
        '<a href="#a">y</a>'
    )
    printed = page.pdf()
    page.close()
    assert page_numbers(printed, ["a", "b"]) == [1, 2]
    with pytest.raises(BuildFailed, match="lacks the place c"):
        page_numbers(printed, ["a", "c"])
