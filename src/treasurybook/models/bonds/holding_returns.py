"""Returns of holdings that start on given dates, and on random ones as a placebo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from treasurybook.models.statistics.spacing import refuse_gaps


def placebo_means(
    returns: pd.Series, events: int, draws: int, apart: int, seed: int
) -> NDArray[np.float64]:
    """Return mean returns over random sets of start dates, as a placebo for a set of events.

    Parameters
    ----------
    returns
        Return of the holding that starts on each date.
    events
        Number of start dates in a set.
    draws
        Number of sets.
    apart
        Least distance between the start dates of a set, in rows of `returns`, so that holdings do
        not overlap: the length of a holding.
    seed
        Seed of the random generator.

    Returns
    -------
    ndarray
        One mean a set, in the unit of `returns`.

    Raises
    ------
    ValueError
        If so many holdings do not fit without overlap.

    Notes
    -----
    Sets are uniform among all that keep the distance: places are drawn from a shorter line, and the
    gaps put back between them.
    """
    known = returns.dropna().to_numpy()
    room = len(known) - (events - 1) * apart
    if room < events:
        raise ValueError(f"{events} holdings of {apart} rows do not fit into {len(known)} rows")
    rng = np.random.default_rng(seed)
    places = np.sort(rng.integers(0, room, (draws, events)), axis=1) + np.arange(events) * apart
    return np.asarray(known[places].mean(axis=1))


def holding_returns(
    levels: Mapping[str, pd.Series],
    starts: Mapping[str, Sequence[pd.Timestamp]],
    months: Sequence[int],
) -> pd.DataFrame:
    """Return what every index earned from every set of start dates over every holding period.

    Parameters
    ----------
    levels
        Total-return indices by name.
    starts
        Start dates by the name of the rule that chose them, as many for each rule.
    months
        Lengths of the holding, in months.

    Returns
    -------
    pd.DataFrame
        Percent; rows by index, rule and months, one column a start date, numbered from 0. Bought
        on the last date up to the start, sold on the last up to the same day those months later;
        missing where the index does not reach.

    Raises
    ------
    ValueError
        If an index has a hole of more than a month, or the rules have unlike numbers of dates.
    """
    for level in levels.values():
        refuse_gaps(level)
    if len({len(dates) for dates in starts.values()}) != 1:
        raise ValueError("every rule needs as many start dates as the others")
    rules = list(starts)
    begin = pd.DatetimeIndex([date for rule in rules for date in starts[rule]])
    columns = len(starts[rules[0]])
    rows, keys = [], []
    for name, level in levels.items():
        values = level.to_numpy()
        first = level.index.searchsorted(begin, side="right") - 1
        for length in months:
            end = begin + pd.DateOffset(months=length)
            last = level.index.searchsorted(end, side="right") - 1
            earned = 100 * (values[last] / values[first] - 1)
            known = (first >= 0) & (end <= level.index[-1])
            rows.append(np.where(known, earned, np.nan).reshape(len(rules), columns))
            keys += [(name, rule, length) for rule in rules]
    at = pd.MultiIndex.from_tuples(keys, names=["index", "rule", "months"])
    return pd.DataFrame(np.vstack(rows), index=at)


def shifted_starts(
    starts: Mapping[str, Sequence[pd.Timestamp]],
    anchors: Sequence[pd.Timestamp],
    days: pd.DatetimeIndex,
    draws: int,
    seed: int,
) -> dict[str, list[pd.Timestamp]]:
    """Move rules for start dates from their events to random days, as a placebo for the rules.

    Parameters
    ----------
    starts
        Start dates by the name of the rule that chose them, one for each anchor.
    anchors
        Days of the events that the rules start from.
    days
        Days that may stand in for the events.
    draws
        Number of sets of random days.
    seed
        Seed of the random generator.

    Returns
    -------
    dict
        "0 rule", "1 rule", ... -> dates as far from that set's random days, drawn without
        replacement, as the rule's are from the events.
    """
    rng = np.random.default_rng(seed)
    shifted = {}
    for draw in range(draws):
        stand_ins = pd.DatetimeIndex(rng.choice(days.to_numpy(), len(anchors), replace=False))
        for rule, dates in starts.items():
            shifted[f"{draw} {rule}"] = [
                day + (date - anchor)
                for day, date, anchor in zip(stand_ins, dates, anchors, strict=True)
            ]
    return shifted
