"""Treasury bills: from the discount at which they are quoted to a yield like a note's."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

Rate = TypeVar("Rate", float, pd.Series)


def investment_rate(discount: Rate, days: int, days_in_year: int = 365) -> Rate:
    """Return the investment rate (coupon equivalent yield) of a bill.

    Formulas of 31 CFR 356, appendix B, section VI: the discount is on par and on a year of
    360 days, the investment rate on the price and on the calendar year. Up to half a year interest
    is simple, ``P (1 + r i / y) = 100``. A longer bill would pay a coupon on the way if it were a
    note, so interest is added after half a year:
    ``P (1 + (r/y - 1/2) i) (1 + i/2) = 100``, a quadratic in i.

    Parameters
    ----------
    discount
        Bank discount rate, percent; one, or a series by date. A missing one stays missing.
    days
        Days from issue to maturity, 1 to a year.
    days_in_year
        Days in the year after the issue date: 366 if it contains 29 February.

    Returns
    -------
    float or pd.Series
        Percent.

    Raises
    ------
    ValueError
        If the days lie outside the year, the year has other than 365 or 366 days, or the discount
        leaves no price.

    Examples
    --------
    >>> round(investment_rate(2.58, 91), 3)
    2.633
    >>> round(investment_rate(7.65, 364), 3)
    8.237
    """
    if days_in_year not in (365, 366):
        raise ValueError(f"a year has 365 or 366 days, got {days_in_year}")
    if not 1 <= days <= days_in_year:
        raise ValueError(f"a bill runs from 1 day to {days_in_year}, got {days}")
    price = 100 * (1 - discount / 100 * days / 360)
    if np.any(price <= 0):
        raise ValueError(f"a discount of {discount}% over {days} days leaves no price")
    share = days / days_in_year
    if share <= 0.5:
        return 100 * (100 - price) / price / share
    a, b, gain = share / 2 - 0.25, share, (100 - price) / price
    # The root near zero of a i^2 + b i = gain, in the form that stays exact where a is small.
    rate: Rate = 200 * gain / (b + (b * b + 4 * a * gain) ** 0.5)
    return rate
