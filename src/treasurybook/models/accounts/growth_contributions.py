"""What a part contributes to the change of a total, and how averages of that can mislead."""

from __future__ import annotations

import pandas as pd

from treasurybook.models.statistics.spacing import refuse_holes


def growth_contribution(part: pd.Series, total: pd.Series) -> pd.Series:
    """Return 100 times the change of a part over the change of the total, period by period.

    Periods in which the total does not change are missing, since the ratio is undefined there.
    It explodes when the total hardly changes: see `contribution_averages`.

    Parameters
    ----------
    part, total : Series
        Levels in one unit, by period.

    Returns
    -------
    Series
        Percent, on the periods that both have, the first one missing.

    Raises
    ------
    ValueError
        If a period is missing between two others.
    """
    both = _on_common_periods(part, total)
    change = both["total"].diff()
    return 100 * both["part"].diff() / change.where(change != 0)


def contribution_averages(part: pd.Series, total: pd.Series, outliers: int = 1) -> pd.Series:
    """Average a growth contribution in four ways that agree only when the total grows steadily.

    Parameters
    ----------
    part, total : Series
        Nominal levels; the first observation only serves the first change.
    outliers : int
        How many periods with the smallest absolute change of the total the trimmed mean drops.

    Returns
    -------
    Series
        ``mean of ratios``, ``trimmed mean``, ``median``, ``ratio of sums``, in per cent.

    Raises
    ------
    ValueError
        If a period is missing between two others, or no change is left to average.
    """
    ratios = growth_contribution(part, total).dropna()
    if not 0 <= outliers < len(ratios):
        raise ValueError(f"{outliers} outliers of {len(ratios)} changes leave nothing to average")
    changes = _on_common_periods(part, total).diff().iloc[1:]
    kept = changes["total"].loc[ratios.index].abs().sort_values().index[outliers:]
    return pd.Series(
        {
            "mean of ratios": ratios.mean(),
            "trimmed mean": ratios.loc[kept].mean(),
            "median": ratios.median(),
            "ratio of sums": 100 * changes["part"].sum() / changes["total"].sum(),
        }
    )


def _on_common_periods(part: pd.Series, total: pd.Series) -> pd.DataFrame:
    both = pd.concat({"part": part, "total": total}, axis=1, join="inner").dropna()
    refuse_holes(both.index, "part and total")
    return both
