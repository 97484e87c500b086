"""The one look of every chart: light grid, no frame, quiet axes, readable sizes."""

from typing import Any

import altair as alt

from treasurybook.charts.palette import COLOURS, GRID, INK, PAGE, QUIET

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'
)
TEXT_SIZE = 13
HEIGHT = 300


def config() -> dict[str, Any]:
    """Vega-Lite ``config`` of the book on a light page.

    The page's script replaces the colours by their dark twins when the reader prefers the dark
    page, see `treasurybook.charts.palette.dark_twins`.
    """
    return {
        "background": PAGE.light,
        "font": FONT,
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        # The figure carries one alternative text; naming each mark as well would bury it.
        "aria": False,
        "view": {"stroke": None, "continuousHeight": HEIGHT, "discreteHeight": HEIGHT},
        "range": {"category": [c.light for c in COLOURS.values()]},
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": GRID.light,
            "labelColor": QUIET.light,
            "titleColor": QUIET.light,
            "labelFontSize": TEXT_SIZE,
            "titleFontSize": TEXT_SIZE,
            "titleFontWeight": "normal",
            "labelPadding": 6,
            "labelSeparation": 8,
        },
        "axisX": {
            "domain": True,
            "domainColor": QUIET.light,
            "ticks": True,
            "tickColor": QUIET.light,
            "tickSize": 5,
            "grid": False,
            "labelPadding": 5,
            "labelFlush": 14,  # pixels: a year so near the end would be cut there
            "labelOverlap": "greedy",
            "titlePadding": 8,
        },
        # Of numbers every second is left out, not one here and there, as of dates.
        "axisXQuantitative": {"labelOverlap": "parity"},
        # A title that lies above the axis is read without turning the head, and fits a phone.
        "axisY": {
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleBaseline": "bottom",
            "titleX": 0,
            "titleY": -10,
            "titleLimit": 600,
        },
        # names of panels
        "title": {
            "anchor": "start",
            "color": INK.light,
            "fontSize": TEXT_SIZE,
            "fontWeight": 600,
            "offset": 12,
        },
        "mark": {"color": COLOURS["blue"].light},
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "title": None,
            "labelFontSize": TEXT_SIZE,
            "labelColor": INK.light,
            "labelLimit": 320,
            "symbolType": "square",
            "symbolSize": 110,
            "symbolStrokeWidth": 0,
            "columnPadding": 14,
            "rowPadding": 4,
            "offset": 10,
            "columns": 3,
        },
        "line": {"strokeWidth": 2.4, "strokeCap": "round", "strokeJoin": "round"},
        "area": {"line": False, "fillOpacity": 0.95},
        "rule": {"color": QUIET.light},
        "text": {"font": FONT, "fontSize": TEXT_SIZE, "color": INK.light},
        "style": {"end-labels": {"fontWeight": 600}},
        "scale": {
            "bandPaddingInner": 0.28,
            "barBandPaddingInner": 0.28,
            "bandWithNestedOffsetPaddingInner": 0.25,
            "offsetBandPaddingInner": 0.08,
        },
    }


@alt.theme.register("treasurybook", enable=True)
def treasurybook() -> alt.theme.ThemeConfig:
    """Lend the look to Altair, so that a bare chart in a notebook looks alike."""
    return {"config": config()}  # type: ignore[typeddict-item]
