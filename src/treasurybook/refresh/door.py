"""What every frame must satisfy before it is written: the checks at the door.

Order and duplicates, the unit bands of the data package, the scale of the stored figures, and that
nothing of the stored history is lost. Whether single figures were revised is not asked here.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NoReturn

from treasurybook.refresh.errors import HistoryLost, UnexpectedData, UnitChanged
from treasurybook.refresh.form import rows_of, to_text
from treasurybook.refresh.target import Target

if TYPE_CHECKING:
    import pandas as pd

_SAME_SCALE = (0.2, 5.0)
_FEWEST_COMMON = 3
_KEPT_SHARE = 0.9
_ORDER_REMEDY = "the source repeats or shuffles rows: ask again later, or report it there"
_UNIT_REMEDY = "look up the unit at the source; if it has changed, mend scale in data/sources.yaml"
_LOST_REMEDY = "the source may have cut or ended it: look it up; the stored file stays as it is"

Rows = list[dict[str, str]]
"""Rows of a file, cells as text."""


def settle(frame: pd.DataFrame, target: Target, folder: Path) -> bytes:
    """Bring a frame into the stored order and text form, and check it.

    Parameters
    ----------
    frame : pandas.DataFrame
        As a source's ``parse`` gives it.
    target : Target
        What it should be.
    folder : Path
        The stored snapshot, to compare with.

    Returns
    -------
    bytes
        What is to be stored.

    Raises
    ------
    UnexpectedData
        If a check fails; subclasses tell which.
    """
    content = to_text(ordered(frame, target))
    stored = (folder / target.resource.path).read_bytes()
    if content != stored:
        fresh, known = rows_of(content), rows_of(stored)
        door = Door(target)
        door.check_bands(fresh)
        door.check_scale(fresh, known)
        door.check_history(fresh, known)
    return content


def ordered(frame: pd.DataFrame, target: Target) -> pd.DataFrame:
    """Drop what lies before the stored window, and sort the rows of a table.

    Raises
    ------
    UnexpectedData
        If the days of a series do not ascend, or a row stands twice.
    """
    if target.dated:
        first = target.first
        frame = frame[[(day or "") >= first for day in frame[target.dated].tolist()]]
    keys = _keys(frame, target)
    if target.resource.kind == "table":
        order = sorted(range(len(keys)), key=keys.__getitem__)
        frame, keys = frame.iloc[order], [keys[i] for i in order]
    for before, key in pairwise(keys):
        if before >= key:
            shown = [" ".join(str(value) for _, value in k) for k in (before, key)]
            raise UnexpectedData(
                target.source,
                target.id,
                expected="ascending rows, each once",
                came=f"{shown[1]} after {shown[0]}",
                remedy=_ORDER_REMEDY,
            )
    return frame.reset_index(drop=True)


def _keys(frame: pd.DataFrame, target: Target) -> list[tuple[Any, ...]]:
    """Return the sorting key of each row; an empty cell stands first, as in the file."""
    columns = (
        [(cell is not None, "" if cell is None else cell) for cell in frame[name].tolist()]
        for name in target.sorted_by
    )
    return list(zip(*columns, strict=True))


class Door:
    """Checks of one target; each raises if what it asks for does not hold."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._numbers = [f for f in target.resource.fields if f["type"] == "number"]

    def _refuse(
        self, kind: type[UnexpectedData], expected: str, came: str, remedy: str
    ) -> NoReturn:
        target = self._target
        raise kind(target.source, target.id, expected=expected, came=came, remedy=remedy)

    def check_bands(self, fresh: Rows) -> None:
        """Refuse a figure, or a median, outside the band of its column."""
        for field in self._numbers:
            name, limits = field["name"], field.get("constraints", {})
            low, high = limits.get("minimum", float("-inf")), limits.get("maximum", float("inf"))
            texts = [row[name] for row in fresh if row[name]]
            for text in texts:
                if not low <= float(text) <= high:
                    expected = f"{name} between {low} and {high} {field.get('unit', '')}"
                    self._refuse(UnitChanged, expected.strip(), text, _UNIT_REMEDY)
            band = field.get("median_band")
            if band and texts and not band[0] <= (middle := median(map(float, texts))) <= band[1]:
                expected = f"a median of {name} between {band[0]} and {band[1]}"
                self._refuse(UnitChanged, expected, f"{middle:g}", _UNIT_REMEDY)

    def check_scale(self, fresh: Rows, known: Rows) -> None:
        """Compare the figures with the stored ones: a change of unit moves all alike."""
        key = self._target.sorted_by
        old = {tuple(row[name] for name in key): row for row in known}
        pairs = [(row, old.get(tuple(row[name] for name in key))) for row in fresh]
        for field in self._numbers:
            name = field["name"]
            ratios = [
                float(new[name]) / float(before[name])
                for new, before in pairs
                if before and new[name] and before[name] and float(before[name])
            ]
            if len(ratios) < _FEWEST_COMMON:
                continue
            ratio = median(ratios)
            if not _SAME_SCALE[0] <= ratio <= _SAME_SCALE[1]:
                expected = f"{name} on the scale of the stored figures"
                came = f"figures that are {ratio:.3g} times as large"
                self._refuse(UnitChanged, expected, came, _UNIT_REMEDY)

    def check_history(self, fresh: Rows, known: Rows) -> None:
        """Refuse an answer that ends before the stored file, or is much shorter."""
        dated, wanted = self._target.dated, self._target.resource.last
        last = max((row[dated] for row in fresh), default="") if dated else wanted
        if last < wanted:
            self._refuse(
                HistoryLost, f"rows to {wanted} at least", f"the last {last}", _LOST_REMEDY
            )
        fewest = int(_KEPT_SHARE * len(known))
        if len(fresh) < fewest:
            self._refuse(HistoryLost, f"{fewest} rows at least", f"{len(fresh)}", _LOST_REMEDY)
