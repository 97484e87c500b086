"""The small chart of a statement's page: the series that it is held against, with the number.

It is drawn only where it cannot mislead: the recomputed value *is* one observation of a stored
series that the answer rests on, in the version that counted, at a date of the statement's own
period, and no other observation of such a series equals it there. Whatever is transformed on the
way (a change, a share, a mean) is no observation, and gets no chart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from treasurybook.charts.scales import nice_limits
from treasurybook.ledger import text
from treasurybook.ledger.claims import Claim, claim
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.periods import Period, parse_period
from treasurybook.ledger.units import convert
from treasurybook.snapshot import SnapshotError, series

if TYPE_CHECKING:
    import pandas as pd

WIDTH, HEIGHT = 440, 210
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 14, 26
ANNUAL_RATE = ", annual rate"
EXACT = 1e-9
YEARS_AROUND = {"daily": 1, "weekly": 2, "monthly": 5, "quarterly": 10, "annual": 20}
MOST_DATES = 6


@dataclass(frozen=True)
class StatementChart:
    """What the template draws, in units of its drawing.

    Attributes
    ----------
    path
        The series, as the data of an SVG path.
    x_ticks, y_ticks
        Place and label of each.
    dot
        Place of the observation that counts.
    printed_at
        Height of the printed number.
    printed, found, unit, title, id, vintage, day
        What the caption says.
    """

    path: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    dot: tuple[float, float]
    printed_at: float
    printed: str
    found: str
    unit: str
    title: str
    id: str
    vintage: str
    day: str
    left: int = LEFT
    width: int = WIDTH
    height: int = HEIGHT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class _Observation:
    values: pd.Series[float]  # in the unit of the claim
    day: pd.Timestamp
    vintage: str


def chart_of(record: Mapping[str, Any]) -> StatementChart | None:
    """Return the chart of a statement, None where none would be true."""
    its = claim(record["claim"])
    found = record["latest"] if record["as_written"] is None else record["as_written"]
    printed = None if its.target is None else its.target.value
    if printed is None or not its.printed or not isinstance(found, float | int):
        return None
    seen = {(one.values.name, one.day): one for one in _observations(record, its, float(found))}
    if len(seen) != 1:
        return None
    (one,) = seen.values()
    return _drawn(one, its, float(found), printed)


def _observations(record: Mapping[str, Any], its: Claim, found: float) -> Iterator[_Observation]:
    """Yield the observations that the recomputed value is, of all series it rests on."""
    period = _span(its)
    if period is None:
        return
    for input in record["inputs"] or ():
        if input["kind"] != "series":
            continue
        values = _in_unit(input["id"], input["vintage"], its.unit or "")
        if values is None:
            continue
        same = values[(values - found).abs() <= EXACT * max(1.0, abs(found))]
        for day in same.index:
            if period.start <= day.date() <= period.end:
                yield _Observation(values, day, input["vintage"])


def _span(its: Claim) -> Period | None:
    """Return the period that a claim speaks of, None where its words are no single one."""
    try:
        return parse_period(its.date or its.period or "")
    except ValueError:
        return None


@cache
def _in_unit(id: str, vintage: str, unit: str) -> pd.Series[float] | None:
    """Return a series in the unit of a claim, None if there is none or the units do not agree."""
    try:
        values = series(id, vintage)
        factor = convert(1.0, str(values.attrs["unit"]).removesuffix(ANNUAL_RATE), unit)
    except (SnapshotError, LedgerError):
        return None
    scaled = values * factor
    scaled.attrs = values.attrs
    return scaled


def _drawn(seen: _Observation, its: Claim, found: float, printed: float) -> StatementChart:
    about = seen.values.attrs
    years = YEARS_AROUND.get(str(about["frequency"]), 5)
    around = _years(years)
    shown = seen.values[seen.day - around : seen.day + around]
    low, high = nice_limits([*shown.dropna(), printed], steps=4)
    first, last = shown.index[0].toordinal(), shown.index[-1].toordinal()

    def x(day: pd.Timestamp) -> float:
        across: float = (day.toordinal() - first) / max(last - first, 1)
        return round(LEFT + across * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    rate = ANNUAL_RATE if str(about["unit"]).endswith(ANNUAL_RATE) else ""
    return StatementChart(
        path=_path([(x(day), y(value)) for day, value in shown.items()]),  # type: ignore[arg-type]
        x_ticks=tuple(_years_marked(shown, x)),
        y_ticks=tuple((y(value), label) for value, label in marked(low, high)),
        dot=(x(seen.day), y(found)),
        printed_at=y(printed),
        printed=text.claimed(its),
        found=text.recomputed(found, its, agrees=False),
        unit=f"{its.unit}{rate}",
        title=str(about["title"]),
        id=str(about["id"]),
        vintage="newest version" if seen.vintage == "latest" else f"version {seen.vintage}",
        day=_day(seen.day, str(about["frequency"])),
    )


def _years(number: int) -> pd.DateOffset:
    import pandas as pd

    return pd.DateOffset(years=number)


def _path(points: list[tuple[float, float]]) -> str:
    """Return the data of a path with gaps left open."""
    said, pen_up = [], True
    for x, y in points:
        if math.isnan(y):
            pen_up = True
            continue
        said.append(f"{'M' if pen_up else 'L'}{x} {y}")
        pen_up = False
    return "".join(said)


def marked(low: float, high: float) -> Iterator[tuple[float, str]]:
    """Yield what stands beside the upright axis: a few round numbers from one end to the other."""
    count = next(n for n in (4, 5, 3, 6, 7, 2, 1) if n == 1 or _is_round((high - low) / n))
    step = (high - low) / count
    exact = (d for d in range(6) if all(abs(x - round(x, d)) < EXACT for x in (low, step)))
    decimals = next(exact, 6)
    for n in range(count + 1):
        yield low + n * step, text.number(low + n * step, decimals)


def _is_round(step: float) -> bool:
    return f"{step:.6e}"[:8] in {"1.000000", "2.000000", "2.500000", "5.000000"}


def _years_marked(shown: pd.Series[float], x: Any) -> Iterator[tuple[float, str]]:
    import pandas as pd

    first, last = shown.index[0].year, shown.index[-1].year
    apart = max(1, math.ceil((last - first + 1) / MOST_DATES))
    for year in range(first + 1, last + 1, apart):
        yield x(pd.Timestamp(year, 1, 1)), str(year)


def _day(day: pd.Timestamp, frequency: str) -> str:
    match frequency:
        case "annual":
            return f"{day.year}"
        case "quarterly":
            return f"{day.year}-Q{day.quarter}"
        case "monthly":
            return f"{day:%Y-%m}"
    return f"{day:%Y-%m-%d}"
