"""Rules of thumb: how a year's deficit moves with growth, interest rates and spending limits.

Three first-year effects, each linear and added up. They have the shape of CBO's rules of thumb
(How Changes in Economic Conditions Might Affect the Federal Budget: 2023 to 2033, publication
58605) but not its detail: no feedback between the three, no change of outlays with prices, no
second year.

- Income: receipts move with nominal gross domestic product, by ``elasticity`` percent for one.
- Rates: interest is paid at the new rate on the part of the debt that is repriced or new in the
  year, on average over the year.
- Limits: a cut of budget authority lowers the outlays of the same year only by the first-year
  outlay rate; the rest follows in later years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Number = float | npt.NDArray[np.float64]


@dataclass(frozen=True)
class FiscalYearBase:
    """The forecast that is varied.

    Attributes
    ----------
    deficit, receipts, gdp
        Of the fiscal year, USD bn; a deficit is positive.
    repriced_debt
        Debt whose interest follows the market within the year, averaged over the year, USD bn.
    elasticity
        Percent by which receipts rise when nominal gross domestic product is one percent higher.
    outlay_rate
        Share of a change in budget authority that is spent, or saved, in the same fiscal year.
    """

    deficit: float
    receipts: float
    gdp: float
    repriced_debt: float
    elasticity: float
    outlay_rate: float

    def __post_init__(self) -> None:
        if self.gdp <= 0:
            raise ValueError(f"gdp must be positive, got {self.gdp}")
        if not 0 <= self.outlay_rate <= 1:
            raise ValueError(f"outlay_rate is a share between 0 and 1, got {self.outlay_rate}")


def repriced_debt(
    bills: float, floating: float, maturing_coupons: float, new_borrowing: float
) -> float:
    """Return the debt that pays a year's new interest rates, averaged over the year.

    Bills and floating-rate notes are repriced at once; coupon securities that mature and new
    borrowing are spread evenly over the year, so half of each on average.

    Parameters
    ----------
    bills, floating
        Outstanding at the start of the year, USD bn.
    maturing_coupons, new_borrowing
        Over the year, USD bn.

    Returns
    -------
    float
        USD bn.
    """
    return bills + floating + (maturing_coupons + new_borrowing) / 2


def deficit_under(
    base: FiscalYearBase, gdp_gap: Number, rate_gap: Number, authority_change: Number
) -> Number:
    """Return the deficit if growth, rates or limits differ from the forecast.

    Parameters
    ----------
    base
        The forecast.
    gdp_gap
        Nominal gross domestic product above the forecast, percent.
    rate_gap
        Interest rates above the forecast over the year, percentage points.
    authority_change
        Change of discretionary budget authority, USD bn; negative for a limit that cuts.

    Returns
    -------
    float or array
        Deficit, USD bn; arrays broadcast.
    """
    income = base.receipts * base.elasticity * gdp_gap / 100
    interest = base.repriced_debt * rate_gap / 100
    return base.deficit - income + interest + base.outlay_rate * authority_change


def deficit_ratio_under(
    base: FiscalYearBase, gdp_gap: Number, rate_gap: Number, authority_change: Number
) -> Number:
    """Return the deficit of `deficit_under` in percent of the gross domestic product it implies.

    Parameters
    ----------
    base, gdp_gap, rate_gap, authority_change
        As in `deficit_under`.

    Returns
    -------
    float or array
        Percent of gross domestic product.
    """
    amount = deficit_under(base, gdp_gap, rate_gap, authority_change)
    return 100 * amount / (base.gdp * (1 + gdp_gap / 100))
