"""Heat map: one coloured cell for each pair of categories."""

import altair as alt
import pandas as pd

from treasurybook.charts.forms import axes, parts
from treasurybook.charts.palette import GRID, PAGE, colour
from treasurybook.charts.readouts import words
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, need


def heat(
    data: pd.DataFrame,
    x: str,
    y: str,
    value: str = "value",
    *,
    x_title: str,
    y_title: str,
    reach: float | None = None,
    number: str = axes.NUMBER,
    height: int = parts.HEIGHT,
) -> alt.LayerChart:
    """Draw cells from blue (below zero) over the colour of the page to crimson (above).

    Parameters
    ----------
    data
        One row a cell, categories in the order to be shown.
    x, y, value
        Columns of the two categories and of the amount.
    x_title, y_title
        What the categories are.
    reach
        Amount at which the colours are full, in either direction; the largest when not given.
    number
        d3 format of amounts.
    height
        Height of the plot in pixels.
    """
    need(data, x, y, value)
    limit = reach or max(abs(end) for end in nice_limits(data[value].astype(float), zero=True))
    tints = [colour("blue").light, PAGE.light, colour("crimson").light]
    scale = alt.Scale(domain=[-limit, 0, limit], range=tints, clamp=True, interpolate="lab")
    close = alt.Scale(padding=0)
    up = alt.Axis(labelOverlap="greedy", grid=False)
    across = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=10, domain=False)
    legend = alt.Legend(gradientLength=160, offset=26, format=axes.axis_number(number))
    cells = (
        alt.Chart(inline(data))
        .mark_rect(stroke=GRID.light, strokeWidth=0.5)  # a cell near zero is one all the same
        .encode(
            x=alt.X(field=axes.check_field(x), type="nominal", sort=None, scale=close, axis=across),
            y=alt.Y(field=axes.check_field(y), type="nominal", sort=None, scale=close, axis=up),
            color=alt.Color(field=value, type="quantitative", scale=scale, legend=legend),
            tooltip=[
                alt.Tooltip(field=y, type="nominal", title=y_title),
                alt.Tooltip(field=x, type="nominal", title=x_title),
                axes.y_tooltip(value, number=number, title=words(value)),
            ],
        )
    )
    facts = parts.meta("heat", x=x, y=[value], color=y, number=number)
    return parts.finished([cells], facts, height, x_title=x_title, y_title=y_title)
