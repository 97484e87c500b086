"""Rates implied between maturities: two loans earn what one does."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.yields import forward_rates as fr

DAY = pd.Timestamp("2023-12-15")


@given(st.floats(0, 15))
def test_a_flat_curve_implies_its_own_rate(rate):
    path = fr.implied_path({0.25: rate, 0.5: rate, 1: rate, 2: rate}, DAY)
    assert path.to_numpy() == pytest.approx(rate)


@given(st.floats(0, 15), st.floats(0, 15), st.floats(0, 15))
def test_rolling_over_earns_what_the_long_loan_earns(a, b, c):
    path = fr.implied_path({1: a, 2: b, 4: c}, DAY)
    assert path.to_numpy() @ [1, 1, 2] == pytest.approx(4 * c)


def test_an_inverted_curve_implies_falling_rates_at_the_middle_of_the_spans():
    path = fr.implied_path({1.0: 4.0, 0.5: 5.0}, DAY)  # in any order
    assert path.index[0] == DAY + pd.Timedelta(days=91)
    assert path.tolist() == [5.0, 3.0]
    assert 3 < fr.rate_on(path, DAY + pd.Timedelta(days=182)) < 5


def test_outside_the_path_there_is_no_rate():
    path = fr.implied_path({0.5: 5.0, 1: 4.0}, DAY)
    with pytest.raises(ValueError, match="lies outside"):
        fr.rate_on(path, DAY)


@pytest.mark.parametrize("yields", [{0.0: 5.0}, {}, {0.5: float("nan")}])
def test_what_cannot_be_a_curve_is_refused(yields):
    with pytest.raises(ValueError, match=r"positive|missing"):
        fr.implied_path(yields, DAY)


def test_half_a_step_priced_is_an_even_chance():
    assert fr.cut_probability(5.33, 5.205) == pytest.approx(0.5)
