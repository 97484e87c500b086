"""Runoff of a central bank's Treasuries under monthly caps: exact bookkeeping.

Each month the principal that falls due is redeemed up to a cap and the rest is reinvested. The
plan of the Federal Open Market Committee of 4 May 2022 redeems Treasury coupon securities first
and lets bills run off only as far as the coupons fall short of the cap:

    coupons redeemed = min(cap, coupons maturing)
    bills redeemed   = min(bills maturing, cap - coupons redeemed)

Amounts are in USD bn and never negative; time runs in months, the first being month 0. Everything
is vectorised over scenarios: caps may have shape (months,) or (scenarios, months).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ladder:
    """Treasury principal by month of maturity; element 0 matures in the first month simulated.

    Parameters
    ----------
    nominal
        Notes, bonds and floating-rate notes.
    indexed
        Inflation-protected securities, with the inflation compensation accrued so far.
    bills
        Bills.
    """

    nominal: Array
    indexed: Array
    bills: Array

    def __post_init__(self) -> None:
        for name in ("nominal", "indexed", "bills"):
            if np.any(np.asarray(getattr(self, name)) < 0):
                raise ValueError(f"{name}: holdings are negative in some month")


@dataclass(frozen=True)
class Mix:
    """Where reinvested principal goes: shares by months to maturity; element 0 is one month.

    The shares of `nominal` and `indexed` together are 1, and those of `bills` are 1.
    """

    nominal: Array
    indexed: Array
    bills: Array

    def __post_init__(self) -> None:
        coupons = float(np.sum(self.nominal) + np.sum(self.indexed))
        for name, total in (("coupons", coupons), ("bills", float(np.sum(self.bills)))):
            if not np.isclose(total, 1.0):
                raise ValueError(f"the shares of {name} sum to {total:.6g}, not to 1")


@dataclass(frozen=True)
class TreasuryPath:
    """Result of `simulate_treasuries`: arrays of shape (…, months), USD bn.

    `nominal`, `indexed` and `bills` are holdings at the end of the month, the others flows.
    """

    nominal: Array
    indexed: Array
    bills: Array
    coupons_maturing: Array
    bills_maturing: Array
    coupons_redeemed: Array
    bills_redeemed: Array
    accretion: Array

    @property
    def total(self) -> Array:
        """Treasuries held at the end of the month."""
        return self.nominal + self.indexed + self.bills


def simulate_treasuries(
    ladder: Ladder, caps: npt.ArrayLike, mix: Mix, inflation: npt.ArrayLike = 0.0
) -> TreasuryPath:
    """Run Treasuries off under monthly caps.

    Parameters
    ----------
    ladder
        Holdings at the start.
    caps
        Cap of each month, shape (months,) or (scenarios, months).
    mix
        Where reinvested principal goes; coupons into coupons, bills into bills.
    inflation
        Growth of the index of protected securities in each month, as a fraction, a number or of
        shape (months,). It accrues on what is held at the start of the month, before redemption.
        Deflation lowers the compensation.

    Returns
    -------
    TreasuryPath

    Raises
    ------
    ValueError
        If a cap is negative.

    Notes
    -----
    Identity, every month: holdings end = holdings start + accretion - redeemed.
    """
    limit = np.atleast_2d(np.asarray(caps, dtype=float))
    if np.any(limit < 0):
        raise ValueError("a cap is negative")
    scenarios, months = limit.shape
    growth = np.broadcast_to(np.asarray(inflation, dtype=float), (months,))
    reach = months + max(len(mix.nominal), len(mix.indexed), len(mix.bills)) + 1
    length = max(reach, len(ladder.nominal), len(ladder.indexed), len(ladder.bills))
    nominal, indexed, bills = (
        np.tile(np.pad(part, (0, length - len(part))), (scenarios, 1)).astype(float)
        for part in (ladder.nominal, ladder.indexed, ladder.bills)
    )
    out = {name: np.zeros((scenarios, months)) for name in TreasuryPath.__dataclass_fields__}

    for t in range(months):
        accretion = indexed[:, t:] * growth[t]
        indexed[:, t:] += accretion
        coupons_due, bills_due = nominal[:, t] + indexed[:, t], bills[:, t].copy()
        coupons_out = np.minimum(limit[:, t], coupons_due)
        bills_out = np.minimum(bills_due, limit[:, t] - coupons_out)
        nominal[:, t], indexed[:, t], bills[:, t] = 0.0, 0.0, 0.0
        for held, shares, amount in (
            (nominal, mix.nominal, coupons_due - coupons_out),
            (indexed, mix.indexed, coupons_due - coupons_out),
            (bills, mix.bills, bills_due - bills_out),
        ):
            held[:, t + 1 : t + 1 + len(shares)] += amount[:, None] * shares
        for name, amount in (
            ("nominal", nominal.sum(axis=1)),
            ("indexed", indexed.sum(axis=1)),
            ("bills", bills.sum(axis=1)),
            ("coupons_maturing", coupons_due),
            ("bills_maturing", bills_due),
            ("coupons_redeemed", coupons_out),
            ("bills_redeemed", bills_out),
            ("accretion", accretion.sum(axis=1)),
        ):
            out[name][:, t] = amount
    single = np.ndim(caps) == 1
    return TreasuryPath(**{name: a[0] if single else a for name, a in out.items()})
