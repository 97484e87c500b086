"""The readout of a figure, as a reader with a mouse, a finger or a keyboard meets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import pytest

from tests.chart_page import write_page
from treasurybook import charts
from treasurybook.charts.palette import colour

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

YEARS = pd.date_range("2016-01-01", periods=8, freq="YS")
PARTS = pd.concat(
    [
        pd.DataFrame({"date": YEARS, "series": s, "value": range(n, n + 8)})
        for n, s in enumerate("AB")
    ]
)
ROWS = pd.DataFrame(
    {"label": ["Households", "Banks"] * 2, "series": list("AABB"), "value": [1.0, 2.0, 3.0, 4.0]}
)
GRID = pd.DataFrame({"begin": [1, 1, 2, 2], "end": [3, 4, 3, 4], "change": [1.0, 2.0, 3.0, 4.0]})


def framed(name: str, chart: Any, data: pd.DataFrame) -> charts.Framed:
    words: dict[str, Any] = {"title": "Finding", "subtitle": "Unit", "sources": ["BEA"]}
    return charts.frame(chart, id=f"fig-{name}", data=data, **words)


def figures() -> Iterator[charts.Framed]:
    yield framed("lines", charts.lines(PARTS), PARTS)
    yield framed("stack", charts.stack(PARTS, total="Sum"), PARTS)
    yield framed("groups", charts.grouped_bars(ROWS), ROWS)
    cells = alt.Chart(GRID).mark_rect().encode(x="end:O", y="begin:O", color="change:Q")
    yield framed("cells", cells, GRID)
    both = charts.lines(PARTS) & charts.lines(PARTS.assign(value=1.0))
    yield framed("panels", both, PARTS)
    knob = alt.param("knob", value=1, bind=alt.binding_range(min=0, max=9, step=1, name="Knob"))
    tried = alt.Chart(ROWS.iloc[:2]).transform_calculate(level="datum.value * knob").mark_bar()
    tried = tried.encode(x="level:Q", y="label:N").add_params(knob)
    yield framed("try", tried, ROWS.iloc[:2])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(tmp_path_factory.mktemp("readouts"), list(figures()))


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 900, "height": 700}) as context:
        yield drawn(context.new_page(), address)


def drawn(page: Page, address: str) -> Page:
    page.goto(address)
    page.evaluate("window.treasurybookCharts.drawAll()")
    return page


def readout(page: Page, name: str) -> Locator:
    return page.locator(f"#fig-{name} .tb-readout:visible")


def told(page: Page, name: str) -> list[str]:
    return readout(page, name).inner_text().split()


def point(page: Page, name: str, across: float, down: float) -> tuple[float, float]:
    """Point at a place of a figure's drawing, given as shares of its width and height."""
    box = brought(page, name)
    x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
    page.mouse.move(x, y)
    return x, y


def brought(page: Page, name: str) -> Any:
    drawing = page.locator(f"#fig-{name} .tb-chart-canvas svg")
    drawing.evaluate("drawing => drawing.scrollIntoView({block: 'center'})")
    return drawing.bounding_box()


def swatches(page: Page, name: str) -> list[str]:
    return page.locator(f"#fig-{name} .tb-readout-ink").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).backgroundColor)"
    )


def rgb(name: str) -> str:
    code = colour(name).light.removeprefix("#")
    return f"rgb({', '.join(str(int(code[at : at + 2], 16)) for at in (0, 2, 4))})"


def test_the_guide_says_how_a_readout_walks_along_a_chart() -> None:
    told = {figure.id: figure.spec["usermeta"]["treasurybook"]["guide"] for figure in figures()}
    assert {name: each["along"] for name, each in told.items()} == {
        "fig-lines": ["x"],
        "fig-stack": ["x"],
        "fig-groups": ["y"],
        "fig-cells": ["xy"],
        "fig-panels": ["x", "x"],
        "fig-try": ["y"],
    }
    assert told["fig-groups"]["series"] == ["Series"]
    assert told["fig-groups"]["places"] == {"Label": "nominal"}
    assert told["fig-lines"]["inks"] == {"A": colour("blue").light, "B": colour("orange").light}


def test_marks_whose_readout_names_no_place_stand_alone() -> None:
    dots = alt.Chart(ROWS).mark_point().encode(x="value:Q", y="label:N", color="series:N")
    ways = {}
    for named in ("label", "value"):
        figure = framed("dots", dots.encode(tooltip=[f"{named}:N", "series:N"]), ROWS)
        told = figure.spec["usermeta"]["treasurybook"]["guide"]
        ways[named] = told["along"], told["series"]
    assert ways == {"label": (["y"], ["Series"]), "value": (["xy"], [])}


