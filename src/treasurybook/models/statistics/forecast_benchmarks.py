"""What a careless forecaster would have said: no change, and how often such things happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from treasurybook.models.statistics.spacing import (
    LONGEST_CLOSURE,
    bridges,
    refuse_holes,
    usual_step,
)


@dataclass(frozen=True)
class Benchmark:
    """What a series said of its own future on one day.

    Attributes
    ----------
    value
        The last value known, or the one of the same season; in the unit of the series.
    typical_error
        Root mean square of the errors that the same rule made before; nan if there are too few.
    steps
        Observations from the last one known to the one forecast.
    past
        Errors of the rule before, in the unit of the series.
    """

    value: float
    typical_error: float
    steps: int
    past: NDArray[np.float64]


def no_change(
    history: pd.Series,
    made_on: pd.Timestamp,
    due: pd.Timestamp,
    *,
    lag_days: int = 0,
    season: int = 0,
    years: float = 20,
    least: int = 8,
) -> Benchmark:
    """Return the forecast of no change, and how wrong such forecasts had been.

    Parameters
    ----------
    history
        Values by ascending date, the end of the period where it is one; nan where one is missing.
        Errors over a hole of more than ten days in daily data are left out.
    made_on, due
        Day of the forecast, and day for which it is made; the step is the number of observations
        between the last one known and the last one up to `due`.
    lag_days
        Days from the end of a period to its publication.
    season
        Observations a year if the same season of the year before is taken instead, else 0.
    years
        Years before `made_on` whose errors are used: data after that day are never looked at.
    least
        Errors that are needed for `typical_error`.

    Raises
    ------
    ValueError
        If nothing was known on that day, nothing is due after it, or a period of monthly or longer
        data has no row.
    """
    index = pd.DatetimeIndex(history.index)
    daily = usual_step(index) < pd.Timedelta(days=LONGEST_CLOSURE)
    if not daily:
        refuse_holes(index, str(history.name or "history"))
    known = history[history.index <= made_on - pd.Timedelta(days=lag_days)]
    if known.empty:
        raise ValueError(f"nothing was known on {made_on:%Y-%m-%d}")
    steps = int((history.index <= due).sum()) - len(known)
    if steps < 1:
        raise ValueError(f"nothing falls due between {made_on:%Y-%m-%d} and {due:%Y-%m-%d}")
    back = steps
    while season and back % season:
        back += 1
    first = made_on - pd.DateOffset(days=round(years * 365.25))
    recent = known[known.index >= first]
    change = recent.astype(float).diff(back)
    if daily:  # a step over a hole took longer than it counts
        change = change.mask(bridges(pd.DatetimeIndex(recent.index), back))
    past = np.asarray(change.dropna(), dtype=float)
    typical = float(np.sqrt(np.mean(past**2))) if len(past) >= least else float("nan")
    at = len(known) - 1 - (back - steps)
    if at < 0:
        raise ValueError(f"the season before {made_on:%Y-%m-%d} is not in the history")
    return Benchmark(float(known.iloc[at]), typical, steps, past)


@dataclass(frozen=True)
class BaseRate:
    """How often something happened in windows before a day.

    Attributes
    ----------
    hits, windows
        Windows in which it happened, and all windows.
    """

    hits: int
    windows: int

    @property
    def probability(self) -> float:
        """The share, drawn to one half as by one more hit and one more miss (Laplace's rule)."""
        return (self.hits + 1) / (self.windows + 2)


def base_rate(
    history: pd.Series | pd.DataFrame,
    made_on: pd.Timestamp,
    days: int,
    happened: Callable[[pd.DataFrame], bool],
    *,
    after: int = 0,
) -> BaseRate:
    """Count how often an event happened in earlier windows as long as the horizon of a forecast.

    The windows step back from the day of the forecast by their own length, so that no two overlap,
    and all end before that day. A window is left out if more than half of it, and more than two
    usual steps of the data, pass without any.

    Parameters
    ----------
    history
        One series, or several side by side, by date.
    made_on
        Day of the forecast.
    days
        Length of the horizon in days.
    happened
        Takes a window, its first row the state on its first day, and says whether the event
        happened; single series come as a table with one column.
    after
        Days that are shown beyond the horizon, for events that only the sequel confirms.

    Raises
    ------
    ValueError
        If there is no whole window before that day.
    """
    table = pd.DataFrame(history).dropna()
    index = pd.DatetimeIndex(table.index)
    hits = windows = 0
    span = pd.Timedelta(days=days + after)
    allowed = max(span / 2, 2 * usual_step(index))
    start = made_on - span
    while start >= index[0]:
        end = start + span
        state = int(index.searchsorted(start, side="right")) - 1  # the row last known by then
        window = table.iloc[state : int(index.searchsorted(end, side="right"))]
        dates = np.array([start, *window.index[1:], end], dtype="datetime64[ns]")
        whole = index[state] >= start - allowed and np.diff(dates).max() <= allowed
        if len(window) > 1 and whole:
            windows += 1
            hits += bool(happened(window))
        start -= span
    if not windows:
        raise ValueError(f"no whole window of {days + after} days before {made_on:%Y-%m-%d}")
    return BaseRate(hits, windows)
