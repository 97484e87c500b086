"""The newest date that an observation can have on a day, by its frequency and its usual lag."""

from __future__ import annotations

from datetime import date, timedelta

from treasurybook.snapshot.package import Resource

_MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12}
_AHEAD = timedelta(days=2 * 366)


def newest_possible(resource: Resource, today: date) -> date:
    """Return the newest date that the file of a resource can hold on a day.

    A figure dated to the first day of its month, quarter or year is not public before that has
    ended, and no figure is public before half of its usual publication lag has passed. A series
    that runs ahead of its own publication holds projections; its horizon grows with time, by two
    years more at most.

    Parameters
    ----------
    resource : Resource
        The stored version, whose description tells frequency, usual lag and dates.
    today : date
        The day.
    """
    known_on, last = date.fromisoformat(resource.known_on), date.fromisoformat(resource.last)
    if last > known_on:
        return last + (today - known_on) + _AHEAD
    by_lag = today - timedelta(days=-(-resource.lag_days // 2))
    dated_to_start = resource.first.endswith("-01") and resource.last.endswith("-01")
    if resource.frequency in _MONTHS and dated_to_start:
        month = 12 * today.year + today.month - 1 - _MONTHS[resource.frequency]
        return min(by_lag, date(month // 12, month % 12 + 1, 1))
    return by_lag
