"""Views of the ledger as HTML: complete, accessible, and trusting nothing that they are told."""

from __future__ import annotations

import ast
import datetime as dt
import doctest
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from treasurybook import ledger
from treasurybook.ledger import conclusions, outcomes, records, rivals
from treasurybook.ledger.claims import Change, documents
from treasurybook.ledger.firmness import Alternative, Firmness
from treasurybook.ledger.forecast_terms import forecast_terms
from treasurybook.ledger.printed import DIFFERENCE, STOCK, half_unit
from treasurybook.ledger.records import Record
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.scored_forecasts import ScoredForecast, forecasts_view
from treasurybook.ledger.text import STANDS_IN
from treasurybook.ledger.views import View
from treasurybook.press.results.claim_review import as_script, claim_review
from treasurybook.press.site import card_picture, rendering, views
from treasurybook.press.site.errata import render_errata
from treasurybook.press.site.papers import Paper
from treasurybook.press.site.rendering import render
from treasurybook.press.site.repository import Repository
from treasurybook.press.site.slides import Slide
from treasurybook.press.site.specification_curve import Curve, Point
from treasurybook.press.site.statement_chart import StatementChart
from treasurybook.press.site.statement_pages import Book
from treasurybook.snapshot import catalogue
from treasurybook.snapshot.corrections import Correction

from .answered import unjudged, with_number, with_verdict

CLAIMS = ledger.claims()
LESSON = "1-accounts/1-saving"
EVIDENT = {
    "basis": "computed",
    "inputs": [{"id": "GDP", "kind": "series", "vintage": "2023-12", "path": "series/GDP.csv"}],
    "lesson": LESSON,
    "cell": 3,
    "version": "1",
    "data": "2026-11-20",
}
EVIL = '<script>alert("x")</script> & "quoted" <b onclick=\'y\'>'


