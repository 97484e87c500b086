"""What a run on dollar stablecoins forces their issuers to sell.

An issuer pays redemptions first from cash, then from overnight repo that it does not renew, then
from bills that mature in time. Only what is left must be sold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reserve:
    """Composition of a reserve, shares of the coins outstanding.

    Parameters
    ----------
    bills
        Treasury bills, maturing evenly over `longest_bill` days.
    repo
        Overnight repo.
    cash
        Deposits at hand.
    longest_bill
        Days; the GENIUS Act allows 93.

    Raises
    ------
    ValueError
        If a share is negative, they exceed one, or `longest_bill` is not positive.
    """

    bills: float
    repo: float
    cash: float = 0.0
    longest_bill: float = 93.0

    def __post_init__(self) -> None:
        shares = (self.bills, self.repo, self.cash)
        if min(shares) < 0 or sum(shares) > 1 + 1e-9:
            raise ValueError(f"shares must be positive and sum to at most 1, got {shares}")
        if self.longest_bill <= 0:
            raise ValueError(f"longest_bill must be positive, got {self.longest_bill}")


def bills_sold(reserve: Reserve, supply: ArrayLike, redeemed: ArrayLike, days: ArrayLike) -> Array:
    """Return the bills that must be sold before they mature.

    Parameters
    ----------
    reserve
        Composition of the reserve.
    supply
        Coins outstanding before the run, USD bn.
    redeemed
        Share of them redeemed, 0 to 1.
    days
        Days that the run lasts.

    Returns
    -------
    ndarray
        USD bn: at least nothing, at most the bills that have not matured by then.

    Raises
    ------
    ValueError
        If a redeemed share lies outside 0 to 1.
    """
    run = np.asarray(redeemed, float)
    if np.any((run < 0) | (run > 1)):
        raise ValueError(f"redeemed must lie between 0 and 1, got {run}")
    matured = reserve.bills * np.clip(np.asarray(days, float) / reserve.longest_bill, 0, 1)
    need = run - reserve.cash - reserve.repo - matured
    return np.asarray(np.asarray(supply, float) * np.clip(need, 0, reserve.bills - matured))
