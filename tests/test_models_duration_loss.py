"""Duration, loss and the rise of yields that explains a loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.bonds.duration_loss import implied_yield_change, loss, price_change


def test_silicon_valley_bank():
    # Form 10-K for 2022: 15.2 of 91 USD bn lost at a duration of 6.2 years.
    assert implied_yield_change(15.16, 91, 6.2) == pytest.approx(2.69, abs=0.01)


@given(st.floats(1, 1e3), st.floats(0.1, 30), st.floats(-5, 5))
def test_loss_and_implied_change_undo_each_other(book, duration, change):
    back = implied_yield_change(loss(book, duration, change), book, duration)
    assert np.isclose(back, change, atol=1e-9)


def test_negative_convexity_makes_a_rise_worse_and_a_hedge_halves_it():
    assert price_change(6, 2, convexity=-100) < price_change(6, 2) < 0
    assert loss(100, 6, 2, hedged_share=0.5) == pytest.approx(6.0)


def test_a_hedge_above_one_is_refused():
    with pytest.raises(ValueError, match="hedged_share"):
        loss(100, 6, 2, hedged_share=1.2)
