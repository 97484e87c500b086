"""CBO's projection errors: a row and the summaries that CBO itself has published."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.budget.projection_errors import (
    coverage,
    later_legislation,
    outcome_quantiles,
    projection_errors,
    split_of_miss,
    summarise_errors,
)


def test_error_of_the_may_2022_deficit_projection_for_2023_as_cbo_prints_it():
    # US-CBO/eval-projections, output_data/deficit_projection_errors.csv: projected -980.102,
    # legislation -13.291, actual -2032.974 (without student loans), error -1039.581 = -3.794 %.
    one = [2023]
    error = projection_errors(
        pd.Series([-980.102], one),
        pd.Series([-2032.974], one),
        pd.Series([27397.950], one),
        pd.Series([-13.291], one),
    )
    assert error[2023] == pytest.approx(-3.794, abs=0.0005)
    assert error[2023] * 27397.950 / 100 == pytest.approx(-1039.581, abs=0.0005)


def test_only_laws_recorded_after_the_baseline_count():
    baselines = pd.DataFrame(
        {"baseline": pd.to_datetime(["2023-02", "2023-05"]), "fiscal_year": 2024}, index=["a", "b"]
    )
    changes = pd.DataFrame(
        {
            "baseline": pd.to_datetime(["2023-02", "2023-05", "2024-02", "2024-02"]),
            "fiscal_year": [2024, 2024, 2024, 2025],
            "change": [1.0, 10.0, 100.0, 1000.0],
        }
    )
    assert later_legislation(baselines, changes).to_dict() == {"a": 110.0, "b": 100.0}
    none_recorded = later_legislation(baselines, changes[changes["fiscal_year"] == 2025])
    assert none_recorded.tolist() == [0.0, 0.0]


def test_spread_is_the_width_of_the_central_two_thirds():
    summary = summarise_errors(pd.Series([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]))
    assert summary["two_thirds_spread"] == pytest.approx(4.0)
    assert summary["mean"] == pytest.approx(0.0)
    assert summary["mean_absolute"] == pytest.approx(12 / 7)
    assert summary["root_mean_square"] == pytest.approx(2.0)


def test_revenue_errors_keep_their_sign_and_balances_turn_it():
    values = [pd.Series([x], [2024]) for x in (110.0, 100.0, 1000.0)]
    assert projection_errors(*values, balance=False)[2024] == pytest.approx(1.0)
    assert projection_errors(*values, balance=True)[2024] == pytest.approx(-1.0)


def test_shifted_years_are_refused():
    projected = pd.Series([1.0], [2023])
    with pytest.raises(ValueError, match="same index"):
        projection_errors(projected, pd.Series([1.0], [2024]), projected)


def test_outcome_is_projection_less_error():
    # Errors of +1 (deficit came in smaller) put the outcome below the projection.
    outcomes = outcome_quantiles(6.0, pd.Series([1.0, 1.0, 1.0]), [0.5])
    assert outcomes[0.5] == pytest.approx(5.0)


errors = st.lists(st.floats(-20, 20), min_size=1, max_size=40).map(pd.Series)


@given(errors, st.floats(0, 20), st.floats(0, 20))
def test_a_wider_range_catches_no_fewer_errors(past, one, two):
    narrow, wide = sorted((one, two))
    assert coverage(past, narrow) <= coverage(past, wide)
    assert coverage(past, float(past.abs().max())) == 1.0


@given(errors)
def test_root_mean_square_is_no_less_than_mean_absolute_no_less_than_mean(past):
    summary = summarise_errors(past)
    assert summary["root_mean_square"] >= summary["mean_absolute"] - 1e-9
    assert summary["mean_absolute"] >= abs(summary["mean"]) - 1e-9


@given(st.floats(-3000, 0), st.floats(-500, 500), st.lists(st.floats(-500, 500), max_size=3))
def test_a_split_finds_what_no_baseline_had_recorded(projected, unrecorded, causes):
    changes = pd.Series(causes, dtype=float)
    actual = projected + changes.sum() + unrecorded
    split = split_of_miss(projected, actual, changes)
    assert split["after the last baseline"] == pytest.approx(unrecorded, abs=1e-6)
    assert split["total"] == actual - projected
    assert split.drop(["after the last baseline", "total"]).tolist() == causes


@pytest.mark.parametrize("none", [pd.Series(dtype=float), pd.Series([np.nan])])
def test_without_past_errors_there_is_no_range(none):
    with pytest.raises(ValueError, match="no past errors"):
        coverage(none, 1.0)
    with pytest.raises(ValueError, match="no past errors"):
        outcome_quantiles(5.0, none, [0.5])


def test_negative_half_width_is_refused():
    with pytest.raises(ValueError, match="half_width"):
        coverage(pd.Series([1.0]), -0.1)
