"""Room under a leverage ratio: capital over exposure must not fall below a percentage."""

from __future__ import annotations


def extra_exposure(capital: float, ratio_before: float, ratio_after: float) -> float:
    """Return by how much exposure may grow when a required leverage ratio is lowered.

    ``K · (1/r₁ - 1/r₀)``, for a bank for which the ratio binds before and after.

    Parameters
    ----------
    capital
        Tier 1 capital, in any unit of money.
    ratio_before, ratio_after
        Required ratios, percent.

    Returns
    -------
    float
        Unit of `capital`; negative if the ratio is raised.

    Raises
    ------
    ValueError
        If a ratio is zero or below.
    """
    if min(ratio_before, ratio_after) <= 0:
        raise ValueError("a leverage ratio must be above zero percent")
    return capital * (100 / ratio_after - 100 / ratio_before)
