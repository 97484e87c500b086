"""The source line, written from the metadata that stored series carry."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from treasurybook.charts import periods
from treasurybook.charts.errors import ChartError

MOST_IDS = 8

Source = pd.Series | pd.DataFrame | str


@dataclass
class _Group:
    """Series of one publisher with the same state of knowledge."""

    ids: list[str] = field(default_factory=list)
    last: list[tuple[pd.Timestamp, str]] = field(default_factory=list)


def source_line(sources: Sequence[Source]) -> str:
    """Sentence that names publishers, series, and what the data reach to.

    Parameters
    ----------
    sources
        Series or tables as the snapshot room returned them, whose ``attrs`` name ``publisher``,
        ``id`` and (for tables) ``source_id``, and may name ``last_date``, ``frequency`` and
        ``known_on``; or plain text for what is not in the snapshot.

    Returns
    -------
    str
        Such as ``US Bureau of Economic Analysis: GDP, PCEC (to 2023 Q3, as known in Dec 2023);
        CBO, Table 1-1``.

    Raises
    ------
    ChartError
        If there is no source, or a series carries no metadata.
    """
    if isinstance(sources, str | pd.Series | pd.DataFrame):
        sources = [sources]
    if not sources:
        raise ChartError("a figure needs at least one source: series of the snapshot, or text")
    publishers: dict[str, dict[str, _Group]] = {}
    for place, source in enumerate(sources):
        if not isinstance(source, str):
            _add(publishers, source, place)
        elif source.strip():
            publishers.setdefault(source.strip().rstrip("."), {})
        else:
            raise ChartError(f"sources[{place}] is empty text")
    return "; ".join(
        f"{publisher}: {', '.join(_phrase(known, group) for known, group in groups.items())}"
        if groups
        else publisher
        for publisher, groups in publishers.items()
    )


def _add(
    publishers: dict[str, dict[str, _Group]], source: pd.Series | pd.DataFrame, place: int
) -> None:
    attrs = source.attrs
    # A table's own name means little outside the project, a series' name is known everywhere.
    keys = ("id", "source_id") if isinstance(source, pd.Series) else ("source_id", "id")
    ident = next((str(attrs[key]) for key in keys if attrs.get(key)), None)
    if not attrs.get("publisher") or ident is None:
        raise ChartError(
            f"sources[{place}] carries no publisher and id: arithmetic drops them, so give the "
            "series as series() or table() returned it, or a text"
        )
    known = attrs.get("known_on")
    month = periods.MONTHLY.text(pd.Timestamp(known)) if known else ""
    group = publishers.setdefault(str(attrs["publisher"]), {}).setdefault(month, _Group())
    if ident not in group.ids:
        group.ids.append(ident)
    if attrs.get("last_date"):
        last = pd.Timestamp(attrs["last_date"])
        group.last.append((last, periods.named(str(attrs.get("frequency", ""))).text(last)))


def _phrase(known: str, group: _Group) -> str:
    more = len(group.ids) - MOST_IDS
    text = ", ".join(group.ids[:MOST_IDS]) + (f" and {more} more" if more > 0 else "")
    reach = [f"to {max(group.last)[1]}"] if group.last else []
    reach += [f"as known in {known}"] if known else []
    return f"{text} ({', '.join(reach)})" if reach else text
