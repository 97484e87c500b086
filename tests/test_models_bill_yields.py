"""Bill yields as the Treasury announces them with its auctions."""

import pytest

from treasurybook.models import bill_yields

# TreasuryDirect, auctions of 13-week bills: high rate, days in the year after, investment rate.
AUCTIONS = [(1.565, 366, 1.597), (0.045, 365, 0.046), (2.580, 365, 2.633)]


@pytest.mark.parametrize(("discount", "days_in_year", "announced"), AUCTIONS)
def test_investment_rate_of_real_auctions(discount, days_in_year, announced):
    found = bill_yields.investment_rate(discount, 91, days_in_year)
    assert found == pytest.approx(announced, abs=5e-4)