class Page(HTMLParser):
    """Collects what the tests ask of a piece of HTML, and checks that its tags nest."""

    VOID = frozenset({"br", "circle", "img", "input", "line", "link", "meta", "path", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.words = ""
        self.feed(html)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of this name."""
        return [attributes for name, attributes in self.tags if name == tag]


def evident(*rows: Record) -> list[Record]:
    """Return records with their evidence."""
    return [{**row, **EVIDENT} for row in rows]


def checks(*rows: Record, section: str = "I") -> str:
    """Return a section of a page of checks as HTML."""
    return render("checks", "../", sections=[(section, evident(*rows))])


def all_answered(chapter: int = 1) -> list[Record]:
    """Return records that answer every claim of a chapter."""
    return evident(*(unjudged(one.id) for one in CLAIMS.values() if one.chapter == chapter))


STATUS = ledger.status(all_answered())


# --- checks --------------------------------------------------------------------------------------


def test_table_of_a_check_is_accessible() -> None:
    html = checks(
        with_number("F-017", 27.62, test="a < b"),
        with_number("F-022", 3.9, other={"gross": 3.83}),
        with_number("F-025", 7.0),
        section="Saving & <more>",
    )
    shown = Page(html)
    assert len(shown.all("caption")) == len(shown.all("table")) == 1
    scopes = [th.get("scope") for th in shown.all("th")]
    assert scopes.count("col") == 6
    assert scopes.count("row") == 3
    assert [tr["id"] for tr in shown.all("tr") if "id" in tr] == [
        "claim-F-017", "claim-F-022", "claim-F-025",
    ]  # fmt: skip
    # A cell has a label for narrow screens, unless it spans the row.
    assert all(("data-label" in td) != ("colspan" in td) for td in shown.all("td"))
    assert "A < b" in shown.words
    assert "Saving & <more>" in shown.words
    # Colour is not the only sign: each badge has its word and a symbol hidden from readers aloud.
    assert "differs" in shown.words
    assert [s for s in shown.all("span") if s.get("aria-hidden") == "true"]
    strict = [a for _, a in shown.tags if "style" in a or any(k.startswith("on") for k in a)]
    assert strict == []


def test_a_row_leads_to_its_data_and_its_cell() -> None:
    shown = Page(checks(with_number("F-017", 27.62)))
    links = [a["href"] for a in shown.all("a")]
    assert "../book/data.html#data-GDP" in links
    assert f"../chapters/{LESSON}.html#cell-3" in links
    assert "Rests on: computed: GDP (2023-12)" in shown.words
    assert "treasurybook trace F-017" in shown.words


def test_statement_without_numbers_takes_their_room() -> None:
    tested = with_verdict("F-020", Verdict.SUPPORTED)
    alone = Page(checks(tested))
    assert [th.get("scope") for th in alone.all("th")] == ["col", "col", "row"]
    both = Page(checks(tested, with_number("F-017", 27.62)))
    assert [th.get("colspan") for th in both.all("th") if th["scope"] == "row"] == ["5", None]


def test_a_section_shows_cards_and_one_line_for_the_rest() -> None:
    found = evident(with_number("F-017", 27.62), with_verdict("F-020", Verdict.SUPPORTED))
    shown = Page(render("section", "../", title="GDP", records=found, cards=["F-020"]))
    assert [one["id"] for one in shown.all("article")] == ["card-F-020"]
    assert "Checked here: GDP. 2 statements: 2 hold." in shown.words
    assert "27.62" not in shown.words
    links = [a["href"] for a in shown.all("a")]
    assert links[:2] == ["../statements/F-020.html"] * 2
    assert links[2] == "../chapters/1-accounts/checks.html#claim-F-017"


@pytest.mark.parametrize("verdict", [Verdict.SUPPORTED, Verdict.MIXED])
def test_parts_changes_and_what_is_left_open_are_shown(verdict: Verdict) -> None:
    row = with_verdict("F-020", verdict) | {
        "parts": [{"test": "low end", "holds": True}, {"test": "high end", "holds": False}],
        "changes": [{"on": "2026-11-22", "what": "two parts", "because": "half was untested"}],
        "leaves_open": "the direction",
        "quotation": {"verdict": "reproduced", "published": "to this effect"},
        "quoted_from": "CBO",
    }
    words = Page(checks(row)).words
    assert "✓holds:  low end✗does not hold:  high end" in words
    assert "Test changed 2026-11-22: two parts (half was untested)" in words
    assert "The test leaves open: The direction" in words
    assert "Quoted from: CBO, to this effect: reproduced" in words


# --- nothing is trusted --------------------------------------------------------------------------


def spoilt(row: Any) -> Any:
    """Return a record in which every text is HTML; ids, numbers and addresses stay."""
    kept = {"claim", "document", "lesson", "verdict", "kind", "unit", "outcome", "reason"}
    if isinstance(row, dict):
        return {key: x if key in kept else spoilt(x) for key, x in row.items()}
    if isinstance(row, list):
        return [spoilt(x) for x in row]
    return EVIL if isinstance(row, str) else row


def evil_views() -> dict[str, str]:
    """Return every view, rendered from content whose texts are all HTML."""
    (row,) = evident(with_number("F-022", 3.9, other={EVIL: 3.8}))
    row |= {
        "parts": [{"test": "t", "holds": True}], "note": "n", "result": "r", "vintage": "v",
        "changes": [{"on": "d", "what": "w", "because": "b"}], "leaves_open": "l",
        "reason": "not obtained",
        "quotation": {"verdict": "close", "published": "p"}, "quoted_from": "CBO", "section": "I",
    }  # fmt: skip
    evil = spoilt(row)
    table = ledger.status([evil]).table
    table.loc[table["claim"] == "F-022", "section"] = EVIL
    rival = rivals.Rival(EVIL, ("F-022",), ("F-022",), EVIL, EVIL)
    view = ledger.rivals_view([rival], {"F-022": evil}, EVIL, folded=True)
    stored = catalogue().head(1).astype(object)
    for column in ("title", "unit", "publisher", "source_id", "licence", "remarks", "topic"):
        stored[column] = EVIL
    terms = forecast_terms()["F-141"]
    scored = forecasts_view([ScoredForecast(terms, {**evil, "claim": "F-141"}, EVIL, EVIL)], EVIL)
    evil_choice = Alternative(EVIL, EVIL, EVIL, EVIL, 1.0, "lesson")
    evil_firm = Firmness(EVIL, 1.0, (evil_choice, evil_choice), (EVIL,), day=EVIL)
    evil_curve = Curve((Point(0, 0, 0, True, True),), ((EVIL, 0),), ((0, EVIL),), 0, EVIL, EVIL, 9)
    evil_chart = StatementChart(EVIL, ((0, EVIL),), ((0, EVIL),), (0, 0), 0, *[EVIL] * 7)
    common: dict[str, Any] = {
        "book": Book(EVIL, EVIL, EVIL, "book/index"),
        "lessons": {LESSON: EVIL},
        "repository": Repository(),
    }
    return {
        "section": render("section", title=EVIL, records=[evil], cards=["F-022"]),
        "ledger": views.render_ledger(table, {1: EVIL}, {LESSON: EVIL}, to_root=""),
        "ledger_details": render("ledger_details", record=evil, firm=evil_firm, **common),
        "statement": render(
            "statement",
            record=evil,
            chart=evil_chart,
            firm=evil_firm,
            curve=evil_curve,
            code=EVIL,
            policy="",
            review=as_script(claim_review(evil, author=EVIL, address=EVIL)),
            previous=None,
            next=None,
            **common,
        ),
        "checks": views.render_checks(table, 1, to_root=""),
        "counts": views.render_counts(table),
        "counts_by_document": views.render_counts_by_document(table, to_root=""),
        "rivals": render("rivals", **view.content),
        "catalogue": views.render_catalogue(stored, table, to_root=""),
        "forecasts": render("forecasts", **scored.content),
        "rules": views.render_rules(),
        "headline": render("headline", sentence=EVIL),
        "wheel": render("wheel", name=EVIL, folder=EVIL, megabytes=EVIL, sha256=EVIL),
        "card": card_picture.drawing(EVIL, EVIL, [("#000", 1)]),
        "not_found": render("not_found", title=EVIL, pages=[(EVIL, EVIL)]),
        "handout": render(
            "handout",
            lesson={"stem": LESSON, "number": EVIL, "title": EVIL},
            address=EVIL,
            papers=[Paper(EVIL, EVIL, EVIL, EVIL)],
            lines=[EVIL],
            book=common["book"],
            policy="",
        ),
        **evil_pages(),
    }


def evil_pages() -> dict[str, str]:
    """Return the pages about the book itself, of which all texts are HTML."""
    change = Change(on=dt.date(2026, 1, 1), what=EVIL, because=EVIL)
    one = CLAIMS["F-022"].model_copy(update={"statement": EVIL, "changes": (change,)})
    correction = Correction(EVIL, EVIL, 1.0, None, {}, EVIL, "remark")
    return {
        "errata": render_errata({"F-022": one}, [correction], {one.chapter: EVIL}, EVIL),
    }


def evil_places() -> dict[str, str]:
    """Return what stands on pages besides the ledger's views, from content that is all HTML."""
    lesson = {"stem": LESSON, "number": EVIL, "title": EVIL}
    figure = {"id": EVIL, "title": EVIL}
    one = {"id": EVIL, "claim": EVIL, "statement": EVIL, "horizon": EVIL, "note": EVIL}
    age = {"topic": EVIL, "series": 1, "versions": 2, "newest": EVIL, "days": 3}
    return {
        "card": render(
            "card", title=EVIL, lines=[EVIL], parts=[(0, 1, EVIL)], width=9, height=9, margin=1
        ),
        "figure_of": render("figure_of", figure="", id=EVIL, lesson=lesson),
        "findings": render(
            "findings", findings=[{"lesson": lesson, "figure": figure, "line": "", "series": EVIL}]
        ),
        "headline": render("headline", sentence=EVIL),
        "look_up": render("look_up"),
        "not_found": render("not_found", title=EVIL, pages=[(EVIL, EVIL)]),
        "slides": render(
            "slides", slides=[Slide(EVIL, "", EVIL)], lesson=lesson, policy=EVIL, title=EVIL
        ),
        "standing": render(
            "standing", version=EVIL, data_day=EVIL, ages=[age], series=1, files=2, statements=1,
            outcomes=[(EVIL, "good", 1)], open_forecasts=[one], wanted=[one],
            measured={
                **dict.fromkeys(("day", "processor", "cores", "python"), EVIL),
                EVIL: {"processor": EVIL, "clock": EVIL},
                f"{EVIL} drawn": {"as a picture": EVIL, "drawn by script": EVIL},
                "lessons": {EVIL: {"seconds": EVIL, "kilobytes": EVIL}},
            },
        ),
    }  # fmt: skip


EVIL_VIEWS = evil_views() | evil_places()


def test_every_template_is_rendered_here() -> None:
    folder = Path(rendering.__file__).parent / "templates"
    assert {path.stem for path in folder.glob("*.html")} == {
        *EVIL_VIEWS, "choices_of", "macros", "own_page", "paper", "statement_parts",
    }  # fmt: skip


@pytest.mark.parametrize("name", EVIL_VIEWS)
def test_html_in_what_a_view_is_told_is_shown_as_text(name: str) -> None:
    html = EVIL_VIEWS[name]
    assert "<script>" not in html
    assert "<b onclick" not in html
    shown = Page(html)
    assert [a for _, a in shown.tags if any(k.startswith("on") for k in a)] == []
    if name not in ("counts", "counts_by_document", "look_up", "rules"):
        assert (
            EVIL.replace("&", "&amp;").split(">")[0].replace("<", "&lt;").replace('"', "&#34;")
            in html
            or EVIL in shown.words
        )


def test_templates_trust_nothing_but_their_own_line_breaks_and_our_drawings() -> None:
    # drawings of the book, and parts of its own finished pages
    ours = re.compile(r'("<br>"|\bfigure|\bone\.line|\bone\.body)\s*\|\s*safe')
    for path in (Path(rendering.__file__).parent / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert ours.sub("", text).count("safe") == 0, path.name
        assert "autoescape" not in text


def test_the_ledger_builds_no_html() -> None:
    folder = Path(records.__file__).parent
    tag = re.compile(r"(?<!\?P)</?[a-z][a-z0-9]*(?:\s[^>]*)?/?>")
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (getattr(node, "module", None), *(one.name for one in node.names))
        }
        assert not imported & {"html", "escape", "HTML", "jinja2", "markupsafe"}, path.name
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
        ]
        assert [text for text in texts if tag.search(text) or "text/html" in text] == [], path.name


def test_a_view_is_plain_data_and_text() -> None:
    bundle = View("section", {"title": "T", "records": []}, "T:")._repr_mimebundle_()
    assert bundle["text/plain"] == "T:"
    assert set(bundle) == {"text/plain", "application/vnd.treasurybook.view+json"}
    json.dumps(bundle, allow_nan=False)


# --- badges, tallies, numbers --------------------------------------------------------------------


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_badge_of_its_own_in_the_tone_of_its_outcome(verdict: Verdict) -> None:
    html = checks(with_verdict("F-020", verdict))
    assert rendering.SYMBOLS[verdict] in html
    tone = rendering.TONES[outcomes.outcome(verdict)]
    assert f'<span class="tb-verdict tb-{tone}">' in html
    assert verdict.value in Page(html).words


def test_the_result_of_a_figure_says_where_it_is_drawn_and_what_stands_in() -> None:
    row = with_verdict("F-045", Verdict.REDRAWN) | {"lesson": "1-accounts/2-who-saves"}
    assert rendering.result(row | {"result": "redrawn as figure fig-1-2"}) == (
        "redrawn in lesson 1.2"
    )
    row["result"] = f"redrawn as figure fig-1-2; {STANDS_IN}"
    assert rendering.result(row) == f"redrawn in lesson 1.2; {STANDS_IN}"
    missing = with_verdict("S-076", Verdict.NOT_CHECKABLE) | {"result": None}
    assert rendering.result(missing) is None, "it was not drawn"


def test_a_quoted_forecast_is_marked_as_somebody_elses() -> None:
    # CBO's corporate tax was far off, the document quoted it rightly: the miss is CBO's.
    quoted, own = (with_verdict(key, Verdict.DID_NOT) for key in ("F-163", "F-197"))
    assert "quoted forecast: CBO" in Page(checks(quoted)).words
    assert "quoted forecast" not in Page(checks(own)).words
    assert "quoted forecast: CBO" in Page(views.render_ledger(STATUS.table, {}, {}, "")).words
    number = sum(c.quoted_from is not None for c in ledger.claims("000").values())
    counted = Page(views.render_counts(STATUS.table, "000")).words
    assert f"Forecasts quoted from others, {number} of the 291" in counted


def test_numbers_are_shown_as_they_agree() -> None:
    assert conclusions.numbers(with_number("F-017", 27.7)) == (
        "USD 27.62 tn", "USD 27.70 tn", "", "+USD 0.080 tn",
    )  # fmt: skip


@pytest.mark.parametrize("module", [rendering, views])
def test_examples_in_the_documentation_are_true(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


# --- pages ---------------------------------------------------------------------------------------


FIELDS = (
    "q", "document", "lesson", "kind", "basis", "firmness", "sort", "drawing", "draw", "seed",
)  # fmt: skip


def test_ledger_page_lists_all_and_links_what_is_answered() -> None:
    html = views.render_ledger(STATUS.table, {1: "Accounts"}, {LESSON: "Saving"}, to_root="../")
    shown = Page(html)
    rows = [tr for tr in shown.all("tr") if "data-document" in tr]
    assert len(rows) == len(CLAIMS)
    links = [a["href"] for a in shown.all("a")]
    answers, *statements = links
    assert answers == "#exam=off"
    assert statements == [f"../statements/{row['claim']}.html" for row in all_answered()]
    labels = {label["for"] for label in shown.all("label") if "for" in label}
    fields = {f["id"] for f in shown.all("select") + shown.all("input") if "id" in f}
    assert labels == fields
    assert fields == {f"tb-{name}" for name in FIELDS}
    assert "polite" in [p.get("aria-live") for p in shown.all("p")]
    assert "1.1 Saving" in shown.words
    assert [th["scope"] for th in shown.all("th")].count("col") == 7
    assert len(html) < 450_000


def test_no_page_tells_a_document_or_chapter_by_a_bare_number() -> None:
    for html in (
        views.render_ledger(STATUS.table, {1: "Accounts"}, {}, ""),
        views.render_counts_by_document(STATUS.table, ""),
    ):
        assert ">Fiscal expansion 2023<" in html
        assert not re.search(r"[>\s]00[0-4][<\s]", html)


def test_a_miss_is_a_share_of_the_printed_number_and_none_sorts_last() -> None:
    found = [with_number("F-017", 30.0), with_verdict("F-020", Verdict.SUPPORTED)]
    table = ledger.status(evident(*found)).table  # printed: 27.62
    rows = {
        str(tr["id"]): float(tr["data-miss"] or 0)
        for tr in Page(views.render_ledger(table, {}, {}, "")).all("tr")
        if "id" in tr
    }
    assert rows["claim-F-017"] == pytest.approx((30 - 27.625) / 27.62, abs=1e-6)
    assert rows["claim-F-020"] == views.NO_MISS


def test_checks_page_has_every_statement_of_the_chapter_in_order() -> None:
    shown = Page(views.render_checks(STATUS.table, 1, to_root="../../"))
    ids = [str(tr["id"]) for tr in shown.all("tr") if "id" in tr]
    assert ids == [f"claim-{one.id}" for one in CLAIMS.values() if one.chapter == 1]
    assert len(shown.all("h2")) == len({one.section for one in CLAIMS.values() if one.chapter == 1})


def test_counts_add_up() -> None:
    shown = Page(views.render_counts(STATUS.table, document="000"))
    widths = [int(rect["width"] or 0) for rect in shown.all("rect")]
    assert sum(widths) == 291
    assert "not judged 291" in shown.words
    only = Page(views.render_counts(STATUS.table, chapter=1))
    assert [ul["aria-label"] for ul in only.all("ul")] == ["130 statements by outcome"]


def test_counts_by_document_add_up_and_lead_to_the_documents() -> None:
    shown = Page(views.render_counts_by_document(STATUS.table, to_root="../"))
    assert sum(int(rect["width"] or 0) for rect in shown.all("rect")) == len(CLAIMS)
    assert f"all {len(CLAIMS)}" in shown.words
    links = [a["href"] for a in shown.all("a")]
    assert links == [f"../book/documents.html#document-{key}" for key in documents()]
    # A bar is as long as its document is, on one scale for all.
    assert {svg["viewbox"] for svg in shown.all("svg")} == {"0 0 291 1"}


def test_contradictions_show_both_sides_and_who_is_right() -> None:
    one = rivals.Rival("How large?", ("M-112",), ("S-107",), "-5 bn on the 10-year note", "Nets.")
    assert one.documents == ("001", "004")
    rows = {
        key: {**with_verdict(key, verdict), "lesson": lesson}
        for key, verdict, lesson in (
            ("M-112", Verdict.OTHER_DEFINITION, "4-market-mechanics/3-three-shocks"),
            ("S-107", Verdict.CLOSE, "7-safe-haven/4-return-and-spillovers"),
        )
    }
    view = ledger.rivals_view([one], rows, "Sizes", folded=True)
    shown = Page(render(view.name, **view.content))
    assert [a["href"] for a in shown.all("a")] == [
        "statements/M-112.html",
        "statements/S-107.html",
    ]
    assert "the first in part, the second" in shown.words
    assert "−5 bn on the 10-year note" in shown.words
    assert len(shown.all("details")) == 1


def test_page_of_rules_states_the_rules_in_force() -> None:
    words = Page(views.render_rules()).words
    half = half_unit(2)
    assert f"{27.62 - half:g} to {27.62 + half:g}" in words
    assert f"{STOCK.share:.0%}" in words
    assert f"{DIFFERENCE.cap:.0%} of the value" in words


def test_a_file_in_the_catalogue_has_its_versions_and_terms() -> None:
    stored = catalogue()
    shown = Page(views.render_catalogue(stored, STATUS.table, to_root="../"))
    assert len([tr for tr in shown.all("tr") if "id" in tr]) == stored["id"].nunique()
    assert "versions" in shown.words


def test_a_file_in_the_catalogue_says_which_statements_of_which_lessons_rest_on_it() -> None:
    on_gdp = {"id": "GDP", "kind": "series", "vintage": "latest", "path": "GDP.csv"}
    on_fact = {"id": "cds_2023_peak", "kind": "fact", "vintage": "latest", "path": "facts.csv"}
    first, second, third = all_answered()[:3]
    table = ledger.status(
        [
            {**first, "inputs": [on_gdp, on_fact]},
            {**second, "inputs": [on_gdp]},
            {**third, "inputs": [on_gdp], "lesson": "5-quantitative-tightening/2-the-ladder"},
        ]
    ).table
    stored = catalogue().query("id in ['GDP', 'DGS10', 'documented_facts']")
    shown = Page(views.render_catalogue(stored, table, to_root="../"))
    by_file = shown.words.split("Gross domestic product")
    assert "1 statement in 1.1" in by_file[0]  # the facts
    assert "3 statements in 1.1, 5.2" in by_file[1]
    assert shown.words.count("statement") == 2  # nothing rests on the yield
    links = {str(a["href"]) for a in shown.all("a")}
    assert {link for link in links if link.startswith("../chapters/")} == {
        f"../chapters/{first['lesson']}.html",
        "../chapters/5-quantitative-tightening/2-the-ladder.html",
    }
