"""What a value hangs on: names are followed backwards, and no further than they reach."""

from __future__ import annotations

from treasurybook.press.run.slicing import slice_of, statements


def hung_on(*cells: str, name: str) -> list[str]:
    program = statements(cells)
    return [cells[one.cell - 1] for one in slice_of(program, frozenset({name}), len(program))]


def test_a_table_shown_with_pandas_changes_no_later_use_of_pandas() -> None:
    cells = ("import pandas as pd", "shown = 1", "pd.Series(shown)", "found = pd.Timestamp(5)")
    assert hung_on(*cells, name="found") == ["import pandas as pd", "found = pd.Timestamp(5)"]


def test_a_call_for_its_effect_changes_what_it_is_called_on() -> None:
    cells = ("rows = []", "rows.append(1)", "other = 2", "found = rows")
    assert hung_on(*cells, name="found") == ["rows = []", "rows.append(1)", "found = rows"]
