"""What a lesson hands over, read into plain numbers, dates and truths, or refused."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Collection, Iterable, Mapping
from string import Formatter
from textwrap import shorten
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
        raise LedgerError(f"{name}={_said(x)} is not a number; take a single value from the series")
    if not math.isfinite(x):
        raise LedgerError(f"{name} is {float(x)}: a value is missing where it was computed")
    return float(x)


def optional_number(name: str, x: Any) -> float | None:
    """Return a single finite number, or None for None."""
    return None if x is None else number(name, x)


def truth(name: str, x: Any) -> bool:
    """Return a truth; raise LedgerError for anything else, NaN included."""
    if not is_truth(x):
        raise LedgerError(f"{name}={_said(x)} is neither true nor false: compare something")
    return bool(x)


def date(name: str, x: Any) -> str:
    """Return a date as ISO text, or a period as `parse_period` reads it."""
    try:
        written = x.strftime("%Y-%m-%d") if isinstance(x, dt.date) else str(x)
        parse_period(written)
    except ValueError:
        raise LedgerError(
            f"{name}={_said(x)} is no date; give a day, or a text like 2023, 2023-Q3, 2023-11"
        ) from None
    return written


def day(name: str, x: Any) -> dt.date:
    """Return the last day of a date or period."""
    return parse_period(date(name, x)).end


def refuse_useless(what: str, takes: Collection[str], **besides: Any) -> None:
    """Raise LedgerError for an argument that is given where nothing is done with it."""
    useless = [f"{name}=" for name, x in besides.items() if x is not None and name not in takes]
    if useless:
        raise LedgerError(
            f"{', '.join(useless)} is not taken for {what}; it takes: {', '.join(sorted(takes))}"
        )


def order(name: str, x: Any, least: int) -> tuple[str, ...]:
    """Return names from the first place down.

    Raises
    ------
    LedgerError
        If it is no list, or names fewer than `least` places.
    """
    if isinstance(x, str) or not isinstance(x, Iterable):
        raise LedgerError(f"{name}={_said(x)} is no order; give a list, first place first")
    names = tuple(map(str, x))
    if len(names) < least:
        raise LedgerError(f"{name} names {len(names)} of the {least} places that are printed")
    return names


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
        return text.tidy(_Filler().vformat(template, (), values))
    except KeyError as error:
        raise LedgerError(f"its text has a place for {error}, and no such value is given") from None
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise LedgerError(f"its text {template!r} cannot take the values given: {error}") from None


def places(*templates: str | None) -> set[str]:
    """Return the names of the places in texts."""
    return {
        name.split(".")[0].split("[")[0]
        for template in templates
        if template
        for _, name, _, _ in Formatter().parse(template)
        if name
    }


class _Filler(Formatter):
    """Puts values in their places, and refuses what would be shown raw."""

    def format_field(self, x: Any, spec: str) -> str:
        if is_number(x) and not math.isfinite(x):
            raise LedgerError(f"a value for its text is {x}: it is missing where it was computed")
        if is_number(x) and not spec and not isinstance(x, numbers.Integral):
            raise LedgerError(
                f"its text would show {float(x)!r} as it is: say in the claim how many decimals, "
                "{name:.1f}"
            )
        if isinstance(x, dt.date) and not spec:
            return date("a value for its text", x)
        return str(super().format_field(x, spec))


def _said(x: Any) -> str:
    return shorten(repr(x), 60, placeholder=" ...")
