"""What a transaction does to every balance sheet it touches, as double entries.

Signs as in the flow of funds: an asset is positive, a liability negative. A change of net worth
stands with the liabilities, so a sector that becomes richer gets a negative entry there. Then every
sector's entries sum to zero, and so do those of every instrument over the sectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

SECTORS = ("Treasury", "Federal Reserve", "Banks", "Money funds", "Public")

Entries = tuple[tuple[str, str, int], ...]

BILLS_FROM_DEPOSITS: Entries = (
    ("Treasury", "Treasury account", 1),
    ("Treasury", "securities", -1),
    ("Federal Reserve", "Treasury account", -1),
    ("Federal Reserve", "reserves", 1),
    ("Banks", "reserves", -1),
    ("Banks", "deposits", 1),
    ("Public", "deposits", -1),
    ("Public", "securities", 1),
)
BILLS_FROM_REVERSE_REPO: Entries = (
    ("Treasury", "Treasury account", 1),
    ("Treasury", "securities", -1),
    ("Federal Reserve", "Treasury account", -1),
    ("Federal Reserve", "reverse repo", 1),
    ("Money funds", "reverse repo", -1),
    ("Money funds", "securities", 1),
)
SPENDING: Entries = (
    ("Treasury", "Treasury account", -1),
    ("Treasury", "net worth", 1),
    ("Federal Reserve", "Treasury account", 1),
    ("Federal Reserve", "reserves", -1),
    ("Banks", "reserves", 1),
    ("Banks", "deposits", -1),
    ("Public", "deposits", 1),
    ("Public", "net worth", -1),
)
REPO: Entries = (
    ("Federal Reserve", "repo", 1),
    ("Federal Reserve", "reserves", -1),
    ("Banks", "reserves", 1),
    ("Banks", "repo", -1),
)
REVERSE_REPO: Entries = (
    ("Federal Reserve", "reverse repo", -1),
    ("Federal Reserve", "reserves", 1),
    ("Banks", "reserves", -1),
    ("Banks", "deposits", 1),
    ("Money funds", "deposits", -1),
    ("Money funds", "reverse repo", 1),
)
PURCHASE: Entries = (
    ("Federal Reserve", "securities", 1),
    ("Federal Reserve", "reserves", -1),
    ("Banks", "reserves", 1),
    ("Banks", "deposits", -1),
    ("Public", "deposits", 1),
    ("Public", "securities", -1),
)
REDEMPTION: Entries = (
    ("Federal Reserve", "securities", -1),
    ("Federal Reserve", "Treasury account", 1),
    ("Treasury", "Treasury account", -1),
    ("Treasury", "securities", 1),
)
"""A security held by the Federal Reserve matures and the Treasury pays it from its account."""


def post(entries: Iterable[tuple[str, str, float]], amount: float = 1.0) -> pd.DataFrame:
    """Return the changes of all balance sheets that a transaction makes.

    Parameters
    ----------
    entries
        Sector, instrument and signed size of each entry, for a transaction of size 1.
    amount
        Size of the transaction, USD bn.

    Returns
    -------
    pd.DataFrame
        USD bn, one row a sector (`SECTORS`), one column an instrument.

    Raises
    ------
    ValueError
        If a sector is unknown, or the entries do not balance.
    """
    listed = pd.DataFrame(list(entries), columns=["sector", "instrument", "size"])
    listed["size"] = listed["size"].astype(float)
    strangers = set(listed["sector"]) - set(SECTORS)
    if strangers:
        raise ValueError(f"unknown sector {sorted(strangers)}; there are: {', '.join(SECTORS)}")
    table = listed.pivot_table(
        index="sector", columns="instrument", values="size", aggfunc="sum", fill_value=0.0
    )
    table = amount * table.reindex(SECTORS, fill_value=0.0).rename_axis(index=None, columns=None)
    check_balance(table)
    return table


def together(*transactions: pd.DataFrame) -> pd.DataFrame:
    """Return the joint effect of transactions, each as `post` returns it."""
    total = transactions[0]
    for one in transactions[1:]:
        total = total.add(one, fill_value=0.0)
    return total.fillna(0.0).reindex(SECTORS)


def check_balance(table: pd.DataFrame) -> None:
    """Refuse changes that are no double entries.

    Raises
    ------
    ValueError
        Naming the sectors whose sheets, or the instruments whose claims, do not sum to zero.
    """
    slack = 1e-9 * max(1.0, float(table.abs().to_numpy().max()))
    faults = [f"sector {name}" for name, gap in table.sum(axis=1).items() if abs(gap) > slack]
    faults += [f"instrument {name}" for name, gap in table.sum(axis=0).items() if abs(gap) > slack]
    if faults:
        raise ValueError(f"entries do not balance: {', '.join(faults)}")


def effect_on_reserves(transactions: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return what each transaction adds to the reserves that banks hold, USD bn."""
    return pd.Series(
        {
            name: table.reindex(columns=["reserves"], fill_value=0.0).at["Banks", "reserves"]
            for name, table in transactions.items()
        },
        dtype=float,
    )
