"""Treasury auctions: to which benchmark security a reopening belongs."""

from __future__ import annotations

import numpy as np
import pandas as pd

SHORT_OF = 0.1
"""Years by which a security may exceed its benchmark tenor (settlement after a weekend)."""


def benchmark_tenor(issue: pd.Series, maturity: pd.Series) -> pd.Series:
    """Return the benchmark tenor of notes and bonds: a reopened 10-year keeps the tenor 10.

    Reopenings are sold months after the first issue, with a little less time to run than the
    benchmark: 9 years and 10 months is a 10-year, 19 years and 11 months a 20-year. So the time to
    maturity is rounded up, with a tolerance for settlements that slip past a weekend.

    Parameters
    ----------
    issue, maturity
        Dates of each security.

    Returns
    -------
    pd.Series
        Whole years.

    Raises
    ------
    ValueError
        If a security matures on its issue date or before.

    Examples
    --------
    >>> benchmark_tenor(pd.Series(pd.to_datetime(["2024-01-16", "2024-01-31"])),
    ...                 pd.Series(pd.to_datetime(["2033-11-15", "2026-01-31"]))).tolist()
    [10, 2]
    """
    if (maturity <= issue).any():
        raise ValueError("a security matures on its issue date or before")
    years: pd.Series = (maturity - issue).dt.days / 365.25
    return years.sub(SHORT_OF).apply(np.ceil).astype(int)
