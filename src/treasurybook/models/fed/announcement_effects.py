"""How much a yield moved around announcements, beside how much it usually moves."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def announcement_effects(
    rate: pd.Series, announced: Mapping[str, str | pd.Timestamp], *, span: int = 1,
    history: int = 250,
) -> pd.DataFrame:  # fmt: skip
    """Compare the change of a yield around each announcement with the changes before it.

    Parameters
    ----------
    rate
        Daily yield, percent, by trading day; missing values are left out.
    announced
        Name of an announcement -> its day, a trading day.
    span
        Trading days on either side: a change runs from the close `span` days before to the close
        `span` days after.
    history
        Number of earlier changes that say what is usual. They end where the window of the
        announcement begins, and overlap among themselves.

    Returns
    -------
    pd.DataFrame
        One row an announcement: ``change``, basis points; ``usual``, the standard deviation of the
        earlier changes, basis points; ``as_large``, the share of the earlier changes that were at
        least as large, sign left aside.

    Raises
    ------
    ValueError
        If a day is no trading day, or too few days are stored around it.
    """
    traded = rate.dropna()
    change = 100 * (traded.shift(-span) - traded.shift(span))
    rows = {}
    for name, day in announced.items():
        when = pd.Timestamp(day)
        if when not in change.index:
            raise ValueError(f"{name}: {when:%Y-%m-%d} is no trading day of the yield")
        place = traded.index.searchsorted(when)
        last = place - 2 * span  # the last change that ends where the announcement's begins
        before = change.iloc[max(last - history + 1, 0) : max(last + 1, 0)].dropna()
        if len(before) < history or pd.isna(change[when]):
            raise ValueError(
                f"{name}: {history} changes before {when:%Y-%m-%d} and {span} days after are needed"
            )
        rows[name] = {
            "change": change[when],
            "usual": before.std(),
            "as_large": (before.abs() >= abs(change[when])).mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index")
