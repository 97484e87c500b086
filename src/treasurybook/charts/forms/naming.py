"""Names of series: their colours, the legend, the labels at line ends."""

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, parts
from treasurybook.charts.palette import Colour, assign
from treasurybook.charts.scales import spread
from treasurybook.charts.tidy import inline, is_dates

# Where there is room, the page's script shows the layers of this style, else the legend.
END_LABELS = "end-labels"
MOST_DIRECT_LABELS = 6
LINE_HEIGHT = 16
_LABEL_WIDTH = 20
# Share of the horizontal range within which all lines must end, to be named at their ends.
_END_ZONE = 0.1

# In a legend a line is known by a line; the theme has squares, for areas.
STROKES: dict[str, Any] = {"symbolType": "stroke", "symbolStrokeWidth": 3}

# Vega puts the first line of a text at its place; this centres all of them there.
LINES: dict[str, Any] = {
    "baseline": "middle",
    "lineBreak": "\n",
    "lineHeight": LINE_HEIGHT,
    "dy": alt.ExprRef(f"(1 - datum.lines) * {LINE_HEIGHT / 2}"),
}


def series_names(data: pd.DataFrame, color: str | None, order: Sequence[str] | None) -> list[str]:
    """Names of the plotted series: in the order given, else of first appearance.

    Raises
    ------
    ChartError
        If `order` does not name exactly the series of the data.
    """
    if color is None:
        return []
    present = [str(name) for name in data[color].drop_duplicates()]
    if order is None:
        return present
    if sorted(order) != sorted(present):
        raise ChartError(f"order names {list(order)}, but column {color!r} holds {present}")
    return list(order)


def strokes() -> alt.Legend:
    """Legend that shows lines as lines, for a chart that is of no form."""
    return alt.Legend(**STROKES)


def tints(names: Sequence[str]) -> alt.Scale:
    """Scale that gives series their colours of the book, for a chart that is of no form."""
    return _scale(assign(names))


def _scale(colours: dict[str, Colour]) -> alt.Scale:
    return alt.Scale(domain=list(colours), range=[c.light for c in colours.values()])


def color_by(
    color: str | None, colours: dict[str, Colour], *, legend: alt.Legend | None
) -> alt.Color | alt.ColorValue:
    """Colour encoding with the book's colours; the first colour for a single unnamed series."""
    if color is None:
        return alt.ColorValue(next(iter(colours.values())).light)
    return alt.Color(
        field=axes.check_field(color),
        type="nominal",
        sort=None,
        legend=legend,
        scale=_scale(colours),
    )


def legend(
    names: Sequence[str],
    *,
    line: bool = False,
    values: Sequence[str] | None = None,
    marked: bool = False,
) -> alt.Legend:
    """Legend on top.

    Parameters
    ----------
    names
        The series.
    line
        Whether the series are lines.
    values
        Those named in the legend, when not all are.
    marked
        Whether words stand between the legend and the plot.

    Notes
    -----
    The columns fit 600 pixels; the page's script sets them anew by the room there is.
    """
    longest = max(len(name) for name in values or names)
    look = dict(STROKES) if line else {}
    if values:
        look["values"] = list(values)
    if marked:
        look["offset"] = 26
    return alt.Legend(columns=max(1, 600 // (longest * 7 + 45)), **look)


def wrapped(label: str, width: int = _LABEL_WIDTH) -> list[str]:
    """Break a label into as few lines of at most `width` characters as can be, of like length."""
    lines = textwrap.wrap(label, width, break_long_words=False)
    for narrower in range(len(label) // max(len(lines), 1), width):
        shorter = textwrap.wrap(label, max(narrower, 1), break_long_words=False)
        if len(shorter) == len(lines):
            return shorter
    return lines or [label]


def can_be_named_at_ends(data: pd.DataFrame, x: str, y: str, color: str) -> bool:
    """Whether few enough lines end at the right, where their names have room."""
    known = data.dropna(subset=[y])
    ends = known.groupby(color, observed=True)[x].max()
    first, last = known[x].min(), known[x].max()
    return len(ends) <= MOST_DIRECT_LABELS and bool(
        (ends >= last - _END_ZONE * (last - first)).all()
    )


def end_labels(
    data: pd.DataFrame,
    x: str,
    y: str,
    color: str,
    colours: dict[str, Colour],
    limits: list[float],
    height: int,
) -> alt.Chart:
    """Name of each series at its last observation, moved apart where they would collide."""
    known = data.dropna(subset=[y]).sort_values(x)
    last = known.groupby(color, sort=False, observed=True).tail(1).set_index(color)
    names = [name for name in colours if name in last.index]
    lines = [wrapped(name) for name in names]
    per_pixel = (limits[1] - limits[0]) / height
    gap = LINE_HEIGHT * max(len(each) for each in lines) * per_pixel
    labels = pd.DataFrame(
        {
            x: [last.at[name, x] for name in names],
            "label_y": spread(last.loc[names, y].astype(float).tolist(), gap),
            "label": ["\n".join(each) for each in lines],
            "lines": [len(each) for each in lines],
            "ink": [colours[name].text for name in names],
        }
    )
    words: alt.Chart = (
        alt.Chart(inline(labels))
        .mark_text(style=END_LABELS, align="left", dx=7, **LINES)
        .encode(
            x=parts.at_x(x, dates=is_dates(labels[x])),
            y=parts.at_y("label_y"),
            text=alt.Text(field="label", type="nominal"),
            color=alt.Color(field="ink", type="nominal", scale=None),
        )
    )
    return words
