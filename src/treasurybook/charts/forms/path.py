"""Path: two measures against each other, joined in the order of time."""

from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, parts
from treasurybook.charts.palette import INK, colour
from treasurybook.charts.periods import period_of
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need


def path(
    data: pd.DataFrame,
    x: str,
    y: str,
    *,
    date: str = "date",
    x_title: str,
    y_title: str,
    label: Sequence[str | pd.Timestamp] = (),
    number: str = axes.NUMBER,
    height: int = 380,
) -> alt.LayerChart:
    """Connect dots in the order of time, some of them named by their date.

    Parameters
    ----------
    data
        One row a date.
    x, y
        Columns of the two measures.
    date
        Column of dates, which orders the path.
    x_title, y_title
        What the axes measure, with unit.
    label
        Dates named in the plane, besides the first and the last.
    number
        d3 format of both measures.
    height
        Height of the plot in pixels.

    Raises
    ------
    ChartError
        If `date` holds no dates, or a date to be named is not in the data.
    """
    need(data, x, y, date)
    if not is_dates(data[date]):
        raise ChartError(f"column {date!r} must hold dates")
    ordered = data.sort_values(date)
    wanted = {pd.Timestamp(each) for each in label}
    missing = sorted(f"{d:%Y-%m-%d}" for d in wanted - set(ordered[date]))
    if missing:
        raise ChartError(f"label names {missing}, which are not in column {date!r}")
    ends = {ordered[date].iloc[0], ordered[date].iloc[-1]}
    named = ordered[ordered[date].isin(wanted | ends)]
    period = period_of(ordered[date])
    named = named.assign(when=[period.text(each) for each in named[date]])
    late = named[x] > ordered[x].min() + 0.75 * (ordered[x].max() - ordered[x].min())
    x_limits = nice_limits(ordered[x].astype(float))
    y_limits = nice_limits(ordered[y].astype(float))
    across = axes.position(ordered, x, number=number)
    across = across.scale(alt.Scale(domain=x_limits, nice=False, zero=False))
    up = axes.amount(y, y_limits, number=number)
    tooltips = [
        axes.x_tooltip(ordered, date),
        axes.y_tooltip(x, number=number, title=x_title),
        axes.y_tooltip(y, number=number, title=y_title),
    ]
    tint = colour("blue").light
    base = alt.Chart(inline(ordered)).encode(x=across, y=up)
    words = alt.Chart(inline(named)).encode(x=parts.at_x(x, dates=False), y=parts.at_y(y))
    layers = [
        *parts.zero_rule(y_limits),
        *_upright_zero(x_limits),
        base.mark_line(color=tint, strokeWidth=1.4, opacity=0.7).encode(
            order=alt.Order(field=date, type="temporal")
        ),
        base.mark_point(filled=True, color=tint, size=30, opacity=1).encode(tooltip=tooltips),
        words.mark_point(filled=True, color=INK.light, size=60, opacity=1),
    ]
    # words at the right stand left of their dots, where a narrow screen has room for them
    layers += [_dates(named[~late], x, y, "left", 7), _dates(named[late], x, y, "right", -7)]
    facts = parts.meta("path", x=x, y=[y], color=None, number=number, date=date)
    facts["treasurybook"]["names"] = {x: x_title, y: y_title}
    return parts.finished(layers, facts, height, x_title=x_title, y_title=y_title)


def _dates(
    named: pd.DataFrame, x: str, y: str, align: Literal["left", "right"], aside: int
) -> alt.Chart:
    words = alt.Chart(inline(named)).mark_text(align=align, dx=aside, dy=-7, fontWeight=600)
    written: alt.Chart = words.encode(
        x=parts.at_x(x, dates=False),
        y=parts.at_y(y),
        text=alt.Text(field="when", type="nominal"),
    )
    return written


def _upright_zero(limits: list[float]) -> list[alt.Chart]:
    if not limits[0] <= 0 <= limits[1]:
        return []
    rule = alt.Chart(alt.InlineData(values=[{"zero": 0}]))
    return [rule.mark_rule(strokeWidth=1.2).encode(x=parts.at_x("zero", dates=False))]
