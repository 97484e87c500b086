"""Charts: what they state is what the data say, and they can be read by everybody."""

from __future__ import annotations

import io
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chart_page import write_page
from treasurybook import charts
from treasurybook.charts.forms.waterfall import steps
from treasurybook.charts.palette import COLOURS, DARK_PAGES, INK, LIGHT_PAGE, PALE, QUIET
from treasurybook.charts.periods import period_of
from treasurybook.charts.scales import nice_limits, spread

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def quarters(names: list[str], n: int = 24, seed: int = 1) -> pd.DataFrame:
    """Long quarterly data of random walks."""
    random = np.random.default_rng(seed)
    dates = pd.date_range("2019-01-01", periods=n, freq="QS")
    each = [
        pd.DataFrame({"date": dates, "series": name, "value": random.normal(size=n).cumsum() * 3})
        for name in names
    ]
    return pd.concat(each, ignore_index=True)


def years() -> pd.DataFrame:
    """One row a fiscal year with a projection and its bands."""
    dates = pd.date_range("2015-01-01", periods=12, freq="YS")
    middle = np.where(np.arange(12) > 7, -6.0, np.nan)
    return pd.DataFrame(
        {
            "date": dates,
            "low": middle - 2,
            "mid": middle,
            "high": middle + 2,
            "actual": [-2.4, -3.1, -3.4, -3.8, -4.6, -14.7, -12.1, -5.4, -6.2] + [np.nan] * 3,
        }
    )


WALK = pd.DataFrame(
    {"label": ["Baseline", "Laws", "Economy", "Outcome"], "value": [-1507.0, -58.0, 82.0, -1483.0]}
)
LABELS = pd.DataFrame({"label": ["Income taxes", "Excise taxes"], "value": [49.3, -2.1]})
GROUPS = quarters(["A", "B"], 3).assign(label=lambda t: t["date"].dt.quarter.astype(str))
EVENTS = quarters(["1995", "2001", "2024"]).assign(day=list(range(-8, 16)) * 3)
PLANE = quarters(["x"], 8).assign(other=lambda t: 2 - t["value"])

FORMS: dict[str, tuple[Any, pd.DataFrame]] = {}
for _name, _make, _data in [
    ("lines", charts.lines, quarters(["A", "B"])),
    ("one line", lambda d: charts.lines(d, color=None, written="2023-12-18"), quarters(["A"])),
    ("stack", lambda d: charts.stack(d, total="Sum"), quarters(["A", "B"])),
    ("area", lambda d: charts.stack(d, mark="area"), quarters(["A"]).assign(value=2.5)),
    ("lying stack", lambda d: charts.stack(d, x="label", total="Sum"), GROUPS),
    ("bars over dates", lambda d: charts.bars(d, x="date"), quarters(["A"])),
    ("lying bars", lambda d: charts.bars(d, highlight=["Excise taxes"]), LABELS),
    ("grouped", charts.grouped_bars, GROUPS),
    ("standing groups", lambda d: charts.grouped_bars(d, lying=False), GROUPS),
    ("waterfall", lambda d: charts.waterfall(d, totals=["Baseline", "Outcome"]), WALK),
    (
        "fan",
        lambda d: charts.fan(d, bands=[("low", "high")], middle="mid", actual="actual"),
        years(),
    ),
    ("events", lambda d: charts.event_window(d, color="series", highlight=["2024"]), EVENTS),
    ("path", lambda d: charts.path(d, "value", "other", x_title="S − I", y_title="T − G"), PLANE),
]:
    FORMS[_name] = (_make, _data)


def framed(chart: Any, data: pd.DataFrame, **words: Any) -> charts.Framed:
    """Frame a chart with stand-ins for the words that a test does not look at."""
    known = {"id": "fig-1-1", "title": "A finding", "subtitle": "Percent", "sources": ["BEA"]}
    return charts.frame(chart, data=data, **{**known, **words})


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> tuple[charts.Framed, pd.DataFrame]:
    make, data = FORMS[request.param]
    return framed(make(data), data), data


# ---- what is plotted is what can be downloaded ----


