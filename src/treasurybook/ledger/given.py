"""What a lesson hands over, read into plain numbers, dates and truths, or refused."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Mapping
from typing import Any

from treasurybook.ledger import text
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.periods import parse_period


def is_number(x: Any) -> bool:
    """Return whether `x` is a single real number (truths are none)."""
    return isinstance(x, numbers.Real) and not is_truth(x)


def is_truth(x: Any) -> bool:
    """Return whether `x` is true or false, of Python's or numpy's type."""
    return isinstance(x, bool) or type(x).__name__ in ("bool_", "bool")


def number(name: str, x: Any) -> float:
    """Return a single finite number.

    Raises
    ------
    LedgerError
        If it is something else, infinite or missing (NaN).
    """
    if not is_number(x):
        raise LedgerError(f"{name}={x!r} is not a number; take a single value from the series")
    if not math.isfinite(x):
        raise LedgerError(f"{name} is {float(x)}: a value is missing where it was computed")
    return float(x)


def optional_number(name: str, x: Any) -> float | None:
    """Return a single finite number, or None for None."""
    return None if x is None else number(name, x)


def truth(name: str, x: Any) -> bool:
    """Return a truth; raise LedgerError for anything else, NaN included."""
    if not is_truth(x):
        raise LedgerError(f"{name}={x!r} is neither true nor false: compare something")
    return bool(x)


def date(name: str, x: Any) -> str:
    """Return a date as ISO text, or a period as `parse_period` reads it."""
    written = x.strftime("%Y-%m-%d") if isinstance(x, dt.date) else str(x)
    try:
        parse_period(written)
    except ValueError as error:
        raise LedgerError(f"{name}: {error}") from None
    return written


def day(name: str, x: Any) -> dt.date:
    """Return the last day of a date or period."""
    return parse_period(date(name, x)).end


def filled(template: str | None, values: Mapping[str, Any]) -> str | None:
    """Return a text of a claim with the lesson's numbers in their places.

    Raises
    ------
    LedgerError
        If the text has a place for which no value is given, or a value does not fit its place.
    """
    if template is None:
        return None
    try:
        return text.tidy(template.format_map({name: _shown(x) for name, x in values.items()}))
    except KeyError as error:
        raise LedgerError(f"its text has a place for {error}, and no such value is given") from None
    except (ValueError, TypeError) as error:
        raise LedgerError(f"its text {template!r} cannot take the values given: {error}") from None


def places(*templates: str | None) -> set[str]:
    """Return the names of the places in texts."""
    import string

    return {
        name.split(".")[0].split("[")[0]
        for template in templates
        if template
        for _, name, _, _ in string.Formatter().parse(template)
        if name
    }


def _shown(x: Any) -> Any:
    if isinstance(x, float) and not math.isfinite(x):
        raise LedgerError(f"a value for its text is {x}: it is missing where it was computed")
    return x
