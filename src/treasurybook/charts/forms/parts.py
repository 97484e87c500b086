"""Layers that several forms share."""

import textwrap
import zlib
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts import theme
from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes
from treasurybook.charts.palette import QUIET, SHADE, Colour
from treasurybook.charts.periods import period_of
from treasurybook.charts.scales import spread
from treasurybook.charts.tidy import inline, is_dates, need

# Where there is room, the page's script shows the layers of this style, else the legend.
END_LABELS = "end-labels"
MOST_DIRECT_LABELS = 6
FEW_BARS = 40
MOST_TITLE = 48
_LABEL_WIDTH = 20
LINE_HEIGHT = 16
HEIGHT = theme.HEIGHT


# Vega puts the first line of a text at its place; this centres all of them there.
LINES: dict[str, Any] = {
    "baseline": "middle",
    "lineBreak": "\n",
    "lineHeight": LINE_HEIGHT,
    "dy": alt.ExprRef(f"(1 - datum.lines) * {LINE_HEIGHT / 2}"),
}


def at_x(name: str, *, dates: bool = True) -> alt.X:
    """Place a helping layer horizontally, on the axis of the main layer."""
    return alt.X(field=name, type="temporal" if dates else "quantitative")


def at_y(name: str) -> alt.Y:
    """Place a helping layer vertically, on the axis of the main layer."""
    return alt.Y(field=name, type="quantitative")


def meta(form: str, **facts: Any) -> dict[str, Any]:
    """Note what the frame must know of a chart to describe it in words."""
    return {"treasurybook": {"form": form, **facts}}


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
        scale=alt.Scale(domain=list(colours), range=[c.light for c in colours.values()]),
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
    look: dict[str, Any] = {"symbolType": "stroke", "symbolStrokeWidth": 3} if line else {}
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
            x=at_x(x, dates=is_dates(labels[x])),
            y=at_y("label_y"),
            text=alt.Text(field="label", type="nominal"),
            color=alt.Color(field="ink", type="nominal", scale=None),
        )
    )
    return words


def nearest_at(x: str, data: pd.DataFrame) -> alt.Parameter:
    """Select the observation nearest to the pointer, by its horizontal position.

    The name depends on the plotted columns, so that charts put under each other keep selections
    of their own and the same chart is always written the same.
    """
    mark = zlib.crc32(data.to_csv(index=False).encode())
    return alt.selection_point(
        name=f"near_{mark:08x}",
        fields=[x],
        nearest=True,
        on="pointerover",
        clear="pointerout",
        empty=False,
    )


def hover(
    data: pd.DataFrame,
    x: str,
    y: str,
    color: str | None,
    names: Sequence[str],
    *,
    number: str,
    y_title: str | None = None,
    x_title: str | None = None,
) -> alt.Chart:
    """Draw a rule at the nearest horizontal position, with the values of all series there."""
    nearest = nearest_at(x, data[[x, y] if color is None else [x, y, color]])
    base = alt.Chart(inline(data))
    if color is None:
        tooltips = [axes.y_tooltip(y, number=number, title=y_title)]
    else:
        base = base.transform_pivot(color, value=y, groupby=[x], op="max")
        tooltips = [axes.y_tooltip(axes.escaped(name), number=number, title=name) for name in names]
    rule: alt.Chart = (
        base.mark_rule(color=QUIET.light, strokeWidth=1)
        .encode(
            x=at_x(x, dates=is_dates(data[x])),
            opacity=alt.when(nearest).then(alt.value(0.8)).otherwise(alt.value(0)),
            tooltip=[axes.x_tooltip(data, x, title=x_title), *tooltips],
        )
        .add_params(nearest)
    )
    return rule


def zero_rule(limits: list[float]) -> list[alt.Chart]:
    """Draw the line of zero, where zero is within the limits."""
    if not limits[0] <= 0 <= limits[1]:
        return []
    rule = alt.Chart(alt.InlineData(values=[{"zero": 0}]))
    return [rule.mark_rule(color=QUIET.light, strokeWidth=1.2).encode(y=at_y("zero"))]


