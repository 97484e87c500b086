"""Waterfall: how steps lead from one amount to another."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms import axes, naming, parts, rows
from treasurybook.charts.palette import colour
from treasurybook.charts.tidy import inline, need

_ROW = 32
_KINDS = {"total": "slate", "rise": "blue", "fall": "orange"}


def steps(data: pd.DataFrame, label: str, amount: str, totals: Sequence[str]) -> pd.DataFrame:
    """Where each bar of a waterfall begins and ends.

    Parameters
    ----------
    data
        One row a bar, in order.
    label, amount
        Columns of the bar's name and its amount: a change, or for totals the level reached.
    totals
        Names of the bars that stand on zero.

    Returns
    -------
    pandas.DataFrame
        `data` with ``begins``, ``ends`` (in the unit of `amount`) and ``kind`` (``total``,
        ``rise`` or ``fall``).

    Raises
    ------
    ChartError
        If a total differs from the sum of what comes before it by more than one part in a
        thousand of the largest amount, if a name repeats, or if a total is not in the data.
    """
    need(data, label, amount)
    names = [str(each) for each in data[label]]
    if len(set(names)) < len(names):
        raise ChartError(f"column {label!r} repeats a name")
    missing = [each for each in totals if each not in names]
    if missing:
        raise ChartError(f"totals names {missing}, which are not in column {label!r}")
    if data[amount].isna().any():
        raise ChartError(f"column {amount!r} has missing amounts")
    slack = float(data[amount].abs().max()) * 1e-3
    level = 0.0
    begins: list[float] = []
    ends: list[float] = []
    kinds: list[str] = []
    for name, value in zip(names, data[amount].astype(float), strict=True):
        if name in totals:
            if begins and abs(value - level) > slack:
                raise ChartError(
                    f"the waterfall does not add up: the steps before {name!r} sum to "
                    f"{level:,.6g}, the total given is {value:,.6g}"
                )
            begins.append(0.0)
            kinds.append("total")
        else:
            begins.append(level)
            kinds.append("rise" if value >= 0 else "fall")
        level = value if name in totals else level + value
        ends.append(level)
    return data.assign(begins=begins, ends=ends, kind=kinds)


def waterfall(
    data: pd.DataFrame,
    x: str = "label",
    y: str = "value",
    *,
    totals: Sequence[str] = (),
    number: str = "+,.1f",
    total_number: str = axes.NUMBER,
    height: int | None = None,
) -> alt.LayerChart:
    """Draw lying bars, each beginning where the one before ended.

    Parameters
    ----------
    data
        One row a bar, in order.
    x, y
        Columns of name and amount: a change, or for totals the level reached.
    totals
        Names of the bars that stand on zero; each must equal what the steps before it sum to.
    number, total_number
        d3 formats of changes and of totals.
    height
        Height in pixels; follows the number of bars when not given.

    Raises
    ------
    ChartError
        If the steps do not add up to a total, see `steps`.
    """
    piled = steps(data, x, y, totals)
    piled["next_name"] = piled[x].shift(-1).fillna(piled[x]).astype(str)
    kinds = {kind: colour(tint) for kind, tint in _KINDS.items()}
    base = alt.Chart(inline(piled))
    bars = base.mark_bar().encode(
        y=rows.place(x),
        x=rows.along("begins", [*piled["begins"], *piled["ends"]], piled[y], number),
        x2="ends",
        color=naming.color_by("kind", kinds, legend=None),
        tooltip=[axes.x_tooltip(data, x), axes.y_tooltip(y, number=number)],
    )
    bridges = base.mark_rule(strokeWidth=1, strokeDash=[2, 2]).encode(
        x=parts.at_x("ends", dates=False), y=rows.place(x), y2="next_name"
    )
    layers = [bridges, bars, rows.zero(), rows.names(data, x)]
    for is_total, form in ((True, total_number), (False, number)):
        these = piled[(piled["kind"] == "total") == is_total]
        layers.extend(rows.values(these, x, y, "ends", form, None))
    facts = parts.meta("waterfall", x=x, y=[y], color=None, number=number)
    return parts.finished(layers, facts, height or rows.height_for(rows.distinct(data, x), _ROW))
