"""Stacked areas and bars."""

from collections.abc import Mapping, Sequence
from typing import Literal

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, parts
from treasurybook.charts.palette import INK, PAGE, assign
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, need


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
    """Pile up the parts of a whole; negative parts hang below zero.

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
    if total in names:
        raise ChartError(f"total={total!r} is already the name of a part")
    tints = assign(names, colours)
    inks = tints if total is None else {**tints, total: INK}
    limits = stack_limits(data, x, y)
    ranked = data.assign(rank=[names.index(str(name)) for name in data[color]])
    base = alt.Chart(inline(ranked)).encode(
        y=axes.amount(y, limits, number=number).stack("zero"),
        color=parts.color_by(color, inks, legend=parts.legend(list(inks))),
        order=alt.Order(field="rank", type="quantitative"),
    )
    if mark == "area":
        layers = [
            base.mark_area().encode(x=axes.position(data, x)),
            *parts.zero_rule(limits),
            parts.hover(ranked, x, y, color, names, number=number, x_title=x_title),
        ]
    else:
        tooltips = [
            axes.x_tooltip(data, x),
            alt.Tooltip(field=color, type="nominal", title=axes.words(color)),
            axes.y_tooltip(y, number=number),
        ]
        piles = parts.standing_bars(base, data[x])
        piles = piles.encode(x=parts.period_place(data, x), tooltip=tooltips)
        layers = [piles, *parts.zero_rule(limits)]
    if total is not None:
        layers.extend(_total(data, x, y, total, number))
    facts = parts.meta("stack", x=x, y=[y], color=color, number=number, total=total)
    return parts.finished(layers, facts, height, x_title=x_title)


def _total(data: pd.DataFrame, x: str, y: str, word: str, number: str) -> list[alt.Chart]:
    """Draw the sum of the parts, with a halo that sets it apart from any colour behind it."""
    sums = data.groupby(x, sort=False, as_index=False)[[y]].sum()
    base = alt.Chart(inline(sums)).encode(
        x=parts.period_place(data, x),
        y=parts.at_y(y),
        tooltip=[axes.x_tooltip(data, x), axes.y_tooltip(y, number=number, title=word)],
    )
    ink = alt.ColorDatum(word)
    layers = [
        base.mark_line(color=PAGE.light, strokeWidth=5),
        base.mark_line(strokeWidth=2.4).encode(color=ink),
    ]
    if len(sums) <= parts.FEW_BARS:
        dots = base.mark_point(filled=True, size=55, opacity=1, stroke=PAGE.light, strokeWidth=1.5)
        layers.append(dots.encode(color=ink))
    return layers