def written_mark(data: pd.DataFrame, x: str, written: str | pd.Timestamp | None) -> list[alt.Chart]:
    """Shading from the day the document was written, with a rule and a word at its edge.

    Raises
    ------
    ChartError
        If the day is outside the plotted dates.
    """
    if written is None:
        return []
    day, first, last = pd.Timestamp(written), data[x].min(), data[x].max()
    if not first <= day <= last:
        raise ChartError(
            f"written={day:%Y-%m-%d} is outside the plotted dates "
            f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
        )
    after_middle = (day - first) > (last - first) * 0.6
    edge = inline(pd.DataFrame({"from": [day], "to": [last], "word": ["document written"]}))
    start = at_x("from")
    shade = alt.Chart(edge).mark_rect(color=SHADE.light, opacity=0.12).encode(x=start, x2="to")
    rule = alt.Chart(edge).mark_rule(strokeDash=[4, 3]).encode(x=start)
    word = (
        alt.Chart(edge)
        .mark_text(
            align="right" if after_middle else "left",
            dx=-5 if after_middle else 5,
            baseline="bottom",
            color=QUIET.light,
        )
        .encode(x=start, y=alt.value(-5), text=alt.Text(field="word", type="nominal"))
    )
    return [shade, rule, word]


def recession_bands(data: pd.DataFrame, x: str, recessions: pd.DataFrame | None) -> list[alt.Chart]:
    """Grey bands behind the data.

    Parameters
    ----------
    recessions
        Columns ``start`` and ``end`` (dates); bands outside the plotted dates are left out and
        bands across their edge are cut there.
    """
    if recessions is None:
        return []
    need(recessions, "start", "end")
    first, last = data[x].min(), data[x].max()
    bands = recessions[["start", "end"]].apply(pd.to_datetime)
    bands = bands[(bands["end"] > first) & (bands["start"] < last)].clip(first, last, axis=None)
    if bands.empty:
        return []
    return [
        alt.Chart(inline(bands))
        .mark_rect(color=SHADE.light, opacity=0.18)
        .encode(x=at_x("start"), x2="end")
    ]


def period_place(data: pd.DataFrame, x: str) -> alt.X:
    """Place bars on the day their period begins, with room for half a bar at either end."""
    place = axes.position(data, x)
    if not is_dates(data[x]):
        return place
    dates = data[x].drop_duplicates().sort_values()
    half = (dates.diff().median() if len(dates) > 1 else pd.Timedelta(days=365)) / 2
    ends = [
        alt.DateTime(year=day.year, month=day.month, date=day.day)
        for day in (dates.iloc[0] - half, dates.iloc[-1] + half)
    ]
    place = place.timeUnit(period_of(data[x]).time_unit).bandPosition(0)
    return place.scale(alt.Scale(domain=ends, nice=False))


def standing_bars(base: alt.Chart, positions: pd.Series) -> alt.Chart:
    """Draw bars with air between them where they are few, and without where they are many."""
    look: dict[str, Any] = {}
    if is_dates(positions):
        few = positions.nunique() <= FEW_BARS
        look = {"width": alt.RelativeBandSize(0.75)} if few else {"binSpacing": 0}
    marks: alt.Chart = base.mark_bar(**look)
    return marks


def finished(
    layers: Sequence[alt.Chart],
    usermeta: dict[str, Any],
    height: int,
    *,
    x_title: str | None = None,
    y_title: str | None = None,
) -> alt.LayerChart:
    """Stack the layers into one chart as wide as its place on the page.

    The titles are written to every layer, since Vega-Lite would join differing ones.

    Raises
    ------
    ChartError
        If a title is too long for a phone.
    """
    for title in (x_title, y_title):
        if title is not None and len(title) > MOST_TITLE:
            raise ChartError(
                f"axis title {title!r} has {len(title)} characters; a phone fits {MOST_TITLE}"
            )
    for layer in layers:
        for channel, title in (("x", x_title), ("y", y_title)):
            place = layer.encoding[channel]
            if isinstance(place, alt.X | alt.Y):
                place["title"] = title
    return alt.LayerChart(layer=list(layers), usermeta=usermeta, width="container", height=height)
