"""The small chart of a statement: true, or none."""

from __future__ import annotations

from typing import Any

import pytest

from treasurybook.press.site.statement_chart import _path, chart_of, marked
from treasurybook.snapshot import series

VINTAGE = "2023-10"


def record(**changed: Any) -> dict[str, Any]:
    """Return what the chart reads of the record of F-017, nominal GDP of 2023Q3 in USD tn."""
    gdp = float(series("GDP", VINTAGE)["2023-07-01"]) / 1000
    inputs = [{"id": "GDP", "kind": "series", "vintage": VINTAGE, "path": "p"}]
    return {"claim": "F-017", "as_written": gdp, "latest": None, "inputs": inputs, **changed}


def test_an_observation_is_drawn_in_the_unit_of_the_claim() -> None:
    chart = chart_of(record())
    assert chart is not None
    assert (chart.id, chart.day, chart.unit) == ("GDP", "2023-Q3", "USD tn, annual rate")
    assert chart.printed == "USD 27.62 tn"
    assert chart.dot[1] == pytest.approx(chart.printed_at, abs=1)


@pytest.mark.parametrize(
    "changed",
    [
        {"as_written": 27.70},  # computed, and no observation
        {"as_written": float(series("GDP", VINTAGE)["2023-04-01"]) / 1000},  # of another quarter
        {"inputs": []},
        {"inputs": [{"id": "GDP", "kind": "table", "vintage": VINTAGE, "path": "p"}]},
        {"inputs": [{"id": "DGS10", "kind": "series", "vintage": "latest", "path": "p"}]},
        {"claim": "F-018"},  # a share
        {"as_written": "2023-10"},
    ],
)
def test_what_is_no_observation_of_that_time_and_unit_is_not_drawn(changed: dict[str, Any]) -> None:
    assert chart_of(record(**changed)) is None


def test_two_series_that_could_be_meant_are_not_drawn() -> None:
    both = [
        {"id": name, "kind": "series", "vintage": "latest", "path": "p"}
        for name in ("DGS10", "UNRATE")
    ]
    found = float(series("UNRATE")["2024-12-01"])
    row = {"claim": "R-010", "as_written": found, "latest": None, "inputs": both}
    days = series("DGS10")["2024-12-01":"2024-12-31"]  # type: ignore[misc]
    twice = (days == found).any()
    assert (chart_of(row) is None) == twice


def test_gaps_are_left_open() -> None:
    assert _path([(0, 1), (1, float("nan")), (2, 3), (3, 4)]) == "M0 1M2 3L3 4"


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 5.0), (15.0, 30.0), (-0.5, 2.0), (3.2, 4.6), (19.5, 24.5)]
)
def test_the_axis_is_marked_from_end_to_end(low: float, high: float) -> None:
    marks = list(marked(low, high))
    assert marks[0][0] == pytest.approx(low)
    assert marks[-1][0] == pytest.approx(high)
    assert 3 <= len(marks) <= 8
    assert len({label for _, label in marks}) == len(marks)
