"""Terms of the forecasts: when each was made, how it is worded, and what a naive rule would say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from treasurybook.ledger.claims import Claim, claims
from treasurybook.ledger.errors import ClaimError
from treasurybook.ledger.rules import Verdict
from treasurybook.snapshot import table

FORMS = ("point", "interval", "threshold", "direction", "event")
MODALITIES = ("will", "probably", "may")
NAIVE = ("same", "opposite", "number", "none")
BENCHMARKS = ("", "last", "season", "zero")
KNOWN = ("no", "partly", "yes")

CREDIT: Mapping[str, float] = {
    Verdict.CAME_TRUE: 1.0,
    Verdict.PARTLY: 0.5,
    Verdict.DID_NOT: 0.0,
}
"""What a resolved forecast counts; verdicts that are not here are not resolved."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Terms:
    """What a forecast staked, fixed from the words of the document.

    Attributes
    ----------
    claim
        Id of the statement.
    made_on
        Day of the forecast: that of the forecaster's own publication where it is quoted, else the
        last day whose data the document can have used.
    form
        One of `FORMS`.
    modality, words
        How firmly it is worded, one of `MODALITIES`, and the words of the original that say so.
    horizon_printed
        Whether the document itself says by when.
    outcome
        Name of the outcome that it shares with other forecasts.
    event
        Name of the event that decides the outcome, and perhaps others with it: the budget of a
        year decides its deficit, its receipts and what is borrowed.
    naive_says, naive
        What the naive rule says of it: the "same", the "opposite", a "number", or "none" where no
        rule can be named; and the rule in words. All measures of the rule beside the claim are
        kept at their last known value: "same" if the rule is then met.
    history, benchmark
        Name of the series that the naive rule continues (the chapter says which), and whether it
        takes the last value, that of the same season, or no change for what is itself a change.
    within
        By how much a number may miss and still count, as in the rule beside the claim: "2%",
        "0.3"; empty for ranges, whose width the naive range shares.
    known
        Whether the outcome was known when the document was finished.
    """

    claim: str
    made_on: dt.date
    form: str
    modality: str
    words: str
    horizon_printed: bool
    outcome: str
    event: str
    naive_says: str
    naive: str
    history: str
    benchmark: str
    within: str
    known: str

    @property
    def due(self) -> dt.date | None:
        """The first day on which it can be judged, None where the claim names none."""
        return due(claims()[self.claim])

    def tolerance(self, number: float) -> float:
        """Return by how much `number` may miss, in its own unit.

        Raises
        ------
        ClaimError
            If the terms give no tolerance.
        """
        if not self.within:
            raise ClaimError(f"{self.claim}: its terms say no tolerance (field within)")
        if self.within.endswith("%"):
            return abs(number) * float(self.within[:-1]) / 100
        return float(self.within)


@cache
def forecast_terms() -> Mapping[str, Terms]:
    """Return the terms of every forecast by the id of its claim, in the order of the claims.

    Raises
    ------
    ClaimError
        If a forecast has no terms, terms have no forecast, or a field is not understood; the
        message names row, field and remedy.
    """
    rows = table("forecast_terms").to_dict(orient="records")
    return parse_terms(({str(k): v for k, v in row.items()} for row in rows), claims())


def parse_terms(
    rows: Iterable[Mapping[str, Any]], known_claims: Mapping[str, Claim]
) -> Mapping[str, Terms]:
    """Validate rows of terms against the claims; see `forecast_terms`."""
    found: dict[str, Terms] = {}
    for row in rows:
        one = _checked(row)
        if one.claim in found:
            raise ClaimError(f"forecast_terms: {one.claim} stands there twice; keep one row")
        found[one.claim] = one
    _refuse_outcomes_of_two_events(found.values())
    forecasts = [key for key, its in known_claims.items() if its.is_forecast]
    missing = [key for key in forecasts if key not in found]
    if missing:
        raise ClaimError(f"forecast_terms: no row for the forecasts {', '.join(missing)}")
    strangers = sorted(set(found) - set(forecasts))
    if strangers:
        raise ClaimError(f"forecast_terms: {', '.join(strangers)} are no forecasts; take them out")
    return {key: found[key] for key in forecasts}


def due(one: Claim) -> dt.date | None:
    """Return the first day named in ``resolves_on``, None where there is none."""
    named = _DAY.search(one.resolves_on or "")
    return dt.date.fromisoformat(named.group()) if named else None


def credit(verdict: str) -> float | None:
    """Return 1, 0.5 or 0 for a resolved forecast, None for an open or uncheckable one."""
    return CREDIT.get(verdict)


def _refuse_outcomes_of_two_events(terms: Iterable[Terms]) -> None:
    event_of: dict[str, Terms] = {}
    for one in terms:
        first = event_of.setdefault(one.outcome, one)
        if first.event != one.event:
            raise ClaimError(
                f"forecast_terms: {first.claim} and {one.claim} share the outcome {one.outcome!r} "
                f"and not the event ({first.event!r}, {one.event!r}); one event decides an outcome"
            )


def _checked(row: Mapping[str, Any]) -> Terms:
    texts: dict[str, Any] = {
        key: "" if value is None or value != value else value for key, value in row.items()
    }
    name = f"forecast_terms, row {texts.get('claim')!r}"

    def need(condition: object, field: str, remedy: str) -> None:
        if not condition:
            raise ClaimError(f"{name}, field {field}: {texts.get(field)!r}; {remedy}")

    choices = (
        ("form", FORMS),
        ("modality", MODALITIES),
        ("horizon_printed", ("yes", "no")),
        ("naive_says", NAIVE),
        ("benchmark", BENCHMARKS),
        ("known", KNOWN),
    )
    for field, allowed in choices:
        need(texts.get(field) in allowed, field, f"one of {', '.join(map(repr, allowed))}")
    for field in ("claim", "words", "outcome", "event"):
        need(texts.get(field), field, "it must be filled in")
    need(texts["naive"] or texts["naive_says"] == "none", "naive", "say the rule in words")
    need(bool(texts["history"]) == bool(texts["benchmark"]), "benchmark", "it goes with history")
    numeric = texts["naive_says"] == "number"
    need(texts["history"] or not numeric, "history", "a naive number continues a series")
    judged = texts["within"] or texts["form"] == "interval" or not numeric
    need(judged, "within", "say by how much a number may miss")
    need(re.fullmatch(r"(\d+(\.\d+)?%?)?", texts["within"]), "within", 'write "2%" or "0.3"')
    day = texts["made_on"]
    return Terms(
        **{
            **texts,
            "made_on": dt.date(day.year, day.month, day.day),
            "horizon_printed": texts["horizon_printed"] == "yes",
        }
    )
