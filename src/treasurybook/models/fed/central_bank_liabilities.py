"""The other side of a central bank's balance sheet when its assets fall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Liabilities:
    """The other side of the balance sheet at the end of each month, USD bn."""

    currency: Array
    treasury_account: Array
    other: Array
    reverse_repo: Array
    reserves: Array


def liabilities(
    assets: npt.ArrayLike,
    *,
    currency: float,
    currency_growth: float,
    treasury_account: float,
    reserves: float,
    reverse_repo: float,
    reverse_repo_floor: float = 0.0,
) -> Liabilities:
    """Say what must give when assets fall: reverse repo first, then reserves.

    Parameters
    ----------
    assets
        Total assets at the start and then at the end of each month, shape (months + 1,).
    currency, currency_growth
        Currency at the start, and its growth a year as a fraction.
    treasury_account
        The Treasury's deposit, held constant.
    reserves, reverse_repo
        Both at the start. What is then left of assets, all other liabilities and capital, is held
        constant.
    reverse_repo_floor
        What is left of reverse repurchase agreements in the end. Until then they absorb the whole
        fall of assets and the growth of currency; a rise goes to reserves.

    Returns
    -------
    Liabilities
        At the start and the end of each month; they add up to `assets`.

    Raises
    ------
    ValueError
        If assets no longer cover currency and the Treasury's deposit, so that reserves would be
        negative.
    """
    total = np.asarray(assets, dtype=float)
    notes = currency * (1 + currency_growth) ** (np.arange(total.size) / 12)
    other = total[0] - currency - treasury_account - reserves - reverse_repo
    free = total - notes - treasury_account - other
    drained = np.maximum(reserves + reverse_repo - free, 0.0)
    repo = np.maximum(reverse_repo - drained, min(reverse_repo_floor, reverse_repo))
    left = free - repo
    if np.any(left < 0):
        month = int(np.argmax(left < 0))
        raise ValueError(f"reserves would be {left[month]:.1f} in month {month}: assets too low")
    constant = np.ones_like(total)
    return Liabilities(notes, treasury_account * constant, other * constant, repo, left)
