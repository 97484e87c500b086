"""The Treasury cash-futures basis trade: its return, its leverage, and a forced unwinding.

The trade buys a Treasury, borrows nearly all of its price in repo and sells the future. Prices
are per 100 of face value, rates in percent a year on actual/360, money in one common unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd


def implied_repo_rate(
    full_price: float, futures_price: float, conversion_factor: float, accrued: float, days: int
) -> float:
    """Return what buying a bond and delivering it into the future earns.

    ``(F · c + a - P) / P · 360 / days`` without a coupon on the way (Burghardt and Belton, The
    Treasury Bond Basis).

    Parameters
    ----------
    full_price
        Price paid now with accrued interest.
    futures_price, conversion_factor
        Future, and the factor by which this bond is delivered.
    accrued
        Accrued interest at delivery.
    days
        Days to delivery, above zero.

    Returns
    -------
    float
        Percent a year, actual/360.

    Raises
    ------
    ValueError
        If no days are left.
    """
    if days <= 0:
        raise ValueError(f"delivery must lie ahead, got {days} days")
    invoice = futures_price * conversion_factor + accrued
    return 100 * (invoice - full_price) / full_price * 360 / days


def return_on_equity(implied_repo: float, repo: float, leverage: float) -> float:
    """Return what the trade earns on equity, percent a year.

    ``r + L · (irr - r)``: equity earns the repo rate, and every unit of position the margin
    between the implied and the actual repo rate.
    """
    return repo + leverage * (implied_repo - repo)


@dataclass(frozen=True)
class Unwinding:
    """Outcome of a forced unwinding.

    Attributes
    ----------
    rounds
        One row a round: ``sold``, ``position`` left, ``yield_move`` so far in basis points.
    sold
        Sold in all, unit of the position.
    yield_move
        Rise of the yield, basis points.
    amplification
        All sales over those of the first round.
    """

    rounds: pd.DataFrame
    sold: float
    yield_move: float
    amplification: float


def unwind(
    position: float,
    leverage: float,
    *,
    loss: float,
    impact: float,
    margin_rise: float = 0.0,
    duration: float = 6.0,
    unhedged: float = 0.25,
    stop: float = 1e-4,
    limit: int = 500,
) -> Unwinding:
    """Follow a deleveraging spiral round by round.

    Equity is position / leverage. A first loss and a rise of the margin leave too little of it; the
    position is cut until the required share of equity is met again. Selling raises the yield by
    `impact` for each unit sold; as the future does not follow fully, the share `unhedged` of the
    bond's price fall is a loss on what is left; so funds sell again.

    Parameters
    ----------
    position
        Bonds held, for instance in USD bn.
    leverage
        Position over equity, above 1.
    loss
        First loss, percent of the position.
    impact
        Basis points of yield for each unit of position sold.
    margin_rise
        Rise of the required equity, percent of the position.
    duration
        Modified duration of the bonds, years.
    unhedged
        Share of the price fall that the future does not offset, 0 to 1.
    stop, limit
        Smallest sale that counts, as a share of the first position, and number of rounds.

    Returns
    -------
    Unwinding

    Raises
    ------
    ValueError
        If leverage is 1 or below, or the unhedged share is not between 0 and 1.
    """
    if leverage <= 1:
        raise ValueError(f"leverage must be above 1, got {leverage}")
    if not 0 <= unhedged <= 1:
        raise ValueError(f"the unhedged share must lie between 0 and 1, got {unhedged}")
    required = 1 / leverage + margin_rise / 100
    left, equity, sold = position, position / leverage - position * loss / 100, 0.0
    rows = []
    for number in range(1, limit + 1):
        target = min(max(equity / required, 0.0), left)
        sale = left - target
        if sale <= stop * position:
            break
        left, sold = target, sold + sale
        equity -= left * duration * unhedged * impact * sale / 1e4
        rows.append((number, sale, left, impact * sold))
    rounds = pd.DataFrame(rows, columns=["round", "sold", "position", "yield_move"])
    first = rows[0][1] if rows else 0.0
    return Unwinding(rounds, sold, impact * sold, sold / first if first else 1.0)


def critical_position(
    leverage: float, *, impact: float, duration: float = 6.0, unhedged: float = 0.25
) -> float:
    """Return the position above which every round of selling is larger than the one before.

    A sale of one unit costs the rest ``position · duration · unhedged · impact / 10⁴`` of equity
    and so forces sales of `leverage` times that: the spiral explodes where this exceeds one.

    Parameters
    ----------
    leverage, impact, duration, unhedged
        As for `unwind`.

    Returns
    -------
    float
        In the unit of the position; infinite without impact.
    """
    chain = leverage * duration * unhedged * impact
    return math.inf if chain == 0 else 1e4 / chain
