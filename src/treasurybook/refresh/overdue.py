"""Series that a source still serves, and no longer continues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from treasurybook.refresh.report import FetchReport, Status
from treasurybook.snapshot.package import Package

# Days from the date of an observation to that of the next, and the longest usual way from there to
# its publication. Dates are first days of a period, so that the period itself counts: trade by
# country takes ten weeks, the balance sheets of the nation half a year, world tables two years.
_PERIOD = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "annual": 366}
_LAG = {"daily": 12, "weekly": 10, "monthly": 75, "quarterly": 185, "annual": 650}


@dataclass(frozen=True)
class Overdue:
    """A file whose next observation should have come.

    Attributes
    ----------
    id, frequency : str
        Which file, and how often it is continued.
    last : str
        ISO date of the newest observation.
    due : date
        Day by which at least one newer observation should have been public.
    """

    id: str
    frequency: str
    last: str
    due: date

    def __str__(self) -> str:
        """Return a line about it."""
        return (
            f"{self.id}: discontinued? It is {self.frequency}, its newest observation is of "
            f"{self.last}, and the next was due by {self.due}"
        )


def find_overdue(report: FetchReport, stored: Package, today: date) -> tuple[Overdue, ...]:
    """Return what came from its source today and is older than frequency and publication allow.

    An observation is due one period and the publication lag after the last one; one more period is
    allowed for. The lag is that of the description, or the longest usual one if that is longer.

    Parameters
    ----------
    report : FetchReport
        What was fetched; what failed is told elsewhere.
    stored : Package
        The descriptions of the stored files.
    today : date
        Day of the fetch.
    """
    found = []
    for outcome in (*report.of(Status.FETCHED), *report.of(Status.UNCHANGED)):
        resource = stored.versions[outcome.id][-1]
        period = _PERIOD.get(resource.frequency)
        if period is None or not outcome.last:
            continue
        lag = max(resource.lag_days, _LAG[resource.frequency])
        due = date.fromisoformat(outcome.last) + timedelta(days=2 * period + lag)
        if due < today:
            found.append(Overdue(outcome.id, resource.frequency, outcome.last, due))
    return tuple(found)
