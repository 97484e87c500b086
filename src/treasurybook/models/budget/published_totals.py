"""CBO's budgets by line as they are published, from its files, which keep some lines apart.

The files behind CBO's evaluation of its projections leave two items out of outlays and deficits:
Fannie Mae and Freddie Mac in projections and outcomes, and in the outcomes the cancellation of
student loans that the Supreme Court struck down. Published totals include both.
"""

from __future__ import annotations

import pandas as pd

MANDATORY_TOTALS = (
    ("outlay", "Total"),
    ("outlay", "Total Mandatory"),
    ("outlay", "Other Mandatory"),
)
"""Lines that grow by what the files keep apart."""

KEPT_APART = (
    ("outlay", "Fannie Freddie"),
    ("outlay", "Student Loan Foregiveness"),  # as the files spell it
)


def as_published(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return one fiscal year's budget by line as CBO publishes it.

    Parameters
    ----------
    rows
        The year's rows of one file, with columns ``component`` and ``subcategory``.
    column
        Column of amounts, USD bn; a deficit is negative.

    Returns
    -------
    pd.Series
        USD bn by (component, subcategory); the deficit stays negative. Receipts are unchanged.

    Raises
    ------
    ValueError
        If a line stands twice: the rows would be of more than one year or baseline.
    """
    lines = rows.set_index(["component", "subcategory"])[column]
    if not lines.index.is_unique:
        twice = lines.index[lines.index.duplicated()][0]
        raise ValueError(f"{twice} stands twice; give the rows of one fiscal year and baseline")
    apart = lines.reindex(list(KEPT_APART)).fillna(0.0).sum()
    published: pd.Series = lines.copy()
    for name in MANDATORY_TOTALS:
        published[name] += apart
    published["deficit", "Total"] -= apart
    return published
