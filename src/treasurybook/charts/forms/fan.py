"""Fan: a distribution that widens with the horizon."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, naming, parts
from treasurybook.charts.kept import kept_colour
from treasurybook.charts.palette import colour
from treasurybook.charts.readouts import words
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_dates, need


def fan(
    data: pd.DataFrame,
    x: str = "date",
    *,
    bands: Sequence[tuple[str, str]],
    middle: str,
    actual: str | None = None,
    names: dict[str, str] | None = None,
    number: str = axes.NUMBER,
    x_title: str | None = None,
    zero: bool = False,
    height: int = parts.HEIGHT,
) -> alt.LayerChart:
    """Quantile bands around a middle path, and the outcome where it is known.

    Parameters
    ----------
    data
        One row a date, one column a path; missing where a path has no value.
    x
        Column of dates or numbers.
    bands
        Pairs of columns, lower and upper edge, from the widest band to the narrowest.
    middle
        Column of the middle path (median or central projection).
    actual
        Column of the outcome.
    names
        Column to the words used for it in tooltips and alternative text.
    number, x_title, zero, height
        As in `treasurybook.charts.lines`.

    Raises
    ------
    ChartError
        If a band's lower edge is above its upper one, or a column is missing.
    """
    edges = [edge for pair in bands for edge in pair]
    paths = [*edges, middle, *([actual] if actual else [])]
    need(data, x, *paths)
    if not bands:
        raise ChartError("a fan needs at least one band")
    for lower, upper in bands:
        if (data[lower] > data[upper]).any():
            raise ChartError(f"band ({lower!r}, {upper!r}): the lower edge is above the upper")
    named = {path: (names or {}).get(path, words(path)) for path in paths}
    limits = nice_limits(data[paths].astype(float).to_numpy().ravel(), zero=zero)
    base = alt.Chart(inline(data)).encode(x=axes.position(data, x))
    tint = colour(kept_colour(named[middle]) or "blue")
    layers = [
        base.mark_area(color=tint.light, opacity=0.18).encode(
            y=axes.amount(lower, limits, number=number), y2=upper
        )
        for lower, upper in bands
    ]
    layers.extend(parts.zero_rule(limits))
    tints = {named[middle]: tint} | (
        {named[actual]: colour(kept_colour(named[actual]) or "ink")} if actual else {}
    )
    long = data.rename(columns=named).melt(
        id_vars=[x], value_vars=list(tints), var_name="path", value_name="level"
    )
    known = alt.Chart(inline(long.dropna())).mark_line()
    legend = naming.legend(list(tints), line=True)
    layers.append(
        known.encode(
            x=parts.at_x(x, dates=is_dates(data[x])),
            y=parts.at_y("level"),
            color=naming.color_by("path", tints, legend=legend),
        )
    )
    ordered = [*([actual] if actual else []), middle, *edges]
    nearest = parts.nearest_at(x, data)
    layers.append(
        base.mark_rule(strokeWidth=1)
        .encode(
            x=parts.at_x(x, dates=is_dates(data[x])),
            opacity=parts.shown_at(nearest),
            tooltip=[
                axes.x_tooltip(data, x),
                *(axes.y_tooltip(path, number=number, title=named[path]) for path in ordered),
            ],
        )
        .add_params(nearest)
    )
    layers.append(naming.end_labels(long, x, "level", "path", tints, limits, height))
    facts = parts.meta(
        "fan",
        x=x,
        y=[middle, *([actual] if actual else [])],
        names=named,
        band=list(bands[0]),
        number=number,
    )
    return parts.finished(layers, facts, height, x_title=x_title)
