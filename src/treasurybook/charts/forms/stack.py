"""Stacked areas and bars."""

from collections.abc import Mapping, Sequence
from typing import Literal

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, parts
from treasurybook.charts.palette import INK, assign
from treasurybook.charts.periods import period_of
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need


def stack_limits(data: pd.DataFrame, x: str, y: str) -> list[float]:
    """Limits that hold the positive and the negative pile at every position."""
    up = data[y].clip(lower=0).groupby(data[x], sort=False).sum()
    down = data[y].clip(upper=0).groupby(data[x], sort=False).sum()
    return nice_limits([*up.astype(float), *down.astype(float)], zero=True)


def stack(
    data: pd.DataFrame,
    x: str = "date",
    y: str = "value",
    color: str = "series",
    *,
    mark: Literal["area", "bar"] = "bar",
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    total: str | None = None,
    number: str = axes.NUMBER,
    x_title: str | None = None,
    height: int = parts.HEIGHT,
) -> alt.LayerChart:
    """Parts of a whole, piled up; negative parts hang below zero.

    Parameters
    ----------
    data
        Long data: one row a part and position.
    x, y, color
        Columns of position (dates or categories), amount and name of the part.
    mark
        ``"bar"``, or ``"area"`` for parts that are never negative.
    order, colours, number, x_title, height
        As in `treasurybook.charts.lines`; the first of `order` lies nearest to zero.
    total
        Word for the sum of the parts, drawn as a line (areas need none: their edge is the sum).

    Raises
    ------
    ChartError
        If a part of an area chart is negative, or a part appears twice at one position.
    """
    need(data, x, y, color)
    if mark == "area" and (data[y] < 0).any():
        raise ChartError("stacked areas cannot show negative parts; use mark='bar'")
    if data.duplicated([x, color]).any():
        raise ChartError(f"each {color!r} may appear only once at each {x!r}")
    names = parts.series_names(data, color, order)
    tints = assign(names, colours)
    limits = stack_limits(data, x, y)
    place = axes.position(data, x, title=x_title)
    if is_dates(data[x]) and mark == "bar":
        place = place.timeUnit(period_of(data[x]).time_unit).bandPosition(0)
    ranked = data.assign(rank=[names.index(str(name)) for name in data[color]])
    base = alt.Chart(inline(ranked))
    piles = base.mark_area() if mark == "area" else base.mark_bar()
    piles = piles.encode(
        x=place,
        y=axes.amount(y, limits, number=number).stack("zero"),
        color=parts.color_by(color, tints, legend=alt.Legend()),
        order=alt.Order(field="rank", type="quantitative"),
        tooltip=[
            axes.x_tooltip(data, x),
            alt.Tooltip(field=color, type="nominal", title=axes.words(color)),
            axes.y_tooltip(y, number=number),
        ],
    )
    layers = [piles, *parts.zero_rule(limits)]
    if total is not None:
        layers.extend(_total(data, x, y, total, number))
    facts = parts.meta("stack", x=x, y=[y], color=color, number=number)
    return parts.finished(layers, facts, height)


def _total(data: pd.DataFrame, x: str, y: str, word: str, number: str) -> list[alt.Chart]:
    sums = data.groupby(x, sort=False, as_index=False)[[y]].sum()
    place = axes.position(data, x).axis(alt.Axis(title=None))
    tooltips = [axes.x_tooltip(data, x), axes.y_tooltip(y, number=number, title=word)]
    base = alt.Chart(inline(sums)).encode(x=place, y=parts.at_y(y), tooltip=tooltips)
    line = base.mark_line(color=INK.light, strokeWidth=2)
    dots = base.mark_point(
        filled=True, color=INK.light, size=34, opacity=1, stroke="#ffffff", strokeWidth=1
    )
    return [line, dots]
