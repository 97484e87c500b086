"""The pages of the built book in a real browser: what tests of the site share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from axe_playwright_python.sync_playwright import Axe

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

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
AXE_TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
INK = ("color-contrast", "link-in-text-block")  # rules on colours, which differ between the themes

# What lies in the same elements with the same classes all the way up has the same colours. Of such
# leaves two of the first page that has them stay while colours are looked at, else each of a
# thousand words of code would be, on each of eighty pages.
TAKE_OUT = """(known) => {
  const ways = new Map([[document.documentElement, ""]]), kept = new Map();
  const all = [...document.querySelectorAll("body, body *")];
  for (const one of all) {
    const own = ["class", "style"].map((name) => one.getAttribute(name) ?? "");
    ways.set(one, [ways.get(one.parentElement), one.tagName, ...own].join(" "));
  }
  const short = (way) => {  // a number that stands for it
    let sum = 0;
    for (let at = 0; at < way.length; at++) sum = (sum * 31 + way.charCodeAt(at)) % 2 ** 46;
    return sum;
  };
  const before = new Set(known);
  window.takenOut = [];
  for (const one of all.reverse()) {
    // the scripts of a figure look for its parts meanwhile, not for what is drawn
    const isPart = one.closest("figure.tb-chart") && !one.closest("svg");
    if (one.childElementCount || one === document.body || isPart) continue;
    const way = short(ways.get(one));
    const count = (kept.get(way) ?? 0) + 1;
    kept.set(way, count);
    if (count > 2 || before.has(way)) {
      takenOut.push([one, one.parentElement, one.nextSibling]);
      one.remove();
    }
  }
  return [...kept.keys()];
}"""
PUT_BACK = "for (const [one, where, next] of takenOut.reverse()) where.insertBefore(one, next)"


def front_matter(chapter: Lesson) -> dict[str, Any]:
    """Return the settings at the top of a chapter's file."""
    return dict(yaml.safe_load(chapter.path.read_text(encoding="utf-8").split("---")[1]))


def addresses(site: Path) -> list[str]:
    """Return the pages of the book, relative to its root, which itself only leads on.

    Those of single statements are looked at in test_site_statements.py, slides in test_slides.py,
    handouts in test_site_exam.py.
    """
    pages = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}
    others = ("_static/", "statements/", "slides/", "handouts/")
    return sorted(
        name for name in pages - {"index.html", "404.html"} if not name.startswith(others)
    )


@contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page as a new reader; yield it with the list of what went wrong, as `visited`."""
    with (
        browser.new_context(**({"viewport": DESK} | context)) as reader,
        visited(reader, url) as it,
    ):
        yield it


@contextmanager
def visited(reader: BrowserContext, url: str) -> Iterator[tuple[Page, list[str]]]:
    """Open a page; yield it with the list of what went wrong, requests to elsewhere included.

    To visit many pages as one reader costs a third less than as a new one each time.
    """
    reader.set_default_timeout(PATIENCE)
    with reader.new_page() as page:
        faults: list[str] = []
        home = urlsplit(url)[:2]

        def note_request(asked: str, kind: str) -> None:
            scheme, host = urlsplit(asked)[:2]
            if (scheme, host) != home and scheme not in ("data", "blob"):
                faults.append(f"request to {asked}")
            if kind == "font" and not asked.endswith("/fonts/stix-two-math.woff2"):
                faults.append(f"font {asked}")  # icons are drawn by the style sheet

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


def drawn_by_script(page: Page) -> int:
    """Ask for all charts and wait until they stand; return how many do when patience ends."""
    page.evaluate("void window.treasurybookCharts?.drawAll()")
    all_drawn = "!document.querySelector('figure.tb-chart:not([data-rendered])')"
    page.wait_for_function(all_drawn)
    return page.locator("figure.tb-chart[data-rendered] svg.marks").count()


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


# Move each control to its ends, and tell which of them leave the drawing as it was.
IDLE = """async (figure) => {
  if (!figure.querySelector(".tb-chart-spec").textContent.includes('"bind":')) return [];
  const inputs = figure.querySelectorAll(".tb-chart-inputs :is(input, select)");
  if (!inputs.length) return ["what it lets the reader set"];
  const drawing = () => figure.querySelector(".tb-chart-canvas svg").innerHTML;
  const settled = async (before) => {  // what is idle shows it after a while only
    for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
    if (drawing() === before) await new Promise((done) => setTimeout(done, 60));
  };
  const first = new Set(figure.querySelectorAll(".tb-chart-inputs [type=radio]:checked"));
  const idle = [];
  for (const input of inputs) {
    const before = drawing(), was = input.type === "checkbox" ? input.checked : input.value;
    let moved = false;
    const choices = input.options ? [...input.options].map((one) => one.value)
      : input.type === "checkbox" || input.type === "radio" ? [null] : [input.min, input.max];
    for (const choice of choices) {
      if (choice === null) input.click();
      else {
        input.value = choice;
        input.dispatchEvent(new Event(input.options ? "change" : "input", {bubbles: true}));
      }
      await settled(before);
      moved ||= drawing() !== before;
    }
    const chosen = first.has(input);  // of several, which changes nothing when chosen again
    if (!moved && !chosen) idle.push(input.name || input.type);
    for (const one of first) if (input.type === "radio" && one.name === input.name) one.click();
    if (choices[0] !== null) {
      input.value = was;
      input.dispatchEvent(new Event(input.options ? "change" : "input", {bubbles: true}));
      await settled(null);
    }
  }
  return idle;
}"""

# The balance that is found follows from the two others; it is set once another is to be found.
UNTIL_ANOTHER_IS_FOUND = {"fig-plane: set_external"}


def idle_controls(page: Page) -> Iterator[str]:
    """Move every control of every figure; yield those that change nothing."""
    for figure in page.locator("figure.tb-chart").all():
        for control in figure.evaluate(IDLE):
            name = f"{figure.get_attribute('id')}: {control}"
            if name not in UNTIL_ANOTHER_IS_FOUND:
                yield f"{name} changes nothing"


SHEET = 680  # pixels: the text of a sheet of A4
BEYOND_THE_SHEET = """sheet => [...document.querySelectorAll(
    ".bd-article :is(table, pre, figure, math, svg, p)")]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().right > sheet + 1 ||
    (one.matches("pre, table") && one.scrollWidth > one.clientWidth + 1))
  .map((one) => `on paper: ${one.tagName} ${one.className} ${one.textContent.slice(0, 60)}`)"""


def faulty_on_paper(page: Page) -> Iterator[str]:
    """Make paper of a page on which all charts stand; yield what is cut off or out of place."""
    page.set_viewport_size({"width": SHEET, "height": 960})
    page.emulate_media(media="print")
    yield from page.evaluate(BEYOND_THE_SHEET, SHEET)
    if page.locator("main h1:visible").count() != 1:
        yield "not one title on paper"
    if page.locator("#jb-print-toc:visible").count():
        yield "the menu is printed"
    if page.locator("figure.tb-chart:not([data-rendered])").count():
        yield "a chart is not drawn on paper"


def inaccessible(page: Page) -> list[str]:
    """Return the serious faults that the checker of accessibility finds."""
    with specimens(page):
        colours = illegible(page)
    return colours + malformed(page)


@contextmanager
def specimens(page: Page, known: Iterable[int] = ()) -> Iterator[set[int]]:
    """Leave two of what looks alike on the page, and none of what is known; yield what is there.

    Whoever looks at many pages adds it to what is known for the next.
    """
    there = page.evaluate(TAKE_OUT, sorted(known))
    yield set(there)
    page.evaluate(PUT_BACK)


def illegible(page: Page) -> list[str]:
    """Return what the checker finds hard to tell from what it stands on."""
    return _axe(page, {"runOnly": {"type": "rule", "values": INK}})


def malformed(page: Page) -> list[str]:
    """Return the other serious faults that the checker finds."""
    rules = {name: {"enabled": False} for name in INK}
    return _axe(page, {"runOnly": AXE_TAGS, "rules": rules})


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    # an animation in what is folded away does not end, so the wait for all of them does
    page.evaluate(
        """() => Promise.race([
          Promise.allSettled(document.getAnimations().map((one) => one.finished)),
          new Promise((done) => setTimeout(done, 5000)),
        ])"""
    )
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)  # half a megabyte: once a page, not once a question
    # fetching the style sheets is for rules that we do not ask for, and refused in a folder
    asked = {"resultTypes": ["violations"], "preload": False} | options
    found = page.evaluate("([where, how]) => axe.run(where, how)", [AXE_PLACES, asked])
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
