"""Fiscal years: the change of 1976, complete years only, and a published deficit and GDP."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.budget.fiscal_years import (
    fiscal_year,
    fiscal_year_average,
    fiscal_year_total,
)


def test_fiscal_years_moved_from_july_to_october_in_1976():
    days = pd.DatetimeIndex(["1975-06-30", "1975-07-01", "1976-09-30", "1976-10-01"])
    assert list(fiscal_year(days)[[0, 1, 3]]) == [1975, 1976, 1977]
    assert fiscal_year(days).isna().tolist() == [False, False, True, False]


def test_fiscal_2024_gdp_is_the_mean_of_four_quarters():
    # BEA, GDP at annual rates, 2023Q4-2024Q3 as published on 19 December 2024 (third estimate);
    # Treasury's final statement and CBO use this mean, about 28.8 trillion, for ratios.
    quarters = pd.Series(
        [28296.967, 28624.069, 29016.714, 29374.914],
        index=pd.date_range("2023-10-01", periods=4, freq="QS"),
    )
    assert fiscal_year_average(quarters)[2024] == pytest.approx(28828.166, abs=0.001)


def test_incomplete_years_are_left_out():
    months = pd.Series(1.0, index=pd.date_range("2022-10-01", periods=23, freq="MS"))
    assert fiscal_year_total(months).to_dict() == {2023: 12.0}
    assert fiscal_year_average(months[:3]).empty


def test_a_year_number_as_index_is_refused():
    with pytest.raises(TypeError, match="dates"):
        fiscal_year_total(pd.Series([1.0], index=[2023]))


@given(st.integers(1980, 2040), st.lists(st.floats(-1e6, 1e6), min_size=36, max_size=36))
def test_totals_of_complete_years_lose_no_month(start, flows):
    months = pd.Series(flows, index=pd.date_range(f"{start}-10-01", periods=36, freq="MS"))
    totals = fiscal_year_total(months)
    assert list(totals.index) == [start + 1, start + 2, start + 3]
    assert np.isclose(totals.sum(), sum(flows), atol=1e-3)