def test_every_form_compiles_for_the_page_and_for_notebooks(
    form: tuple[charts.Framed, pd.DataFrame],
) -> None:
    figure, _ = form
    assert figure.spec["width"] == "container"
    assert vl_convert.vegalite_to_vega(figure.spec, vl_version="6.4")["marks"]
    notebook = figure._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    assert vl_convert.vegalite_to_vega(notebook, vl_version="5.8")["marks"]


def test_the_csv_holds_exactly_the_plotted_rows(form: tuple[charts.Framed, pd.DataFrame]) -> None:
    figure, data = form
    saved = pd.read_csv(io.StringIO(figure.csv), dtype=str, keep_default_na=False)
    assert list(saved.columns) == list(data.columns)
    assert len(saved) == figure.n_rows == len(data)
    plotted = [
        [
            ["" if row.get(name) is None else str(row[name]).replace("/", "-") for name in saved]
            for row in rows
        ]
        for rows in figure.spec["datasets"].values()
    ]
    assert saved.to_numpy().tolist() in plotted


def test_data_that_are_not_plotted_are_refused() -> None:
    data = quarters(["A", "B"])
    chart = charts.lines(data)
    other = data.copy()
    other.loc[3, "value"] += 0.001
    with pytest.raises(charts.ChartError, match="not what the chart plots"):
        framed(chart, other)
    with pytest.raises(charts.ChartError, match="not what the chart plots"):
        framed(chart, data.iloc[1:])


def test_numbers_are_rounded_alike_in_chart_and_csv() -> None:
    data = quarters(["A"], 4).assign(value=[1 / 3, 27720.7091234, -1e-9 / 7, 2e6 / 3])
    figure = framed(charts.lines(data), data)
    assert figure.csv.splitlines()[1:] == [
        "2019-01-01,A,0.3333333",
        "2019-04-01,A,27720.71",
        "2019-07-01,A,-1.428571e-10",
        "2019-10-01,A,666666.7",
    ]


# ---- words ----


def test_alternative_text_states_start_end_and_extremes() -> None:
    data = quarters(["Saving", "Investment"], seed=7)
    figure = framed(charts.lines(data), data, alt="Both fell")
    assert figure.alt.startswith("Both fell. Line chart: A finding. Percent.")
    for name in ("Saving", "Investment"):
        rows = sorted(
            (row.value, f"{row.date.year} Q{(row.date.month + 2) // 3}", row.date)
            for row in data[data["series"] == name].itertuples()
        )
        first, last = min(rows, key=lambda r: r[2]), max(rows, key=lambda r: r[2])
        for word, row in [
            ("starts at", first),
            ("ends at", last),
            ("lowest", rows[0]),
            ("highest", rows[-1]),
        ]:
            said = re.search(rf"{name}: .*?{word} (−?[\d.]+) \((.*?)\)", figure.alt)
            assert said is not None
            assert float(said[1].replace("−", "-")) == pytest.approx(row[0], rel=5e-4)
            assert said[2] == row[1]


def test_alternative_text_of_the_other_forms_names_their_figures() -> None:
    def alt_of(name: str) -> str:
        make, data = FORMS[name]
        return framed(make(data), data).alt

    assert "Income taxes 49.3; Excise taxes −2.1." in alt_of("lying bars")
    assert "Baseline −1,507; Laws −58; Economy 82; Outcome −1,483." in alt_of("waterfall")
    assert "lowest −14.7 (2020)" in alt_of("fan")
    assert "The widest band ends at −8 to −4." in alt_of("fan")
    assert re.search(r"2024: starts at \S+ \(at −8\), ends at \S+ \(at 15\)", alt_of("events"))
    assert re.search(r"Starts in 2019 Q1 \(S − I: \S+; T − G: \S+\)", alt_of("path"))
    sums = FORMS["stack"][1].groupby("date")["value"].sum()
    said = re.search(r"Sum: starts at (\S+) .*? highest (\S+) ", alt_of("stack"))
    assert said is not None
    found = [float(each.replace("−", "-")) for each in said.groups()]
    assert found == pytest.approx([sums.iloc[0], sums.max()], rel=5e-4)


