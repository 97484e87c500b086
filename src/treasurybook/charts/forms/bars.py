"""Bars: amounts of categories, or of periods."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, parts
from treasurybook.charts.palette import Colour, assign, colour
from treasurybook.charts.periods import period_of
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need

_ROW = 30
_GROUP_ROW = 20


def category(data: pd.DataFrame, name: str) -> alt.Y:
    """Vertical place of a category, its label wrapped so that it fits a phone."""
    labels = [str(each) for each in data[name].drop_duplicates()]
    lines = {label: parts.wrapped(label, 18) for label in labels if len(label) > 18}
    broken = f"({json.dumps(lines, ensure_ascii=False)})[datum.label] || datum.label"
    axis = alt.Axis(
        title=None,
        grid=False,
        labelLimit=150,
        labelLineHeight=15,
        labelExpr=broken if lines else alt.Undefined,
    )
    return alt.Y(field=axes.check_field(name), type="nominal", sort=None, axis=axis)


def along(name: str, limits: list[float], *, number: str) -> alt.X:
    """Horizontal amount of a bar."""
    axis = alt.Axis(
        title=None,
        format=number,
        grid=True,
        domain=False,
        ticks=False,
        tickCount=alt.ExprRef("max(2, floor(width / 90))"),
    )
    return alt.X(
        field=axes.check_field(name),
        type="quantitative",
        axis=axis,
        scale=alt.Scale(domain=limits, nice=False),
    )


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
    """One bar a row: standing over dates, lying beside categories with the value at its end.

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
    if color is not None and highlight:
        raise ChartError("give either color or highlight, not both")
    shown = data.copy()
    tints: dict[str, Colour]
    if color is not None:
        tints = assign(parts.series_names(data, color, None), colours)
        field: str | None = color
    elif highlight:
        wanted = pd.to_datetime(list(highlight)) if is_dates(data[x]) else list(highlight)
        missing = [each for each in wanted if each not in set(data[x])]
        if missing:
            raise ChartError(f"highlight names {missing}, which are not in column {x!r}")
        field = "shown_as"
        shown[field] = ["subject" if each in set(wanted) else "context" for each in data[x]]
        tints = {"subject": colour("blue"), "context": colour("pale")}
    else:
        tints, field = {"all": colour("blue")}, None
    ink = parts.color_by(field, tints, legend=alt.Legend() if color is not None else None)
    tooltips = [axes.x_tooltip(data, x), axes.y_tooltip(y, number=number)]
    limits = nice_limits(data[y].astype(float), zero=True)
    base = alt.Chart(inline(shown))
    facts = parts.meta("bars", x=x, y=[y], color=None, number=number)
    if is_dates(data[x]):
        place = axes.position(data, x).timeUnit(period_of(data[x]).time_unit).bandPosition(0)
        amount = axes.amount(y, limits, number=number)
        marks = base.mark_bar().encode(x=place, y=amount, color=ink, tooltip=tooltips)
        return parts.finished([marks, *parts.zero_rule(limits)], facts, height or parts.HEIGHT)
    across = along(y, limits, number=number).axis(None)
    marks = base.mark_bar().encode(y=category(data, x), x=across, color=ink, tooltip=tooltips)
    layers = [marks, _zero_line(), *value_labels(shown, x, y, number)]
    return parts.finished(layers, facts, height or _ROW * len(data) + 10)


def value_labels(data: pd.DataFrame, x: str, y: str, number: str) -> list[alt.Chart]:
    """Values written at the outer end of lying bars."""
    layers = []
    for negative in (False, True):
        rows = data[data[y] < 0] if negative else data[data[y] >= 0]
        if rows.empty:
            continue
        layers.append(
            alt.Chart(inline(rows[[x, y]]))
            .mark_text(align="right" if negative else "left", dx=-5 if negative else 5)
            .encode(
                y=alt.Y(field=x, type="nominal", sort=None, title=None),
                x=alt.X(field=y, type="quantitative", title=None),
                text=alt.Text(field=y, type="quantitative", format=number),
            )
        )
    return layers


def _zero_line() -> alt.Chart:
    rule = alt.Chart(alt.InlineData(values=[{"zero": 0}]))
    drawn: alt.Chart = rule.mark_rule(strokeWidth=1.2).encode(x=parts.at_x("zero", dates=False))
    return drawn


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
    """Bars side by side within each category.

    Parameters
    ----------
    data
        Long data: one row a category and series.
    x, y, color
        Columns of category, value and series.
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
    if data.duplicated([x, color]).any():
        raise ChartError(f"each {color!r} may appear only once in each {x!r}")
    names = parts.series_names(data, color, order)
    tints = assign(names, colours)
    limits = nice_limits(data[y].astype(float), zero=True)
    ink = parts.color_by(color, tints, legend=alt.Legend())
    tooltips = [
        axes.x_tooltip(data, x),
        alt.Tooltip(field=color, type="nominal", title=axes.words(color)),
        axes.y_tooltip(y, number=number),
    ]
    text = data.assign(**{x: data[x].dt.year.astype(str)}) if is_dates(data[x]) else data
    base = alt.Chart(inline(text)).mark_bar().encode(color=ink, tooltip=tooltips)
    facts = parts.meta("grouped_bars", x=x, y=[y], color=color, number=number)
    if lying:
        marks = base.encode(
            y=category(text, x).scale(alt.Scale(paddingInner=0.3)),
            x=along(y, limits, number=number),
            yOffset=alt.YOffset(field=color, type="nominal", sort=names),
        )
        rows = len(text[x].drop_duplicates()) * (len(names) * _GROUP_ROW + 14)
        return parts.finished([marks, _zero_line()], facts, height or rows)
    marks = base.encode(
        x=axes.position(text, x),
        y=axes.amount(y, limits, number=number),
        xOffset=alt.XOffset(field=color, type="nominal", sort=names),
    )
    return parts.finished([marks, *parts.zero_rule(limits)], facts, height or parts.HEIGHT)
