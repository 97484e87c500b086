"""Treasury bills: from the discount at which they are quoted to a yield like a note's."""

from __future__ import annotations


def investment_rate(discount: float, days: int, days_in_year: int = 365) -> float:
    """Return the investment rate (coupon equivalent yield) of a bill of up to half a year.

    Formula of 31 CFR 356, appendix B, section V: the discount is on par and on a year of 360 days,
    the investment rate on the price and on the calendar year.

    Parameters
    ----------
    discount
        Bank discount rate, percent.
    days
        Days from issue to maturity.
    days_in_year
        Days in the year after the issue date: 366 if it contains 29 February.

    Returns
    -------
    float
        Percent.

    Examples
    --------
    >>> round(investment_rate(2.58, 91), 3)
    2.633
    """
    return days_in_year * discount / (360 - days * discount / 100)
