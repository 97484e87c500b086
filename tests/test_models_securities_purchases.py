"""Purchases behind holdings at market value."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.flows.securities_purchases import net_purchases

MONTHS = pd.date_range("2021-12-31", periods=4, freq="ME")


@given(
    st.lists(st.floats(-50, 50), min_size=3, max_size=3),
    st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=3),
)
def test_what_was_bought_is_found_again(bought, moves):
    held = [1000.0]
    for amount, move in zip(bought, moves, strict=True):
        held.append(held[-1] * (1 + move) + amount)
    found = net_purchases(pd.Series(held, MONTHS), pd.Series(moves, MONTHS[1:]))
    assert found.index.equals(MONTHS[1:])
    assert np.allclose(found, bought)


def test_falling_prices_are_no_sales():
    held = pd.Series([1000.0, 900.0, 810.0, 810.0], MONTHS)
    moves = pd.Series([-0.1, -0.1, 0.0], MONTHS[1:])
    assert net_purchases(held, moves).abs().max() == pytest.approx(0)


def test_holes_are_refused():
    held = pd.Series([1000.0, 990.0, np.nan, 970.0], MONTHS)
    with pytest.raises(ValueError, match="before 2022-03-31 are missing"):
        net_purchases(held, pd.Series(0.0, MONTHS))
    with pytest.raises(ValueError, match="no price change for 2022-03-31"):
        net_purchases(held.interpolate(), pd.Series(0.0, MONTHS[:3]))
