"""Tables as readers know them, made from the DataFrame that a cell ends with.

Names are words, numbers have one form a column, a missing value is a dash, truth is yes or no, a
date is written as its frequency asks, and a wide table scrolls inside itself.
"""

import itertools
import math
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from treasurybook.charts.periods import ANNUAL, DAILY, MONTHLY, QUARTERLY, Period

MISSING = "–"
_MOST_ROWS, _ROWS_AT_ENDS = 60, 8
_MOST_DECIMALS = 4
_DECIMALS_OF_FREE_NUMBERS = 2
_SENTENCE = 60  # characters from which a cell is read, not looked up, and needs width
_NUMBER = re.compile(r"[+−-]?[\d,]*\.?\d+(?:e[+-]?\d+)?%?")
_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
_MONTH = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_UNITS = {"days", "weeks", "months", "years"}
_NO_VALUE = {"nan", "NaT", "None", "<NA>"}


def table_html(shown: pd.DataFrame | pd.Series) -> str:
    """Write a table.

    Parameters
    ----------
    shown
        Rounded as the author wants it read; a Series becomes a table of one column.

    Returns
    -------
    str
        A box that scrolls, with the table inside. Of more than sixty rows the first and the last
        eight are shown.
    """
    frame = shown.to_frame(name=shown.name or "") if isinstance(shown, pd.Series) else shown
    heads = [_words(name) for name in _flat(frame.columns)]
    columns = [_cells(frame.iloc[:, place], head) for place, head in enumerate(heads)]
    numeric = [all(map(_is_number, cells)) for cells in columns]
    labels = [] if _is_only_counted(frame.index) else _labels(frame.index)
    corner = _corner(frame, len(labels))
    top = [_head(each, "col") for each in corner] + [
        _head(head, "col", right) for head, right in zip(heads, numeric, strict=True)
    ]
    rows = [
        "".join(
            [_head(label, "row") for label in names]
            + [_cell(text, right) for text, right in zip(values, numeric, strict=True)]
        )
        for names, values in zip(
            zip(*labels, strict=True) if labels else itertools.repeat((), len(frame)),
            zip(*columns, strict=True) if columns else itertools.repeat((), len(frame)),
            strict=True,
        )
    ]
    if len(rows) > _MOST_ROWS:
        gap = "<td>…</td>" * len(top)
        rows = [*rows[:_ROWS_AT_ENDS], gap, *rows[-_ROWS_AT_ENDS:]]
    head = f"<thead><tr>{''.join(top)}</tr></thead>" if any(heads) or any(corner) else ""
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="tb-table tb-scroll"><table>{head}<tbody>{body}</tbody></table></div>'


def _head(text: str, scope: str, right: bool = False) -> str:
    look = ' class="tb-number"' if right else ""
    # An empty header would be announced, and say nothing.
    return f'<th scope="{scope}"{look}>{escape(text)}</th>' if text else "<td></td>"


def _cell(text: str, right: bool) -> str:
    look = "tb-number" if right else "tb-long" if len(text) > _SENTENCE else ""
    return f'<td class="{look}">{escape(text)}</td>' if look else f"<td>{escape(text)}</td>"


def _words(name: Any) -> str:
    """Turn a column name into words; names that are dates or numbers stay what they are."""
    text = _text(name)
    return text if " " in text else text.replace("_", " ")


def _flat(names: pd.Index) -> list[str]:
    """Join the levels of column names."""
    if isinstance(names, pd.MultiIndex):
        levels = [str(level) for level in names.names]
        return [", ".join(filter(None, map(_counted, map(_text, name), levels))) for name in names]
    return _written(names)


def _counted(text: str, level: str) -> str:
    """Put the unit to a number that a level of the columns counts: 12 months."""
    if level not in _UNITS or not text.isdigit():
        return text
    return f"{text} {level.removesuffix('s') if text == '1' else level}"


def _is_only_counted(index: pd.Index) -> bool:
    """Whether the rows have no names, but a running number."""
    return isinstance(index, pd.RangeIndex) and index.name is None and index.start == 0


def _corner(frame: pd.DataFrame, levels: int) -> list[str]:
    names = [_words(name) if name is not None else "" for name in frame.index.names][:levels]
    if len(names) == 1 and not names[0] and frame.columns.nlevels == 1:
        names = [_words(frame.columns.name)] if frame.columns.name is not None else [""]
    return names


