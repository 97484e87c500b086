"""Bars that stand over dates."""

from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts.forms import axes
from treasurybook.charts.periods import period_of

# Up to so many bars there is air between them.
FEW = 40


def place(data: pd.DataFrame, x: str) -> alt.X:
    """Place bars on the day their period begins, with room for half a bar at either end."""
    dates = data[x].drop_duplicates().sort_values()
    half = (dates.diff().median() if len(dates) > 1 else pd.Timedelta(days=365)) / 2
    ends = [
        alt.DateTime(year=day.year, month=day.month, date=day.day)
        for day in (dates.iloc[0] - half, dates.iloc[-1] + half)
    ]
    begin = axes.position(data, x).timeUnit(period_of(data[x]).time_unit).bandPosition(0)
    return begin.scale(alt.Scale(domain=ends, nice=False))


def mark(base: alt.Chart, dates: pd.Series) -> alt.Chart:
    """Draw bars with air between them where they are few, and without where they are many."""
    few = dates.nunique() <= FEW
    look: dict[str, Any] = {"width": alt.RelativeBandSize(0.75)} if few else {"binSpacing": 0}
    marks: alt.Chart = base.mark_bar(**look)
    return marks
