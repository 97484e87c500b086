"""Runoff of a central bank's securities under monthly caps: exact bookkeeping.

Each month the principal that falls due is redeemed up to a cap and the rest is reinvested. The
plan of the Federal Open Market Committee of 4 May 2022 redeems Treasury coupon securities first
and lets bills run off only as far as the coupons fall short of the cap:

    coupons redeemed = min(cap, coupons maturing)
    bills redeemed   = min(bills maturing, cap - coupons redeemed)

Agency mortgage-backed securities have no maturity to wait for; their principal comes in as
borrowers repay, and their cap binds only if more comes in.

Amounts are in USD bn and never negative; time runs in months, the first being month 0. Everything
is vectorised over scenarios: caps may have shape (months,) or (scenarios, months).
"""

from __future__ import annotations

from collections.abc import Callable
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


def first_month(path: npt.ArrayLike, bound: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the number of months until a path is at or below a bound, -1 if it never is.

    Parameters
    ----------
    path
        Values at the end of each month, shape (…, months).
    bound
        A number or of a shape that broadcasts against `path`.

    Returns
    -------
    numpy.ndarray
        1 if the path is there at the end of the first month.
    """
    below = np.asarray(path, dtype=float) <= np.asarray(bound, dtype=float)
    return np.where(below.any(axis=-1), below.argmax(axis=-1) + 1, -1)


def within_months(
    opening: float, ends: npt.ArrayLike, month: npt.ArrayLike, passed: npt.ArrayLike
) -> Array:
    """Place a path of month-ends on days inside the months.

    Parameters
    ----------
    opening
        Level before the first month, USD bn.
    ends
        Levels at the end of each month, shape (months,).
    month
        Number of the month in which each day lies, shape (days,).
    passed
        Share of the month's change that has happened by the end of each day, from 0 to 1.

    Returns
    -------
    numpy.ndarray
        Levels at the end of each day, shape (days,).

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1.
    """
    share = np.asarray(passed, dtype=float)
    if np.any((share < 0) | (share > 1)):
        raise ValueError("a share of the month's change lies outside 0 to 1")
    levels: Array = np.r_[float(opening), np.asarray(ends, dtype=float)]
    index = np.asarray(month, dtype=int)
    placed: Array = levels[index] + np.diff(levels)[index] * share
    return placed


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
