"""How dates of one frequency are written, for people and for Vega."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from treasurybook.charts.errors import ChartError

TimeUnit = Literal["year", "yearquarter", "yearmonth", "yearmonthdate"]


@dataclass(frozen=True)
class Period:
    """One frequency of observation.

    Attributes
    ----------
    name
        ``"annual"``, ``"quarterly"``, ``"monthly"`` or ``"daily"`` (weekly data count as daily:
        they are named by their day).
    d3
        Format of a date for Vega, such as ``"%Y Q%q"``.
    time_unit
        Vega-Lite time unit that spans one period, used for the width of bars.
    """

    name: str
    d3: str
    time_unit: TimeUnit

    def text(self, date: pd.Timestamp) -> str:
        """Write a date as readers know it: ``2023``, ``2023 Q3``, ``Sep 2023``, ``5 Sep 2023``."""
        if self.name == "annual":
            return f"{date.year}"
        if self.name == "quarterly":
            return f"{date.year} Q{date.quarter}"
        month = f"{date:%b} {date.year}"
        return month if self.name == "monthly" else f"{date.day} {month}"


ANNUAL = Period("annual", "%Y", "year")
QUARTERLY = Period("quarterly", "%Y Q%q", "yearquarter")
MONTHLY = Period("monthly", "%b %Y", "yearmonth")
DAILY = Period("daily", "%-d %b %Y", "yearmonthdate")

_BY_NAME = {
    "annual": ANNUAL,
    "yearly": ANNUAL,
    "quarterly": QUARTERLY,
    "monthly": MONTHLY,
    "weekly": DAILY,
    "daily": DAILY,
}


def named(frequency: str) -> Period:
    """Period of a frequency given by its name in a series' metadata; daily when unknown."""
    return _BY_NAME.get(frequency.strip().lower(), DAILY)


def period_of(dates: pd.Series) -> Period:
    """Infer the frequency from the median distance of the distinct dates.

    Parameters
    ----------
    dates
        Dates in any order, repeated ones count once.

    Raises
    ------
    ChartError
        If a date is missing.
    """
    if dates.isna().any():
        raise ChartError(f"column {dates.name!r} has missing dates; drop those rows first")
    distinct = dates.drop_duplicates().sort_values()
    if len(distinct) < 2:
        return DAILY
    days = float(distinct.diff().dt.days.median())
    for least, period in ((300, ANNUAL), (80, QUARTERLY), (26, MONTHLY)):
        if days >= least:
            return period
    return DAILY
