"""Principal that mortgage borrowers repay: scheduled payments and prepayments.

Borrowers refinance when the market rate falls below their own. The Office of Thrift Supervision
described the prepayments of a year, as a share of the balance, by an S-shaped curve in the ratio
of the borrowers' rate C to the market rate M,

    0.2406 - 0.1389 * arctan(5.952 * (1.089 - C / M)),

as given in The MathWorks' documentation, "Prepayment Modeling with a Two Factor Hull White Model
and a LIBOR Market Model". Far to the left only movers and defaults repay, far to the right most
borrowers refinance. Rates are in percent a year throughout.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def linear_rule(
    mortgage_rate: npt.ArrayLike, *, base: float, base_rate: float, slope: float
) -> Array:
    """Return principal a month that falls by `slope` for each point on the mortgage rate.

    Parameters
    ----------
    mortgage_rate
        Market rate, percent.
    base, base_rate
        Principal in USD bn a month at that rate, percent.
    slope
        USD bn a month for each percentage point by which the rate is lower.

    Returns
    -------
    numpy.ndarray
        USD bn a month, not below zero.
    """
    gap = base_rate - np.asarray(mortgage_rate, dtype=float)
    return np.maximum(base + slope * gap, 0.0)


def conditional_prepayment_rate(note_rate: npt.ArrayLike, mortgage_rate: npt.ArrayLike) -> Array:
    """Return prepayments in a year as a fraction of the balance, by the curve above.

    Parameters
    ----------
    note_rate
        Average rate that the borrowers pay, percent.
    mortgage_rate
        Market rate, percent, above zero.

    Raises
    ------
    ValueError
        If a market rate is not above zero.
    """
    market = np.asarray(mortgage_rate, dtype=float)
    if np.any(market <= 0):
        raise ValueError("the mortgage rate must be above zero")
    ratio = np.asarray(note_rate, dtype=float) / market
    return np.asarray(0.2406 - 0.1389 * np.arctan(5.952 * (1.089 - ratio)))


def single_monthly_mortality(annual: npt.ArrayLike) -> Array:
    """Return the fraction prepaid in a month, 1 - (1 - CPR)^(1/12).

    Raises
    ------
    ValueError
        If a yearly fraction lies outside 0 to 1.
    """
    share = np.asarray(annual, dtype=float)
    if np.any((share < 0) | (share > 1)):
        raise ValueError("prepayments in a year are a fraction between 0 and 1")
    return np.asarray(1 - (1 - share) ** (1 / 12))


def scheduled_share(note_rate: npt.ArrayLike, months_left: npt.ArrayLike) -> Array:
    """Return the fraction of the balance in the next level payment of an annuity loan.

    Parameters
    ----------
    note_rate
        Rate of the loan, percent a year, above zero.
    months_left
        Payments left, at least 1.

    Raises
    ------
    ValueError
        If a rate is not above zero, or less than one payment is left.
    """
    monthly, left = np.asarray(note_rate, float) / 1200, np.asarray(months_left, float)
    if np.any(monthly <= 0) or np.any(left < 1):
        raise ValueError("the rate of the loan must be above zero, and a payment left")
    return np.asarray(monthly / ((1 + monthly) ** left - 1))


def principal_share(
    note_rate: float, mortgage_rate: npt.ArrayLike, months_left: npt.ArrayLike, speed: float = 1.0
) -> Array:
    """Return the fraction of the balance that comes in during a month.

    Parameters
    ----------
    note_rate, mortgage_rate
        Rates of the borrowers and of the market, percent.
    months_left
        Payments left on the average loan.
    speed
        Factor on prepayments, as found by `calibrated_speed`; 1 is the published curve.

    Returns
    -------
    numpy.ndarray
        Scheduled share plus `speed` times the monthly prepayments on what is left after it.
    """
    scheduled = scheduled_share(note_rate, months_left)
    prepaid = single_monthly_mortality(conditional_prepayment_rate(note_rate, mortgage_rate))
    return np.asarray(scheduled + (1 - scheduled) * speed * prepaid)


def calibrated_speed(
    observed: npt.ArrayLike, note_rate: float, mortgage_rate: npt.ArrayLike, months_left: float
) -> float:
    """Return the factor on prepayments with which the curve meets observed shares on average.

    Parameters
    ----------
    observed
        Observed share of the balance repaid in each month.
    note_rate, mortgage_rate, months_left
        As in `principal_share`, the market rate of each month.

    Raises
    ------
    ValueError
        If less is repaid than the schedule alone demands.
    """
    scheduled = scheduled_share(note_rate, months_left)
    curve = (1 - scheduled) * single_monthly_mortality(
        conditional_prepayment_rate(note_rate, mortgage_rate)
    )
    beyond = float(np.mean(np.asarray(observed, dtype=float) - scheduled))
    if beyond < 0:
        raise ValueError("observed repayments are below the schedule; check note rate and term")
    return beyond / float(np.mean(curve))


def annuity_price(note_rate: float, mortgage_rate: npt.ArrayLike, months_left: float) -> Array:
    """Return the present value of 100 of principal that is repaid only by schedule.

    Level payments at `note_rate`, discounted at `mortgage_rate` (percent a year): a bound on how
    far the value of a pool falls when rates rise and nobody prepays.
    """

    def factor(rate: npt.ArrayLike) -> Array:
        monthly = np.asarray(rate, dtype=float) / 1200
        return np.asarray((1 - (1 + monthly) ** -months_left) / monthly)

    return np.asarray(100 * factor(mortgage_rate) / factor(note_rate))
