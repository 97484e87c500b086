"""The last larger move and the longest run of steps."""

import pandas as pd
import pytest

from treasurybook.models.yields.record_moves import last_larger, longest_run

WEEKS = pd.date_range("2001-11-02", periods=5, freq="W-FRI")
RISES = pd.Series([0.5, 0.61, 0.1, 0.48, 0.48], WEEKS)


def test_last_larger_ignores_equal_and_later_moves():
    assert last_larger(RISES, WEEKS[4]) == WEEKS[1]
    assert last_larger(RISES, WEEKS[1]) is None


def test_falls_are_not_larger_rises():
    assert last_larger(-RISES, WEEKS[4]) == WEEKS[2]


def test_equal_up_to_rounding_of_floats_is_equal():
    rises = pd.Series([4.41 - 3.97, 0.44], WEEKS[:2])
    assert last_larger(rises, WEEKS[1]) is None


def test_an_unknown_day_is_refused():
    with pytest.raises(ValueError, match="2030-01-04"):
        last_larger(RISES, "2030-01-04")


def test_the_cycle_of_2022_has_four_steps_of_75_in_a_row():
    # Federal Reserve, open market operations: increases from March 2022 to July 2023.
    steps = pd.Series([25, 50, 75, 75, 75, 75, 50, 25, 25, 25, 25])
    assert [longest_run(steps, size) for size in (75, 25, 100)] == [4, 4, 0]
