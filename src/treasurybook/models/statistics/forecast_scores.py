"""Scores of forecasts.

A score is *proper* if nobody can expect a better one by saying anything but what he believes
(Gneiting and Raftery 2007, *Journal of the American Statistical Association* 102, 359-378). All
scores here are losses: smaller is better, 0 is perfect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


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


def _probability(x: float, name: str) -> None:
    if not 0 < x < 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {x}")
