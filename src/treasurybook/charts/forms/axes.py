"""Axes and tooltips, alike in every form."""

import re

import altair as alt
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.periods import period_of
from treasurybook.charts.readouts import words
from treasurybook.charts.tidy import is_dates, is_numbers

NUMBER = ",.1f"
_UNSAFE_FIELD = re.compile(r"[\[\]\\.'\"]")

# Years where ticks fall on years, months within a year, days within a month; the first tick
# carries its year, so that a chart of a few months still says which year it shows.
_DATE_LABEL = (
    "date(datum.value) > 1 ? timeFormat(datum.value, '%-d %b') : "
    "month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : "
    "datum.index == 0 ? [timeFormat(datum.value, '%b'), timeFormat(datum.value, '%Y')] : "
    "timeFormat(datum.value, '%b')"
)


_PLAIN_ZERO = "datum.value == 0 ? '0' : datum.label"


def axis_number(number: str) -> str:
    """Leave the decimals of an axis to Vega, which writes as many as its ticks need."""
    return re.sub(r"\.\d+", "", number)


def check_field(name: str) -> str:
    """Refuse column names that Vega-Lite would read as a path into nested data."""
    if _UNSAFE_FIELD.search(name):
        raise ChartError(f"rename column {name!r}: dots, brackets, quotes and backslashes mislead")
    return name


def position(data: pd.DataFrame, name: str, *, number: str = "d") -> alt.X:
    """Place a column horizontally: on a time axis, a numeric axis or as categories.

    Parameters
    ----------
    data
        The plotted data.
    name
        Column of the horizontal position.
    number
        d3 format of a numeric axis.
    """
    check_field(name)
    if is_dates(data[name]):
        axis = alt.Axis(
            labelExpr=_DATE_LABEL,
            tickCount=alt.ExprRef("max(2, floor(width / 80))"),
            labelOverlap=True,
        )
        return alt.X(field=name, type="temporal", axis=axis, scale=alt.Scale(nice=False))
    if is_numbers(data[name]):
        axis = alt.Axis(
            format=axis_number(number),
            labelExpr=_PLAIN_ZERO,
            tickCount=alt.ExprRef("max(2, floor(width / 70))"),
            labelOverlap=True,
        )
        scale = alt.Scale(nice=False, zero=False)
        return alt.X(field=name, type="quantitative", axis=axis, scale=scale)
    axis = alt.Axis(labelAngle=0, labelLimit=150, labelOverlap="greedy", ticks=False)
    return alt.X(field=name, type="nominal", sort=None, axis=axis)


def amount(name: str, limits: list[float], *, number: str = NUMBER) -> alt.Y:
    """Place an amount vertically between fixed limits."""
    axis = alt.Axis(format=axis_number(number), labelExpr=_PLAIN_ZERO, tickCount=5)
    return alt.Y(
        field=check_field(name),
        type="quantitative",
        axis=axis,
        scale=alt.Scale(domain=limits, nice=False, zero=False),
    )


def amount_across(name: str, limits: list[float], *, number: str = NUMBER) -> alt.X:
    """Place an amount horizontally between fixed limits, over an upright grid."""
    axis = alt.Axis(
        format=axis_number(number),
        labelExpr=_PLAIN_ZERO,
        tickCount=alt.ExprRef("max(3, floor(width / 70))"),
        grid=True,
        domain=False,
        ticks=False,
    )
    scale = alt.Scale(domain=limits, nice=False)
    return alt.X(field=check_field(name), type="quantitative", axis=axis, scale=scale)


def x_tooltip(data: pd.DataFrame, name: str, *, title: str | None = None) -> alt.Tooltip:
    """Tooltip line of the horizontal position: 2023 Q3 for a quarter, Sep 2023 for a month."""
    if is_dates(data[name]):
        form = period_of(data[name]).d3
        return alt.Tooltip(field=name, type="temporal", format=form, title=title or "Date")
    if is_numbers(data[name]):
        return alt.Tooltip(field=name, type="quantitative", title=title or words(name))
    return alt.Tooltip(field=name, type="nominal", title=title or words(name))


def y_tooltip(name: str, *, number: str = NUMBER, title: str | None = None) -> alt.Tooltip:
    """Tooltip line of an amount."""
    return alt.Tooltip(field=name, type="quantitative", format=number, title=title or words(name))


def escaped(field: str) -> str:
    """Write any text as the name of one field, not as a path."""
    return re.sub(r"([\[\]\\.'\"])", r"\\\1", field)
