"""From one deficit to another, line by line, and the reach of the range between two forecasts.

Signs: deficits are positive here; a higher outlay raises the deficit, a higher receipt lowers it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd


def deficit(lines: Mapping[str, float], receipts: Collection[str]) -> float:
    """Return outlays less receipts.

    Parameters
    ----------
    lines
        Amount by line, USD bn, receipts and outlays both positive.
    receipts
        Names of the lines that are receipts.

    Returns
    -------
    float
        USD bn, positive for a deficit.
    """
    return sum(-amount if name in receipts else amount for name, amount in lines.items())


def bridge(
    start: Mapping[str, float], end: Mapping[str, float], receipts: Collection[str]
) -> pd.Series:
    """Return what each line contributes to the difference between two deficits.

    Parameters
    ----------
    start, end
        Amount by line of two budgets, USD bn, the same lines in both.
    receipts
        Names of the lines that are receipts.

    Returns
    -------
    pd.Series
        Contribution by line, USD bn, in the order of `start`; positive if the line makes the
        second deficit larger. They sum to ``deficit(end) - deficit(start)``.

    Raises
    ------
    ValueError
        If the lines differ: a line of one budget alone would silently count as a difference.
    """
    if set(start) != set(end):
        odd = sorted(set(start) ^ set(end))
        raise ValueError(f"both budgets must have the same lines; only in one of them: {odd}")
    sign = {name: -1.0 if name in receipts else 1.0 for name in start}
    return pd.Series({name: sign[name] * (end[name] - start[name]) for name in start})


def running_deficit(start: float, steps: pd.Series) -> pd.Series:
    """Return the deficit after each step of a bridge.

    Parameters
    ----------
    start
        Deficit before the first step, USD bn.
    steps
        Contributions as from `bridge`, USD bn.

    Returns
    -------
    pd.Series
        USD bn, one value a step.
    """
    return start + steps.cumsum()


def nearer(outcome: pd.Series, first: pd.Series, second: pd.Series) -> pd.DataFrame:
    """Say which of two forecasts came nearer on each line.

    Parameters
    ----------
    outcome, first, second
        Amounts by line, one unit.

    Returns
    -------
    pd.DataFrame
        By line: ``first`` and ``second``, the forecasts' errors (forecast less outcome), and
        ``nearer``, "first", "second" or "equal".
    """
    errors = pd.DataFrame({"first": first - outcome, "second": second - outcome})
    gap = errors["first"].abs() - errors["second"].abs()
    errors["nearer"] = gap.map(lambda x: "first" if x < 0 else "second" if x > 0 else "equal")
    return errors
