"""Who keeps which colour through the whole book, listed here and nowhere else.

Names that stand in one figure must differ in colour; names that never meet may share one. A name
that is not listed takes the colours that are left, in the order of the palette.
"""

from collections.abc import Mapping

SECTORS: Mapping[str, str] = {
    "Households": "blue",
    "Business": "teal",
    "Government": "crimson",
    "Rest of the world": "ochre",
    "Abroad": "ochre",
    "Foreign holdings": "ochre",
    "External balance": "ochre",
    "Net exports": "ochre",
    "Consumption": "blue",
    "Investment": "violet",
    "Net investment": "violet",
    "Statistical discrepancy": "slate",
}
"""Sectors of the economy, and the uses of output that are theirs."""

COUNTRIES: Mapping[str, str] = {
    "United States": "blue",
    "China": "crimson",
    "Japan": "teal",
    "Germany": "ochre",
    "United Kingdom": "violet",
    "UK": "violet",
    "Britain": "violet",
    "European Union": "orange",
    "India": "slate",
    "South Korea": "orange",
    "Mexico": "ochre",
    "Canada": "slate",
    "All others": "slate",
}
"""Countries; two that share a colour are never in one figure."""

ACTORS: Mapping[str, str] = {
    "Outcome": "ink",
    "CBO": "orange",
    "White House": "teal",
    "Federal Reserve": "blue",
    "Others at home": "teal",
}
"""Who acts, holds or forecasts, and what came."""

INDUSTRIES: Mapping[str, str] = {
    "Agriculture": "blue",
    "Manufacturing": "orange",
    "Mining and utilities": "teal",
    "Mining, farming": "teal",
    "Construction": "ochre",
    "Services": "violet",
    "Private services": "violet",
}
"""Industries."""

SECURITIES: Mapping[str, str] = {
    "Bills": "blue",
    "Notes": "orange",
    "Coupon Treasuries": "orange",
    "Bonds": "teal",
    "TIPS": "crimson",
    "Floating": "violet",
    "FRN": "violet",
    "MBS and CMBS": "ochre",
    "All other assets": "slate",
}
"""Classes of securities."""

YIELDS: Mapping[str, str] = {
    "3 months": "slate",
    "3-month yield": "ochre",
    "2 years": "orange",
    "5 years": "teal",
    "10 years": "blue",
    "30 years": "crimson",
    "Term premium": "blue",
    "Term premium, ACM": "blue",
    "Term premium, Kim–Wright": "violet",
    "Expected short rates": "orange",
    "Rise of short rates expected": "orange",
    "Real yield": "teal",
    "Real 10-year yield": "teal",
    "Breakeven inflation": "crimson",
    "Slope": "slate",
    "Slope, 10-year less 3-month": "slate",
}
"""Maturities, and the parts of a yield."""

PATHS: Mapping[str, str] = {
    "CBO, February 2026": "violet",
    "Line through two points": "blue",
    "Fitted curve": "orange",
}
"""Single projections that meet another of the same author."""

# Their name may be followed by a comma and by what is told of them: "Germany, stand-in".
_WITH_ADDITION = {name.lower(): tint for name, tint in {**SECTORS, **COUNTRIES, **ACTORS}.items()}
_EXACT = _WITH_ADDITION | {
    name.lower(): tint
    for group in (INDUSTRIES, SECURITIES, YIELDS, PATHS)
    for name, tint in group.items()
}


def kept_colour(name: str) -> str | None:
    """Colour name that a series keeps through the book, or None if it keeps none.

    Examples
    --------
    >>> kept_colour("China"), kept_colour("Germany, stand-in"), kept_colour("left over")
    ('crimson', 'ochre', None)
    """
    exact = _EXACT.get(name.lower())
    return exact or _WITH_ADDITION.get(name.split(",")[0].lower())
