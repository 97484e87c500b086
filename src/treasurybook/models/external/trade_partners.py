"""Trade by partner: unions counted once, shares, concentration.

Balances are negative for a deficit. Money may come in any one unit; shares are in percent.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

EU27 = (
    "Austria",
    "Belgium",
    "Bulgaria",
    "Croatia",
    "Cyprus",
    "Czech Republic",
    "Denmark",
    "Estonia",
    "Finland",
    "France",
    "Germany",
    "Greece",
    "Hungary",
    "Ireland",
    "Italy",
    "Latvia",
    "Lithuania",
    "Luxembourg",
    "Malta",
    "Netherlands",
    "Poland",
    "Portugal",
    "Romania",
    "Slovakia",
    "Slovenia",
    "Spain",
    "Sweden",
)
"""Members of the European Union since 2020, as the US Census Bureau spells them."""


def as_one_partner(flows: pd.Series, members: Collection[str], name: str) -> pd.Series:
    """Replace the members of a union by one partner, so that nothing counts twice.

    Parameters
    ----------
    flows
        One value a country, indexed by country, without regional totals.
    members
        Countries of the union. Those that `flows` does not contain are passed over, because
        small trade goes unrecorded in some periods.
    name
        Name of the union.

    Returns
    -------
    pandas.Series
        The other countries and the union; the sum is that of `flows`.

    Raises
    ------
    ValueError
        If the union's own row is already there: then its members would count twice.
    """
    if name in flows.index:
        raise ValueError(f"{name!r} is already a row; leave out regional totals first")
    inside = flows.index.isin(list(members))
    merged: pd.Series = pd.concat([flows[~inside], pd.Series({name: float(flows[inside].sum())})])
    return merged


def shares(flows: pd.Series) -> pd.Series:
    """Share of each row in the total, largest first.

    Parameters
    ----------
    flows
        One value a partner, without totals. Balances may have both signs: the share is that in
        the net total, so that shares of deficits alone exceed 100 when some balances are surpluses.

    Returns
    -------
    pandas.Series
        Percent; sums to 100.

    Raises
    ------
    ValueError
        If the total is zero.
    """
    total = float(flows.sum())
    if total == 0:
        raise ValueError("the flows sum to zero, so shares in the total do not exist")
    return (100 * flows / total).sort_values(ascending=False)


def herfindahl(amounts: pd.Series) -> float:
    """Herfindahl-Hirschman index of concentration.

    Parameters
    ----------
    amounts
        One amount a partner, none negative (trade, or deficits only).

    Returns
    -------
    float
        Sum of squared percentage shares: 10,000 for a single partner, ``10,000 / n`` for `n` equal
        ones (US Department of Justice and Federal Trade Commission, Horizontal Merger Guidelines).

    Raises
    ------
    ValueError
        If an amount is negative or all are zero.
    """
    if (amounts < 0).any():
        raise ValueError("the index needs amounts, none negative; take deficits or trade")
    return float((shares(amounts) ** 2).sum())
