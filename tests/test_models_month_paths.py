"""Month paths on dates: ends of months are met, and nothing happens after the last one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from treasurybook.models.fed import month_paths

ENDS = [90.0, 70.0]
DAYS = pd.to_datetime(["2022-06-01", "2022-06-30", "2022-07-15", "2022-07-31", "2022-08-03"])


def test_a_path_on_dates_meets_the_ends_of_its_months() -> None:
    share = np.array([0.0, 1.0, 0.5, 1.0, 0.2])
    placed = month_paths.on_days(100.0, ENDS, "2022-06", DAYS, share)
    assert placed.index.equals(DAYS)
    assert placed.tolist() == [100, 90, 80, 70, 70]


def test_the_levels_do_not_depend_on_which_days_are_asked_for() -> None:
    share = np.array([0.0, 1.0, 0.5, 1.0, 0.2])
    whole = month_paths.on_days(100.0, ENDS, "2022-06", DAYS, share)
    some = month_paths.on_days(100.0, ENDS, "2022-06", DAYS[2:4], share[2:4])
    pd.testing.assert_series_equal(whole.iloc[2:4], some)


def test_a_date_before_the_path_is_refused() -> None:
    with pytest.raises(ValueError, match="a day lies outside"):
        month_paths.on_days(100.0, ENDS, "2022-07", DAYS[:1], [0.5])
