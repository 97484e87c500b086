"""Read one stored series or table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from treasurybook.snapshot import read_log
from treasurybook.snapshot.choosing import LATEST, Choice, choose
from treasurybook.snapshot.corrections import apply_corrections
from treasurybook.snapshot.days import Day, Span, read_day, read_span
from treasurybook.snapshot.errors import (
    DateOutOfRange,
    MissingVintage,
    NoSuchSnapshotDay,
    NotADay,
)
from treasurybook.snapshot.package import Package, Resource, open_package
from treasurybook.snapshot.paths import DATA
from treasurybook.snapshot.read_log import Read
from treasurybook.snapshot.storage import read_columns, read_rows

# pandas and pyarrow are imported where they are used, so that asking for a path or a description
# does not cost their import time.
if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FACTS_TABLE = "documented_facts"

_PERIODS = {"monthly": "M", "quarterly": "Q", "annual": "Y"}
_ATTRS = ("seasonal_adjustment", "publisher", "source_id", "licence")


def series(
    id: str, vintage: Day = LATEST, *, start: Day | None = None, end: Day | None = None
) -> pd.Series[float]:
    """Read one stored series.

    Parameters
    ----------
    id : str
        For instance ``"DGS10"``; ``catalogue()`` lists all.
    vintage : str or date
        ``"latest"``, a stored label (``"2023-12"``, see ``vintages``), or a day up to today: what
        was public on that day. A day is ``"2023-12-15"``, ``"20231215"``, a ``date`` or a pandas
        ``Timestamp``.
    start, end : str or date, optional
        First and last date, inclusive: a day, ``"2010"``, ``"2010Q1"`` or ``"2010-05"``.

    Returns
    -------
    pandas.Series
        float64 in the series' canonical unit (``attrs["unit"]``), named ``id``, on an ascending
        unique DatetimeIndex named ``date``: the first day of the period for averages and flows;
        stocks keep the source's date (``describe(id).date_convention``). Known errors of the
        source are replaced as data/corrections.yaml says; ``attrs["corrections"]`` tells which.

    Raises
    ------
    UnknownSeries, MissingVintage, DateOutOfRange
    """
    package = open_package(DATA)
    choice = choose(package.of(id, "series"), vintage)
    _note(package, choice, "series")
    values = _read_series(package, choice.resource)
    replaced = ""
    if choice.resource is package.versions[id][-1]:
        values, replaced = apply_corrections(values, choice.resource, package.folder)
    if choice.last_row is not None:
        values = values.loc[: _timestamp(choice.last_row)]
        _require_rows(choice, len(values))
    values = _window(values, choice.resource, start, end)
    last_date = str(values.index[-1].date()) if len(values) else ""
    values.attrs = _attrs(choice.resource, last_date) | {"corrections": replaced}
    return values


def table(name: str, vintage: Day = LATEST, *, as_of: Day | None = None) -> pd.DataFrame:
    """Read one stored table.

    Parameters
    ----------
    name : str
        For instance ``"soma_holdings"``.
    vintage : str or date
        As in ``series``. Of tables that are never revised, a day keeps the rows public by then.
    as_of : str or date, optional
        Day of a dated snapshot, for tables that hold several (``describe(name).as_of_field``).

    Returns
    -------
    pandas.DataFrame
        Date columns as datetime64; units in the column names and in ``describe(name).fields``.

    Raises
    ------
    UnknownSeries, MissingVintage, DateOutOfRange, NoSuchSnapshotDay
    """
    package = open_package(DATA)
    choice = choose(package.of(name, "table"), vintage)
    _note(package, choice, "table")
    return _table(package, choice, as_of)


def facts_table() -> pd.DataFrame:
    """Return the documented facts; reading it is no evidence, reading one of them is."""
    package = open_package(DATA)
    return _table(package, Choice(package.of(FACTS_TABLE, "table")[-1]), None)


def facts_by_id() -> Mapping[str, Mapping[str, Any]]:
    """Return the rows of the documented facts by id, as `facts_table` does the table."""
    package = open_package(DATA)
    return read_rows(package.folder, package.of(FACTS_TABLE, "table")[-1])


def note_fact(id: str) -> None:
    """Note that one documented fact was read."""
    path = open_package(DATA).of(FACTS_TABLE, "table")[-1].path
    read_log.note(Read(id, "fact", LATEST, path))


def _note(package: Package, choice: Choice, kind: Literal["series", "table"]) -> None:
    resource = choice.resource
    is_newest = resource is package.versions[resource.id][-1]
    label = LATEST if is_newest else resource.vintage
    cut = choice.known_until.isoformat() if choice.known_until is not None else label
    read_log.note(Read(resource.id, kind, cut, resource.path))


def _table(package: Package, choice: Choice, as_of: Day | None) -> pd.DataFrame:

    resource, name, vintage = choice.resource, choice.resource.id, choice.known_until
    frame = _frame(read_columns(package.folder, resource))
    column = resource.text("known_field") or resource.text("date_field")
    if choice.known_until is not None and not column and choice.must_be_dated:
        raise MissingVintage(f"{name} has no dates by which to cut it off at {vintage}")
    if choice.known_until is not None and column:
        until = choice.known_until if resource.text("known_field") else choice.last_row
        assert until is not None
        frame = frame.loc[frame[column] <= _timestamp(until)].reset_index(drop=True)
        _require_rows(choice, len(frame))
    last_date = resource.last
    if as_of is not None:
        day = _read_as_of(resource, as_of)
        frame, last_date = _as_of(frame, resource, day), day.isoformat()
    frame.attrs = _attrs(resource, last_date)
    return frame


def _require_rows(choice: Choice, n: int) -> None:
    if n == 0:
        resource = choice.resource
        raise DateOutOfRange(
            f"{resource.id}: nothing was public on {choice.known_until}; stored from "
            f"{resource.first} to {resource.last}, published {resource.lag_days} days later"
        )


def _attrs(resource: Resource, last_date: str) -> dict[Hashable | None, Any]:
    return {
        "id": resource.id,
        "title": resource.title,
        "unit": resource.unit,
        "frequency": resource.frequency,
        **{key: resource.text(key) for key in _ATTRS},
        "vintage": resource.vintage,
        "known_on": resource.known_on,
        "last_date": last_date,
        "path": resource.path,
    }


def _read_series(package: Package, resource: Resource) -> pd.Series[float]:
    import pandas as pd

    columns = read_columns(package.folder, resource)
    days = columns.column("date").to_numpy().astype("datetime64[us]")
    return pd.Series(
        columns.column("value").to_numpy(),
        index=pd.DatetimeIndex(days, name="date"),
        name=resource.id,
    )


def _frame(columns: pa.Table) -> pd.DataFrame:
    import pyarrow as pa

    for i, column in enumerate(columns.schema):
        if pa.types.is_date32(column.type):
            columns = columns.set_column(i, column.name, columns.column(i).cast(pa.timestamp("us")))
    frame: pd.DataFrame = columns.to_pandas()
    return frame


def _window(
    values: pd.Series[float], resource: Resource, start: Day | None, end: Day | None
) -> pd.Series[float]:
    if start is None and end is None:
        return values
    lower = None if start is None else _span(start, resource)
    upper = None if end is None else _span(end, resource)
    if lower and upper and lower.first > upper.last:
        raise DateOutOfRange(f"{resource.id}: start {start} lies after end {end}")
    first, last = values.index[0].date(), _end_of_coverage(values.index[-1], resource)
    asked = [span for span in (lower, upper) if span]
    if any(span.last < first or span.first > last for span in asked):
        raise DateOutOfRange(
            f"{resource.id}: {start or '…'} to {end or '…'} is not covered; vintage "
            f"{resource.vintage} holds {first} to {values.index[-1].date()} ({resource.frequency})"
        )
    return values.loc[
        _timestamp(lower.first) if lower else None : _timestamp(upper.last) if upper else None
    ]


def _span(written: Day, resource: Resource) -> Span:
    try:
        return read_span(written)
    except NotADay as error:
        raise DateOutOfRange(f"{resource.id}: {error}") from None


def _timestamp(day: date) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)


def _end_of_coverage(last: pd.Timestamp, resource: Resource) -> date:
    """Last day that the last observation speaks for."""
    letter = _PERIODS.get(resource.frequency)
    end = last if letter is None else last.to_period(letter).end_time
    return end.date()


def _read_as_of(resource: Resource, as_of: Day) -> date:
    if not resource.text("as_of_field"):
        raise NoSuchSnapshotDay(f"{resource.id} holds no dated snapshots; read it without as_of")
    try:
        return read_day(as_of)
    except NotADay as error:
        raise NoSuchSnapshotDay(f"{resource.id}: {error}") from None


def _as_of(frame: pd.DataFrame, resource: Resource, day: date) -> pd.DataFrame:
    days = frame[resource.text("as_of_field")]
    chosen: pd.DataFrame = frame.loc[days == _timestamp(day)].reset_index(drop=True)
    if chosen.empty:
        stored = sorted(days.dt.strftime("%Y-%m-%d").unique())
        shown = ", ".join(stored if len(stored) <= 12 else [*stored[:4], "…", *stored[-4:]])
        raise NoSuchSnapshotDay(f"{resource.id} has no snapshot of {day}; stored: {shown}")
    return chosen
