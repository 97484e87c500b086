"""One number out of what is stored: of a documented fact, or of a series on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treasurybook.snapshot.days import Day, read_day
from treasurybook.snapshot.errors import DateOutOfRange, WrongKind
from treasurybook.snapshot.metadata import fact

if TYPE_CHECKING:
    import pandas as pd


def fact_value(id: str) -> float:
    """Return the number of a documented fact, in the fact's unit.

    Raises
    ------
    UnknownSeries
        If no fact has the id; names near matches.
    WrongKind
        If the fact is not one number.
    """
    found = fact(id)
    if found.value is None:
        raise WrongKind(
            f"fact {id!r} is not one number but {found.value_text!r}: read fact({id!r})"
        )
    return found.value


def value_on(values: pd.Series[float], day: Day) -> float:
    """Return the last value on or before a day, which must be a recent one.

    Recent means not older than two usual steps of the series and a week: a Sunday takes Friday's
    yield, a day in March the level of the end of February; neither takes that of the year before.

    Parameters
    ----------
    values : pandas.Series
        By date, ascending; missing values are passed over.
    day : Day
        See ``days.Day``.

    Returns
    -------
    float
        In the unit of the series.

    Raises
    ------
    NotADay
        If `day` is none.
    DateOutOfRange
        If there is no such value; names the values before and after.
    """
    import numpy as np
    import pandas as pd

    at = pd.Timestamp(read_day(day))
    known = values.dropna()
    place = int(known.index.searchsorted(at, side="right"))
    steps = np.diff(known.index.to_numpy()) / np.timedelta64(1, "D")
    recent = pd.Timedelta(days=7 + (2 * float(np.median(steps)) if steps.size else 0))
    if place == 0 or at - known.index[place - 1] > recent:
        before = f"{known.index[place - 1]:%Y-%m-%d}" if place else "none"
        after = f"{known.index[place]:%Y-%m-%d}" if place < len(known) else "none"
        raise DateOutOfRange(
            f"{values.name or 'the series'} has no recent value on {at:%Y-%m-%d}; the last before "
            f"it is of {before}, the next of {after}"
        )
    return float(known.iloc[place - 1])
