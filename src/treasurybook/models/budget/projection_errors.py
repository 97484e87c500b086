"""Errors of budget projections as the Congressional Budget Office defines them.

CBO asks how good a projection would have been had Congress changed no law after it was made. It
therefore adds to a baseline the budgetary effect, as CBO recorded it in later baselines, of the
laws enacted since, compares the sum with the outcome and divides by the gross domestic product of
the fiscal year. `projection_errors` does this; with ``legislation=None`` it gives the plain error,
which is what a reader who wanted to know the outcome was exposed to.

Sources: CBO, An Evaluation of CBO's Projections of Deficits and Debt From 1984 to 2023
(publication 60664), and the public-domain data behind it (US-CBO/eval-projections).

Signs: deficits are negative balances throughout, as in CBO's files. A positive error means that
the deficit turned out smaller than projected.
"""

from __future__ import annotations

import pandas as pd

TWO_THIRDS = (1 / 6, 5 / 6)
"""Quantiles that hold the central two-thirds of a distribution."""


def later_legislation(baselines: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return the effect of the laws enacted after each projection was made.

    Parameters
    ----------
    baselines
        One row a projection, with columns ``baseline`` (month of the baseline, a date) and
        ``fiscal_year`` (the year projected).
    changes
        One row a legislative change, with columns ``baseline`` (the later baseline in which CBO
        recorded it), ``fiscal_year`` and ``change`` (in the sign of the projected quantity).

    Returns
    -------
    pd.Series
        Sum of the changes recorded after the projection, 0 where there are none; the index of
        `baselines`.
    """
    pairs = (
        baselines[["baseline", "fiscal_year"]]
        .reset_index(names="row")
        .merge(changes, on="fiscal_year", suffixes=("", "_recorded"))
    )
    later = pairs[pairs["baseline_recorded"] > pairs["baseline"]]
    total = later.groupby("row")["change"].sum()
    return total.reindex(baselines.index, fill_value=0.0).rename("legislation")


def projection_errors(
    projected: pd.Series,
    actual: pd.Series,
    gdp: pd.Series,
    legislation: pd.Series | None = None,
    *,
    balance: bool = True,
) -> pd.Series:
    """Return errors of projections in percent of gross domestic product.

    ``error = 100 * (projected + legislation - actual) / gdp``, and its negative for a balance, so
    that a positive number always means "projected larger than it was".

    Parameters
    ----------
    projected
        Projections, USD bn; a deficit is negative.
    actual, gdp
        Outcome and gross domestic product of the fiscal year projected, USD bn, in the same order.
    legislation
        Effect of later laws, USD bn, as from `later_legislation`; None for the plain error.
    balance
        True for a surplus or deficit (negative if a deficit), whose sign CBO turns; False for
        revenues, outlays and debt.

    Returns
    -------
    pd.Series
        Percent of gross domestic product.

    Raises
    ------
    ValueError
        If the inputs do not share one index: a shifted year would go unnoticed.
    """
    for name, other in (("actual", actual), ("gdp", gdp), ("legislation", legislation)):
        if other is not None and not other.index.equals(projected.index):
            raise ValueError(f"{name} and projected must have the same index; reindex {name} first")
    adjusted = projected if legislation is None else projected + legislation
    gap = 100 * (adjusted - actual) / gdp
    return (-gap if balance else gap).rename("error")


def summarise_errors(errors: pd.Series) -> pd.Series:
    """Return CBO's summary of a set of errors.

    Parameters
    ----------
    errors
        Percent (of gross domestic product, or of the outcome); missing values are left out.

    Returns
    -------
    pd.Series
        ``count``, ``mean``, ``mean_absolute``, ``root_mean_square`` and ``two_thirds_spread``,
        the width of the central two-thirds of the errors (linear interpolation between order
        statistics), the last four in the unit of the errors.
    """
    low, high = errors.quantile(list(TWO_THIRDS))
    return pd.Series(
        {
            "count": float(errors.count()),
            "mean": errors.mean(),
            "mean_absolute": errors.abs().mean(),
            "root_mean_square": (errors**2).mean() ** 0.5,
            "two_thirds_spread": high - low,
        }
    )


def coverage(errors: pd.Series, half_width: float) -> float:
    """Return the share of past errors that a range of a given half-width would have caught.

    Parameters
    ----------
    errors
        Past errors of projections made at the same distance from the outcome.
    half_width
        Half the width of the range, in the unit of the errors.

    Returns
    -------
    float
        Share between 0 and 1 of errors no larger in size than `half_width`: the range is laid
        around the projection itself, not around the best centre in hindsight.

    Raises
    ------
    ValueError
        If the half-width is negative, or there is no error.
    """
    if errors.dropna().empty:
        raise ValueError("there are no past errors that a range could have caught")
    if half_width < 0:
        raise ValueError(f"half_width must not be negative, got {half_width}")
    return float((errors.dropna().abs() <= half_width).mean())


def outcome_quantiles(projection: float, errors: pd.Series, levels: list[float]) -> pd.Series:
    """Return the distribution of outcomes around a projection if errors are as in the past.

    The error is projected less actual, so the outcome is the projection less an error, and the
    upper tail of the outcome comes from the lower tail of the errors.

    Parameters
    ----------
    projection
        The projection, for a deficit counted positive, percent of gross domestic product.
    errors
        Past errors in CBO's sign, same unit.
    levels
        Quantile levels between 0 and 1.

    Returns
    -------
    pd.Series
        Quantiles of ``projection - errors``, by level.

    Raises
    ------
    ValueError
        If there is no error.
    """
    if errors.dropna().empty:
        raise ValueError("there are no past errors from which outcomes could be drawn")
    outcomes: pd.Series = projection - errors.dropna()
    quantiles: pd.Series = outcomes.quantile(levels)
    return quantiles


def split_of_miss(projected: float, actual: float, changes: pd.Series) -> pd.Series:
    """Split the gap between a projection and the outcome by the causes that CBO recorded.

    Parameters
    ----------
    projected, actual
        USD bn, in the sign of CBO's files.
    changes
        Later revisions of the projection summed by cause (legislative, economic, technical),
        USD bn.

    Returns
    -------
    pd.Series
        `changes`, then ``after the last baseline`` (what no baseline had recorded) and ``total``,
        which equals ``actual - projected``.
    """
    total = actual - projected
    rest = pd.Series({"after the last baseline": total - changes.sum(), "total": total})
    split: pd.Series = pd.concat([changes, rest])
    return split
