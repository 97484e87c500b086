"""The few units in which the documents print numbers, and what converts into what."""

from __future__ import annotations

from fractions import Fraction

from treasurybook.ledger.errors import LedgerError

_SPELLED = {
    "percent": "%",
    "percent of GDP": "% of GDP",
    "percentage points": "pp",
    "basis points": "bps",
}

_MONEY = {
    "USD tn": Fraction(10**12),
    "USD bn": Fraction(10**9),
    "USD mn": Fraction(10**6),
    "USD thousand": Fraction(10**3),
}
_DIFFERENCES = {"pp": Fraction(1), "bps": Fraction(1, 100)}

_FAMILIES = (_MONEY, _DIFFERENCES)

_DURATIONS = {"years": Fraction(1461, 4), "months": Fraction(487, 16), "days": Fraction(1)}
"""Average lengths in days, a year of 365.25."""


def convert(x: float, given: str, wanted: str) -> float:
    """Convert a number from one unit into another.

    Money converts between USD tn, bn, mn and thousand, also per month, per quarter or per day
    where both units say so; percentage points (pp) convert to basis points (bps). The long names
    of the stored series (percent, percentage points, basis points) are read as %, pp and bps.
    Nothing else converts: in particular not a fraction into a percentage, a flow of a quarter
    into an annual rate, or a level in % into points.

    Parameters
    ----------
    x
        The number.
    given, wanted
        Its unit, and the unit wanted.

    Returns
    -------
    float
        The number in the wanted unit; exact up to one rounding.

    Raises
    ------
    LedgerError
        If the units do not convert.

    Examples
    --------
    >>> convert(27623.5, "USD bn", "USD tn"), convert(-0.6, "pp", "bps")
    (27.6235, -60.0)
    """
    source, target = _SPELLED.get(given, given), _SPELLED.get(wanted, wanted)
    if source == target:
        return x
    source_base, source_per = _split(source)
    target_base, target_per = _split(target)
    for family in _FAMILIES:
        if source_per == target_per and source_base in family and target_base in family:
            factor = family[source_base] / family[target_base]
            return x * factor.numerator / factor.denominator
    raise LedgerError(
        f"a number in {given!r} does not convert into {wanted!r}; convert it in the chapter, or "
        "give one of: USD tn, USD bn, USD mn, USD thousand for money; pp, bps for differences"
    )


def factor(given: str, meant: str) -> float:
    """Return what a number in one unit is multiplied by to be one in the other.

    Besides what `convert` converts, lengths of time (days, months of 30.4375, years of 365.25) and
    percent in fractions are joined by a factor. Used where a document mistakes a unit.

    Raises
    ------
    LedgerError
        If no factor joins the two.

    Examples
    --------
    >>> round(factor("days", "months"), 4), factor("USD mn", "USD bn")
    (0.0329, 0.001)
    """
    for family in (_DURATIONS, {"%": Fraction(1, 100), "fraction": Fraction(1)}):
        if given in family and meant in family:
            return float(family[given] / family[meant])
    return convert(1.0, given, meant)


def _split(unit: str) -> tuple[str, str]:
    base, _, per = unit.partition(" per ")
    return base, per
