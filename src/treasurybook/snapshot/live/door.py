"""What every frame must satisfy before it is written: the checks at the door.

Order and duplicates, the unit bands of the data package, the scale of the stored figures, and that
nothing of the stored history is lost. Whether single figures were revised is not asked here.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NoReturn

from treasurybook.snapshot.live.errors import HistoryLost, UnexpectedData, UnitChanged
from treasurybook.snapshot.live.exact import plain
from treasurybook.snapshot.live.form import to_text
from treasurybook.snapshot.live.target import Target
from treasurybook.snapshot.storage import read_columns

if TYPE_CHECKING:
    import pandas as pd

_SAME_SCALE = (0.2, 5.0)
_FEWEST_COMMON = 3
_KEPT_SHARE = 0.9
_UNIT_REMEDY = "look up the unit at the source; if it has changed, mend scale in data/sources.yaml"


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
    frame = ordered(frame, target)
    door = _Door(target, folder)
    text = to_text(frame)
    if text != (folder / target.resource.path).read_bytes():
        door.check_bands(frame)
        stored = door.stored()
        door.check_scale(frame, stored)
        door.check_history(frame, stored)
    return text


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
                remedy="the source repeats or shuffles rows: ask again later, or report it there",
            )
    return frame.reset_index(drop=True)


def _keys(frame: pd.DataFrame, target: Target) -> list[tuple[Any, ...]]:
    """Return the sorting key of each row; an empty cell stands first, as in the file."""
    columns = (
        [(cell is not None, "" if cell is None else cell) for cell in frame[name].tolist()]
        for name in target.sorted_by
    )
    return list(zip(*columns, strict=True))


class _Door:
    def __init__(self, target: Target, folder: Path) -> None:
        self._target, self._folder = target, folder
        self._numbers = [f for f in target.resource.fields if f["type"] == "number"]

    def _refuse(
        self, kind: type[UnexpectedData], expected: str, came: str, remedy: str
    ) -> NoReturn:
        target = self._target
        raise kind(target.source, target.id, expected=expected, came=came, remedy=remedy)

    def check_bands(self, frame: pd.DataFrame) -> None:
        """Refuse a figure outside the band of its column."""
        for field in self._numbers:
            limits = field.get("constraints", {})
            low, high = limits.get("minimum"), limits.get("maximum")
            values = [v for v in frame[field["name"]] if v is not None]
            for value in values:
                if (low is not None and value < low) or (high is not None and value > high):
                    expected = f"{field['name']} between {low} and {high} {field.get('unit', '')}"
                    self._refuse(UnitChanged, expected.strip(), plain(value), _UNIT_REMEDY)
            band = field.get("median_band")
            if band and values and not band[0] <= median(map(float, values)) <= band[1]:
                expected = f"a median of {field['name']} between {band[0]} and {band[1]}"
                came = f"{median(map(float, values)):g}"
                self._refuse(UnitChanged, expected, came, _UNIT_REMEDY)

    def stored(self) -> dict[tuple[Any, ...], dict[str, float]]:
        """Return the stored figures by key."""
        columns = read_columns(self._folder, self._target.resource)
        frame = columns.to_pandas().astype(object)
        frame = frame.where(frame.notna(), None)
        for name in self._target.sorted_by:
            frame[name] = [None if v is None else _same(v) for v in frame[name]]
        names = [field["name"] for field in self._numbers]
        figures = frame[names].to_dict("records")
        return dict(zip(_keys(frame, self._target), figures, strict=True))

    def check_scale(
        self, frame: pd.DataFrame, stored: dict[tuple[Any, ...], dict[str, float]]
    ) -> None:
        """Compare the figures with the stored ones: a change of unit moves all alike."""
        keys = [tuple((a, _same(b)) for a, b in key) for key in _keys(frame, self._target)]
        for field in self._numbers:
            name = field["name"]
            ratios = [
                float(new) / old
                for key, new in zip(keys, frame[name], strict=True)
                if new is not None and (old := stored.get(key, {}).get(name))
            ]
            if len(ratios) < _FEWEST_COMMON:
                continue
            ratio = median(ratios)
            if not _SAME_SCALE[0] <= ratio <= _SAME_SCALE[1]:
                expected = f"{name} on the scale of the stored figures"
                came = f"figures that are {ratio:.3g} times as large"
                self._refuse(UnitChanged, expected, came, _UNIT_REMEDY)

    def check_history(
        self, frame: pd.DataFrame, stored: dict[tuple[Any, ...], dict[str, float]]
    ) -> None:
        """Refuse an answer that ends before the stored file, or is much shorter."""
        resource = self._target.resource
        dated = self._target.dated
        remedy = "the source may have cut or ended it: look it up; the stored file stays as it is"
        last = max((day for day in frame[dated] if day), default="") if dated else ""
        if dated and last < resource.last:
            self._refuse(
                HistoryLost, f"rows to {resource.last} at least", f"the last {last}", remedy
            )
        fewest = int(_KEPT_SHARE * len(stored))
        if len(frame) < fewest:
            self._refuse(HistoryLost, f"{fewest} rows at least", f"{len(frame)}", remedy)


def _same(value: Any) -> Any:
    """Return a key cell in the type in which both sides can be compared."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (Decimal, int, float)):
        return int(value)
    return value.isoformat()[:10]
