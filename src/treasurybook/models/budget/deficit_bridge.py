"""From one deficit to another, line by line, and the reach of the range between two forecasts.

Signs: deficits are positive here; a higher outlay raises the deficit, a higher receipt lowers it.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def bridge(start: pd.Series, end: pd.Series, receipts: Collection[str]) -> pd.Series:
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
    odd = start.index.symmetric_difference(end.index)
    if len(odd):
        raise ValueError(f"both budgets must have the same lines; only in one: {sorted(odd)}")
    return (end.reindex(start.index) - start) * _signs(start, receipts)


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


def _signs(lines: pd.Series, receipts: Collection[str]) -> pd.Series:
    unknown = [name for name in receipts if name not in lines.index]
    if unknown:
        raise ValueError(f"receipts that are not among the lines: {unknown}")
    return pd.Series(1.0, lines.index).mask(lines.index.isin(list(receipts)), -1.0)
