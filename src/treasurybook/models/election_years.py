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

import numpy as np
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
    KeyError
        If a year of a term is missing from `deficit`.
    """
    rows = {}
    for election in elections:
        last = election + years_after
        term = deficit.loc[list(range(last - TERM + 1, last + 1))]
        mean = term.mean()
        rows[election] = {
            "election": deficit[election],
            "term_mean": mean,
            "gap": deficit[election] - mean,
            "above": bool(deficit[election] > mean),
            "share_above": float((term > mean).mean()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("election_year")


def count_distribution(chances: Sequence[float]) -> np.ndarray:
    """Return the distribution of the number of successes of independent, unequal trials.

    Parameters
    ----------
    chances
        Chance of success of each trial, between 0 and 1.

    Returns
    -------
    np.ndarray
        Probability of 0, 1, ... ``len(chances)`` successes; shape ``(len(chances) + 1,)``.

    Raises
    ------
    ValueError
        If a chance lies outside 0 and 1.

    Examples
    --------
    >>> count_distribution([0.5, 0.5]).tolist()
    [0.25, 0.5, 0.25]
    """
    distribution = np.ones(1)
    for chance in chances:
        if not 0 <= chance <= 1:
            raise ValueError(f"a chance lies between 0 and 1, got {chance}")
        distribution = np.convolve(distribution, [1 - chance, chance])
    return distribution


def chance_of_at_least(count: int, chances: Sequence[float]) -> float:
    """Return the probability of `count` or more successes (a one-sided exact p-value).

    Parameters
    ----------
    count
        Number of successes seen.
    chances
        Chance of success of each trial under the null hypothesis.

    Returns
    -------
    float
        Probability between 0 and 1.
    """
    return float(count_distribution(chances)[max(count, 0) :].sum())