def test_alternative_text_of_any_altair_chart_follows_its_encoding() -> None:
    data = pd.DataFrame({"year": [1, 2, 3], "debt": [98.0, 97.5, 99.25]})
    figure = framed(alt.Chart(data).mark_line().encode(x="year:Q", y="debt:Q"), data)
    assert "lowest 97.5 (at 2), highest 99.25 (at 3)" in figure.alt


def test_long_alternative_text_is_cut_at_a_sentence() -> None:
    data = quarters([f"A series with quite a long name, number {n}" for n in range(7)])
    figure = framed(charts.lines(data), data, title="A finding " * 40)
    assert len(figure.alt) < 1300
    assert figure.alt.endswith("The rest is in the data below the figure.")


def stored(publisher: str, ident: str, **attrs: str) -> pd.Series:
    """Make a series as the snapshot room returns it."""
    series = pd.Series([1.0])
    series.attrs = {"publisher": publisher, "id": ident, **attrs}
    return series


def test_the_source_line_comes_from_the_metadata() -> None:
    then = {"frequency": "quarterly", "known_on": "2023-12-21"}
    now = {"frequency": "quarterly", "known_on": "2026-06-25"}
    table = pd.DataFrame({"x": [1]})
    table.attrs = {
        "publisher": "NY Fed",
        "id": "soma",
        "source_id": "SOMA holdings",
        "last_date": "",
    }
    sources = [
        stored("BEA", "GDP", last_date="2023-04-01", **then),
        stored("BEA", "PCEC", last_date="2023-07-01", **then),
        stored("Federal Reserve", "DGS10", last_date="2026-08-20", frequency="daily"),
        stored("BEA", "GDP", last_date="2026-01-01", **now),
        table,
        "CBO, Table 1-1.",
    ]
    assert framed(charts.lines(quarters(["A"])), quarters(["A"]), sources=sources).source == (
        "BEA: GDP, PCEC (to 2023 Q3, as known in Dec 2023), GDP (to 2026 Q1, as known in Jun 2026);"
        " Federal Reserve: DGS10 (to 20 Aug 2026); NY Fed: SOMA holdings; CBO, Table 1-1"
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"title": "  "}, "'fig-1-1' has no title"),
        ({"subtitle": ""}, "'fig-1-1' has no subtitle"),
        ({"sources": []}, "needs at least one source"),
        ({"sources": [""]}, r"sources\[0\] is empty"),
        ({"sources": [pd.Series([1.0])]}, r"sources\[0\] carries no publisher"),
        ({"id": "Fig 1"}, "lower-case"),
        ({"id": "cuts-table"}, "begin with .fig-."),
    ],
)
def test_a_figure_without_its_words_is_refused(words: dict[str, Any], complaint: str) -> None:
    data = quarters(["A"])
    with pytest.raises(charts.ChartError, match=complaint):
        framed(charts.lines(data), data, **words)


def test_periods_are_named_after_the_frequency() -> None:
    names = {}
    for freq in ("YS", "QS", "MS", "D"):
        dates = pd.Series(pd.date_range("2023-07-01", periods=5, freq=freq))
        names[freq] = period_of(dates).text(pd.Timestamp("2023-07-01"))
    assert names == {"YS": "2023", "QS": "2023 Q3", "MS": "Jul 2023", "D": "1 Jul 2023"}


# ---- the page ----


