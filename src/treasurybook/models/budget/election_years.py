"""Is the budget deficit larger in the election year than over the rest of the term? Exact tests.

A presidential term is a block of four fiscal years. Under the null hypothesis that the election
year is no different, it is equally likely to be any of the four, so the chance that the election
year lies above its term's mean is the share of the term's years that do. That share is not
always one half: a term with one very large deficit has a single year above its mean. The number
of terms with the election year above the mean is then a sum of independent, unequal Bernoulli
variables (Poisson-binomial), whose distribution is computed exactly by convolution.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

TERM = 4
"""Fiscal years of a presidential term."""


def election_against_term(
    deficit: pd.Series, elections: Sequence[int], *, years_after: int = 0
) -> pd.DataFrame:
    """Compare each election year's deficit with the mean of its term.

    Parameters
    ----------
    deficit
        Deficit by fiscal year, percent of gross domestic product, positive for a deficit.
    elections
        Fiscal years in which elections are held.
    years_after
        How many fiscal years after the election year still count to the term: 0 takes the four
        years that end with the election year; 1 shifts the block by a year, because the first
        budget of a president is that of the fiscal year after the inauguration.

    Returns
    -------
    pd.DataFrame
        By election year: ``election`` and ``term_mean`` (percent of GDP), ``gap`` (their
        difference, percentage points), ``above`` (whether the gap is positive) and ``share_above``
        (share of the term's years above its mean).

    Raises
    ------
    ValueError
        If a year of a term is missing from `deficit`.
    """
    known = deficit.dropna()
    rows = {}
    for election in elections:
        last = election + years_after
        years = list(range(last - TERM + 1, last + 1))
        missing = [year for year in years if year not in known.index]
        if missing:
            raise ValueError(f"no deficit of {missing[0]}, which the term to {last} needs")
        term = known.loc[years]
        mean = term.mean()
        rows[election] = {
            "election": deficit[election],
            "term_mean": mean,
            "gap": deficit[election] - mean,
            "above": bool(deficit[election] > mean),
            "share_above": float((term > mean).mean()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("election_year")
