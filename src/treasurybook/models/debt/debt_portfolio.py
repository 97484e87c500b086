"""Roll a stock of debt forward under a chosen share of bills and a given yield curve.

Time runs in months. Securities pay par on maturity; interest accrues on the stock at the start of
the month at the rate at which each security was issued. At the end of the month the maturing debt
and the growth of the total are refinanced: bills up to their target share, the rest in notes and
bonds at fixed proportions. The total is given, so interest saved or added does not itself change
what is borrowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stock:
    """Debt outstanding at the start.

    Attributes
    ----------
    due
        Notes and bonds by months to maturity, USD bn; ``due[0]`` matures in the first month.
    rates
        Their average coupon by months to maturity, percent.
    bills
        Bills outstanding, USD bn, taken to be spread evenly over `bill_months` months.
    bill_rate
        Their average rate, percent.
    bill_months
        Months from issue to maturity of a bill.
    """

    due: Array
    rates: Array
    bills: float
    bill_rate: float
    bill_months: int = 4

    @property
    def total(self) -> float:
        """Bills, notes and bonds, USD bn."""
        return float(self.due.sum() + self.bills)


def ladder(outstanding: pd.Series, months: pd.Series, coupons: pd.Series) -> tuple[Array, Array]:
    """Sort securities into a ladder by month of maturity.

    Parameters
    ----------
    outstanding
        Amount of each security, USD bn.
    months
        Whole months to maturity of each, 0 for the coming month.
    coupons
        Coupon of each, percent.

    Returns
    -------
    due, rates : np.ndarray
        Amount and amount-weighted coupon by month, as `Stock` takes them; rate 0 where none is due.

    Raises
    ------
    ValueError
        If a security has already matured, or lacks an amount or a coupon.
    """
    if (months < 0).any():
        raise ValueError("a security has matured: its months to maturity are negative")
    if outstanding.isna().any() or coupons.isna().any():
        raise ValueError("a security lacks its amount or its coupon")
    place = months.to_numpy(dtype=int)
    amount = outstanding.to_numpy(dtype=float)
    due: Array = np.bincount(place, weights=amount).astype(float)
    cost: Array = np.bincount(place, weights=amount * coupons.to_numpy(dtype=float)).astype(float)
    return due, np.divide(cost, due, out=np.zeros_like(cost), where=due > 0)


def roll_forward(
    stock: Stock,
    totals: pd.Series,
    curve: pd.DataFrame,
    bill_yield: pd.Series,
    bill_shares: Mapping[str, pd.Series],
    weights: Mapping[int, float],
) -> pd.DataFrame:
    """Roll the debt forward under several bill shares at once.

    Parameters
    ----------
    stock
        Debt at the start.
    totals
        Debt at the end of each month, USD bn; its index are the months simulated.
    curve
        Par yields in percent: one row a month, one column a tenor in years.
    bill_yield
        Yield of new bills, percent, by month.
    bill_shares
        Name of the mix -> target share of bills in the total by month, percent.
    weights
        Tenor in years -> share of the coupon issuance; they need not add up to one.

    Returns
    -------
    pd.DataFrame
        Long: ``mix``, ``date``, ``bill_share`` (percent, end of month), ``average_rate`` (percent,
        end of month), ``interest`` (USD bn in the month), ``maturing`` (USD bn in the month),
        ``maturity`` (weighted average, months, end of month) and ``coupon_issuance`` (USD bn).

    Raises
    ------
    ValueError
        If `curve`, `bill_yield` or a share does not cover the months, or a target cannot be
        reached without buying back coupon debt.
    """
    months = totals.index
    covered = {"curve": curve.dropna().index, "bill_yield": bill_yield.dropna().index}
    covered |= {name: share.dropna().index for name, share in bill_shares.items()}
    for name, index in covered.items():
        missing = months.difference(index)
        if len(missing):
            raise ValueError(f"{name} has no value for {missing[0]:%Y-%m}")
    tenors = list(weights)
    portions = np.array([weights[tenor] for tenor in tenors], dtype=float)
    portions /= portions.sum()
    reach = len(months) + max(stock.due.size, 12 * max(tenors) + 1)
    mixes = len(bill_shares)
    shares = np.array([bill_shares[name].loc[months].to_numpy() for name in bill_shares]) / 100
    yields = curve.loc[months, tenors].to_numpy()
    due, cost = np.zeros((mixes, reach)), np.zeros((mixes, reach))
    due[:, : stock.due.size] = stock.due
    cost[:, : stock.due.size] = stock.due * stock.rates
    bills_due, bills_cost = np.zeros((mixes, reach)), np.zeros((mixes, reach))
    bills_due[:, : stock.bill_months] = stock.bills / stock.bill_months
    bills_cost[:, : stock.bill_months] = stock.bills * stock.bill_rate / stock.bill_months

    rows = []
    for t, month in enumerate(months):
        interest = (cost[:, t:].sum(axis=1) + bills_cost[:, t:].sum(axis=1)) / 1200
        maturing = due[:, t] + bills_due[:, t]
        later = slice(t + 1, None)
        bills_left, coupons_left = bills_due[:, later].sum(axis=1), due[:, later].sum(axis=1)
        bills_new = np.maximum(shares[:, t] * totals[month] - bills_left, 0.0)
        coupons_new = totals[month] - bills_left - bills_new - coupons_left
        if (coupons_new < 0).any():
            raise ValueError(f"{month:%Y-%m}: the bill share cannot rise so fast without buybacks")
        place = t + stock.bill_months
        bills_due[:, place] += bills_new
        bills_cost[:, place] += bills_new * bill_yield[month]
        for tenor, portion, rate in zip(tenors, portions, yields[t], strict=True):
            due[:, t + 12 * tenor] += coupons_new * portion
            cost[:, t + 12 * tenor] += coupons_new * portion * rate
        held, paid = due[:, later] + bills_due[:, later], cost[:, later] + bills_cost[:, later]
        total = held.sum(axis=1)
        ahead = np.arange(held.shape[1]) + 0.5
        rows.append(
            pd.DataFrame(
                {
                    "mix": list(bill_shares),
                    "date": month,
                    "bill_share": 100 * bills_due[:, later].sum(axis=1) / total,
                    "average_rate": paid.sum(axis=1) / total,
                    "interest": interest,
                    "maturing": maturing,
                    "maturity": held @ ahead / total,
                    "coupon_issuance": coupons_new,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)
