"""How unusual a move is: when the last larger one was, and the longest run of equal steps."""

from __future__ import annotations

import pandas as pd


def last_larger(changes: pd.Series, day: str | pd.Timestamp) -> pd.Timestamp | None:
    """Return the last date before `day` whose change was larger.

    Parameters
    ----------
    changes
        Changes by date, one unit; they are compared as numbers, so rises with rises.
    day
        A date of `changes`.

    Returns
    -------
    pd.Timestamp or None
        None if there was no larger one.

    Raises
    ------
    ValueError
        If `day` is not a date of `changes`.
    """
    at = pd.Timestamp(day)
    if at not in changes.index:
        raise ValueError(f"{at:%Y-%m-%d} is not a date of the changes given")
    slack = 1e-9  # 4.41 - 3.97 and 0.44 must count as the same size
    before = changes[changes.index < at]
    larger = before[before > changes[at] + slack]
    return None if larger.empty else larger.index[-1]


def longest_run(steps: pd.Series, size: float) -> int:
    """Return how many steps of exactly `size` follow one another at most."""
    same = (steps - size).abs() < 1e-9
    runs = same.groupby((~same).cumsum()).sum()
    return int(runs.max()) if len(runs) else 0
