"""Lines that stay open where observations are missing."""

import pandas as pd

from treasurybook.charts.tidy import is_dates

# Weekends and holidays are no gaps, nor is a quarter that was published late.
_TIMES, _DAYS = 3, 5


def opened(data: pd.DataFrame, x: str, y: str, color: str | None) -> pd.DataFrame:
    """Add a missing value where a series pauses, so that no line is drawn across.

    A pause is longer than three usual distances and five days. Where `x` holds no dates, or
    nothing pauses, the data come back as they are.
    """
    if not is_dates(data[x]):
        return data
    groups = [data] if color is None else [rows for _, rows in data.groupby(color, sort=False)]
    missing = [_pauses(rows.dropna(subset=[y]).sort_values(x), x, y) for rows in groups]
    missing = [rows for rows in missing if not rows.empty]
    return pd.concat([data, *missing], ignore_index=True) if missing else data


def _pauses(rows: pd.DataFrame, x: str, y: str) -> pd.DataFrame:
    """Rows without a value, a day after the last observation before each pause."""
    ahead = rows[x].diff().shift(-1).dt.days
    pauses: pd.DataFrame = rows[ahead > _TIMES * ahead.median() + _DAYS].copy()
    pauses[x] += pd.Timedelta(days=1)
    pauses[y] = float("nan")
    return pauses
