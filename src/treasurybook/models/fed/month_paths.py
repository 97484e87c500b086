"""Read and place paths of month-ends: when a bound is reached, and levels on days between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]


def first_month(path: npt.ArrayLike, bound: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the number of months until a path is at or below a bound, -1 if it never is.

    Parameters
    ----------
    path
        Values at the end of each month, shape (…, months).
    bound
        A number or of a shape that broadcasts against `path`.

    Returns
    -------
    numpy.ndarray
        1 if the path is there at the end of the first month.
    """
    below = np.asarray(path, dtype=float) <= np.asarray(bound, dtype=float)
    return np.where(below.any(axis=-1), below.argmax(axis=-1) + 1, -1)


def within_months(
    opening: float, ends: npt.ArrayLike, month: npt.ArrayLike, passed: npt.ArrayLike
) -> Array:
    """Place a path of month-ends on days inside the months.

    Parameters
    ----------
    opening
        Level before the first month, USD bn.
    ends
        Levels at the end of each month, shape (months,).
    month
        Number of the month in which each day lies, shape (days,).
    passed
        Share of the month's change that has happened by the end of each day, from 0 to 1.

    Returns
    -------
    numpy.ndarray
        Levels at the end of each day, shape (days,).

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1, or a day in no month of the path.
    """
    share = np.asarray(passed, dtype=float)
    if np.any((share < 0) | (share > 1)):
        raise ValueError("a share of the month's change lies outside 0 to 1")
    levels: Array = np.r_[float(opening), np.asarray(ends, dtype=float)]
    index = np.asarray(month, dtype=int)
    if np.any((index < 0) | (index >= levels.size - 1)):
        raise ValueError(f"a day lies outside the {levels.size - 1} months of the path")
    placed: Array = levels[index] + np.diff(levels)[index] * share
    return placed


def on_days(
    opening: float, ends: npt.ArrayLike, first: str, days: pd.DatetimeIndex, passed: npt.ArrayLike
) -> pd.Series:
    """Place a path of month-ends on dates; after its last month it stays at the last level.

    Parameters
    ----------
    opening, ends
        As in `within_months`.
    first
        The first month of the path, "2022-06".
    days
        The dates, none before the first month.
    passed
        Share of the month's change that has happened by the end of each day, from 0 to 1.

    Returns
    -------
    pd.Series
        Levels by date, USD bn.

    Raises
    ------
    ValueError
        If a date lies before the path, or a share outside 0 to 1.
    """
    start = pd.Period(first, "M")
    month = np.array([(day.to_period("M") - start).n for day in days], dtype=int)
    last = np.size(ends) - 1
    share = np.where(month > last, 1.0, np.asarray(passed, dtype=float))
    return pd.Series(within_months(opening, ends, np.minimum(month, last), share), days)
