"""Runoff of a central bank's mortgage-backed securities under monthly caps.

Such securities have no maturity to wait for: their principal comes in as borrowers repay, and a cap
binds only if more comes in. Amounts are in USD bn and never negative; time runs in months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MortgagePath:
    """Result of `simulate_mortgages`: arrays of shape (…, months), USD bn.

    `held` is the balance at the end of the month, the others flows.
    """

    held: Array
    principal: Array
    redeemed: Array
    sold: Array


def simulate_mortgages(
    balance: float,
    caps: npt.ArrayLike,
    principal: Callable[[Array, int], npt.ArrayLike],
    *,
    sell: bool = False,
) -> MortgagePath:
    """Run mortgage-backed securities off under monthly caps.

    Parameters
    ----------
    balance
        Principal held at the start.
    caps
        Cap of each month, shape (months,) or (scenarios, months).
    principal
        Gives the principal received in a month from the balance at its start (one number a
        scenario) and the number of the month.
    sell
        Whether securities are sold to reach the cap when too little principal comes in. What
        comes in above the cap is reinvested in such securities either way.

    Returns
    -------
    MortgagePath
        With held end = held start - redeemed - sold.

    Raises
    ------
    ValueError
        If the balance, a cap or a payment is negative.
    """
    limit = np.atleast_2d(np.asarray(caps, dtype=float))
    if balance < 0 or np.any(limit < 0):
        raise ValueError("the balance or a cap is negative")
    scenarios, months = limit.shape
    held = np.full(scenarios, float(balance))
    out = {name: np.zeros((scenarios, months)) for name in MortgagePath.__dataclass_fields__}
    for t in range(months):
        paid = np.minimum(np.asarray(principal(held, t), dtype=float), held)
        if np.any(paid < 0):
            raise ValueError(f"principal received in month {t} is negative")
        redeemed = np.minimum(paid, limit[:, t])
        sold = np.minimum(limit[:, t] - redeemed, held - redeemed) if sell else 0.0 * redeemed
        held = held - redeemed - sold
        for name, amount in (
            ("held", held),
            ("principal", paid),
            ("redeemed", redeemed),
            ("sold", sold),
        ):
            out[name][:, t] = amount
    single = np.ndim(caps) == 1
    return MortgagePath(**{name: a[0] if single else a for name, a in out.items()})
