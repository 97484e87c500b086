"""Stacked areas and bars."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, columns, naming, parts, rows
from treasurybook.charts.palette import INK, PAGE, assign
from treasurybook.charts.readouts import words
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need

_ROW = 30
# The ring sets a dot apart from any colour behind it.
_DOT: dict[str, Any] = {
    "filled": True,
    "size": 60,
    "opacity": 1,
    "stroke": PAGE.light,
    "strokeWidth": 1.5,
}


def stack_limits(data: pd.DataFrame, x: str, y: str, steps: int = 10) -> list[float]:
    """Limits that hold the positive and the negative pile at every position."""
    up = data[y].clip(lower=0).groupby(data[x], sort=False).sum()
    down = data[y].clip(upper=0).groupby(data[x], sort=False).sum()
    return nice_limits([*up.astype(float), *down.astype(float)], zero=True, steps=steps)


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
    height: int | None = None,
) -> alt.LayerChart:
    """Pile up the parts of a whole; negative parts lie on the other side of zero.

    Bars stand over dates, and lie beside categories.

    Parameters
    ----------
    data
        Long data: one row a part and position.
    x, y, color
        Columns of position (dates or categories), amount and name of the part.
    mark
        ``"bar"``, or ``"area"`` for parts over dates that are never negative.
    order, colours, number, x_title
        As in `treasurybook.charts.lines`; the first of `order` lies nearest to zero.
    total
        Word for the sum of the parts, drawn as a line over dates and as a dot on lying bars.
    height
        Height in pixels; for categories it follows their number when not given.

    Raises
    ------
    ChartError
        If a part of an area chart is negative, a part appears twice at one position, or the areas
        are to stand over categories.
    """
    need(data, x, y, color)
    if mark == "area" and not is_dates(data[x]):
        raise ChartError(f"areas need dates in column {x!r}; use mark='bar' for categories")
    if mark == "area" and (data[y] < 0).any():
        raise ChartError("stacked areas cannot show negative parts; use mark='bar'")
    if data.duplicated([x, color]).any():
        raise ChartError(f"each {color!r} may appear only once at each {x!r}")
    names = naming.series_names(data, color, order)
    if total in names:
        raise ChartError(f"total={total!r} is already the name of a part")
    tints = assign(names, colours)
    inks = tints if total is None else {**tints, total: INK}
    ranked = data.assign(rank=[names.index(str(name)) for name in data[color]])
    base = alt.Chart(inline(ranked)).encode(
        color=naming.color_by(color, inks, legend=naming.legend(list(inks))),
        order=alt.Order(field="rank", type="quantitative"),
    )
    tooltips = [
        axes.x_tooltip(data, x),
        alt.Tooltip(field=color, type="nominal", title=words(color)),
        axes.y_tooltip(y, number=number),
    ]
    facts = parts.meta("stack", x=x, y=[y], color=color, number=number, total=total)
    if not is_dates(data[x]):
        across = axes.amount_across(y, stack_limits(data, x, y, 40), number=number)
        bars = base.mark_bar().encode(y=rows.place(x), x=across.stack("zero"), tooltip=tooltips)
        layers = [bars, rows.zero(), rows.names(data, x)]
        if total is not None:
            sums = _sums(data, x, y, total, number).mark_point(**_DOT)
            layers.append(sums.encode(y=rows.place(x), x=across, color=alt.ColorDatum(total)))
        tall = rows.height_for(rows.distinct(data, x), _ROW)
        return parts.finished(layers, facts, height or tall, x_title=x_title)
    limits = stack_limits(data, x, y)
    up = axes.amount(y, limits, number=number)
    if mark == "area":
        piles = base.mark_area().encode(x=axes.position(data, x), y=up.stack("zero"))
        hover = parts.hover(ranked, x, y, color, names, number=number)
        layers = [piles, *parts.zero_rule(limits), hover]
    else:
        place = columns.place(data, x)
        piles = columns.mark(base, data[x])
        piles = piles.encode(x=place, y=up.stack("zero"), tooltip=tooltips)
        layers = [piles, *parts.zero_rule(limits)]
    if total is not None:
        sums = _sums(data, x, y, total, number).encode(x=layers[0].encoding.x, y=up)
        ink = alt.ColorDatum(total)
        layers.append(sums.mark_line(color=PAGE.light, strokeWidth=5))
        layers.append(sums.mark_line(strokeWidth=2.4).encode(color=ink))
        if data[x].nunique() <= columns.FEW:
            layers.append(sums.mark_point(**_DOT).encode(color=ink))
    return parts.finished(layers, facts, height or parts.HEIGHT)


def _sums(data: pd.DataFrame, x: str, y: str, word: str, number: str) -> alt.Chart:
    """Add up the parts at each position; the marks are up to the caller."""
    sums = data.groupby(x, sort=False, as_index=False)[[y]].sum()
    chart: alt.Chart = alt.Chart(inline(sums)).encode(
        tooltip=[axes.x_tooltip(data, x), axes.y_tooltip(y, number=number, title=word)]
    )
    return chart
