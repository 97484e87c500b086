"""The slope is the expected rise plus the premium, and shares of variance sum to one hundred."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.statistics.variance_shares import variance_shares
from treasurybook.models.yields import yield_parts as yp

MONTHS = pd.date_range("2023-01-31", periods=4, freq="ME")
SLOPE = pd.Series([-1.5, -1.0, 0.5, 1.0], MONTHS)
PREMIUM = pd.Series([0.1, -0.1, 0.2, 1.0], MONTHS)


def test_expected_cuts_make_the_slope_smaller_than_the_premium():
    assert yp.expected_rise(SLOPE, PREMIUM).round(6).tolist() == [-1.6, -0.9, 0.3, 0.0]


def test_disagreement_counts_opposite_signs_and_distance():
    found = yp.disagreement(SLOPE, PREMIUM)
    assert found["opposite"] == 25.0
    assert found["mean_gap"] == pytest.approx((1.6 + 0.9 + 0.3 + 0.0) / 4)


def test_slope_that_is_the_premium_disagrees_nowhere():
    found = yp.disagreement(PREMIUM, PREMIUM)
    assert (found["mean_gap"], found["opposite"]) == (0.0, 0.0)
    assert found["correlation"] == pytest.approx(1.0)


def test_too_few_common_dates_are_refused():
    with pytest.raises(ValueError, match="share 1 dates"):
        yp.disagreement(SLOPE.iloc[:1], PREMIUM)


def test_change_takes_the_last_day_on_which_all_parts_are_known():
    days = pd.to_datetime(["2022-01-03", "2022-01-04", "2022-01-05"])
    parts = pd.DataFrame({"real": [-1.0, -0.8, np.nan], "inflation": [2.5, 2.6, 2.7]}, days)
    change = yp.change_by_part(parts, "2022-01-03", "2022-01-06")
    assert change["inflation"] == pytest.approx(0.1)
    assert change["total"] == pytest.approx(0.3)


changes = st.lists(
    st.tuples(*[st.floats(-5, 5).map(lambda x: round(x, 3))] * 2), min_size=5, max_size=20
)


@given(changes)
def test_shares_of_variance_sum_to_one_hundred(rows):
    data = pd.DataFrame(rows, columns=["expected", "premium"])
    if data.sum(axis=1).var() < 1e-3:
        return
    assert variance_shares(data).sum() == pytest.approx(100)


def test_todays_rate_weighs_less_the_longer_the_life():
    weight = yp.weight_of_today([0.001, 1.0, 10.0], 0.5)
    assert weight[0] == pytest.approx(1, abs=1e-3)
    assert weight[1] == pytest.approx((1 - np.exp(-0.5)) / 0.5)
    assert (np.diff(weight) < 0).all()


def test_average_of_the_path_is_the_mean_of_its_rates():
    days = np.arange(0.5, 3650) / 365
    path = 3 + (5 - 3) * np.exp(-0.4 * days)
    assert 3 + 2 * yp.weight_of_today(10, 0.4) == pytest.approx(path.mean(), abs=1e-6)


@pytest.mark.parametrize(("years", "speed"), [(0.0, 0.5), (1.0, 0.0), ([1.0, -1.0], 0.5)])
def test_a_life_of_no_length_and_a_path_that_stands_still_are_refused(years, speed):
    with pytest.raises(ValueError, match="above zero"):
        yp.weight_of_today(years, speed)


def test_a_change_in_basis_points_takes_the_last_value_and_is_missing_beyond_the_data():
    yields = pd.Series(
        [4.0, np.nan, 4.25], pd.to_datetime(["2024-01-02", "2024-01-03", "2024-01-05"])
    )
    day = pd.Timestamp
    assert yp.basis_points(yields, day("2024-01-03"), day("2024-01-05")) == pytest.approx(25)
    assert np.isnan(yp.basis_points(yields, day("2024-01-01"), day("2024-01-05")))
    assert np.isnan(yp.basis_points(yields, day("2024-01-02"), day("2024-01-06")))
