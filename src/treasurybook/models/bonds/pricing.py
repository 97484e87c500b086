"""Price, yield and risk of a Treasury note or bond, as Treasury's own regulation computes them.

The formulas are those of 31 CFR part 356, Appendix B, section II: interest compounds twice a year,
and within the broken period up to the first payment it is simple. Coupons and yields are in percent
a year, prices per 100 of par, times in years. All functions take numbers or arrays and broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize.elementwise import find_root

Array = NDArray[np.float64]

LOWEST_YIELD, HIGHEST_YIELD = -100.0, 10_000.0
"""Range in which a yield is looked for, percent."""


def annuity(yield_: ArrayLike, periods: ArrayLike) -> Array:
    """Return the present value of 1 paid at the end of each half-year (`a_n` in the regulation).

    Parameters
    ----------
    yield_
        Yield to maturity in percent a year, above -200.
    periods
        Number of half-years.

    Returns
    -------
    ndarray
        At a yield of zero it is the number of periods, as the regulation says.

    Raises
    ------
    ValueError
        If a yield is at or below -200, or the number of periods is negative.
    """
    _terms(0.0, yield_, periods, 1.0)
    half, n = np.broadcast_arrays(np.asarray(yield_, float) / 200, np.asarray(periods, float))
    safe = np.where(half == 0, 1.0, half)
    return np.where(half == 0, n, -np.expm1(-n * np.log1p(half)) / safe)


def accrued_interest(coupon: ArrayLike, fraction: ArrayLike) -> Array:
    """Return interest accrued since the last payment date, per 100 of par.

    Parameters
    ----------
    coupon
        Coupon in percent a year.
    fraction
        Share of the half-year that is still to come: days to the next payment over days in the
        period (`r/s`).
    """
    return np.asarray((1 - np.asarray(fraction, float)) * np.asarray(coupon, float) / 2)


def dirty_price(
    coupon: ArrayLike,
    yield_: ArrayLike,
    periods: ArrayLike,
    fraction: ArrayLike = 1.0,
    *,
    first: ArrayLike | None = None,
    stub: ArrayLike = 0.0,
    compound: bool = False,
) -> Array:
    """Return price plus accrued interest, per 100 of par.

    Solves ``(P + A)(1 + w i/2) = first + stub v + (C/2) a_n + 100 v^n`` with ``w = r/s``.

    Parameters
    ----------
    coupon, yield_
        Coupon and yield to maturity in percent a year; the yield above -200.
    periods
        Full half-years from the next payment date to maturity (`n`).
    fraction
        Part of a half-year to the next payment date (`r/s`), above 0 and at most 1.
    first
        Payment at the next payment date; a regular coupon when not given. A short first period
        pays ``(C/2)(r/s)``.
    stub
        Interest of the broken part of a long first period, paid half a year after its end; then
        `fraction` runs to that end and `first` is 0.
    compound
        Discount the broken period with compound interest, as the market does, instead of simple
        interest, as the regulation does. Only so does a bond whose yield stays earn its yield in
        every part of the period alike.

    Raises
    ------
    ValueError
        If a yield is at or below -200, the number of periods negative, or a fraction not above 0
        and at most 1.

    Notes
    -----
    31 CFR 356 App. B, II.A to II.G: one formula, with other first payments.
    """
    c, i, n, w = _terms(coupon, yield_, periods, fraction)
    v = 1 / (1 + i / 200)
    paid = c / 2 if first is None else np.asarray(first, float)
    value = paid + np.asarray(stub, float) * v + c / 2 * annuity(i, n) + 100 * v**n
    return np.asarray(value * v**w if compound else value / (1 + w * i / 200))


def price(
    coupon: ArrayLike,
    yield_: ArrayLike,
    periods: ArrayLike,
    fraction: ArrayLike = 1.0,
    *,
    accrued: ArrayLike | None = None,
    first: ArrayLike | None = None,
    stub: ArrayLike = 0.0,
) -> Array:
    """Return the quoted (clean) price per 100 of par.

    Parameters
    ----------
    coupon, yield_, periods, fraction, first, stub
        As for `dirty_price`.
    accrued
        Accrued interest per 100; that of a regular period when not given, 0 for a new issue with
        an irregular first period.
    """
    owed = accrued_interest(coupon, fraction) if accrued is None else np.asarray(accrued, float)
    return dirty_price(coupon, yield_, periods, fraction, first=first, stub=stub) - owed


def yield_to_maturity(
    dirty: ArrayLike, coupon: ArrayLike, periods: ArrayLike, fraction: ArrayLike = 1.0
) -> Array:
    """Return the yield in percent a year at which a regular bond has the given dirty price.

    Parameters
    ----------
    dirty
        Price plus accrued interest per 100 of par.
    coupon, periods, fraction
        As for `dirty_price`.

    Returns
    -------
    ndarray
        Between `LOWEST_YIELD` and `HIGHEST_YIELD`, percent.

    Raises
    ------
    ValueError
        If a price is not positive, or no yield in that range gives it.
    """
    target, c, n, w = np.broadcast_arrays(
        *(np.asarray(x, float) for x in (dirty, coupon, periods, fraction))
    )
    if (target <= 0).any():
        raise ValueError("a price that is not positive has no yield; check the sign and the unit")
    found = find_root(
        lambda y, price, c, n, w: dirty_price(c, y, n, w) - price,
        (LOWEST_YIELD, HIGHEST_YIELD),
        args=(target, c, n, w),
    )
    if not np.all(found.success):
        raise ValueError(
            "no yield found: is the price quoted per 100 of par, and the coupon in percent?"
        )
    return np.asarray(found.x)


def modified_duration(
    coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, fraction: ArrayLike = 1.0
) -> Array:
    """Return modified duration in years: percent of value lost per point of yield, for a small one.

    ``-(dV/di)/V`` for the dirty price V and the yield i as a fraction; parameters as for
    `dirty_price`.
    """
    slope, _, value = _moments(coupon, yield_, periods, fraction)
    return -slope / value


def convexity(
    coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, fraction: ArrayLike = 1.0
) -> Array:
    """Return convexity in years squared: ``(d2V/di2)/V``, parameters as for `dirty_price`."""
    _, curve, value = _moments(coupon, yield_, periods, fraction)
    return curve / value


def _terms(
    coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, fraction: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return the terms of a bond as arrays, within the limits that `dirty_price` states."""
    c, i, n, w = (np.asarray(x, float) for x in (coupon, yield_, periods, fraction))
    if np.any(i <= -200):
        raise ValueError("a yield must be above -200%, where the discount factor ends")
    if np.any(n < 0):
        raise ValueError("the number of half-years to maturity must not be negative")
    if np.any((w <= 0) | (w > 1)):
        raise ValueError("the part of a half-year to the next payment must be above 0, at most 1")
    return c, i, n, w


def _moments(
    coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, fraction: ArrayLike
) -> tuple[Array, Array, Array]:
    """Return the first two derivatives of the value by the yield as a fraction, and the value.

    Sums over the payments, which holds at a yield of zero too, where closed forms do not.
    """
    c, i, n, w = np.broadcast_arrays(*_terms(coupon, yield_, periods, fraction))
    k = np.arange(int(n.max()) + 1, dtype=float)
    last = n[..., None]
    paid = np.where(k <= last, c[..., None] / 2, 0.0) + np.where(k == last, 100.0, 0.0)
    half = i[..., None] / 200
    v, simple, part = 1 / (1 + half), 1 / (1 + w[..., None] * half), w[..., None]
    d = paid * v**k * simple
    one = k * v + part * simple
    two = k * (k + 1) * v**2 + 2 * k * v * part * simple + 2 * (part * simple) ** 2
    return -(d * one).sum(-1) / 2, (d * two).sum(-1) / 4, d.sum(-1)
