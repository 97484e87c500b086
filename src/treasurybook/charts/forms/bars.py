"""Bars: amounts of categories, or of periods."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, columns, naming, parts, rows
from treasurybook.charts.palette import Colour, assign, colour
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need

_ROW = 30


def bars(
    data: pd.DataFrame,
    x: str = "label",
    y: str = "value",
    color: str | None = None,
    *,
    colours: Mapping[str, str] | None = None,
    highlight: Sequence[Any] = (),
    number: str = axes.NUMBER,
    height: int | None = None,
) -> alt.LayerChart:
    """Draw one bar a row: standing over dates, lying beside categories with the value at its end.

    Parameters
    ----------
    data
        One row a bar, in the order to be shown.
    x
        Column of dates or categories.
    y
        Column of values.
    color
        Column that groups the bars by colour, or None.
    colours
        Group to colour name.
    highlight
        Categories or dates to be shown in the first colour while all others turn pale.
    number
        d3 format of values.
    height
        Height in pixels; for categories it follows their number when not given.

    Raises
    ------
    ChartError
        If a bar appears twice, or `highlight` names a bar that is not there.
    """
    need(data, x, y, color)
    if data.duplicated([x]).any():
        raise ChartError(f"column {x!r} repeats; use stack() or grouped_bars()")
    shown, field, tints = _tinted(data, x, color, colours, highlight)
    names = [] if color is None else list(tints)
    ink = naming.color_by(field, tints, legend=naming.legend(names) if names else None)
    tooltips = [axes.x_tooltip(data, x), axes.y_tooltip(y, number=number)]
    facts = parts.meta("bars", x=x, y=[y], color=None, number=number)
    if is_dates(data[x]):
        limits = nice_limits(data[y].astype(float), zero=True)
        marks = columns.mark(alt.Chart(inline(shown)), data[x]).encode(
            x=columns.place(data, x),
            y=axes.amount(y, limits, number=number),
            color=ink,
            tooltip=tooltips,
        )
        return parts.finished([marks, *parts.zero_rule(limits)], facts, height or parts.HEIGHT)
    across = rows.along(y, data[y], data[y], number)
    marks = alt.Chart(inline(shown)).mark_bar()
    marks = marks.encode(y=rows.place(x), x=across, color=ink, tooltip=tooltips)
    layers = [marks, rows.zero(), rows.names(data, x), *rows.values(data, x, y, y, number, None)]
    return parts.finished(layers, facts, height or rows.height_for(rows.distinct(data, x), _ROW))


def _tinted(
    data: pd.DataFrame,
    x: str,
    color: str | None,
    colours: Mapping[str, str] | None,
    highlight: Sequence[Any],
) -> tuple[pd.DataFrame, str | None, dict[str, Colour]]:
    """Give the data with a column that colours the bars, its name, and its colours."""
    if color is not None:
        if highlight:
            raise ChartError("give either color or highlight, not both")
        return data, color, assign(naming.series_names(data, color, None), colours)
    if not highlight:
        return data, None, {"all": colour("blue")}
    wanted = set(pd.to_datetime(list(highlight)) if is_dates(data[x]) else highlight)
    missing = [each for each in wanted if each not in set(data[x])]
    if missing:
        raise ChartError(f"highlight names {missing}, which are not in column {x!r}")
    shown_as = ["subject" if each in wanted else "context" for each in data[x]]
    tints = {"subject": colour("blue"), "context": colour("pale")}
    return data.assign(shown_as=shown_as), "shown_as", tints