def _labels(index: pd.Index) -> list[list[str]]:
    """Names of the rows, level by level; a name that repeats the one above is left out."""
    levels = [_written(index.get_level_values(level)) for level in range(index.nlevels)]
    levels = [[_words(label) for label in level] for level in levels]
    if len(levels) == 1:
        return levels
    heads: list[list[str]] = [[] for _ in levels]
    before: tuple[str, ...] = ()
    for names in zip(*levels, strict=True):
        same = True
        for place, name in enumerate(names):
            same = same and place < len(levels) - 1 and before[place : place + 1] == (name,)
            heads[place].append("" if same else name)
        before = names
    return heads


def _written(index: pd.Index) -> list[str]:
    """Write the values of an index; dates by their frequency, plain numbers without separators."""
    if isinstance(index, pd.DatetimeIndex):
        period = _period(index)
        return [MISSING if pd.isna(day) else period.text(day) for day in index]
    if len(index) and all(map(_is_real, index)):
        decimals = _decimals([float(value) for value in index])
        return [_number(float(value), decimals, separated=False) for value in index]
    return [_text(value) for value in index]


def _period(days: pd.DatetimeIndex) -> Period:
    """Find the longest period whose beginnings, or whose ends, the days are."""
    known = days.dropna().normalize()
    for period, begins, ends in (
        (ANNUAL, known.is_year_start, known.is_year_end),
        (QUARTERLY, known.is_quarter_start, known.is_quarter_end),
        (MONTHLY, known.is_month_start, known.is_month_end),
    ):
        if begins.all() or ends.all():
            return period
    return DAILY


def _period_text(value: pd.Period) -> str:
    if value.freqstr.startswith("M"):
        return MONTHLY.text(value.start_time)
    return str(value).replace("Q", " Q") if value.freqstr.startswith("Q") else str(value)


def _text(value: Any) -> str:
    """Write a single value."""
    if isinstance(value, str):
        if value in _NO_VALUE:
            return MISSING
        if _DAY.fullmatch(value):
            return DAILY.text(pd.Timestamp(value))
        # What goes up, 2008-09 say, may be a span of years.
        if _MONTH.fullmatch(value) and value[5:] <= value[2:4]:
            return MONTHLY.text(pd.Timestamp(value))
        if _NUMBER.fullmatch(value):
            return value.replace("-", "−", 1)
        in_words = _DAY.sub(lambda day: DAILY.text(pd.Timestamp(day[0])), value)
        return _QUARTER.sub(r"\1 Q\2", in_words)
    if isinstance(value, pd.Interval):
        return f"{_text(value.left)} to {_text(value.right)}"
    if value is None or value is pd.NaT or value is pd.NA:
        return MISSING
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if hasattr(value, "strftime") and hasattr(value, "day") and not isinstance(value, pd.Period):
        return DAILY.text(pd.Timestamp(value))
    if isinstance(value, pd.Period):
        return _period_text(value)
    if isinstance(value, pd.Timedelta):
        return f"{value.days} days"
    if isinstance(value, int | float) or hasattr(value, "dtype"):
        return _number(float(value), _decimals([float(value)]), separated=False)
    return str(value)


def _cells(column: pd.Series, head: str) -> list[str]:
    """Write the values of a column in one form."""
    numbers = [float(x) for x in column if _is_real(x) and math.isfinite(float(x))]
    decimals = _decimals(numbers)
    years = "year" in head.lower() and all(1700 <= x <= 2200 and x == int(x) for x in numbers)
    return [
        _number(float(x), decimals, separated=not years) if _is_real(x) else _text(x)
        for x in column
    ]


def _is_real(value: Any) -> bool:
    return pd.api.types.is_number(value) and not pd.api.types.is_bool(value)


def _decimals(numbers: Sequence[float]) -> int:
    """Count the decimals that a column needs: those it was rounded to, two if it was not."""
    for decimals in range(_MOST_DECIMALS + 1):
        if all(math.isclose(x, round(x, decimals), rel_tol=1e-12, abs_tol=1e-12) for x in numbers):
            return decimals
    return _DECIMALS_OF_FREE_NUMBERS


def _number(value: float, decimals: int, *, separated: bool) -> str:
    if not math.isfinite(value):
        return MISSING
    text = f"{value:,.{decimals}f}" if separated else f"{value:.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) != 0 else text.lstrip("-")


def _is_number(text: str) -> bool:
    return text in ("", MISSING) or _NUMBER.fullmatch(text) is not None
