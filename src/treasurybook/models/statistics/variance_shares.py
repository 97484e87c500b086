"""How much of the variance of a sum each of its terms accounts for."""

from __future__ import annotations

import pandas as pd


def variance_shares(terms: pd.DataFrame, total: pd.Series | None = None) -> pd.Series:
    """Return each term's share in the variance of the total, percent.

    ``cov(total, term) / var(total)``. It describes co-movement and says nothing about cause.

    Parameters
    ----------
    terms
        Changes, one row a period, one column a term.
    total
        What the terms add up to, on the same periods; their sum when not given.

    Returns
    -------
    pd.Series
        They sum to 100 if the terms add up to the total; a term that moves against the total has a
        negative share.

    Raises
    ------
    ValueError
        If the total does not vary.
    """
    whole = terms.sum(axis=1, skipna=False) if total is None else total
    variance = float(whole.var())
    if not variance > 0:
        raise ValueError("the total does not vary, so its variance cannot be shared out")
    return 100 * terms.apply(whole.cov) / variance
