"""Made-up claims and numbers, so that the ledger is tested on statements of every form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from treasurybook.ledger.claims import Claim, read_claims
from treasurybook.ledger.printed import Target, Wording

FIXED = dt.date(2026, 11, 21)

NUMBER: dict[str, Any] = {
    "id": "F-900", "chapter": 1, "section": "I", "kind": "level", "topic": "gdp",
    "statement": "GDP is 27.62 trillion dollars.", "chinese": "GDP为27.62万亿美元。",
    "value": 27.62, "unit": "USD tn", "rounding": 2, "wording": "exact",
    "test": "nominal GDP of 2023Q3",
}  # fmt: skip
"""The fields of a claim that prints a number."""

CONDITION: dict[str, Any] = {
    "id": "F-901", "chapter": 1, "section": "I", "kind": "comparison", "topic": "saving",
    "statement": "Saving fell.", "chinese": "储蓄下降。", "unit": "qualitative",
    "test": "saving lower than a year before", "result": "from {before:.1f} to {after:.1f}%",
}  # fmt: skip
"""The fields of a claim that prints none."""

DATE = {**CONDITION, "id": "F-902", "kind": "event_date", "unit": "date", "date": "2022-10",
        "result": None}  # fmt: skip
ORDER = {**CONDITION, "id": "F-903", "kind": "ranking", "order": ["China", "EU", "Mexico"],
         "result": None}  # fmt: skip
FORECAST = {**NUMBER, "id": "F-904", "kind": "forecast", "test": "within 2% of the outcome",
            "horizon": dt.date(2024, 10, 31)}  # fmt: skip
FIGURE = {**CONDITION, "id": "F-905", "kind": "figure", "test": None, "result": None}


def made(fields: dict[str, Any], **changed: Any) -> Claim:
    """Return a claim of document 000 with some fields changed, or left out where None."""
    entry = {key: x for key, x in {**fields, **changed}.items() if x is not None}
    (one,) = read_claims(
        [entry], document="000", prefix="F", where="000-fiscal.yaml", fixed=FIXED
    ).values()
    return one


roundings = st.integers(-2, 4)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Draw a number as documents print them: worded, and rounded to its own digits."""
    rounding = draw(roundings)
    worded = draw(st.sampled_from([w for w in Wording if w not in ("positive", "negative")]))
    digits = st.integers(-99_999, 99_999).filter(bool)
    first = draw(digits) / 10**rounding
    if worded is Wording.RANGE:
        second = draw(digits) / 10**rounding
        return Target(worded, low=min(first, second), high=max(first, second), rounding=rounding)
    return Target(worded, first, rounding=rounding)
