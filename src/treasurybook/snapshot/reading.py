"""Read one stored series or table."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.choosing import LATEST, Choice, choose
from treasurybook.snapshot.corrections import apply_corrections
from treasurybook.snapshot.errors import DateOutOfRange, MissingVintage, NoSuchSnapshotDay
from treasurybook.snapshot.package import Package, Resource, open_package
from treasurybook.snapshot.paths import DATA
from treasurybook.snapshot.storage import read_columns

# pandas and pyarrow are imported where they are used, so that asking for a path or a description
# does not cost their import time.
if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PERIODS = {"monthly": "M", "quarterly": "Q", "annual": "Y"}
_ATTRS = ("seasonal_adjustment", "publisher", "source_id", "licence")


def series(
    id: str, vintage: str = LATEST, *, start: str | None = None, end: str | None = None
) -> pd.Series[float]:
    """Read one stored series.

    Parameters
    ----------
    id : str
        For instance ``"DGS10"``; ``catalogue()`` lists all.
    vintage : str
        ``"latest"``, a stored label (``"2023-12"``), or an ISO day (``"2023-12-15"``): what was
        public on that day. See ``vintages``.
    start, end : str, optional
        First and last date, inclusive: ``"2010"``, ``"2010Q1"``, ``"2010-05"``, ``"2010-05-03"``.

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
    values = _read_series(package, choice.resource)
    replaced = ""
    if choice.resource is package.versions[id][-1]:
        values, replaced = apply_corrections(values, choice.resource, package.folder)
    if choice.known_until is not None:
        last = choice.known_until - timedelta(days=choice.resource.lag_days)
        values = values.loc[: last.isoformat()]
        _require_rows(choice, len(values))
    values = _window(values, choice.resource, start, end)
    last_date = str(values.index[-1].date()) if len(values) else ""
    values.attrs = _attrs(choice.resource, last_date) | {"corrections": replaced}
    return values


def table(name: str, vintage: str = LATEST, *, as_of: str | None = None) -> pd.DataFrame:
    """Read one stored table.

    Parameters
    ----------
    name : str
        For instance ``"soma_holdings"``.
    vintage : str
        As in ``series``. Of tables that are never revised, a day keeps the rows public by then.
    as_of : str, optional
        ISO day of a dated snapshot, for tables that hold several (``describe(name).as_of_field``).

    Returns
    -------
    pandas.DataFrame
        Date columns as datetime64; units in the column names and in ``describe(name).fields``.

    Raises
    ------
    UnknownSeries, MissingVintage, DateOutOfRange, NoSuchSnapshotDay
    """
    import pandas as pd

    package = open_package(DATA)
    choice = choose(package.of(name, "table"), vintage)
    resource = choice.resource
    frame = _frame(read_columns(package.folder, resource))
    if choice.known_until is not None:
        column = resource.text("known_field") or resource.text("date_field")
        if not column:
            raise MissingVintage(f"{name} has no dates by which to cut it off at {vintage}")
        lag = 0 if resource.text("known_field") else resource.lag_days
        until = pd.Timestamp(choice.known_until) - pd.Timedelta(days=lag)
        frame = frame.loc[frame[column] <= until].reset_index(drop=True)
        _require_rows(choice, len(frame))
    if as_of is not None:
        frame = _as_of(frame, resource, as_of)
    frame.attrs = _attrs(resource, as_of or resource.last)
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
    values: pd.Series[float], resource: Resource, start: str | None, end: str | None
) -> pd.Series[float]:
    if start is None and end is None:
        return values
    first, last = values.index[0], _end_of_coverage(values.index[-1], resource)
    lower, upper = _period(start, resource), _period(end, resource)
    too_early = (lower is not None and lower.end_time < first) or (
        upper is not None and upper.end_time < first
    )
    too_late = (lower is not None and lower.start_time > last) or (
        upper is not None and upper.start_time > last
    )
    if too_early or too_late:
        raise DateOutOfRange(
            f"{resource.id}: {start or '…'} to {end or '…'} is not covered; vintage "
            f"{resource.vintage} holds {first.date()} to {values.index[-1].date()} "
            f"({resource.frequency})"
        )
    return values.loc[
        (lower.start_time if lower is not None else None) : (
            upper.end_time if upper is not None else None
        )
    ]


def _period(text: str | None, resource: Resource) -> Any:
    import pandas as pd

    if text is None:
        return None
    try:
        return pd.Period(text)
    except ValueError:
        raise DateOutOfRange(
            f"{resource.id}: {text!r} is not a date; write 2010, 2010Q1, 2010-05 or 2010-05-03"
        ) from None


def _end_of_coverage(last: pd.Timestamp, resource: Resource) -> pd.Timestamp:
    """Last instant that the last observation speaks for."""
    letter = _PERIODS.get(resource.frequency)
    return last if letter is None else last.to_period(letter).end_time


def _as_of(frame: pd.DataFrame, resource: Resource, as_of: str) -> pd.DataFrame:
    column = resource.text("as_of_field")
    if not column:
        raise NoSuchSnapshotDay(f"{resource.id} holds no dated snapshots; read it without as_of")
    days = frame[column].dt.strftime("%Y-%m-%d")
    chosen: pd.DataFrame = frame.loc[days == as_of].reset_index(drop=True)
    if chosen.empty:
        stored = sorted(days.unique())
        shown = ", ".join(stored if len(stored) <= 12 else [*stored[:4], "…", *stored[-4:]])
        raise NoSuchSnapshotDay(f"{resource.id} has no snapshot of {as_of}; stored: {shown}")
    return chosen
