"""Whether one set of forecasts beats another by more than luck, when few are independent."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import binomtest

EXACT_UP_TO = 16
"""Clusters up to which every pattern of signs is tried rather than a sample of them."""


def sign_test(better: int, worse: int) -> float:
    """Return the exact two-sided p-value of a sign test; ties are left out before.

    The chance of a split at least as uneven if either were as likely; 1 where there are no pairs.
    """
    if better + worse == 0:
        return 1.0
    return float(binomtest(better, better + worse, 0.5).pvalue)


def sign_flip_test(
    differences: ArrayLike, clusters: Sequence[Hashable], draws: int = 20_000, seed: int = 7
) -> float:
    """Return the two-sided p-value of a mean difference when whole clusters change sign together.

    If forecast and benchmark were as good as each other, the sign of what a cluster of forecasts
    with a common outcome adds would be a matter of luck. Up to `EXACT_UP_TO` clusters all patterns
    are tried, beyond a random sample of them.

    Parameters
    ----------
    differences
        Score of the benchmark less score of the forecast, one a forecast.
    clusters
        Name of the outcome that a forecast shares, as long as `differences`.
    draws, seed
        Number of random patterns and seed.

    Raises
    ------
    ValueError
        If the two differ in length or are empty.
    """
    gaps = np.asarray(differences, dtype=float)
    if gaps.size == 0 or gaps.size != len(clusters):
        raise ValueError(f"{gaps.size} differences and {len(clusters)} clusters")
    sums = pd.Series(gaps).groupby(list(clusters)).sum().to_numpy()
    sums = sums[sums != 0]
    if sums.size == 0:
        return 1.0
    if sums.size <= EXACT_UP_TO:
        signs = np.array(list(product((-1, 1), repeat=sums.size)))
        extra = 0
    else:
        signs = np.random.default_rng(seed).choice((-1, 1), (draws, sums.size))
        extra = 1  # the pattern that was seen is one of those that are possible
    reached = np.abs(signs @ sums) >= abs(sums.sum()) * (1 - 1e-12)
    return float((reached.sum() + extra) / (len(signs) + extra))
