"""Resampling: how far a statistic of a dependent sample may be luck.

A circular block bootstrap draws runs of neighbouring observations, so that the dependence within
a run survives (Politis and Romano 1992). Everything is drawn at once as an array.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import bootstrap


def block_indices(
    n: int, block: int, draws: int, seed: int, length: int | None = None
) -> NDArray[np.intp]:
    """Draw positions for a circular block bootstrap.

    Parameters
    ----------
    n
        Number of observations of the sample.
    block
        Length of a block in observations; 1 gives the plain bootstrap.
    draws
        Number of samples.
    seed
        Seed of the random numbers.
    length
        Length of each sample; `n` when not given.

    Returns
    -------
    numpy.ndarray
        Shape (draws, length), positions 0 … n-1.

    Raises
    ------
    ValueError
        If a block is shorter than 1 or longer than the sample.
    """
    if not 1 <= block <= n:
        raise ValueError(f"block must lie between 1 and the {n} observations, got {block}")
    size = n if length is None else length
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, n, (draws, -(-size // block)))
    runs: NDArray[np.intp] = (starts[:, :, None] + np.arange(block)) % n
    return runs.reshape(draws, -1)[:, :size]


def mean_band(
    values: ArrayLike, level: float = 0.9, draws: int = 4000, seed: int = 7
) -> tuple[float, float, float]:
    """Return the mean of independent observations and a percentile band around it.

    Parameters
    ----------
    values
        Observations; missing ones are left out.
    level
        Coverage of the band, between 0 and 1.
    draws, seed
        Number of resamples and seed.

    Returns
    -------
    tuple of float
        Mean, lower and upper end, in the unit of `values`.

    Raises
    ------
    ValueError
        If fewer than two observations are left, or the level is no probability.
    """
    sample = np.asarray(values, dtype=float)
    sample = sample[~np.isnan(sample)]
    if len(sample) < 2:
        raise ValueError("a band needs at least two observations")
    rng = np.random.default_rng(seed)
    found = bootstrap(
        (sample,), np.mean, n_resamples=draws, confidence_level=level, method="percentile", rng=rng
    )
    low, high = found.confidence_interval
    return float(sample.mean()), float(low), float(high)
