"""Scores of forecasts, benchmarks for them, and what few and entangled forecasts can tell.

A score is *proper* if nobody can expect a better one by saying anything but what he believes
(Gneiting and Raftery 2007, *Journal of the American Statistical Association* 102, 359-378). All
scores here are losses: smaller is better, 0 is perfect.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest, norm

EXACT_UP_TO = 16
"""Clusters up to which every pattern of signs is tried rather than a sample of them."""


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


def pinball(quantile: ArrayLike, outcome: ArrayLike, tau: float) -> NDArray[np.float64]:
    """Return the quantile (pinball) loss: `tau` times what lies above, 1 - `tau` what lies below.

    Koenker and Bassett (1978); the interval score is 2 / (1 - level) times the sum of the losses
    of its two ends. Units and errors as in `interval_score`.
    """
    _probability(tau, "tau")
    gap = np.asarray(outcome, dtype=float) - np.asarray(quantile, dtype=float)
    loss: NDArray[np.float64] = np.maximum(tau * gap, (tau - 1) * gap)
    return loss


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


def clopper_pearson(hits: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for a probability, from hits in independent trials.

    Clopper and Pearson (1934): it covers the truth at least as often as `level` says. Without any
    trial it is 0 to 1.

    Raises
    ------
    ValueError
        If there are more hits than trials, or fewer than none.
    """
    if not 0 <= hits <= trials:
        raise ValueError(f"{hits} hits in {trials} trials are impossible")
    if trials == 0:
        return 0.0, 1.0
    low, high = binomtest(hits, trials).proportion_ci(level, method="exact")
    return float(low), float(high)


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


def effective_number(clusters: Sequence[Hashable]) -> float:
    """Return how many independent forecasts a clustered set is worth if clusters stand or fall.

    Kish's measure for unequal weights, the squared number over the sum of squared sizes: the number
    itself if no two share an outcome, 1 if all do.

    Raises
    ------
    ValueError
        If there is none.
    """
    if len(clusters) == 0:
        raise ValueError("there are no forecasts")
    sizes = pd.Series(list(clusters)).value_counts().to_numpy(dtype=float)
    return float(sizes.sum() ** 2 / (sizes**2).sum())


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


@dataclass(frozen=True)
class Benchmark:
    """What a series said of its own future on one day.

    Attributes
    ----------
    value
        The last value known, or the one of the same season; in the unit of the series.
    typical_error
        Root mean square of the errors that the same rule made before; nan if there are too few.
    steps
        Observations from the last one known to the one forecast.
    past
        Errors of the rule before, in the unit of the series.
    """

    value: float
    typical_error: float
    steps: int
    past: NDArray[np.float64]


def no_change(
    history: pd.Series,
    made_on: pd.Timestamp,
    due: pd.Timestamp,
    *,
    lag_days: int = 0,
    season: int = 0,
    years: float = 20,
    least: int = 8,
) -> Benchmark:
    """Return the forecast of no change, and how wrong such forecasts had been.

    Parameters
    ----------
    history
        Values by ascending date, the end of the period where it is one; nan where one is missing.
    made_on, due
        Day of the forecast, and day for which it is made; the step is the number of observations
        between the last one known and the last one up to `due`.
    lag_days
        Days from the end of a period to its publication.
    season
        Observations a year if the same season of the year before is taken instead, else 0.
    years
        Years before `made_on` whose errors are used: data after that day are never looked at.
    least
        Errors that are needed for `typical_error`.

    Raises
    ------
    ValueError
        If nothing was known on that day, or nothing is due after it.
    """
    known = history[history.index <= made_on - pd.Timedelta(days=lag_days)]
    if known.empty:
        raise ValueError(f"nothing was known on {made_on:%Y-%m-%d}")
    steps = int((history.index <= due).sum()) - len(known)
    if steps < 1:
        raise ValueError(f"nothing falls due between {made_on:%Y-%m-%d} and {due:%Y-%m-%d}")
    back = steps
    while season and back % season:
        back += 1
    first = made_on - pd.DateOffset(days=round(years * 365.25))
    values = known[known.index >= first].to_numpy(dtype=float)
    past = values[back:] - values[:-back] if len(values) > back else np.array([])
    past = past[~np.isnan(past)]
    typical = float(np.sqrt(np.mean(past**2))) if len(past) >= least else float("nan")
    at = len(known) - 1 - (back - steps)
    if at < 0:
        raise ValueError(f"the season before {made_on:%Y-%m-%d} is not in the history")
    return Benchmark(float(known.iloc[at]), typical, steps, past)


@dataclass(frozen=True)
class BaseRate:
    """How often something happened in windows before a day.

    Attributes
    ----------
    hits, windows
        Windows in which it happened, and all windows.
    """

    hits: int
    windows: int

    @property
    def probability(self) -> float:
        """The share, drawn to one half as by one more hit and one more miss (Laplace's rule)."""
        return (self.hits + 1) / (self.windows + 2)


def base_rate(
    history: pd.Series | pd.DataFrame,
    made_on: pd.Timestamp,
    days: int,
    happened: Callable[[pd.DataFrame], bool],
    *,
    after: int = 0,
) -> BaseRate:
    """Count how often an event happened in earlier windows as long as the horizon of a forecast.

    The windows step back from the day of the forecast by their own length, so that no two overlap,
    and all end before that day.

    Parameters
    ----------
    history
        One series, or several side by side, by date.
    made_on
        Day of the forecast.
    days
        Length of the horizon in days.
    happened
        Takes a window, its first row the state on its first day, and says whether the event
        happened; single series come as a table with one column.
    after
        Days that are shown beyond the horizon, for events that only the sequel confirms.

    Raises
    ------
    ValueError
        If there is no whole window before that day.
    """
    table = pd.DataFrame(history).dropna()
    hits = windows = 0
    span = pd.Timedelta(days=days + after)
    start = made_on - span
    while start >= table.index[0]:
        window = table.loc[start : start + span]
        state = table.loc[:start].iloc[-1:]
        if not window.index.isin(state.index).any():
            window = pd.concat([state, window])
        if len(window) > 1:
            windows += 1
            hits += bool(happened(window))
        start -= span
    if not windows:
        raise ValueError(f"no whole window of {days + after} days before {made_on:%Y-%m-%d}")
    return BaseRate(hits, windows)


def _probability(x: float, name: str) -> None:
    if not 0 < x < 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {x}")
