"""Shares: what they must satisfy whatever the data."""

import numpy as np
import pandas as pd
import pytest

from treasurybook.models.statistics.shares import percent_of, rise_done_before, trailing_percent


def monthly(values: list[float], start: str = "2020-01-01") -> pd.Series:
    return pd.Series(
        values, index=pd.date_range(start, periods=len(values), freq="MS"), dtype=float
    )


def test_shares_of_a_partition_add_to_100() -> None:
    rng = np.random.default_rng(1)
    parts = [monthly(list(rng.uniform(1, 9, 24))) for _ in range(3)]
    whole = parts[0] + parts[1] + parts[2]
    total = sum(percent_of(p, whole) for p in parts)
    assert np.allclose(total, 100)


def test_a_share_does_not_depend_on_the_unit() -> None:
    part, whole = monthly([1, 2, 3]), monthly([10, 10, 10])
    pd.testing.assert_series_equal(percent_of(part, whole), percent_of(1000 * part, 1000 * whole))


def test_only_common_dates_count() -> None:
    share = percent_of(monthly([1, 2, 3]), monthly([10, 10], start="2020-02-01"))
    assert list(share) == [20, 30]


def test_no_common_date_is_an_error() -> None:
    with pytest.raises(ValueError, match="no date in common"):
        percent_of(monthly([1]), monthly([1], start="2021-01-01"))


def test_a_whole_of_zero_is_an_error_that_names_the_day() -> None:
    with pytest.raises(ValueError, match="2020-02-01"):
        percent_of(monthly([1, 1]), monthly([1, 0]))


def test_the_trailing_rate_weighs_by_the_base() -> None:
    # 10 % on 100 and 50 % on 10: the average duty rate is 15/110, far from the mean of the rates
    rate = trailing_percent(monthly([10, 5]), monthly([100, 10]), periods=2)
    assert rate.iloc[0] == pytest.approx(100 * 15 / 110)
    assert len(rate) == 1


def test_a_constant_rate_stays_constant_however_the_base_moves() -> None:
    base = monthly([5, 80, 1, 33, 7, 120, 9])
    assert np.allclose(trailing_percent(0.03 * base, base, periods=3), 3)


def test_rise_done_before_an_event() -> None:
    path = monthly([10, 12, 16, 20, 15])
    assert rise_done_before(path, "2020-01", "2020-04-09") == pytest.approx(1)
    assert rise_done_before(path, "2020-01", "2020-03-01") == pytest.approx(0.2)


def test_a_peak_before_the_start_does_not_count() -> None:
    path = monthly([50, 10, 12, 20])
    assert rise_done_before(path, "2020-02", "2020-04-01") == pytest.approx(0.2)


def test_an_observation_on_the_day_of_the_event_is_not_before_it() -> None:
    path = monthly([0, 1, 2])
    assert rise_done_before(path, "2020-01", "2020-02-01") == 0


def test_a_path_that_only_falls_has_no_rise_to_share_out() -> None:
    with pytest.raises(ValueError, match="never rises"):
        rise_done_before(monthly([3, 2, 1]), "2020-01", "2020-03-01")
