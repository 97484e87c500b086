"""Evident slips of a printed number: which are admitted, and when they explain a miss.

A slip is registered beside the claim, in words that can be checked. Whether it explains the
printed number is decided here, on conditions that the recomputed value cannot meet by itself:

=========  ======================================================================================
kind       conditions
=========  ======================================================================================
unit       the number is right in the unit that was meant: by a fixed factor (months for days), or,
           where none joins the two (percent for points), by the value computed in that unit
date       at least three digits are printed, the number of the other date agrees with them, and
           that date offers itself (`OFFERS`)
digits     at least three digits are printed, the number meant has two neighbouring digits of the
           printed one exchanged, and the recomputed value rounds to it
=========  ======================================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.printed import Target, Wording, matches
from treasurybook.ledger.units import factor

LEAST_DIGITS = 3
"""Fewer printed digits agree with another date, or another number, too easily by chance."""

OFFERS = ("period before", "period after", "last of the edition", "named in the sentence")
"""Why another date may be the one meant; the last stands for a peak or day that the text names."""

POINT_WORDINGS = (Wording.EXACT, Wording.ABOUT, Wording.NEARLY)
"""Wordings that print one number, not a bound, a range or a sign."""

POINTS = frozenset({("pp", "%"), ("%", "pp")})
"""Units that are mistaken for each other although no factor joins them."""


@dataclass(frozen=True)
class Slip:
    """A slip as it is registered beside a claim.

    Attributes
    ----------
    kind
        What was mistaken.
    meant
        The unit, the date or the number that was meant.
    words
        The slip as the reader is told it: "months, not days".
    offers
        For a date: one of `OFFERS`.
    unit
        The unit of the claim.
    """

    kind: Literal["unit", "date", "digits"]
    meant: str
    words: str
    offers: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        return self.words


def is_dated(slip: Slip | None) -> bool:
    """Return whether a slip is one of the date, whose number is in the unit of the claim."""
    return slip is not None and slip.kind == "date"


def refuse_unfit(slip: Slip, target: Target) -> None:
    """Raise ValueError if a slip could not explain the number that it is registered beside.

    Only a number of its own can hold a slip: a bound, a range or a sign agrees with too much.
    """
    if target.value is None or target.wording not in POINT_WORDINGS:
        raise ValueError("only a printed number can hold one, not a bound, a range or a sign")
    if slip.kind == "unit":
        if slip.unit is not None and (slip.unit, slip.meant) not in POINTS:
            factor(slip.unit, slip.meant)
        return
    if printed_digits(target) < LEAST_DIGITS:
        raise ValueError(f"fewer than {LEAST_DIGITS} digits are printed, which may agree by chance")
    if slip.kind == "date" and slip.offers not in OFFERS:
        raise ValueError(f"say under offers why the date offers itself, one of {OFFERS}")
    if slip.kind == "digits" and not _is_exchange(target, _meant(slip, target)):
        raise ValueError(
            f"{slip.meant} is not the printed number with two neighbouring digits exchanged"
        )


def explains(slip: Slip, target: Target, x: float, under_slip: float | None = None) -> bool:
    """Return whether a registered slip explains a printed number that misses `x`.

    Parameters
    ----------
    slip, target
        The slip, and the number as printed.
    x
        The value recomputed as the sentence has it, in the unit of the claim.
    under_slip
        The value at the other date, or in the other unit where no factor joins the two.

    Raises
    ------
    LedgerError
        If the slip needs `under_slip` and it is missing.
    """
    match slip.kind:
        case "unit":
            return _other_unit(slip, target, x, under_slip)
        case "date":
            value = _needed(slip, under_slip)
            return (
                printed_digits(target) >= LEAST_DIGITS
                and slip.offers in OFFERS
                and matches(replace(target, wording=Wording.EXACT), value)
            )
        case "digits":
            meant = _meant(slip, target)
            return (
                printed_digits(target) >= LEAST_DIGITS
                and _is_exchange(target, meant)
                and matches(meant, x)
            )


def _meant(slip: Slip, target: Target) -> Target:
    try:
        value = float(slip.meant)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"meant is {slip.meant!r}; write the number that was meant")
    return replace(target, value=value, wording=Wording.EXACT)


def _is_exchange(printed: Target, meant: Target) -> bool:
    assert printed.value is not None
    assert meant.value is not None
    same_sign = (printed.value < 0) == (meant.value < 0)
    return same_sign and are_exchanged(_digits(printed), _digits(meant))


def _other_unit(slip: Slip, target: Target, x: float, under_slip: float | None) -> bool:
    assert slip.unit is not None
    if (slip.unit, slip.meant) in POINTS:
        return matches(target, _needed(slip, under_slip))
    return matches(target, x * factor(slip.unit, slip.meant))


def _needed(slip: Slip, under_slip: float | None) -> float:
    if under_slip is None:
        raise LedgerError(
            f"the slip registered beside it ({slip}) needs the value that it would explain: "
            "give under_slip="
        )
    return under_slip


def printed_digits(target: Target) -> int:
    """Return how many digits of a number are printed, leading zeros not counted.

    Examples
    --------
    >>> printed_digits(Target(value=24.48, rounding=2))
    4
    >>> printed_digits(Target(value=0.3, rounding=1))
    1
    """
    return len(_digits(target)) if target.value is not None else 0


def are_exchanged(one: str, other: str) -> bool:
    """Return whether two rows of digits differ by one exchange of neighbours.

    Examples
    --------
    >>> are_exchanged("158", "185"), are_exchanged("158", "851"), are_exchanged("155", "155")
    (True, False, False)
    """
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    return one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]


def _digits(target: Target) -> str:
    assert target.value is not None
    steps = round(Decimal(repr(target.value)) / Decimal(1).scaleb(-target.rounding))
    return str(abs(steps)) if steps else ""