class _Reader(HTMLParser):
    """Collects elements, and what stands inside the script."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "script":
            self.script += data


def test_no_text_can_break_out_of_the_figure() -> None:
    evil = "</script><img src=x> & <!-- \"'"
    data = quarters(["A"]).assign(series=evil)
    figure = framed(charts.lines(data), data, title=evil, subtitle=evil, sources=[evil], note=evil)
    reader = _Reader()
    reader.feed(figure.html)
    tags = [tag for tag, _ in reader.elements]
    assert tags.count("img") == 1  # the still picture
    assert tags.count("script") == 1
    assert "<" not in reader.script
    names = {
        name
        for columns in json.loads(reader.script)["datasets"].values()
        for name in columns.get("series", [])
    }
    assert names == {evil}
    canvas = next(a for _, a in reader.elements if a.get("class") == "tb-chart-canvas")
    assert canvas["role"] == "img"
    assert canvas["aria-label"] == figure.alt


def test_views_that_do_not_fit_a_phone_are_refused() -> None:
    data = quarters(["A"])
    panel = charts.lines(data, color=None)
    with pytest.raises(charts.ChartError, match="HConcatChart does not fit a phone"):
        framed(panel | charts.lines(data), data)
    both = framed(panel & charts.lines(data.assign(value=1.0), color=None), data)
    assert len(both.spec["vconcat"]) == 2
    with pytest.raises(charts.ChartError, match="a phone fits"):
        charts.path(PLANE, "value", "other", x_title="x" * 60, y_title="y")


def test_lines_are_named_once_in_a_notebook_and_by_choice_on_the_page() -> None:
    def namings(spec: dict[str, Any]) -> tuple[int, int]:
        labels = [x for x in spec["layer"] if x.get("mark", {}).get("style") == "end-labels"]
        legends = [x for x in spec["layer"] if x.get("encoding", {}).get("color", {}).get("legend")]
        return len(labels), len(legends)

    data = quarters(["A", "B"])
    few = framed(charts.lines(data), data)
    assert namings(few.spec) == (1, 1)
    assert namings(few._repr_mimebundle_()["application/vnd.vegalite.v5+json"]) == (1, 0)
    for data in (quarters(list("ABCDEFG")), pd.concat([quarters(["A"]), quarters(["B"], 12)])):
        assert namings(framed(charts.lines(data), data).spec) == (0, 1)


# ---- forms ----


def test_a_waterfall_adds_up() -> None:
    piled = steps(WALK, "label", "value", ["Baseline", "Outcome"])
    assert piled["kind"].tolist() == ["total", "fall", "rise", "total"]
    assert piled["begins"].tolist() == [0, -1507, -1565, 0]
    assert piled["ends"].tolist() == [-1507, -1565, -1483, -1483]
    wrong = WALK.assign(value=[-1507.0, -58.0, 82.0, -1500.0])
    with pytest.raises(charts.ChartError, match="'Outcome' sum to -1,483, the total given is -1,5"):
        charts.waterfall(wrong, totals=["Baseline", "Outcome"])


def test_a_stack_holds_both_piles_and_its_total_is_their_sum() -> None:
    data = quarters(["A", "B", "C"])
    figure = framed(charts.stack(data, total="Sum"), data)
    limits = figure.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    wide = data.pivot(index="date", columns="series", values="value")
    assert limits[0] <= wide.clip(upper=0).sum(axis=1).min()
    assert limits[1] >= wide.clip(lower=0).sum(axis=1).max()
    sums = [
        [row["value"] for row in rows]
        for rows in figure.spec["datasets"].values()
        if rows and set(rows[0]) == {"date", "value"}
    ]
    assert sums == [pytest.approx(wide.sum(axis=1).tolist(), rel=1e-6)]


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (
            lambda: charts.stack(quarters(["A"]).assign(value=-1.0), mark="area"),
            "cannot show negative",
        ),
        (lambda: charts.stack(pd.concat([GROUPS, GROUPS]), x="label"), "only once"),
        (lambda: charts.lines(quarters([f"{n}" for n in range(9)])), "too many"),
        (lambda: charts.lines(quarters(["A"]), written="2003-01-01"), "before the first date"),
        (lambda: charts.lines(quarters(["A"]), y="level"), r"no column \['level'\]"),
        (lambda: charts.lines(quarters(["A"]).iloc[:0]), "no rows"),
        (lambda: charts.lines(quarters(["A"]), colours={"A": "pink"}), "no colour 'pink'"),
        (lambda: charts.lines(quarters(["A"]), colours={"Z": "blue"}), "not among the series"),
        (lambda: charts.lines(quarters(["A"]), order=["A", "B"]), "order names"),
        (lambda: charts.bars(quarters(["A", "B"]), x="date"), "repeats"),
        (lambda: charts.bars(LABELS, highlight=["Tariffs"]), "highlight names"),
        (lambda: charts.event_window(EVENTS.assign(day=5), color="series"), "does not reach 0"),
        (
            lambda: charts.fan(years(), bands=[("high", "low")], middle="mid"),
            "lower edge is above",
        ),
        (
            lambda: charts.lines(quarters(["A"]).rename(columns={"value": "a.b"}), y="a.b"),
            "rename column",
        ),
    ],
)
def test_charts_that_would_mislead_are_refused(make: Any, complaint: str) -> None:
    with pytest.raises(charts.ChartError, match=complaint):
        make()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12), st.floats(0.1, 1e4))
@settings(max_examples=60, deadline=None)
def test_labels_end_up_apart_in_their_order(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for lower, upper in itertools.pairwise(order):
        assert placed[upper] - placed[lower] >= gap * (1 - 1e-6)
    alone = [abs(a - b) for a, b in itertools.combinations(wanted, 2)]
    if min(alone, default=gap) > gap * 1.000001:
        assert placed == pytest.approx(wanted)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20), st.booleans())
@settings(max_examples=60, deadline=None)
def test_limits_hold_the_data_without_much_room(values: list[float], zero: bool) -> None:
    low, high = nice_limits(values, zero=zero)
    inside = [*values, 0.0] if zero else values
    slack = 1e-9 * max(1.0, *(abs(v) for v in inside))
    assert low <= min(inside) + slack
    assert high >= max(inside) - slack
    if max(inside) - min(inside) > 1e-6:
        assert high - low <= 1.5 * (max(inside) - min(inside)) + slack


def test_what_came_after_the_document_is_shaded() -> None:
    data = quarters(["A"])
    shaded = framed(charts.lines(data, color=None, written="2023-12-18"), data)
    assert [{"from": "2023/12/18", "to": "2024/10/01", "word": "document written"}] in list(
        shaded.spec["datasets"].values()
    )
    ends_before = framed(charts.lines(data, color=None, written="2026-01-01"), data)
    assert "document written" not in ends_before.html


# ---- colours ----


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a hex colour (IEC 61966-2-1)."""
    share = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (one, other))
    return light[1] / light[0]


