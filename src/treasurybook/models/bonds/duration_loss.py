"""What a change of yields does to the value of a bond book, to second order.

Taylor: relative price change = -D dy + C dy^2 / 2, with modified duration D in years and convexity
C in years squared (Fabozzi, Bond Markets, Analysis and Strategies, chapter 4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def price_change(duration: ArrayLike, yield_change: ArrayLike, convexity: ArrayLike = 0.0) -> Array:
    """Return the relative price change in percent.

    Parameters
    ----------
    duration
        Modified duration, years.
    yield_change
        Percentage points; positive for a rise.
    convexity
        Years squared; zero is first order, and negative for mortgage bonds, whose borrowers stop
        prepaying when rates rise.

    Returns
    -------
    ndarray
        Percent; negative when yields rise.
    """
    dy = np.asarray(yield_change, float) / 100
    first = -np.asarray(duration, float) * dy
    return np.asarray(100 * (first + 0.5 * np.asarray(convexity, float) * dy**2))


def loss(
    book: ArrayLike,
    duration: ArrayLike,
    yield_change: ArrayLike,
    convexity: ArrayLike = 0.0,
    *,
    hedged_share: ArrayLike = 0.0,
) -> Array:
    """Return the loss of market value of a book.

    Parameters
    ----------
    book
        Value before the change, USD bn.
    duration, yield_change, convexity
        As in `price_change`.
    hedged_share
        Share of the book whose rate risk is hedged, 0 to 1.

    Returns
    -------
    ndarray
        USD bn, positive for a loss.

    Raises
    ------
    ValueError
        If a hedged share lies outside 0 to 1.
    """
    hedged = np.asarray(hedged_share, float)
    if np.any((hedged < 0) | (hedged > 1)):
        raise ValueError(f"hedged_share must lie between 0 and 1, got {hedged}")
    change = price_change(duration, yield_change, convexity)
    return np.asarray(-np.asarray(book, float) * (1 - hedged) * change / 100)


def implied_yield_change(loss_: ArrayLike, book: ArrayLike, duration: ArrayLike) -> Array:
    """Return the rise of yields, percentage points, that explains a loss to first order."""
    share = np.asarray(loss_, float) / np.asarray(book, float)
    return np.asarray(100 * share / np.asarray(duration, float))
