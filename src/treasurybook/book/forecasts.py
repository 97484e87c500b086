"""Forecasts: what was staked, how firmly it was worded, and what came of it."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from treasurybook.book.records import records
from treasurybook.ledger.forecast_terms import credit, forecast_terms

_DAYS = ("made_on", "due")


def forecasts() -> pd.DataFrame:
    """Return every forecast with its terms and its score.

    Returns
    -------
    pandas.DataFrame
        One row a forecast, indexed by the id of its statement (``claim``):

        ``document``, ``statement``, ``quoted_from``
            Whose it is; ``quoted_from`` is None for a document's own.
        ``made_on``, ``due``
            Days on which it was made and from which it can be judged (NaT where none is named).
        ``form``
            point, interval, threshold, direction or event.
        ``modality``, ``words``
            "will", "probably" or "may", and the words of the original that say so.
        ``outcome_of``, ``event``
            What it shares with other forecasts: the outcome, and the event that decides it. For
            errors and tests draw whole events: forecasts of one event are no independent evidence.
        ``naive_says``, ``naive``
            What a rule that knows nothing says: the same, the opposite, a number, or none.
        ``known``
            Whether the outcome was known when the document was finished: no, partly, yes.
        ``verdict``, ``credit``
            1 if it came true, 0.5 if partly, 0 if not, NaN if it is open or void.
    """
    table = records()
    terms = forecast_terms()
    rows = pd.DataFrame([asdict(one) | {"due": one.due} for one in terms.values()])
    rows = rows.rename(columns={"outcome": "outcome_of"}).set_index("claim")
    rows = rows.join(table[["document", "statement", "quoted_from", "verdict"]])
    for day in _DAYS:
        rows[day] = pd.to_datetime(rows[day])
    return rows.assign(credit=rows["verdict"].map(credit).astype(float))
