"""From a published list of the Fed's securities to a projection of its holdings.

The New York Fed lists the securities of the System Open Market Account (SOMA) one by one, and
summarises them every week. The list gives the maturities, the summary the totals; what is bought in
the market between two lists is in the summary only. So a list brought forward by auction awards
(`maturity_ladder.roll_forward`) is scaled to the summary, and then run off.

Amounts are USD bn of par; inflation compensation stands apart until a ladder is made.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from treasurybook.models.fed import maturity_ladder
from treasurybook.models.fed.runoff import Ladder, Mix, TreasuryPath, simulate_treasuries

TYPES = ("Bills", "NotesBonds", "TIPS", "FRNs")
"""Types of Treasury securities, as the lists name them."""

LONGEST = 360
"""Months to maturity of the longest security issued."""


def listed_treasuries(soma_holdings: pd.DataFrame) -> pd.DataFrame:
    """Return the Treasuries of a published list.

    Parameters
    ----------
    soma_holdings
        The list of one day, with the columns ``cusip``, ``security_type``, ``maturity_date``,
        ``par_usd_bn`` and ``inflation_compensation_usd_bn`` (empty but for TIPS).

    Returns
    -------
    pd.DataFrame
        Columns `maturity_ladder.HELD` and ``compensation``, USD bn.
    """
    treasuries = soma_holdings[soma_holdings["security_type"].isin(TYPES)]
    named = treasuries.rename(
        columns={"par_usd_bn": "par", "inflation_compensation_usd_bn": "compensation"}
    )
    return named[[*maturity_ladder.HELD, "compensation"]].fillna({"compensation": 0.0})


def awards_to_soma(auction_results: pd.DataFrame) -> pd.DataFrame:
    """Return what the Fed was awarded at auctions, in the terms of its lists.

    Parameters
    ----------
    auction_results
        One row an auction: ``cusip``, ``security_type`` ("Bill" or another), ``tips`` and ``frn``
        (truths), ``issue_date``, ``maturity_date`` and ``soma_accepted_usd_bn`` (empty if none).

    Returns
    -------
    pd.DataFrame
        Columns `maturity_ladder.HELD` and ``issue_date``; par in USD bn.
    """
    kinds = np.select(
        [
            auction_results["security_type"] == "Bill",
            auction_results["tips"],
            auction_results["frn"],
        ],
        ["Bills", "TIPS", "FRNs"],
        "NotesBonds",
    )
    par = auction_results["soma_accepted_usd_bn"].fillna(0.0)
    return auction_results.assign(par=par, security_type=kinds)[
        [*maturity_ladder.HELD, "issue_date"]
    ]


def scaled_to(
    holdings: pd.DataFrame, totals: Mapping[str, float], compensation: float
) -> pd.DataFrame:
    """Scale a list to published totals, type by type.

    Purchases whose securities are not known are thereby spread like those that are.

    Parameters
    ----------
    holdings
        As `listed_treasuries` returns them, perhaps brought forward.
    totals
        Published par by type, USD bn.
    compensation
        Published inflation compensation, USD bn.

    Raises
    ------
    ValueError
        If a type with a published total is not in the list.
    """
    listed = holdings.groupby("security_type")["par"].sum()
    missing = [kind for kind, total in totals.items() if total and not listed.get(kind, 0.0)]
    if missing:
        raise ValueError(f"the list holds no {', '.join(missing)}, but the totals do")
    factor = {kind: total / listed[kind] for kind, total in totals.items() if total}
    accrued = holdings["compensation"].sum()
    return holdings.assign(
        par=holdings["par"] * holdings["security_type"].map(factor),
        compensation=holdings["compensation"] * (compensation / accrued if accrued else 1.0),
    )


def ladder(holdings: pd.DataFrame, first: str) -> Ladder:
    """Return holdings by month of maturity.

    Parameters
    ----------
    holdings
        As `scaled_to` returns them.
    first
        The first month simulated, "2022-06"; what matures before is left out.
    """
    par = maturity_ladder.by_month(holdings).loc[first:]
    accrued = maturity_ladder.by_month(holdings, "compensation").loc[first:]
    return Ladder(
        nominal=(par["NotesBonds"] + par["FRNs"]).to_numpy(),
        indexed=(par["TIPS"] + accrued["TIPS"]).to_numpy(),
        bills=par["Bills"].to_numpy(),
    )


def reinvestment_mix(awards: pd.DataFrame) -> Mix:
    """Return where reinvested principal goes: as the awards were spread over months to maturity.

    Parameters
    ----------
    awards
        As `awards_to_soma` returns them, of the period that counts as usual.
    """
    months = range(1, LONGEST + 1)
    coupons = maturity_ladder.issue_mix(awards, ["NotesBonds", "FRNs", "TIPS"])
    bills = maturity_ladder.issue_mix(awards, ["Bills"])
    coupons, bills = (mix.reindex(months, fill_value=0.0) for mix in (coupons, bills))
    return Mix(
        nominal=(coupons["NotesBonds"] + coupons["FRNs"]).to_numpy(),
        indexed=coupons["TIPS"].to_numpy(),
        bills=bills["Bills"].to_numpy(),
    )


def project(
    start: Ladder, caps: npt.ArrayLike, mix: Mix, *, inflation: float = 0.0, waiting: int = 0
) -> TreasuryPath:
    """Run Treasuries off from the month in which caps begin.

    Parameters
    ----------
    start
        Holdings by month of maturity, from the first waiting month.
    caps
        Cap of each month of the runoff, USD bn; shape (months,) or (scenarios, months).
    mix
        Where reinvested principal goes.
    inflation
        Growth of the index of protected securities, a fraction a year.
    waiting
        Months before the runoff in which everything is reinvested; they are not returned.

    Returns
    -------
    TreasuryPath
        Of the months of the runoff.
    """
    limits = np.asarray(caps, dtype=float)
    pause = np.zeros((*limits.shape[:-1], waiting))
    whole = simulate_treasuries(
        start, np.concatenate([pause, limits], axis=-1), mix, (1 + inflation) ** (1 / 12) - 1
    )
    return TreasuryPath(
        **{name: getattr(whole, name)[..., waiting:] for name in whole.__dataclass_fields__}
    )
