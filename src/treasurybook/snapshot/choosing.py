"""Which stored version of a series answers a question about the past."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treasurybook.snapshot.days import Day, Span, read_day, read_month
from treasurybook.snapshot.errors import DateOutOfRange, MissingVintage, NotADay
from treasurybook.snapshot.package import Package, Resource

LATEST = "latest"

KNOWN_VARIABLE = "TREASURYBOOK_KNOWN"
"""Environment variable that sets the clock of the data back: the last day whose data are known."""

_PERIODS = {"weekly": 7, "monthly": 31, "quarterly": 92, "annual": 366}


@dataclass(frozen=True)
class Choice:
    """A stored version and, where it is to be cut off, the day up to which its rows were public.

    Attributes
    ----------
    resource
        The stored version.
    known_until
        The day; None if the version is read whole.
    age
        Days between a row and its publication, beside those that the resource states.
    must_be_dated
        Whether a table without dates, which cannot be cut off, is refused.
    """

    resource: Resource
    known_until: date | None = None
    age: int = 0
    must_be_dated: bool = True

    @property
    def last_row(self) -> date | None:
        """The last date that a row may have; None if the version is read whole."""
        if self.known_until is None:
            return None
        return self.known_until - timedelta(days=self.resource.lag_days + self.age)


def choose(versions: Sequence[Resource], vintage: Day) -> Choice:
    """Pick the version that ``vintage`` asks for.

    Parameters
    ----------
    versions : sequence of Resource
        All stored versions of one id, oldest first.
    vintage : str or date
        ``"latest"``; a stored label such as ``"2023-12"``; or a day (see ``days.Day``), meaning
        the newest version that was public on that day. Data that are never revised need no
        vintage: a day, or the last day of a month given as YYYY-MM, cuts them off there. If the
        clock is set back (`KNOWN_VARIABLE`), ``"latest"`` means the newest version known then.

    Raises
    ------
    MissingVintage
        If no stored version fits, or the day has not come; the stored labels are listed.
    """
    newest = versions[-1]
    if vintage == LATEST:
        known = os.environ.get(KNOWN_VARIABLE)
        return _newest_on(read_day(known), versions) if known else Choice(newest)
    for resource in versions:
        if resource.vintage == vintage:
            return Choice(resource)
    month = read_month(vintage) if isinstance(vintage, str) else None
    try:
        day = read_day(vintage) if month is None else month
    except NotADay:
        raise MissingVintage(
            f"{newest.id}: vintage {vintage!r} is neither 'latest', nor a label, nor an ISO day; "
            f"{_stored(versions)}"
        ) from None
    begins = day if month is None else month.replace(day=1)
    if begins > (today := _today(versions)):
        raise MissingVintage(
            f"{newest.id}: {vintage} has not come yet; give a day up to {today}; "
            f"{_stored(versions)}"
        )
    if newest.revised == "never":
        return Choice(newest, known_until=day)
    if month is not None:
        raise MissingVintage(f"{newest.id}: no vintage {vintage} is stored; {_stored(versions)}")
    public = [r for r in versions if read_day(r.known_on) <= day]
    if not public:
        raise MissingVintage(
            f"{newest.id} is revised, and no vintage known on {day} is stored; {_stored(versions)}"
        )
    return Choice(public[-1])


def _newest_on(day: date, versions: Sequence[Resource]) -> Choice:
    """Return what was the newest on a day, as nearly as it is stored.

    Of revised data, that is the last version that was public, unless it lacks what must have been
    known then, since few versions are kept, and some in part. In its place comes the next version
    without the rows that were published later: a pseudo-real-time version. A version is taken to
    end as long before the day as it ended before its own. Tables without dates stay whole.
    """
    newest = versions[-1]
    if newest.revised == "never":
        return Choice(newest, known_until=day, must_be_dated=False)
    public = [r for r in versions if read_day(r.known_on) <= day]
    if len(public) == len(versions):
        return Choice(newest)
    following = versions[len(public)]
    age = (read_day(following.known_on) - read_day(following.last)).days if following.last else 0
    cut = Choice(following, known_until=day, age=age - following.lag_days, must_be_dated=False)
    if public and not _lacks_rows(public[-1], cut):
        return Choice(public[-1])
    return cut


def _lacks_rows(version: Resource, later: Choice) -> bool:
    """Return whether a version begins after a later one, or ends a period before it is cut off."""
    if not version.last or later.last_row is None:
        return False
    period = timedelta(days=_PERIODS.get(version.frequency, 1))
    begins_later = read_day(version.first) > read_day(later.resource.first)
    return begins_later or read_day(version.last) + period <= later.last_row


def clock_range(package: Package) -> Span:
    """Return the days to which the clock of the data can be set.

    It starts with the first day for which any version of revised data is stored, and ends today.
    """
    revised = [r for r in package.resources if r.revised != "never"]
    first = min(read_day(r.known_on) for r in revised or package.resources)
    return Span(first, _today(package.resources))


def clock_day(written: Day, package: Package) -> date:
    """Return the day to which the clock of the data is to be set.

    Raises
    ------
    NotADay
        If it is none.
    DateOutOfRange
        If no revised data are stored for so early a day, or it has not come; names the range.
    """
    day, allowed = read_day(written), clock_range(package)
    if not allowed.first <= day <= allowed.last:
        raise DateOutOfRange(
            f"{day} is out of range; stored versions answer for days from {allowed.first} to "
            f"{allowed.last}"
        )
    return day


def _today(versions: Sequence[Resource]) -> date:
    """Return the computer's day, or that of the newest version if the computer's clock is slow."""
    return max(date.today(), *(read_day(r.known_on) for r in versions))


def _stored(versions: Sequence[Resource]) -> str:
    listed = ", ".join(f"{r.vintage} (known {r.known_on})" for r in versions)
    return f"stored: {listed}"
