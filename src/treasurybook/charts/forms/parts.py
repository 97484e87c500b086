"""Layers that several forms share."""

import zlib
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts import theme
from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes
from treasurybook.charts.palette import QUIET, SHADE
from treasurybook.charts.tidy import inline, is_dates, need

HEIGHT = theme.HEIGHT
_MOST_TITLE = 48


def at_x(name: str, *, dates: bool = True) -> alt.X:
    """Place a helping layer horizontally, on the axis of the main layer."""
    return alt.X(field=name, type="temporal" if dates else "quantitative")


def at_y(name: str) -> alt.Y:
    """Place a helping layer vertically, on the axis of the main layer."""
    return alt.Y(field=name, type="quantitative")


def above_plot() -> alt.YValue:
    """Place a word just above the plot."""
    return alt.YValue(-5)  # type: ignore[no-untyped-call]


def meta(form: str, **facts: Any) -> dict[str, Any]:
    """Note what the frame must know of a chart to describe it in words."""
    return {"treasurybook": {"form": form, **facts}}


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


def shown_at(nearest: alt.Parameter) -> alt.OpacityValue:
    """Show a rule where the pointer is, and nowhere else.

    Said by its class, as are other values of the forms: Altair takes ten times as long to find the
    class of ``alt.value`` or ``alt.when``.
    """
    chosen = {"param": nearest.name, "value": 0.8, "empty": False}
    return alt.OpacityValue(0, condition=[chosen])


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
            opacity=shown_at(nearest),
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
    """Shade what came after the day the document was written, with a rule and a word at its edge.

    Data that end before that day, as those known to its authors do, need no mark.

    Raises
    ------
    ChartError
        If the day is before the plotted dates.
    """
    if written is None:
        return []
    day, first, last = pd.Timestamp(written), data[x].min(), data[x].max()
    if day < first:
        raise ChartError(f"written={day:%Y-%m-%d} is before the first date, {first:%Y-%m-%d}")
    if day > last:
        return []
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
        .encode(x=start, y=above_plot(), text=alt.Text(field="word", type="nominal"))
    )
    return [shade, rule, word]


def recession_bands(data: pd.DataFrame, x: str, recessions: pd.DataFrame | None) -> list[alt.Chart]:
    """Lay grey bands behind the data.

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
        if title is not None and len(title) > _MOST_TITLE:
            raise ChartError(
                f"axis title {title!r} has {len(title)} characters; a phone fits {_MOST_TITLE}"
            )
    for layer in layers:
        for channel, title in (("x", x_title), ("y", y_title)):
            place = layer.encoding[channel]
            if isinstance(place, alt.X | alt.Y):
                place["title"] = title
    return alt.LayerChart(layer=list(layers), usermeta=usermeta, width="container", height=height)
