"""How the book stands, for the page of that name: data, verdicts, and what is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from treasurybook.ledger.claims import Claim
from treasurybook.ledger.records import Record, by_claim
from treasurybook.ledger.rules import Verdict
from treasurybook.press.site.rendering import outcome_counts, render

if TYPE_CHECKING:
    import pandas as pd

NOT_OBTAINED = "not obtained"


@dataclass(frozen=True)
class TopicAge:
    """How old the data of a topic are.

    Attributes
    ----------
    topic : str
        Name of the topic.
    series, versions : int
        Number of series and tables, and of stored files, older versions included.
    newest : str
        Date of the newest observation, ISO; empty if the topic has tables without dates only.
    days : int or None
        Age of that observation on the day of the data.
    """

    topic: str
    series: int
    versions: int
    newest: str
    days: int | None


def ages(catalogue: pd.DataFrame, data_day: str) -> list[TopicAge]:
    """Return the age of the newest observation of each topic.

    The age is counted to the day of the data and not to today: what is built again from the same
    data says the same.

    Parameters
    ----------
    catalogue : pd.DataFrame
        As `treasurybook.snapshot.catalogue` returns it.
    data_day : str
        The day of the data, ISO.
    """
    found = []
    for topic, rows in catalogue.groupby("topic"):
        # an observation is dated by the first day of its period, and some tables look ahead
        dated = [str(last) for last in rows["last"].dropna() if "" < str(last)[:10] <= data_day]
        newest = max((last[:10] for last in dated), default="")
        found.append(
            TopicAge(
                topic=str(topic).replace("-", " ").capitalize(),
                series=rows["id"].nunique(),
                versions=len(rows),
                newest=newest,
                days=_days(newest, data_day) if newest else None,
            )
        )
    return found


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def open_forecasts(records: Iterable[Record], claims: Mapping[str, Claim]) -> list[Claim]:
    """Return the forecasts whose day has not come, in the order in which they will be decided.

    Parameters
    ----------
    records : iterable of Record
        All records.
    claims : mapping
        Id -> statement.
    """
    waiting = [claims[one["claim"]] for one in records if one["verdict"] == Verdict.OPEN]
    return sorted(waiting, key=lambda one: (one.horizon or date.max, one.id))


def render_standing(
    status_table: pd.DataFrame,
    claims: Mapping[str, Claim],
    catalogue: pd.DataFrame,
    *,
    version: str,
    data_day: str,
    measured: Mapping[str, Any],
    to_root: str,
) -> str:
    """Return how the book stands as HTML.

    Parameters
    ----------
    status_table : pd.DataFrame
        `Status.table` of `treasurybook.ledger.records.status`.
    claims : mapping
        Id -> statement.
    catalogue : pd.DataFrame
        As `treasurybook.snapshot.catalogue` returns it.
    version, data_day : str
        Of the book and of its data.
    measured : mapping
        What ``benchmarks/build.json`` holds; empty if nothing was measured.
    to_root : str
        The way from the page to the root of the site.
    """
    records = list(by_claim(status_table).values())
    return render(
        "standing",
        to_root,
        version=version,
        data_day=data_day,
        measured=measured,
        ages=ages(catalogue, data_day),
        series=catalogue["id"].nunique(),
        files=len(catalogue),
        outcomes=outcome_counts(status_table["verdict"]),
        statements=len(records),
        open_forecasts=open_forecasts(records, claims),
        wanted=[one for one in records if one["reason"] == NOT_OBTAINED],
    )
