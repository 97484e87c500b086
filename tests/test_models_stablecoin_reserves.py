"""A run is paid from cash, repo and maturing bills before anything is sold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.stress.stablecoin_reserves import Reserve, bills_sold

ISSUER = Reserve(bills=0.6, repo=0.2, cash=0.1, longest_bill=90)


@pytest.mark.parametrize(
    ("redeemed", "days", "expected"),
    [(0.3, 0, 0.0), (0.5, 0, 20.0), (0.5, 30, 0.0), (0.6, 15, 20.0), (1.0, 0, 60.0)],
)
def test_order_of_payment(redeemed, days, expected):
    assert bills_sold(ISSUER, 100.0, redeemed, days) == pytest.approx(expected)


shares = st.floats(0, 1)


@given(shares, st.floats(0, 200), shares)
def test_more_redeemed_or_less_time_never_means_less_sold(redeemed, days, step):
    here = bills_sold(ISSUER, 250.0, redeemed, days)
    assert bills_sold(ISSUER, 250.0, min(1.0, redeemed + step), days) >= here - 1e-9
    assert bills_sold(ISSUER, 250.0, redeemed, days + 10 * step) <= here + 1e-9
    assert 0 <= here <= 250 * ISSUER.bills


def test_arrays_broadcast():
    assert bills_sold(ISSUER, 100.0, np.linspace(0, 1, 5), 0).shape == (5,)


@pytest.mark.parametrize("bad", [{"bills": 0.9, "repo": 0.2}, {"bills": -0.1, "repo": 0.2}])
def test_impossible_reserves_are_refused(bad):
    with pytest.raises(ValueError, match="shares"):
        Reserve(**bad)


def test_impossible_runs_and_bills_are_refused():
    with pytest.raises(ValueError, match="redeemed"):
        bills_sold(ISSUER, 100.0, 1.1, 0)
    with pytest.raises(ValueError, match="longest_bill"):
        Reserve(bills=0.5, repo=0.5, longest_bill=0)
