"""Bars side by side within each category."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, naming, parts, rows
from treasurybook.charts.palette import assign
from treasurybook.charts.readouts import words
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need

_BAR = 21
_GAP = 14


def grouped_bars(
    data: pd.DataFrame,
    x: str = "label",
    y: str = "value",
    color: str = "series",
    *,
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    number: str = axes.NUMBER,
    lying: bool = True,
    height: int | None = None,
) -> alt.LayerChart:
    """Draw bars side by side within each category.

    Parameters
    ----------
    data
        Long data: one row a category and series.
    x, y, color
        Columns of category (dates are shown as their years), value and series.
    order, colours, number
        As in `treasurybook.charts.lines`.
    lying
        Lying bars leave room for long names and show their values; standing bars suit short
        names such as years.
    height
        Height in pixels; for lying bars it follows their number when not given.

    Raises
    ------
    ChartError
        If a series appears twice in one category.
    """
    need(data, x, y, color)
    shown = data.assign(**{x: data[x].dt.year.astype(str)}) if is_dates(data[x]) else data
    if shown.duplicated([x, color]).any():
        raise ChartError(f"each {color!r} may appear only once in each {x!r}")
    names = naming.series_names(data, color, order)
    tints = assign(names, colours)
    base = (
        alt.Chart(inline(shown))
        .mark_bar()
        .encode(
            color=naming.color_by(color, tints, legend=naming.legend(names)),
            tooltip=[
                axes.x_tooltip(shown, x),
                alt.Tooltip(field=color, type="nominal", title=words(color)),
                axes.y_tooltip(y, number=number),
            ],
        )
    )
    facts = parts.meta("grouped_bars", x=x, y=[y], color=color, number=number)
    if lying:
        offset = alt.YOffset(field=color, type="nominal", sort=names, bandPosition=0.5)
        across = rows.along(y, data[y], data[y], number)
        marks = base.encode(y=rows.place(x), x=across, yOffset=offset)
        layers = [
            marks,
            rows.zero(),
            rows.names(shown, x),
            *rows.values(shown, x, y, y, number, offset),
        ]
        least = len(names) * _BAR + _GAP
        return parts.finished(
            layers, facts, height or rows.height_for(rows.distinct(shown, x), least)
        )
    limits = nice_limits(data[y].astype(float), zero=True)
    marks = base.encode(
        x=axes.position(shown, x),
        y=axes.amount(y, limits, number=number),
        xOffset=alt.XOffset(field=color, type="nominal", sort=names),
    )
    return parts.finished([marks, *parts.zero_rule(limits)], facts, height or parts.HEIGHT)
