"""Lines over time or over another number."""

from collections.abc import Mapping, Sequence
from typing import Literal

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, naming, parts
from treasurybook.charts.forms.gaps import opened
from treasurybook.charts.palette import assign
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, is_numbers, need


def lines(
    data: pd.DataFrame,
    x: str = "date",
    y: str = "value",
    color: str | None = "series",
    *,
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    dashed: Sequence[str] = (),
    number: str = axes.NUMBER,
    x_title: str | None = None,
    labels: Literal["auto", "direct", "legend"] = "auto",
    written: str | pd.Timestamp | None = None,
    recessions: pd.DataFrame | None = None,
    zero: bool = False,
    step: bool = False,
    height: int = parts.HEIGHT,
) -> alt.LayerChart:
    """Lines with their names at the line ends, open where observations are missing.

    Parameters
    ----------
    data
        Long data: one row an observation.
    x
        Column of dates, or of numbers such as a maturity in years.
    y
        Column of values; the unit belongs into the figure's subtitle.
    color
        Column of the series' names, or None for a single line.
    order
        Order of the series in legend, tooltips and colours; as they appear when not given.
    colours
        Series to colour name (see `treasurybook.charts.palette.COLOURS`).
    dashed
        Series drawn dashed, such as projections.
    number
        d3 format of values on axis and tooltips.
    x_title
        Title of a numeric horizontal axis.
    labels
        ``"direct"`` names at the line ends, ``"legend"`` on top, ``"auto"`` direct for up to six
        series that all end at the right. A narrow screen always gets the legend.
    written
        Day the document was written: marked by a rule, and shaded after. Data that end before it
        get no mark.
    recessions
        Columns ``start`` and ``end``: grey bands behind the lines.
    zero
        Whether the vertical axis must include zero.
    step
        Draw steps (a policy rate) instead of slopes.
    height
        Height of the plot in pixels.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ChartError
        If a column is missing, `x` holds text, or there are more series than colours.
    """
    need(data, x, y, color)
    if not (is_dates(data[x]) or is_numbers(data[x])):
        raise ChartError(f"column {x!r} must hold dates or numbers; for categories use bars()")
    if not is_dates(data[x]) and (written is not None or recessions is not None):
        raise ChartError("written and recessions need dates on the horizontal axis")
    names = naming.series_names(data, color, order)
    strangers = [name for name in dashed if name not in names]
    if strangers:
        raise ChartError(f"dashed names {strangers}, which are not among the series {names}")
    tints = assign(names or [y], colours)
    limits = nice_limits(data[y].astype(float), zero=zero)
    if labels == "auto" and color is not None:
        labels = "direct" if naming.can_be_named_at_ends(data, x, y, color) else "legend"
    legend = naming.legend(names or [y], line=True, marked=written is not None)
    line = (
        alt.Chart(inline(data if step else opened(data, x, y, color)))
        .mark_line(interpolate="step-after" if step else "linear")
        .encode(
            x=axes.position(data, x),
            y=axes.amount(y, limits, number=number),
            color=naming.color_by(color, tints, legend=legend),
        )
    )
    if color is not None and dashed:
        dashes = [[5, 4] if name in dashed else [1, 0] for name in names]
        line = line.encode(
            strokeDash=alt.StrokeDash(
                field=color,
                type="nominal",
                sort=None,
                legend=legend,
                scale=alt.Scale(domain=names, range=dashes),
            )
        )
    layers = [
        *parts.recession_bands(data, x, recessions),
        *parts.written_mark(data, x, written),
        *parts.zero_rule(limits),
        line,
        parts.hover(data, x, y, color, names, number=number, x_title=x_title),
    ]
    if color is not None and labels == "direct":
        layers.append(naming.end_labels(data, x, y, color, tints, limits, height))
    facts = parts.meta("lines", x=x, y=[y], color=color, number=number)
    return parts.finished(layers, facts, height, x_title=x_title)
