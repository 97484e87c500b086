"""Scores of forecasts.

A score is *proper* if nobody can expect a better one by saying anything but what he believes
(Gneiting and Raftery 2007, *Journal of the American Statistical Association* 102, 359-378). All
scores here are losses: smaller is better, 0 is perfect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm


def interval_score(
    lower: ArrayLike, upper: ArrayLike, outcome: ArrayLike, level: float
) -> NDArray[np.float64]:
    """Return the interval score of Winkler: the width, plus a fine for what falls outside.

    Gneiting and Raftery (2007), equation 43, for the central interval of probability `level`; the
    fine is 2 / (1 - level) for each unit by which the outcome lies outside.

    Parameters
    ----------
    lower, upper
        Ends of the interval.
    outcome
        What happened, in the same unit.
    level
        Probability that the interval is meant to hold, between 0 and 1, both excluded.

    Returns
    -------
    numpy.ndarray
        Not negative, in the unit of the outcome.

    Raises
    ------
    ValueError
        If an interval is upside down or the level is not a probability.
    """
    low, high, seen = (np.asarray(x, dtype=float) for x in (lower, upper, outcome))
    if np.any(low > high):
        raise ValueError("the lower end of an interval lies above its upper end")
    _probability(level, "level")
    outside = np.maximum(low - seen, 0) + np.maximum(seen - high, 0)
    score: NDArray[np.float64] = high - low + 2 / (1 - level) * outside
    return score


def crps_normal(mean: ArrayLike, sd: ArrayLike, outcome: ArrayLike) -> NDArray[np.float64]:
    """Return the continuous ranked probability score of a normal forecast.

    Gneiting and Raftery (2007), section 4.2, with the sign turned so that smaller is better. For a
    spread of 0 it is the absolute error, so that points and distributions can be compared.

    Parameters
    ----------
    mean, sd
        Of the forecast; `sd` not negative.
    outcome
        What happened, in the same unit.

    Raises
    ------
    ValueError
        If a standard deviation is negative.
    """
    centre, spread, seen = np.broadcast_arrays(
        *(np.asarray(x, dtype=float) for x in (mean, sd, outcome))
    )
    if np.any(spread < 0):
        raise ValueError("a standard deviation must not be negative")
    safe = np.where(spread > 0, spread, 1.0)
    z = (seen - centre) / safe
    spread_out = safe * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    score: NDArray[np.float64] = np.where(spread > 0, spread_out, np.abs(seen - centre))
    return score


def normal_of(lower: float, upper: float, level: float) -> tuple[float, float]:
    """Return mean and standard deviation of the normal whose central interval is the given one.

    Raises
    ------
    ValueError
        If the interval is empty or the level is not a probability.
    """
    if lower >= upper:
        raise ValueError(f"the interval {lower} to {upper} is empty")
    _probability(level, "level")
    return (lower + upper) / 2, (upper - lower) / (2 * float(norm.ppf((1 + level) / 2)))


def brier(probability: ArrayLike, outcome: ArrayLike) -> NDArray[np.float64]:
    """Return the Brier score: the squared distance of a probability from 1 or 0.

    Brier (1950), in the form for one event, which runs from 0 to 1; an outcome of one half (partly
    true) is allowed.

    Raises
    ------
    ValueError
        If a probability or an outcome lies outside 0 to 1.
    """
    said, seen = np.asarray(probability, dtype=float), np.asarray(outcome, dtype=float)
    if np.any((said < 0) | (said > 1)) or np.any((seen < 0) | (seen > 1)):
        raise ValueError("probabilities and outcomes lie between 0 and 1")
    score: NDArray[np.float64] = (said - seen) ** 2
    return score


def relative_error(errors: ArrayLike, benchmark: ArrayLike) -> float:
    """Return the mean absolute error over that of a benchmark: below 1, the forecast is nearer.

    The idea of Theil's U (1966), with absolute in the place of squared errors. Errors of unlike
    things must have been put on a common scale before.

    Raises
    ------
    ValueError
        If the benchmark makes no error at all.
    """
    own, other = np.abs(np.asarray(errors, float)), np.abs(np.asarray(benchmark, float))
    if not other.sum() > 0:
        raise ValueError("the benchmark makes no error: nothing to compare with")
    return float(own.mean() / other.mean())


def _probability(x: float, name: str) -> None:
    if not 0 < x < 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {x}")
