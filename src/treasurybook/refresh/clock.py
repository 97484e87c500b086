"""The day that counts for the sources: that of New York, where most of them publish."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_NEW_YORK = ZoneInfo("America/New_York")


def today() -> date:
    """Return the date in New York, which a computer further east has left behind hours ago."""
    return datetime.now(_NEW_YORK).date()