def test_colours_stand_out_from_both_pages() -> None:
    for colour in [*COLOURS.values(), INK, QUIET, PALE]:
        assert contrast(colour.light, LIGHT_PAGE) >= 3
        assert contrast(colour.text, LIGHT_PAGE) >= 4.5
        for page in DARK_PAGES:
            assert contrast(colour.dark, page) >= (3 if colour is PALE else 4.5)


# Machado, Oliveira and Fernandes (2009), table 1, severity 1: normal, protan, deutan, tritan.
VISIONS = [
    np.eye(3),
    np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
]
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.072175],
        [0.0193339, 0.119192, 0.9503041],
    ]
)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB, white point D65."""
    white = XYZ @ np.clip(rgb, 0, 1) / (XYZ @ np.ones(3))
    f = np.where(white > 216 / 24389, np.cbrt(white), (24389 / 27 * white + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("page", ["light", "dark"])
def test_colours_are_told_apart_by_colour_blind_readers(page: str) -> None:
    for vision in VISIONS:
        seen = [lab(vision @ linear(getattr(colour, page))) for colour in COLOURS.values()]
        distances = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
        assert min(distances) > 17


def test_every_colour_of_a_chart_has_a_dark_twin(form: tuple[charts.Framed, pd.DataFrame]) -> None:
    figure, _ = form
    twins = figure.spec["usermeta"]["treasurybook"].pop("dark")
    used = set(re.findall(r'"(#[0-9a-fA-F]{3,8})"', json.dumps(figure.spec)))
    assert used <= set(twins)


# ---- in a browser, under the strictest policy ----


@pytest.fixture(scope="module")
def page_of_figures(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("charts")
    figures = [
        framed(make(data), data, id=f"fig-{n}") for n, (make, data) in enumerate(FORMS.values(), 1)
    ]
    odd = quarters(["U.S. [net]", "it's “odd”"])
    figures.append(framed(charts.lines(odd), odd, id="fig-odd-names"))
    grid = pd.DataFrame({"year": range(11)})
    rate = alt.param("rate", value=2, bind=alt.binding_range(min=0, max=9, step=1, name="Rate"))
    tried = alt.Chart(grid).transform_calculate(debt="98 * pow(1 + rate / 100, datum.year)")
    tried = tried.mark_line().encode(x="year:Q", y="debt:Q").add_params(rate)
    figures.append(framed(tried, grid, id="fig-try-it"))
    days = pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01"])
    holes = pd.DataFrame({"date": days, "series": "1995", "value": [-0.01, np.nan, 3.2]})
    holes = pd.concat([holes, holes.assign(series="b", value=[np.nan, np.nan, 1.0])])
    figures.append(framed(charts.lines(holes, number="+,.1f"), holes, id="fig-holes"))
    signs = pd.DataFrame({"label": ["a", "b"], "value": [-0.01, 2.0]})
    figures.append(framed(charts.bars(signs, number="+,.1f"), signs, id="fig-signs"))
    raw = pd.DataFrame(
        {"year": [2024, 2025], "share_low": [2.80757, None], "big": [12345.678, 0.04444]}
    ).assign(word=["text", None], end=[4.0, 5.0])
    named = alt.Chart(raw).mark_point().encode(x="share_low:Q", y="big:Q")
    named = named.encode(tooltip=["year:Q", "share_low:Q", "big:Q", "word:N"])
    figures.append(framed(named, raw, id="fig-raw"))
    bare = alt.Chart(raw).mark_bar().encode(x=alt.X("share_low:Q", title="Share"), x2="end")
    figures.append(framed(bare, raw, id="fig-bare"))
    return write_page(folder, figures)


def test_the_page_draws_follows_and_saves(browser: Browser, page_of_figures: str) -> None:
    context = browser.new_context(
        viewport={"width": 900, "height": 700}, timezone_id="America/Los_Angeles"
    )
    page = context.new_page()
    page.add_init_script("window.requestIdleCallback = () => {}")  # draw only what comes near
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(page_of_figures)
    page.wait_for_selector("figure[data-rendered]")
    all_figures = page.locator("figure.tb-chart").count()
    assert page.locator("figure[data-rendered]").count() < all_figures
    page.evaluate("window.treasurybookCharts.drawAll()")
    assert page.locator("figure[data-rendered] svg").count() == all_figures
    assert page.locator(".tb-chart-canvas > :not([aria-hidden=true])").count() == 0

    odd = page.locator("#fig-odd-names .tb-chart-canvas svg")
    odd.scroll_into_view_if_needed()
    box = odd.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 100)
    readout = page.locator("#fig-odd-names .tb-readout:visible").inner_text().split()
    assert " ".join(readout[:2]) == "2019 Q1"
    assert {"[net]", "“odd”"} <= set(readout)

    slider = page.get_by_label("Rate")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = COLOURS["blue"].dark
    page.wait_for_selector(f'#fig-try-it path[stroke="{dark}"]')
    assert page.get_by_label("Rate").input_value() == "3"

    with page.expect_download() as saved:
        page.locator("#fig-1 button[data-format=png]").click()
    assert saved.value.suggested_filename == "fig-1.png"
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as saved:
        page.locator("#fig-1 button[data-format=svg]").click()
    svg = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "A finding" in svg
    assert "Source: BEA." in svg
    assert dark not in svg

    assert page.locator("#fig-1 .role-legend").count() == 0
    page.set_viewport_size({"width": 360, "height": 700})
    page.wait_for_selector("#fig-1 .role-legend", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert complaints == []
    context.close()


READOUTS = """figure => {
  const told = [...figure.querySelectorAll("svg *")].map((mark) => mark.__data__?.tooltip);
  const lines = told.filter(Boolean).map((one) => JSON.stringify(Object.entries(one)));
  return [...new Set(lines)].map((one) => JSON.parse(one));
}"""


def test_whoever_asks_for_all_charts_waits_until_they_stand(
    browser: Browser, page_of_figures: str
) -> None:
    """Also if somebody asked before, for the same look or for another."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("window.IntersectionObserver = class { observe() {} }")
        page.add_init_script("window.requestIdleCallback = () => {}")
        page.goto(page_of_figures)
        all_figures = page.locator("figure.tb-chart").count()
        counted = """async (theme) => {
          window.treasurybookCharts.drawAll();
          document.documentElement.dataset.theme = theme;
          await window.treasurybookCharts.drawAll();
          return document.querySelectorAll("figure[data-rendered] svg.marks").length;
        }"""
        assert page.evaluate(counted, "light") == all_figures
        page.reload()
        assert page.evaluate(counted, "dark") == all_figures


