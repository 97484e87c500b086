"""Saving against its own past: excess saving over a trend, and moves over recessions."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from treasurybook.models.statistics.spacing import refuse_holes


def excess_saving(
    saving: pd.Series,
    *,
    trend: tuple[str, str],
    start: str,
    kind: Literal["linear", "constant"] = "linear",
    income: pd.Series | None = None,
) -> pd.Series:
    """Accumulate saving above its own past: a stock that exists only relative to a chosen trend.

    Parameters
    ----------
    saving : Series
        Quarterly saving at annual rates.
    trend : tuple of str
        First and last date of the period the trend is fitted to. The San Francisco Fed fits a
        line to the four years before the pandemic (Abdelrahman and Oliveira, 2023).
    start : str
        First date accumulated; it must follow the trend period.
    kind : {"linear", "constant"}
        A straight line in time, or the mean of the trend period.
    income : Series, optional
        With income the trend is fitted to the saving rate instead and turned back into money.

    Returns
    -------
    Series
        Stock at the end of each quarter from `start`, in the unit of `saving` (not annualised).

    Raises
    ------
    ValueError
        If the trend period is empty, `start` does not come after it, or a quarter is missing.
    """
    measure = (saving if income is None else saving / income).dropna()
    refuse_holes(measure.index, "saving")
    fitted = measure.loc[trend[0] : trend[1]]
    after = measure.loc[start:]
    if fitted.empty or after.empty or after.index[0] <= fitted.index[-1]:
        raise ValueError(f"start {start} must follow a non-empty trend period {trend}")
    position = pd.Series(np.arange(len(measure)), index=measure.index)
    degree = 1 if kind == "linear" else 0
    coefficients = np.polyfit(position.loc[fitted.index], fitted, degree)
    expected = pd.Series(np.polyval(coefficients, position.loc[after.index]), index=after.index)
    if income is not None:
        expected = expected * income.loc[after.index]
    return ((saving.loc[after.index] - expected) / 4).cumsum()


def recession_changes(measure: pd.Series, recession: pd.Series, recovery: int = 8) -> pd.DataFrame:
    """Return how far a quarterly measure moved in each recession and in the recovery after it.

    Parameters
    ----------
    measure : Series
        Quarterly, any unit.
    recession : Series
        Quarterly indicator, 1 in every quarter touched by a recession. Quarters before its first
        and after its last count as outside one.
    recovery : int
        Length of the recovery in quarters.

    Returns
    -------
    DataFrame
        One row per recession, labelled by its first quarter: ``recession`` (last quarter of the
        recession less the quarter before the first one) and ``recovery`` (`recovery` quarters
        after the last less the last). Recessions that the measure does not cover are left out.

    Raises
    ------
    ValueError
        If a quarter is missing between two others.
    """
    measure = measure.dropna()
    refuse_holes(measure.index, "measure")
    refuse_holes(recession.dropna().index, "recession")
    inside = recession.reindex(measure.index, fill_value=0) > 0
    first = inside & ~inside.shift(1, fill_value=False)
    last = inside & ~inside.shift(-1, fill_value=False)
    rows = {}
    for start, end in zip(
        np.flatnonzero(first).tolist(), np.flatnonzero(last).tolist(), strict=True
    ):
        if start == 0 or end + recovery >= len(measure):
            continue
        rows[measure.index[start]] = {
            "recession": measure.iloc[end] - measure.iloc[start - 1],
            "recovery": measure.iloc[end + recovery] - measure.iloc[end],
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["recession", "recovery"])
