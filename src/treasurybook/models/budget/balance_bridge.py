"""From the saving of all government in the national accounts to the federal budget balance."""

from __future__ import annotations

import pandas as pd


def balance_bridge(
    *,
    government_saving: float,
    net_investment: float,
    net_capital_transfers: float,
    other_assets: float,
    state_and_local: float,
    unified: float,
) -> pd.Series:
    """Walk from government saving T - G to the federal budget balance of the headlines.

    Parameters
    ----------
    government_saving : float
        Net saving of all government: federal, state and local.
    net_investment : float
        Government gross investment less consumption of government fixed capital.
    net_capital_transfers : float
        Capital transfers received less those paid (positive when received).
    other_assets : float
        Net purchases of nonproduced assets.
    state_and_local : float
        Net lending of state and local government.
    unified : float
        Federal budget balance on the unified (cash) basis.

    Returns
    -------
    Series
        Levels and steps in order. The levels are ``government saving``, ``general government net
        lending``, ``federal net lending`` and ``unified budget balance``; the entries between
        two levels are the steps that lead from one to the next.
    """
    general = government_saving - net_investment + net_capital_transfers - other_assets
    federal = general - state_and_local
    return pd.Series(
        {
            "government saving": government_saving,
            "less net investment": -net_investment,
            "capital transfers, net": net_capital_transfers,
            "less nonproduced assets": -other_assets,
            "general government net lending": general,
            "less state and local": -state_and_local,
            "federal net lending": federal,
            "timing and coverage": unified - federal,
            "unified budget balance": unified,
        }
    )