def test_readouts_tell_what_is_there_and_nothing_else(
    browser: Browser, page_of_figures: str
) -> None:
    with browser.new_context(timezone_id="America/Los_Angeles") as context:
        page = context.new_page()
        page.goto(page_of_figures)
        page.evaluate("window.treasurybookCharts.drawAll()")
        told = {
            name: page.locator(f"#{name}").evaluate(READOUTS)
            for name in ("fig-holes", "fig-signs", "fig-raw", "fig-bare")
        }
        written = page.locator("#fig-signs svg text").all_text_contents()
    assert sorted(told["fig-holes"]) == [
        [["Date", "2020"], ["1995 ", "0.0"]],
        [["Date", "2021"]],
        [["Date", "2022"], ["1995 ", "+3.2"], ["b", "+1.0"]],
    ]
    assert sorted(told["fig-signs"]) == [
        [["Label", "a"], ["Value", "0.0"]],
        [["Label", "b"], ["Value", "+2.0"]],
    ]
    assert {"0.0", "+2.0"} <= set(written)
    assert [["Year", "2024"], ["Share low", "2.81"], ["Big", "12,346"], ["Word", "text"]] in told[
        "fig-raw"
    ]
    assert [["Share", "2.81"], ["End", "4"]] in told["fig-bare"]


