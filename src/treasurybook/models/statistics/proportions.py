"""Shares of small samples: how sure they are, and whether groups differ by more than chance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binomtest, percentileofscore


def wilson(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the score interval of a share.

    Parameters
    ----------
    hits, n
        Successes and trials, 0 <= hits <= n.
    level
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper bound, 0 to 1; the whole range where there are no trials.

    Raises
    ------
    ValueError
        If the counts or the level are impossible.

    Notes
    -----
    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22.
    Unlike the textbook interval it neither leaves 0 to 1 nor shrinks to nothing when all or none
    succeed.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} hits of {n} trials: hits must lie between 0 and the trials")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    if n == 0:
        return 0.0, 1.0
    # held against its own share, for which nothing need be searched: the interval asks for no test
    low, high = binomtest(hits, n, hits / n).proportion_ci(level, method="wilson")
    return float(low), float(high)


def shares(data: pd.DataFrame, by: list[str], hit: str, level: float = 0.95) -> pd.DataFrame:
    """Return the share of hits in each group, with its score interval.

    Parameters
    ----------
    data
        One row a trial.
    by
        Columns that make the groups.
    hit
        Column of booleans.
    level
        Coverage of the interval.

    Returns
    -------
    DataFrame
        One row a group: its columns, n, hits, and share, low, high in percent.
    """
    counted = data.groupby(by, sort=False, observed=True)[hit].agg(["size", "sum"]).reset_index()
    counted = counted.rename(columns={"size": "n", "sum": "hits"})
    counted["hits"] = counted["hits"].astype(int)
    bounds = [wilson(k, n, level) for k, n in zip(counted["hits"], counted["n"], strict=True)]
    return counted.assign(
        share=100 * counted["hits"] / counted["n"],
        low=[100 * low for low, _ in bounds],
        high=[100 * high for _, high in bounds],
    )


def permutation_test(
    groups: npt.ArrayLike,
    hits: npt.ArrayLike,
    *,
    strata: npt.ArrayLike | None = None,
    draws: int = 5000,
    seed: int = 0,
) -> float:
    """Return how often chance makes groups differ as much as they do.

    Hits are dealt anew among the trials, and Pearson's chi-square of groups by hit is compared with
    the true one.

    Parameters
    ----------
    groups, hits
        Group of each trial, and whether it succeeded.
    strata
        Group within which hits are dealt, such as the kind of statement: the answer is then what
        remains when the groups differ in their mix of strata. None deals among all.
    draws, seed
        Number of deals, and the seed of the generator.

    Returns
    -------
    float
        The p-value, (1 + deals at least as far apart) / (1 + deals).

    Raises
    ------
    ValueError
        If there is no trial, or groups and hits differ in number.
    """
    codes, sizes = _groups(groups)
    outcomes = np.asarray(hits, dtype=float)
    if outcomes.size == 0 or outcomes.size != codes.size:
        raise ValueError(f"{codes.size} groups and {outcomes.size} hits")
    layers = np.zeros(len(outcomes)) if strata is None else pd.factorize(np.asarray(strata))[0]
    members = [np.flatnonzero(layers == layer) for layer in np.unique(layers)]
    true = _statistic(codes, sizes, outcomes)
    rng = np.random.default_rng(seed)
    dealt = outcomes.copy()
    as_far = 0
    for _ in range(draws):
        for where in members:
            dealt[where] = rng.permutation(outcomes[where])
        as_far += _statistic(codes, sizes, dealt) >= true - 1e-9
    return (1 + as_far) / (1 + draws)


def standing(history: pd.Series) -> float:
    """Return the percentile of the last observation among all, itself included, 0 to 100.

    Raises
    ------
    ValueError
        If there is no observation.
    """
    known = history.dropna()
    if known.empty:
        raise ValueError("a history without observations has no last one to place")
    return float(percentileofscore(known, known.iloc[-1], kind="mean"))


def _groups(groups: npt.ArrayLike) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    codes = pd.factorize(np.asarray(groups))[0]
    return codes, np.bincount(codes)


def _statistic(
    codes: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp], hits: npt.NDArray[np.float64]
) -> float:
    share = hits.mean()
    if share in (0, 1):
        return 0.0
    found = np.bincount(codes, weights=hits, minlength=len(sizes))
    return float((((found - sizes * share) ** 2) / (sizes * share * (1 - share))).sum())
