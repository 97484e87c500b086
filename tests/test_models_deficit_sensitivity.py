"""Rules of thumb: directions, additivity and orders of magnitude against CBO."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.budget.deficit_sensitivity import (
    FiscalYearBase,
    deficit_ratio_under,
    deficit_under,
    repriced_debt,
)

BASE = FiscalYearBase(
    deficit=1571.0, receipts=4848.0, gdp=27266.0, repriced_debt=8000.0, elasticity=1.0,
    outlay_rate=0.6,
)  # fmt: skip


def test_nothing_changes_without_a_change():
    assert deficit_under(BASE, 0.0, 0.0, 0.0) == BASE.deficit
    assert deficit_ratio_under(BASE, 0.0, 0.0, 0.0) == pytest.approx(5.76, abs=0.005)


def test_directions():
    assert deficit_under(BASE, 1.0, 0.0, 0.0) < BASE.deficit
    assert deficit_under(BASE, 0.0, 1.0, 0.0) == pytest.approx(BASE.deficit + 80.0)
    assert deficit_under(BASE, 0.0, 0.0, -50.0) == pytest.approx(BASE.deficit - 30.0)


def test_growth_rule_has_the_order_of_magnitude_of_cbo():
    # CBO (publication 58605): productivity growth 0.1 point slower a year adds 51 bn to the
    # deficit of 2033. After ten years output is about 1 % lower; revenues of 2033 were projected
    # at 7,098 bn (February 2023). The rule leaves out lower outlays and must lie above, not far.
    base_2033 = FiscalYearBase(2837.0, 7098.0, 39288.0, 0.0, 1.0, 0.0)
    added = float(deficit_under(base_2033, -1.0, 0.0, 0.0)) - base_2033.deficit
    assert 51 < added < 1.5 * 51


@given(st.floats(-5, 5), st.floats(-3, 3), st.floats(-200, 200))
def test_effects_add_up(gdp_gap, rate_gap, authority):
    alone = [(gdp_gap, 0, 0), (0, rate_gap, 0), (0, 0, authority)]
    parts = sum(float(deficit_under(BASE, *one)) - BASE.deficit for one in alone)
    together = float(deficit_under(BASE, gdp_gap, rate_gap, authority)) - BASE.deficit
    assert np.isclose(parts, together, atol=1e-6)


def test_arrays_broadcast():
    grid = deficit_under(BASE, np.array([-1.0, 0.0, 1.0]), 0.0, 0.0)
    assert np.shape(grid) == (3,)
    assert np.all(np.diff(grid) < 0)


def test_half_of_what_comes_due_during_the_year_pays_the_new_rate():
    assert repriced_debt(5000.0, 500.0, 2000.0, 1000.0) == 7000.0


@pytest.mark.parametrize(("gdp", "rate"), [(0.0, 0.5), (1.0, 1.5)])
def test_impossible_bases_are_refused(gdp, rate):
    with pytest.raises(ValueError, match=r"gdp|outlay_rate"):
        FiscalYearBase(1.0, 1.0, gdp, 1.0, 1.0, rate)
