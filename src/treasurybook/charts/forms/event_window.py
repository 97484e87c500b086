"""Event window: several episodes laid over each other by time from their event."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, naming, parts
from treasurybook.charts.palette import QUIET, assign
from treasurybook.charts.scales import nice_limits
from treasurybook.charts.tidy import inline, is_numbers, need


def event_window(
    data: pd.DataFrame,
    x: str = "day",
    y: str = "value",
    color: str = "event",
    *,
    highlight: Sequence[str] = (),
    colours: Mapping[str, str] | None = None,
    event: str = "event",
    x_title: str = "Trading days from the event",
    number: str = axes.NUMBER,
    height: int = parts.HEIGHT,
) -> alt.LayerChart:
    """One line an episode, with a rule at time zero.

    Parameters
    ----------
    data
        Long data: one row an episode and time.
    x
        Column of time from the event (0 is the event), in the unit that `x_title` names.
    y, color
        Columns of value and episode.
    highlight
        Episodes in colour; when given, all others are pale context.
    colours
        Episode to colour name; goes before `highlight`.
    event
        Word at the rule, such as ``"first cut"``.
    x_title
        Title of the horizontal axis.
    number, height
        As in `treasurybook.charts.lines`.

    Raises
    ------
    ChartError
        If time is not a number, or does not reach zero.
    """
    need(data, x, y, color)
    if not is_numbers(data[x]):
        raise ChartError(f"column {x!r} must count time from the event as a number")
    if not data[x].min() <= 0 <= data[x].max():
        raise ChartError(f"column {x!r} does not reach 0, the time of the event")
    names = naming.series_names(data, color, None)
    strangers = [name for name in highlight if name not in names]
    if strangers:
        raise ChartError(f"highlight names {strangers}, which are not among {names}")
    pale = {name: "pale" for name in names if highlight and name not in highlight}
    tints = assign(names, {**pale, **dict(colours or {})})
    limits = nice_limits(data[y].astype(float))
    subjects = list(highlight) or names
    base = alt.Chart(inline(data)).encode(
        x=axes.position(data, x),
        y=axes.amount(y, limits, number=number),
        color=naming.color_by(
            color, tints, legend=naming.legend(names, line=True, values=subjects, marked=True)
        ),
    )
    layers = [*parts.zero_rule(limits), *_moment(event)]
    for names_of, width in ((list(pale), 1.4), (subjects, 2.4)):
        if names_of:
            chosen = alt.FieldOneOfPredicate(field=color, oneOf=names_of)
            layers.append(base.mark_line(strokeWidth=width).transform_filter(chosen))
    layers.append(parts.hover(data, x, y, color, names, number=number, x_title=x_title))
    inks = {name: tint for name, tint in tints.items() if name in subjects or len(names) <= 6}
    layers.append(naming.end_labels(data, x, y, color, inks, limits, height))
    facts = parts.meta("event_window", x=x, y=[y], color=color, number=number)
    return parts.finished(layers, facts, height, x_title=x_title)


def _moment(word: str) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=[{"at": 0, "word": word}]))
    place = parts.at_x("at", dates=False)
    return [
        base.mark_rule(strokeDash=[4, 3]).encode(x=place),
        base.mark_text(align="left", dx=5, baseline="bottom", color=QUIET.light).encode(
            x=place, y=parts.above_plot(), text=alt.Text(field="word", type="nominal")
        ),
    ]
