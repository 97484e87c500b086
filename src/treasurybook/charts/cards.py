"""Cards: many measures on one page, each with its newest value, its standing and its history."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from treasurybook.charts.errors import ChartError
from treasurybook.charts.sources import Source, source_line

_POINTS = 120
_WIDTH, _HEIGHT, _MARGIN = 200, 40, 3


@dataclass(frozen=True)
class Card:
    """One measure.

    Attributes
    ----------
    name, value, date
        What it is, its newest value with its unit, and the day or period of that value.
    history
        Its observations by date, drawn as a line; the last one is the newest.
    standing
        Percentile of the newest value in its history, 0 to 100.
    address, place
        Address of the page that uses the measure, and the word of the link.
    note
        A remark on the definition.
    """

    name: str
    value: str
    date: str
    history: pd.Series
    standing: float
    address: str
    place: str
    note: str = ""


@dataclass(frozen=True)
class Cards:
    """Cards under one heading, as `cards` makes them."""

    id: str
    title: str
    subtitle: str
    source: str
    groups: tuple[tuple[str, tuple[Card, ...]], ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html, "text/plain": self.text}

    @property
    def text(self) -> str:
        """All values in words."""
        lines = [self.title]
        for _, members in self.groups:
            lines += [f"{c.name}: {c.value} ({c.date}), {_standing(c)}" for c in members]
        return "\n".join(lines)

    @property
    def html(self) -> str:
        """The cards as HTML; the lines are decoration, everything they show is also said."""
        groups = "".join(
            f'<h4 class="tb-state-group">{escape(name)}</h4>'
            f'<ul class="tb-state-cards">{"".join(map(_card, members))}</ul>'
            for name, members in self.groups
        )
        return (
            f'<section class="tb-state" id="{self.id}" aria-label="{escape(self.title)}">'
            f'<p class="tb-chart-title">{escape(self.title)}</p>'
            f'<p class="tb-chart-subtitle">{escape(self.subtitle)}</p>{groups}'
            f'<p class="tb-chart-source">Source: {escape(self.source)}.</p></section>'
        )


def cards(
    groups: dict[str, Sequence[Card]],
    *,
    id: str,
    title: str,
    subtitle: str,
    sources: Sequence[Source],
) -> Cards:
    """Put measures side by side, each in the scale of its own history.

    Parameters
    ----------
    groups
        Heading -> cards.
    id, title, subtitle, sources
        As in `treasurybook.charts.frame`.

    Raises
    ------
    ChartError
        If there is no card, a history has fewer than two observations, or a standing is no
        percentile.
    """
    if not any(groups.values()):
        raise ChartError(f"{id}: there are no cards to show")
    for card in (card for members in groups.values() for card in members):
        if card.history.dropna().size < 2:
            raise ChartError(f"{id}, {card.name}: a history needs at least two observations")
        if not 0 <= card.standing <= 100:
            raise ChartError(f"{id}, {card.name}: standing is a percentile, got {card.standing}")
    fixed = tuple((name, tuple(members)) for name, members in groups.items() if members)
    return Cards(id, title, subtitle, source_line(sources), fixed)


def sparkline(history: pd.Series) -> str:
    """Return a series as a small line, thinned to what so few pixels can show."""
    known = history.dropna()
    days = known.index.to_numpy().astype("datetime64[D]").astype(float)
    kept = _thinned(known.to_numpy(dtype=float))
    x, y = days[kept], known.to_numpy(dtype=float)[kept]
    across = (x - x[0]) / max(x[-1] - x[0], 1) * (_WIDTH - 2 * _MARGIN) + _MARGIN
    low, high = y.min(), y.max()
    up = _HEIGHT - _MARGIN - (y - low) / ((high - low) or 1) * (_HEIGHT - 2 * _MARGIN)
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(across, up, strict=True))
    end = f"M{across[-1]:.1f} {up[-1]:.1f}h0"
    return (
        f'<svg class="tb-spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false"><polyline class="tb-spark-line" points="{line}"/>'
        f'<path class="tb-spark-end" d="{end}"/></svg>'
    )


def _thinned(values: np.ndarray) -> np.ndarray:
    """Places of first, last, and of the lowest and highest value of each stretch."""
    size = len(values)
    if size <= _POINTS:
        return np.arange(size)
    edges = np.linspace(0, size, _POINTS // 2 + 1).astype(int)
    found = {0, size - 1}
    for start, stop in itertools.pairwise(edges):
        part = values[start:stop]
        found |= {start + int(part.argmin()), start + int(part.argmax())}
    return np.array(sorted(found))


def _card(card: Card) -> str:
    first = card.history.dropna().index[0]
    note = f'<span class="tb-state-note">{escape(card.note)}</span>' if card.note else ""
    return (
        f'<li class="tb-state-card"><span class="tb-state-name">{escape(card.name)}</span>'
        f'<span class="tb-state-value">{escape(card.value)}</span>'
        f'<span class="tb-state-date">{escape(card.date)}</span>{sparkline(card.history)}'
        f'<span class="tb-state-scale" aria-hidden="true"><span style="width:{card.standing:.0f}%">'
        f'</span></span><span class="tb-state-standing">{_standing(card)} since {first.year}</span>'
        f'{note}<a href="{escape(card.address)}">{escape(card.place)}</a></li>'
    )


def _standing(card: Card) -> str:
    """Name the percentile in words; the ends are no percentiles but records."""
    number = round(card.standing)
    known = card.history.dropna()
    if known.iloc[-1] == known.max():
        return "highest"
    if known.iloc[-1] == known.min():
        return "lowest"
    return f"above {number}% of values"
