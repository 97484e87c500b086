"""The source line, written from the metadata that stored series carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from treasurybook.charts import periods
from treasurybook.charts.errors import ChartError

MOST_IDS = 8

Source = pd.Series | pd.DataFrame | str


@dataclass
class _Group:
    ids: list[str] = field(default_factory=list)
    last: list[tuple[pd.Timestamp, str]] = field(default_factory=list)


def source_line(sources: Sequence[Source]) -> str:
    """Sentence that names publishers, series and the last date of the data.

    Parameters
    ----------
    sources
        Series or tables of the snapshot room, whose ``attrs`` name ``publisher`` and
        ``source_id`` (or ``id``) and may name ``last_date``, ``frequency`` and ``known_on``;
        or plain text for what is not in the snapshot.

    Returns
    -------
    str
        Such as ``BEA (GDP, PCEC), data to 2026 Q1, as known in Dec 2023; CBO, Table 1-1``.

    Raises
    ------
    ChartError
        If there is no source, or a series carries no metadata.
    """
    if isinstance(sources, str | pd.Series | pd.DataFrame):
        sources = [sources]
    if not sources:
        raise ChartError("a figure needs at least one source: series of the snapshot, or text")
    groups: dict[tuple[str, str], _Group] = {}
    for place, source in enumerate(sources):
        if isinstance(source, str):
            if not source.strip():
                raise ChartError(f"sources[{place}] is empty text")
            groups.setdefault((source.strip().rstrip("."), ""), _Group())
        else:
            _add(groups, source.attrs, place)
    return "; ".join(_phrase(*key, group) for key, group in groups.items())


def _add(groups: dict[tuple[str, str], _Group], attrs: Mapping[Any, Any], place: int) -> None:
    publisher = attrs.get("publisher")
    ident = attrs.get("source_id") or attrs.get("id")
    if not publisher or not ident:
        raise ChartError(
            f"sources[{place}] carries no publisher and id: arithmetic drops them, so give the "
            "series as series() or table() returned it, or a text"
        )
    group = groups.setdefault((str(publisher), _known(attrs)), _Group())
    ident = str(ident).removeprefix("FRED:")
    if ident not in group.ids:
        group.ids.append(ident)
    if attrs.get("last_date") is not None:
        last = pd.Timestamp(attrs["last_date"])
        group.last.append((last, periods.named(str(attrs.get("frequency", ""))).text(last)))


def _known(attrs: Mapping[Any, Any]) -> str:
    """Name the month in which the stored figures were the newest; empty when not told."""
    known = attrs.get("known_on")
    return "" if not known else periods.MONTHLY.text(pd.Timestamp(known))


def _phrase(publisher: str, known: str, group: _Group) -> str:
    text = publisher
    if group.ids:
        more = len(group.ids) - MOST_IDS
        text += f" ({', '.join(group.ids[:MOST_IDS])}{f' and {more} more' if more > 0 else ''})"
    if group.last:
        text += f", data to {max(group.last)[1]}"
    return text + (f", as known in {known}" if known else "")
