"""The specification curve of a statement's page: its number under every choice, from the smallest.

Above stand the values, below the choice that was made otherwise; the published one is marked. The
table beside it says the same in words, and has the choices that give no number as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from treasurybook.charts.scales import nice_limits
from treasurybook.ledger import text
from treasurybook.ledger.claims import claim
from treasurybook.ledger.firmness import Firmness
from treasurybook.ledger.outcomes import outcome
from treasurybook.press.site.statement_chart import marked

LEAST = 3
"""Values, the published one among them, that make a curve."""

WIDTH, LEFT, RIGHT, TOP = 440, 110, 16, 12
HEIGHT, ROW = 130, 18


@dataclass(frozen=True)
class Point:
    """One choice: place of its value, height of its row, and what becomes of the verdict."""

    x: float
    y: float
    row: float | None
    keeps: bool
    is_published: bool


@dataclass(frozen=True)
class Curve:
    """What the template draws, in units of its drawing.

    Attributes
    ----------
    points
        From the smallest value to the largest.
    rows
        Name and height of every choice.
    y_ticks
        Place and label of each.
    printed_at, printed
        Height of the printed number, None if there is none in reach; and the number in words.
    unit
        Of the values.
    height
        Of the drawing.
    """

    points: tuple[Point, ...]
    rows: tuple[tuple[str, float], ...]
    y_ticks: tuple[tuple[float, str], ...]
    printed_at: float | None
    printed: str
    unit: str
    height: float
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT


def curve_of(record: Mapping[str, Any], firm: Firmness) -> Curve | None:
    """Return the curve of a statement, None if too few choices give it a number or all the same."""
    its = claim(record["claim"])
    taken = [("", firm.verdict, firm.estimate)]
    taken += [(one.name, one.verdict, one.estimate) for one in firm.alternatives]
    values = sorted(((x, name, verdict) for name, verdict, x in taken if x is not None))
    if firm.stale or len(values) < LEAST or values[0][0] == values[-1][0]:
        return None
    printed = None if its.target is None or not its.printed else its.target.value
    numbers = [x for x, _, _ in values] + ([] if printed is None else [printed])
    low, high = nice_limits(numbers)
    names = list(dict.fromkeys(name for _, name, _ in values if name))
    rows = {name: TOP + HEIGHT + ROW * (n + 1.4) for n, name in enumerate(names)}
    step = (WIDTH - LEFT - RIGHT) / len(values)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * HEIGHT, 1)

    return Curve(
        points=tuple(
            Point(
                x=round(LEFT + step * (n + 0.5), 1),
                y=y(value),
                row=rows.get(name),
                keeps=outcome(verdict) == outcome(firm.verdict),
                is_published=not name,
            )
            for n, (value, name, verdict) in enumerate(values)
        ),
        rows=tuple(rows.items()),
        y_ticks=tuple((y(value), label) for value, label in marked(low, high)),
        printed_at=None if printed is None else y(printed),
        printed=text.claimed(its),
        unit=its.unit or "",
        height=TOP + HEIGHT + ROW * (len(names) + 1.4),
    )
