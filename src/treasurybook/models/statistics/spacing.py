"""Holes in dates: a step or a window counted in rows must not bridge one unnoticed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LONGEST_CLOSURE = 10
"""Days between neighbouring trading days beyond which data are missing, holidays included."""


LONGEST_MONTH = 35
"""Days between neighbouring month-ends beyond which data are missing, weekends included."""


def refuse_holes(index: pd.Index, what: str) -> None:
    """Refuse periods that are not evenly spaced by the shortest step among them.

    Parameters
    ----------
    index
        Days of monthly or longer periods, a `PeriodIndex`, or whole numbers such as years.
    what
        Name of the data, for the message.

    Raises
    ------
    ValueError
        Naming the first hole, or if the periods do not ascend.
    """
    numbers = _numbers(index)
    steps = np.diff(numbers)
    if steps.size == 0:
        return
    if steps.min() <= 0:
        at = int(np.argmax(steps <= 0))
        raise ValueError(f"{what}: {_shown(index[at + 1])} does not follow {_shown(index[at])}")
    if steps.max() > steps.min():
        at = int(np.argmax(steps > steps.min()))
        raise ValueError(
            f"{what}: nothing between {_shown(index[at])} and {_shown(index[at + 1])}; "
            "fill the hole, or take the data before or after it"
        )


def changes(levels: pd.Series) -> pd.Series:
    """Return the change from one period to the next, missing where a period lies between.

    Parameters
    ----------
    levels
        By period, as `refuse_holes` takes it; ascending. Missing values are holes, too.

    Returns
    -------
    pd.Series
        In the unit of the levels, on their known periods; the first is missing.
    """
    known = levels.dropna()
    if len(known) < 2:
        return known.diff()
    steps = np.diff(_numbers(known.index))
    return known.diff().where(np.concatenate([[False], steps == steps.min()]))


def refuse_gaps(level: pd.Series) -> None:
    """Refuse a daily or monthly level without any value for more than `LONGEST_MONTH` days.

    Raises
    ------
    ValueError
        Naming the first such gap.
    """
    known = level.dropna().index
    gaps = np.flatnonzero(np.diff(known.to_numpy()) > np.timedelta64(LONGEST_MONTH, "D"))
    if gaps.size:
        before, after = known[gaps[0]], known[gaps[0] + 1]
        raise ValueError(f"nothing between {before:%Y-%m-%d} and {after:%Y-%m-%d}")


def usual_step(index: pd.DatetimeIndex) -> pd.Timedelta:
    """Return the median step between neighbouring dates; zero where there are fewer than two."""
    steps = np.diff(index.to_numpy()) / np.timedelta64(1, "D")
    return pd.Timedelta(days=float(np.median(steps)) if steps.size else 0)


def bridges(index: pd.DatetimeIndex, rows: int) -> NDArray[np.bool_]:
    """Say of each trading day whether a hole lies in the `rows` steps that lead to it.

    Parameters
    ----------
    index
        Trading days, ascending. A step longer than `LONGEST_CLOSURE` days is a hole.
    rows
        Length of the step in rows, at least 1.

    Returns
    -------
    numpy.ndarray
        As long as `index`; False where there are not so many rows before.
    """
    if rows < 1:
        raise ValueError(f"a step has at least one row, got {rows}")
    hole = np.diff(index.to_numpy()) > np.timedelta64(LONGEST_CLOSURE, "D")
    passed = np.concatenate([[0], np.cumsum(hole)])
    crossed = np.zeros(len(index), dtype=bool)
    crossed[rows:] = passed[rows:] > passed[:-rows]
    return crossed[: len(index)]


def _numbers(index: pd.Index) -> NDArray[np.int64]:
    """Return periods as whole numbers: months for dates, as they are for years."""
    if isinstance(index, pd.PeriodIndex):
        return np.asarray(index.asi8)
    if isinstance(index, pd.DatetimeIndex):
        return np.asarray(12 * index.year + index.month, dtype=np.int64)
    return np.asarray(index, dtype=np.int64)


def _shown(period: Any) -> str:
    return f"{period:%Y-%m}" if hasattr(period, "strftime") else str(period)