def test_the_pointer_finds_the_nearest_date_with_all_series(page: Page) -> None:
    for name, values in (("lines", "A 0.0 B 1.0"), ("stack", "A 0.0 B 1.0 Sum 1.0")):
        point(page, name, 0.05, 0.5)
        assert told(page, name) == ["2016", *values.split()]
        assert swatches(page, name)[:2] == [rgb("blue"), rgb("orange")]
    point(page, "groups", 0.9, 0.95)
    assert told(page, "groups") == ["Banks", "A", "2.0", "B", "4.0"]
    point(page, "cells", 0.4, 0.1)
    assert told(page, "cells") == ["End", "3", "Begin", "1", "Change", "1"]
    assert readout(page, "groups").count() == 0  # one readout at a time
    page.mouse.move(1, 1)
    assert readout(page, "cells").count() == 0


def test_the_readout_stands_beside_the_pointer_and_flips_at_the_edge(page: Page) -> None:
    x, _ = point(page, "lines", 0.3, 0.5)
    box = readout(page, "lines").bounding_box()
    assert box is not None
    assert 0 < box["x"] - x < 40
    x, _ = point(page, "lines", 0.97, 0.5)
    box = readout(page, "lines").bounding_box()
    assert box is not None
    assert 0 < x - box["x"] - box["width"] < 40


def test_the_rule_stands_at_the_date(page: Page) -> None:
    point(page, "panels", 0.5, 0.9)
    mark = page.locator("#fig-panels .tb-readout-mark:visible").bounding_box()
    drawing = brought(page, "panels")
    assert mark is not None
    assert mark["y"] > drawing["y"] + drawing["height"] / 2 - 30  # in the lower view alone
    assert told(page, "panels")[1:] == ["A", "1.0", "B", "1.0"]


def test_arrow_keys_move_along_the_dates_and_are_heard(page: Page) -> None:
    canvas = page.locator("#fig-lines .tb-chart-canvas")
    said = page.locator("#fig-lines [role=status]")
    canvas.focus()
    for key, year in (("End", 2023), ("ArrowLeft", 2022), ("ArrowLeft", 2021), ("Home", 2016)):
        page.keyboard.press(key)
        assert said.text_content() == f"{year}; A: {year - 2016}.0; B: {year - 2015}.0"
        assert told(page, "lines")[0] == str(year)
    page.keyboard.press("ArrowLeft")
    assert told(page, "lines")[0] == "2016"
    page.keyboard.press("Escape")
    assert readout(page, "lines").count() == 0
    assert said.text_content() == ""
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert readout(page, "lines").count() == 0


def test_a_finger_pins_the_readout_below_the_chart(address: str, browser: Browser) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    with browser.new_context(**phone) as context:  # type: ignore[arg-type]
        page = drawn(context.new_page(), address)

        def tap(across: float) -> None:
            box = brought(page, "lines")
            page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + box["height"] / 2)

        tap(0.98)
        assert told(page, "lines") == ["2023", "A", "7.0", "B", "8.0"]
        below = readout(page, "lines").bounding_box()
        drawing = page.locator("#fig-lines .tb-chart-canvas svg").bounding_box()
        assert below is not None
        assert drawing is not None
        assert below["y"] >= drawing["y"] + drawing["height"]
        assert below["x"] >= 0
        assert below["x"] + below["width"] <= 390
        tap(0.09)
        assert told(page, "lines")[0] == "2016"
        tap(0.09)
        assert readout(page, "lines").count() == 0
        tap(0.5)
        readout(page, "lines").tap()
        assert readout(page, "lines").count() == 0
        tap(0.5)
        page.locator("#fig-stack .tb-chart-title").tap()
        assert readout(page, "lines").count() == 0


def test_a_slider_changes_what_the_readout_tells(page: Page) -> None:
    point(page, "try", 0.5, 0.9)
    before = told(page, "try")
    page.get_by_label("Knob").focus()
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('#fig-try .tb-readout').hidden")
    page.locator("#fig-try .tb-chart-canvas").focus()
    page.keyboard.press("End")
    assert (before, told(page, "try")) == (
        ["Households", "Level", "1"],
        ["Households", "Level", "9"],
    )


def test_the_table_holds_what_the_readouts_tell(page: Page) -> None:
    button = page.locator("#fig-stack button.tb-chart-tell")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    rows = page.locator("#fig-stack .tb-chart-values tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert rows[0] == ["", "A", "B", "Sum"]
    assert rows[1] == ["2016", "0.0", "1.0", "1.0"]
    assert len(rows) == 1 + len(YEARS)
    button.click()
    assert page.locator("#fig-stack .tb-chart-values").count() == 0
