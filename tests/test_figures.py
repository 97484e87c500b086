"""All figures and tables of the built book at once: colours, controls, values."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from altair.vegalite.v6.schema.core import load_schema
from jsonschema import Draft7Validator
from lxml.html import HtmlElement, document_fromstring

from treasurybook.charts.frame import VEGALITE_MIME
from treasurybook.charts.palette import PALE
from treasurybook.press.project import Project
from treasurybook.press.run.figures import FIGURE_MIME
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.run.storage import executed_path, look_into

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
DUMPED = re.compile(r"NaN|NaT|None|<NA>|True|False|[a-z]_[a-z]")
MOST_PARTS = 5
# Six parts each: the sectors of the accounts, and the assets that the document draws.
MANY_PARTS = {"fig-sectors", "fig-6-2"}


def pages_with(site: Path, *marks: str) -> Iterator[tuple[Path, HtmlElement]]:
    """Yield the pages of the site that hold a mark; to read all nine hundred takes long."""
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if any(mark in text for mark in marks):
            yield page, document_fromstring(text)


@cache
def guides(site: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return each figure of the site with what it says of itself."""
    return [
        (
            str(figure.get("id")),
            json.loads(figure.cssselect(".tb-chart-spec")[0].text)["usermeta"]["treasurybook"],
        )
        for _, page in pages_with(site, 'class="tb-chart')
        for figure in page.cssselect(".tb-chart")
    ]


def test_every_figure_is_vega_lite(site: Path) -> None:  # noqa: ARG001 (the lessons are run)
    """Held to the language once here, and not whenever a lesson draws."""
    language = Draft7Validator(load_schema())
    specs = {
        f"{lesson.stem}, {figure['id']}": outputs[VEGALITE_MIME]
        for lesson in find_lessons(Project(ROOT))
        for cell in look_into(executed_path(Project(ROOT), lesson))["cells"]
        for outputs in (output.get("data", {}) for output in cell.get("outputs", ()))
        if (figure := outputs.get(FIGURE_MIME))
    }
    assert len(specs) > 100
    faults = [
        f"{name}: {fault.json_path}: {fault.message[:200]}"
        for name, spec in specs.items()
        for fault in language.iter_errors(
            {key: part for key, part in spec.items() if key not in ("datasets", "$schema")}
        )
    ]
    assert not faults


def test_a_name_has_one_colour_through_the_book(site: Path) -> None:
    """Set back as context, in grey, it may be anywhere."""
    colours: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for figure, facts in guides(site):
        for name, ink in facts["guide"]["inks"].items():
            if ink != PALE.light:
                colours[name.lower()][ink].append(figure)
    assert len(colours) > 100
    many = {
        name: dict(inks)
        for name, inks in colours.items()
        if len(inks) > 1 and name not in ("subject", "all")
    }
    assert not many


def test_stacked_charts_have_few_parts(site: Path) -> None:
    stacks = {
        figure: set(facts["guide"]["inks"]) - {facts.get("total")}
        for figure, facts in guides(site)
        if facts.get("form") == "stack"
    }
    assert stacks
    several = {figure for figure, parts in stacks.items() if len(parts) > MOST_PARTS}
    assert several - MANY_PARTS == {"fig-november"}  # four bars of two or three parts each


def test_readers_can_try_something_in_many_lessons(site: Path) -> None:
    """Each control is moved where its page is visited."""
    assert len(list(pages_with(site / "chapters", '"bind":'))) > 18


def test_tables_say_everything_in_words(site: Path) -> None:
    faults = []
    tables = 0
    for page, soup in pages_with(site, "tb-table", "dataframe"):
        faults += [f"{page.name}: a bare DataFrame" for _ in soup.cssselect("table.dataframe")]
        for cell in soup.cssselect(".tb-table :is(th, td)"):
            tables += 1
            if DUMPED.search(cell.text_content()):
                faults.append(f"{page.name}: {cell.text_content()}")
    assert tables > 100
    assert not faults, "\n".join(faults)


def test_equations_fit_narrow_screens(site: Path, browser: Browser) -> None:
    """320 and 360 pixels are phones, 640 a desk at twice the size; at 320 a few may scroll."""
    wide: dict[int, list[str]] = {320: [], 360: [], 640: []}
    seen = 0
    with browser.new_context(java_script_enabled=False) as context:  # no chart need be drawn
        page = context.new_page()
        for path in sorted(site.rglob("*.html")):
            if "math-display" not in path.read_text(encoding="utf-8"):
                continue
            page.goto(path.as_uri())
            for width, cut in wide.items():
                page.set_viewport_size({"width": width, "height": 800})
                formulas = page.locator(".math-display math")
                seen += formulas.count()
                cut += formulas.evaluate_all(
                    "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1)"
                    ".map((one) => one.textContent)"
                )
                over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                assert over <= 0, (path.name, width)
    assert seen > 60 * len(wide)
    assert len(wide.pop(320)) <= seen / 3 / 4
    assert wide == {360: [], 640: []}
