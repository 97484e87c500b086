"""Rows of lying bars: one category a row, its name at the left, its value at the bar's end."""

from collections.abc import Iterable

import altair as alt
import pandas as pd

from treasurybook.charts.forms import axes, naming, parts
from treasurybook.charts.palette import QUIET
from treasurybook.charts.tidy import inline

# The page's script measures the words of this style, since a legend begins to the right of them.
ROW_NAMES = "row-names"
_NAME_WIDTH = 20
_DIGIT = 7.5  # pixels of one written digit
_VALUE_GAP = 10


def distinct(data: pd.DataFrame, name: str) -> list[str]:
    """Names of the rows, in order."""
    return [str(each) for each in data[name].drop_duplicates()]


def place(name: str) -> alt.Y:
    """Vertical place of a category."""
    return alt.Y(field=axes.check_field(name), type="nominal", sort=None, axis=None)


def along(name: str, ends: Iterable[float], written: Iterable[float], number: str) -> alt.X:
    """Place an amount horizontally, with room for the values written at the ends of the bars.

    The values stand at the bars, so there is no axis.

    Parameters
    ----------
    name
        Column of the amount.
    ends
        Where bars begin and end.
    written
        Values written at the ends.
    number
        d3 format of the values.
    """
    known = [float(each) for each in ends if pd.notna(each)]
    low, high = min([0.0, *known]), max([0.0, *known])
    digits = max(_length(float(each), number) for each in written if pd.notna(each))
    room = round(digits * _DIGIT + _VALUE_GAP)
    scale = alt.Scale(
        domain=[low, high],
        nice=False,
        range=[room if low < 0 else 0, alt.ExprRef(f"width - {room}" if high > 0 else "width")],
    )
    return alt.X(field=axes.check_field(name), type="quantitative", axis=None, scale=scale)


def _length(value: float, number: str) -> int:
    """Count the characters of a written value; d3 and Python share the common formats, not all."""
    try:
        return len(format(value, number))
    except ValueError:
        return len(f"{value:,.1f}")


def height_for(names: Iterable[str], least: int) -> int:
    """Height in pixels of rows that hold their names, each at least `least` pixels high."""
    lines = [len(naming.wrapped(name, _NAME_WIDTH)) for name in names]
    return len(lines) * max(least, max(lines) * naming.LINE_HEIGHT + 8)


def names(data: pd.DataFrame, name: str) -> alt.Chart:
    """Write the names of the rows at the left, wrapped so that they fit a phone."""
    each = distinct(data, name)
    lines = [naming.wrapped(label, _NAME_WIDTH) for label in each]
    rows = pd.DataFrame(
        {name: each, "words": ["\n".join(x) for x in lines], "lines": [len(x) for x in lines]}
    )
    beside = alt.XValue(-8)  # type: ignore[no-untyped-call]
    words: alt.Chart = (
        alt.Chart(inline(rows))
        .mark_text(style=ROW_NAMES, align="right", color=QUIET.light, **naming.LINES)
        .encode(y=place(name), x=beside, text=alt.Text(field="words", type="nominal"))
    )
    return words


def values(
    data: pd.DataFrame, name: str, amount: str, end: str, number: str, offset: alt.YOffset | None
) -> list[alt.Chart]:
    """Write the values at the outer ends of the bars.

    Parameters
    ----------
    data
        One row a bar.
    name, amount, end
        Columns of the row's name, the value to be written, and where the bar ends.
    number
        d3 format of the values.
    offset
        Place within the row, or None.
    """
    layers = []
    for negative in (True, False):
        rows = data[(data[amount] < 0) == negative].dropna(subset=[amount])
        if rows.empty:
            continue
        words = alt.Chart(inline(rows)).mark_text(
            align="right" if negative else "left", dx=-5 if negative else 5, baseline="middle"
        )
        words = words.encode(
            y=place(name),
            x=alt.X(field=end, type="quantitative"),
            text=alt.Text(field=amount, type="quantitative", format=number),
        )
        layers.append(words if offset is None else words.encode(yOffset=offset))
    return layers


def zero() -> alt.Chart:
    """Draw the upright line of zero."""
    rule = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(strokeWidth=1.2)
    drawn: alt.Chart = rule.encode(x=parts.at_x("zero", dates=False))
    return drawn
