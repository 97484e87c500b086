"""How sure a mean is when observations come in clusters that one event decides together.

Twenty forecasts of one budget are not twenty experiments. A cluster bootstrap draws whole clusters
with replacement, so that what hangs together stays together (Davison and Hinkley 1997, *Bootstrap
Methods and their Application*, section 3.8; Cameron, Gelbach and Miller 2008, *Review of Economics
and Statistics* 90, 414-427).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import bootstrap


@dataclass(frozen=True)
class ClusteredMean:
    """A mean, and how far it may be luck.

    Attributes
    ----------
    mean
        Mean of all observations, each of the same weight, in their unit.
    low, high
        Ends of the percentile interval.
    standard_error
        Standard deviation of the means of the resamples.
    n, clusters
        Number of observations and of clusters.
    """

    mean: float
    low: float
    high: float
    standard_error: float
    n: int
    clusters: int


def clustered_mean(
    values: ArrayLike,
    clusters: Sequence[Hashable],
    *,
    level: float = 0.95,
    draws: int = 4000,
    seed: int = 8,
) -> ClusteredMean:
    """Return the mean of clustered observations with a bootstrap interval.

    Each resample draws as many clusters as there are, with replacement, and takes the mean of all
    observations in those drawn. With one observation a cluster it is the plain bootstrap.

    Parameters
    ----------
    values
        Observations, one each; none may be missing.
    clusters
        Name of the cluster of each observation, as long as `values`.
    level
        Coverage of the interval, between 0 and 1, both excluded.
    draws, seed
        Number of resamples and seed of the random numbers.

    Raises
    ------
    ValueError
        If values and clusters differ in number, a value is missing, there are fewer than two
        clusters, or the level is no probability.

    Notes
    -----
    With few clusters the interval is too short: it takes the clusters seen for all that there are.
    """
    observed = np.asarray(values, dtype=float)
    if observed.ndim != 1 or observed.size != len(clusters):
        raise ValueError(f"{observed.size} values and {len(clusters)} clusters")
    if np.isnan(observed).any():
        raise ValueError("a value is missing: leave it out together with its cluster")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    grouped = pd.Series(observed).groupby(list(clusters), sort=False)
    sums, sizes = grouped.sum().to_numpy(), grouped.size().to_numpy(dtype=float)
    if sums.size < 2:
        raise ValueError(f"an interval needs at least two clusters, got {sums.size}")
    if np.ptp(sums / sizes) == 0:  # every resample has the same mean
        same = float(observed.mean())
        return ClusteredMean(same, same, same, 0.0, observed.size, sums.size)
    found = bootstrap(
        (sums, sizes), _ratio, paired=True, n_resamples=draws, confidence_level=level,
        method="percentile", rng=np.random.default_rng(seed),
    )  # fmt: skip
    low, high = found.confidence_interval
    return ClusteredMean(
        mean=float(observed.mean()), low=float(low), high=float(high),
        standard_error=float(found.standard_error), n=observed.size, clusters=sums.size,
    )  # fmt: skip


def _ratio(
    sums: NDArray[np.float64], sizes: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    """Return the mean of all observations from the sums and sizes of clusters."""
    mean: NDArray[np.float64] = sums.sum(axis=axis) / sizes.sum(axis=axis)
    return mean


def design_effect(cluster_size: float, correlation: float) -> float:
    r"""Return by how much clusters multiply the variance of a mean.

    Kish (1965), *Survey Sampling*, section 5.4: :math:`1 + (m - 1)\rho` for clusters of equal size
    :math:`m` and a correlation :math:`\rho` between members of one cluster. It is 1 if members
    know nothing of each other, and :math:`m` if they stand or fall together.

    Parameters
    ----------
    cluster_size
        Observations in each cluster, at least 1.
    correlation
        Correlation between two members of a cluster, from -1/(m - 1) to 1.

    Raises
    ------
    ValueError
        If size or correlation are impossible.
    """
    if cluster_size < 1:
        raise ValueError(f"a cluster has at least one member, got {cluster_size}")
    effect = 1 + (cluster_size - 1) * correlation
    if correlation > 1 or effect < 0:
        raise ValueError(f"a correlation of {correlation} in clusters of {cluster_size} cannot be")
    return effect
