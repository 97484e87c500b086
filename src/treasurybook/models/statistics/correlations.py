"""Correlation of two dependent series: a band around it, and a test whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from treasurybook.models.statistics.resampling import block_indices


@dataclass(frozen=True)
class Break:
    """The place where a correlation changed most, and how unusual that is.

    Attributes
    ----------
    date
        First observation of the later part.
    before, after
        Correlation in the earlier and the later part.
    statistic
        Largest difference of Fisher's z between the parts, in standard errors.
    p_value
        Share of samples without any break that show a statistic at least as large.
    """

    date: pd.Timestamp
    before: float
    after: float
    statistic: float
    p_value: float


def correlation_band(
    x: pd.Series, y: pd.Series, *, block: int, level: float = 0.9, draws: int = 999, seed: int = 7
) -> tuple[float, float, float]:
    """Return a correlation and its band from a circular block bootstrap.

    Parameters
    ----------
    x, y
        Series on common dates (changes, not levels); pairs with a missing value are left out.
    block
        Length of a block in observations.
    level
        Coverage of the band.
    draws, seed
        Number of resamples and seed.

    Returns
    -------
    tuple of float
        Correlation, lower and upper end of the band.
    """
    pairs = pd.concat([x, y], axis=1).dropna().to_numpy()
    drawn = pairs[block_indices(len(pairs), block, draws, seed)]
    centred = drawn - drawn.mean(axis=1, keepdims=True)
    product = (centred[..., 0] * centred[..., 1]).sum(axis=1)
    scale = np.sqrt((centred[..., 0] ** 2).sum(axis=1) * (centred[..., 1] ** 2).sum(axis=1))
    low, high = np.quantile(product / scale, [(1 - level) / 2, (1 + level) / 2])
    return float(np.corrcoef(pairs.T)[0, 1]), float(low), float(high)


def break_test(
    x: pd.Series,
    y: pd.Series,
    *,
    block: int,
    trim: float = 0.15,
    step: int = 4,
    draws: int = 499,
    seed: int = 7,
) -> Break:
    """Look for the break in a correlation that is largest, at an unknown date.

    The statistic is the largest |z₁ - z₂| / √(1/(n₁-3) + 1/(n₂-3)) over all dates in the middle of
    the sample, with Fisher's z = artanh r. Because the date is searched for and observations are
    dependent, its distribution is taken from block-bootstrap samples, in which any break is
    shuffled away.

    Parameters
    ----------
    x, y
        Series on common dates.
    block
        Length of a block in observations.
    trim
        Share of the sample at either end in which no break is looked for.
    step
        Look at every `step`-th observation.
    draws, seed
        Number of samples and seed.

    Returns
    -------
    Break

    Raises
    ------
    ValueError
        If a part of the sample would have fewer than four observations.
    """
    frame = pd.concat([x, y], axis=1).dropna()
    pairs = frame.to_numpy(dtype=float)
    pairs = (pairs - pairs.mean(axis=0)) / pairs.std(axis=0)
    n = len(pairs)
    cuts = np.arange(int(trim * n), int((1 - trim) * n), step)
    if cuts.size == 0 or cuts[0] < 4 or n - cuts[-1] < 4:
        raise ValueError(f"{n} observations are too few to look for a break with trim={trim}")
    shuffled = pairs[block_indices(n, block, draws, seed)]
    observed, before, after = _differences(pairs[None], cuts)
    place = int(observed[0].argmax())
    simulated = _differences(shuffled, cuts)[0].max(axis=1)
    largest = float(observed[0, place])
    return Break(
        date=pd.Timestamp(frame.index[cuts[place]]),
        before=float(before[0, place]),
        after=float(after[0, place]),
        statistic=largest,
        p_value=float((1 + (simulated >= largest).sum()) / (draws + 1)),
    )


def _differences(
    samples: NDArray[np.float64], cuts: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return statistic and correlations before and after each cut; samples are (draws, n, 2)."""
    x, y = samples[..., 0], samples[..., 1]
    sums = np.cumsum(np.stack([x, y, x * x, y * y, x * y]), axis=2)
    n = samples.shape[1]
    first = sums[:, :, cuts - 1]
    before = _correlation(first, cuts)
    after = _correlation(sums[:, :, -1:] - first, n - cuts)
    error = np.sqrt(1 / (cuts - 3) + 1 / (n - cuts - 3))
    return np.abs(np.arctanh(before) - np.arctanh(after)) / error, before, after


def _correlation(sums: NDArray[np.float64], counts: NDArray[np.intp]) -> NDArray[np.float64]:
    x, y, xx, yy, xy = sums
    covariance = xy - x * y / counts
    scale = np.sqrt((xx - x * x / counts) * (yy - y * y / counts))
    result: NDArray[np.float64] = covariance / scale
    return result
