"""Alternative text, written from the plotted data."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from treasurybook.charts.periods import period_of
from treasurybook.charts.tidy import is_dates, is_numbers

MOST_SERIES = 7
MOST_ITEMS = 10
MOST_CHARACTERS = 1200

_FORM_WORDS = {
    "lines": "Line chart",
    "stack": "Stacked chart",
    "bars": "Bar chart",
    "grouped_bars": "Grouped bar chart",
    "waterfall": "Waterfall chart",
    "fan": "Fan chart",
    "event_window": "Line chart around an event",
    "path": "Connected scatter plot",
    "heat": "Heat map",
}


def number_text(value: float) -> str:
    """Write a number for reading aloud: four significant digits, thousands set apart.

    Examples
    --------
    >>> number_text(27720.7), number_text(-3.14159), number_text(0.02)
    ('27,721', '−3.142', '0.02')
    """
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 else f"{size:.4g}"
    return f"−{text}" if value < 0 and float(text.replace(",", "")) != 0 else text


def describe(
    data: pd.DataFrame, facts: Mapping[str, Any], title: str, subtitle: str, lead: str | None
) -> str:
    """Describe a chart in words.

    Parameters
    ----------
    data
        The plotted data.
    facts
        What the form says of itself: ``form``, the columns ``x``, ``y`` (a list) and ``color``.
    title, subtitle
        Of the figure; the subtitle brings the unit.
    lead
        A first sentence by the author, or None.

    Returns
    -------
    str
        The lead, the kind of chart, title and subtitle, then for each series its start, end and
        extremes with their dates (or each bar with its value); cut at a sentence when long.
    """
    head = [f"{_FORM_WORDS.get(facts.get('form', ''), 'Chart')}: {_stop(title)}", _stop(subtitle)]
    if lead:
        head.insert(0, _stop(lead))
    text = " ".join(head)
    left_out = 0
    for sentence in _sentences(data, facts):
        if left_out or len(text) + len(sentence) > MOST_CHARACTERS:
            left_out += 1
        else:
            text += " " + sentence
    return text + (" The rest is in the data below the figure." if left_out else "")


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else text + "."


def _sentences(data: pd.DataFrame, facts: Mapping[str, Any]) -> Iterator[str]:
    x, ys, color = facts.get("x"), list(facts.get("y", [])), facts.get("color")
    if x is None or not ys:
        return
    names = facts.get("names", {})
    if facts.get("form") == "path":
        yield from _path(data, str(x), str(ys[0]), str(facts["date"]), names)
    elif is_dates(data[x]) or is_numbers(data[x]):
        if facts.get("total"):
            sums = data.groupby(x, as_index=False)[[ys[0]]].sum()
            yield from _series(str(facts["total"]), sums, x, ys[0])
        for y in ys:
            groups = (
                [(names.get(y, ""), data)] if color is None else data.groupby(color, sort=False)
            )
            for name, rows in groups:
                yield from _series(str(name), rows, x, y)
        if "band" in facts:
            yield _band(data, *facts["band"])
    else:
        yield from _items(data, x, ys[0], color, "cells" if facts.get("form") == "heat" else "bars")


def _series(name: str, rows: pd.DataFrame, x: str, y: str) -> Iterator[str]:
    known = rows[[x, y]].dropna().sort_values(x)
    if known.empty:
        return
    values = known[y].astype(float).to_numpy()
    period = period_of(known[x]) if is_dates(known[x]) else None

    def said(place: int) -> str:
        at = known[x].iloc[place]
        when = period.text(at) if period else f"at {number_text(float(at))}"
        return f"{number_text(float(values[place]))} ({when})"

    begin = f"{name}: starts at" if name else "Starts at"
    yield (
        f"{begin} {said(0)}, ends at {said(-1)}, "
        f"lowest {said(int(values.argmin()))}, highest {said(int(values.argmax()))}."
    )


def _band(data: pd.DataFrame, lower: str, upper: str) -> str:
    last = data.dropna(subset=[lower, upper]).iloc[-1]
    ends = f"{number_text(float(last[lower]))} to {number_text(float(last[upper]))}"
    return f"The widest band ends at {ends}."


def _items(data: pd.DataFrame, x: str, y: str, color: str | None, kind: str) -> Iterator[str]:
    known = data.dropna(subset=[y])
    named = [
        f"{row[x]}{'' if color is None else f', {row[color]}'} {number_text(float(row[y]))}"
        for _, row in known.iterrows()
    ]
    if len(named) <= MOST_ITEMS:
        yield "; ".join(named) + "."
        return
    low, high = known[y].astype(float).idxmin(), known[y].astype(float).idxmax()
    places = list(known.index)
    yield (
        f"{len(named)} {kind}, from {named[places.index(low)]} (lowest) "
        f"to {named[places.index(high)]} (highest)."
    )


def _path(data: pd.DataFrame, x: str, y: str, date: str, names: Mapping[str, str]) -> Iterator[str]:
    known = data.dropna(subset=[x, y]).sort_values(date)
    text = period_of(known[date]).text
    for word, row in (("Starts", known.iloc[0]), ("Ends", known.iloc[-1])):
        yield (
            f"{word} in {text(row[date])} ({names.get(x, x)}: {number_text(float(row[x]))}; "
            f"{names.get(y, y)}: {number_text(float(row[y]))})."
        )
    for column in (x, y):
        yield from _series(names.get(column, column), known, date, column)