def test_the_vega_script_carries_the_licences_of_what_it_is_made_of(tmp_path: Path) -> None:
    script = charts.write_vega_bundle(tmp_path / "vega.js").read_text(encoding="utf-8")
    notice, _, code = script.partition("*/")
    assert notice.startswith("/*!")
    assert code.lstrip().startswith("(function")
    words = " ".join(notice.split())
    for version in (vl_convert.get_vega_version(), "6.1", vl_convert.get_vega_embed_version()):
        assert version.rpartition(".")[0] in words or version in words, "review the licences"
    for library in ("vega-lite", "vega-embed", "vega-tooltip", "d3-array", "topojson-client"):
        assert f" {library}" in words
    for terms in (
        "University of Washington Interactive Data Lab",
        "Redistribution and use in source and binary forms",
        "Permission to use, copy, modify, and/or distribute this software for any purpose",
        "Permission is hereby granted, free of charge",
    ):
        assert terms in words


def test_long_keeps_every_value_once() -> None:
    dates = pd.DatetimeIndex(["2020-01-01", "2021-01-01"])
    wide = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, np.nan]}, index=dates)
    rows = charts.long(wide, "country")
    assert list(rows.columns) == ["date", "country", "value"]
    back = rows.pivot(index="date", columns="country", values="value")
    pd.testing.assert_frame_equal(back, wide, check_names=False, check_freq=False)


def a_card(values: list[float], standing: float = 50.0) -> charts.Card:
    days = pd.date_range("2020-01-01", periods=len(values), freq="MS")
    history = pd.Series(values, index=days, dtype=float)
    return charts.Card("Yield", "4.2%", "Aug 2026", history, standing, "04.html", "chapter 4")


def test_cards_say_all_that_their_lines_show() -> None:
    shown = charts.cards(
        {"Yields": [a_card([1, 3, 2], 50.0), a_card([1, 2, 3], 83.0)], "Empty": []},
        id="state",
        title="Two measures",
        subtitle="Newest value",
        sources=["a source"],
    )
    assert "above 50% of values since 2020" in shown.html
    assert "highest since 2020" in shown.html
    assert shown.html.count("aria-hidden") == 2 * 2
    assert "Empty" not in shown.html
    assert "Yield: 4.2% (Aug 2026), above 50% of values" in shown.text


