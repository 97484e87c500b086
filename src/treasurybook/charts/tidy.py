"""Plotted data: checked, rounded once, and written the same into the chart and the CSV."""

import math
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from treasurybook.charts.errors import ChartError

SIGNIFICANT_DIGITS = 7


class Rows(alt.InlineData):
    """Inline data that all copies of a chart share, since nobody alters them.

    Altair copies a chart whenever it becomes a layer or a panel, thousands of rows included.
    """

    def __deepcopy__(self, _memo: Any) -> "Rows":
        return self


def round_number(value: float) -> float | None:
    """Round to seven significant digits; a missing or infinite value becomes None."""
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None


def need(data: pd.DataFrame, *columns: str | None) -> None:
    """Refuse data that lacks rows or one of the named columns.

    Raises
    ------
    ChartError
        Naming what is missing and what is there.
    """
    if not isinstance(data, pd.DataFrame):
        raise ChartError(f"data must be a DataFrame in long form, not {type(data).__name__}")
    missing = [name for name in columns if name is not None and name not in data.columns]
    if missing:
        raise ChartError(f"data has no column {missing}; its columns are {list(data.columns)}")
    if data.empty:
        raise ChartError("data has no rows")


def is_dates(column: pd.Series) -> bool:
    """Whether a column holds dates."""
    return pd.api.types.is_datetime64_any_dtype(column)


def is_numbers(column: pd.Series) -> bool:
    """Whether a column holds numbers (booleans are not)."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def records(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON values: dates as ``YYYY-MM-DD``, numbers rounded, missing as None."""
    columns = {str(name): _cells(data[name]) for name in data.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cells(column: pd.Series) -> list[Any]:
    """Write a column as JSON values, all its rows at once where pandas can."""
    if is_dates(column):
        cells = column.dt.strftime("%Y-%m-%d").tolist()
    elif pd.api.types.is_integer_dtype(column):
        cells = column.tolist()
    elif is_numbers(column):
        return [round_number(v) for v in column.to_numpy(float, na_value=math.nan).tolist()]
    else:
        cells = [str(cell) for cell in column.astype(object).tolist()]
    known = column.notna().tolist()
    return [cell if here else None for cell, here in zip(cells, known, strict=True)]


def inline(data: pd.DataFrame) -> alt.InlineData:
    """Put data into a chart.

    Days are written with slashes, which browsers read as local days. They read a day with hyphens
    as midnight in Greenwich, and would show an American reader the day before.
    """
    days = [str(name) for name in data.columns if is_dates(data[name])]
    rows = records(data)
    for row in rows:
        for name in days:
            row[name] = row[name] and row[name].replace("-", "/")
    with debug_mode(False):  # thousands of plain rows, about which the schema has nothing to say
        return Rows(values=rows)


def csv_text(rows: list[dict[str, Any]]) -> str:
    """Write plotted rows, as `records` returns them, as CSV: a header, then one line a row.

    Missing values are empty.
    """
    return pd.DataFrame(rows, dtype=object).to_csv(index=False, lineterminator="\n")


def long(wide: pd.DataFrame, name: str = "series") -> pd.DataFrame:
    """Return columns as rows, which is what the forms take.

    Parameters
    ----------
    wide
        One column a series, indexed by date.
    name
        What to call the column that names the series.

    Returns
    -------
    pd.DataFrame
        Columns ``date``, `name` and ``value``; missing values are left out.
    """
    rows = wide.rename_axis(index="date", columns=name).reset_index()
    return rows.melt("date", var_name=name, value_name="value").dropna(ignore_index=True)
