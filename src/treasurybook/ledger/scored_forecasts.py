"""Forecasts beside their benchmarks and scores, as a view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from treasurybook.ledger.claims import claim
from treasurybook.ledger.forecast_terms import Terms
from treasurybook.ledger.views import View


@dataclass(frozen=True)
class ScoredForecast:
    """One row of the table.

    Attributes
    ----------
    terms
        What was staked.
    record
        The record of the claim.
    naive_verdict
        What the same rule makes of the naive forecast, None where there is none.
    score
        The score in words, empty where it is right or wrong only.
    """

    terms: Terms
    record: Mapping[str, Any]
    naive_verdict: str | None
    score: str = ""


def forecasts_view(rows: Iterable[ScoredForecast], caption: str) -> View:
    """Return forecasts as a view: the rule by which each was judged, and what came of it."""
    content = [_row(row) for row in rows]
    lines = [f"{row['record']['claim']}: {row['record']['verdict']}" for row in content]
    return View(
        "forecasts", {"rows": content, "caption": caption}, "\n".join([f"{caption}:", *lines])
    )


def _row(row: ScoredForecast) -> dict[str, Any]:
    terms, its = row.terms, claim(row.terms.claim)
    due = "no day" if terms.due is None else terms.due.isoformat()
    judged = f"{row.naive_verdict}: " if row.naive_verdict else ""
    return {
        "record": dict(row.record),
        "days": f"{terms.made_on.isoformat()}, {due}".replace("-", "\N{NON-BREAKING HYPHEN}"),
        "benchmark": f"{judged}{terms.naive}" if terms.naive else "no rule can be named",
        "score": row.score or ("right or wrong only" if judged else "none yet"),
        "more": [
            ("Worded", f"{terms.modality} ({terms.words})"),
            ("Rule", its.rule),
            ("Result", row.record["result"]),
            ("Hindsight", None if terms.known == "no" else f"outcome known: {terms.known}"),
        ],
    }