def test_a_small_line_keeps_the_extremes_of_a_long_history() -> None:
    from treasurybook.charts.cards import _HEIGHT, _MARGIN, sparkline

    values = [0.0] * 5000
    values[1234], values[4321] = 9.0, -9.0
    points = sparkline(a_card(values).history).split('points="')[1].split('"')[0].split()
    heights = [float(point.split(",")[1]) for point in points]
    assert len(points) < 200
    assert min(heights) == pytest.approx(_MARGIN)
    assert max(heights) == pytest.approx(_HEIGHT - _MARGIN)
    across = [float(point.split(",")[0]) for point in points]
    assert across == sorted(across)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "no cards"),
        ({"A": [a_card([1.0])]}, "at least two observations"),
        ({"A": [a_card([1.0, 2.0], 120.0)]}, "percentile"),
    ],
)
def test_cards_refuse_what_they_cannot_show(
    members: dict[str, list[charts.Card]], said: str
) -> None:
    with pytest.raises(charts.ChartError, match=said):
        charts.cards(members, id="x", title="t", subtitle="s", sources=["a source"])


# ---- one colour a name, pauses, panels, heat ----


def test_a_name_keeps_its_colour_whoever_it_meets() -> None:
    chosen = charts.tints(["left over", "China", "Germany, stand-in", "china"]).to_dict()
    assert chosen["range"][1] == chosen["range"][3] == COLOURS["crimson"].light
    assert chosen["range"][2] == COLOURS["ochre"].light
    assert chosen["range"][0] not in chosen["range"][1:]
    data = quarters(["China", "B"])
    with pytest.raises(charts.ChartError, match="'China' is crimson through the whole book"):
        charts.lines(data, colours={"China": "blue"})
    charts.lines(data, colours={"China": "pale"})


def test_a_line_stays_open_where_a_series_pauses() -> None:
    days = pd.date_range("2024-01-01", periods=20, freq="B")
    paused = pd.DataFrame({"date": [*days, *(days + pd.Timedelta(days=90))], "value": 1.0})
    for data, missing in ((paused, 1), (paused.iloc[:20], 0)):
        figure = framed(charts.lines(data, color=None), data)
        line = next(x for x in figure.spec["layer"] if x["mark"]["type"] == "line")
        rows = figure.spec["datasets"][line["data"]["name"]]
        assert sum(row["value"] is None for row in rows) == missing
        assert len(rows) == len(data) + missing
    step = framed(charts.lines(paused, color=None, step=True), paused)
    assert all(None not in row.values() for rows in step.spec["datasets"].values() for row in rows)


def test_panels_hold_all_rows_together() -> None:
    data = quarters(["A", "B"])
    chart = charts.panels(data, "series", charts.lines)
    figure = framed(chart, data)
    assert [view["title"] for view in figure.spec["vconcat"]] == ["A", "B"]
    assert figure.n_rows == len(data)
    with pytest.raises(charts.ChartError, match="not what the chart plots"):
        framed(chart, data.iloc[1:])


def test_a_heat_map_turns_dark_with_the_page() -> None:
    data = pd.DataFrame({"to": ["a", "b"], "from": ["c", "c"], "value": [-1.0, 4.0]})
    figure = framed(charts.heat(data, "to", "from", x_title="To", y_title="From"), data)
    (cells,) = [x for x in figure.spec["layer"] if x["mark"]["type"] == "rect"]
    scale = cells["encoding"]["color"]["scale"]
    assert scale["domain"] == [-4.0, 0, 4.0]
    dark = figure.spec["usermeta"]["treasurybook"]["dark"]
    assert [dark[tint] for tint in scale["range"]] == [
        COLOURS["blue"].dark,
        DARK_PAGES[0],
        COLOURS["crimson"].dark,
    ]


def test_negative_numbers_in_titles_have_a_minus_sign() -> None:
    data = quarters(["A"])
    figure = framed(charts.lines(data), data, title="By -2.3% in 2011-19, M-042", note="(-1)")
    assert (figure.title, figure.note) == ("By −2.3% in 2011-19, M-042", "(−1)")
