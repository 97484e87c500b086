"""Verdicts grouped into outcomes, and where a statement that does not hold went wrong, by rule."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.rules import Verdict

HOLDS, IN_PART, FAILS, UNJUDGED = "holds", "holds in part", "fails", "not judged"
OUTCOMES = (HOLDS, IN_PART, FAILS, UNJUDGED)
"""What becomes of a statement, from best to none."""

OUTCOME_OF: Mapping[str, str] = {
    Verdict.REPRODUCED: HOLDS,
    Verdict.REVISED: HOLDS,
    Verdict.CLOSE: HOLDS,
    Verdict.SUPPORTED: HOLDS,
    Verdict.CAME_TRUE: HOLDS,
    Verdict.OTHER_DEFINITION: IN_PART,
    Verdict.SLIP: IN_PART,
    Verdict.MIXED: IN_PART,
    Verdict.PARTLY: IN_PART,
    Verdict.DIFFERS: FAILS,
    Verdict.NOT_SUPPORTED: FAILS,
    Verdict.DID_NOT: FAILS,
    Verdict.OPEN: UNJUDGED,
    Verdict.KNOWN: UNJUDGED,
    Verdict.VOID: UNJUDGED,
    Verdict.REDRAWN: UNJUDGED,
    Verdict.NOT_CHECKABLE: UNJUDGED,
}
"""Verdict -> what it amounts to."""

KIND_GROUPS: Mapping[str, tuple[str, ...]] = {
    "level or share": ("level", "share", "ratio"),
    "change or growth": ("change", "growth"),
    "ranking or comparison": ("ranking", "comparison"),
    "date or schedule": ("event_date", "schedule"),
    "definition or identity": ("identity",),
    "figure": ("figure",),
    "cause": ("causal",),
    "forecast": ("forecast", "range_forecast"),
}
"""Kinds of statement that are alike, so that each group has enough members to count."""

DEFINITION = "definition not named"
SLIP = "slip of unit, period or transcription"
DATE = "wrong date"
NUMBER = "number that nothing explains"
MECHANISM = "mechanism found in part or not at all"
WORDS = "description true in part or not at all"
OWN_FORECAST = "own forecast missed, wholly or in part"
QUOTED_FORECAST = "quoted forecast missed, wholly or in part"
SOURCES = (
    MECHANISM, WORDS, DEFINITION, OWN_FORECAST, QUOTED_FORECAST, NUMBER, SLIP, DATE,
)  # fmt: skip
"""Where statements that do not hold, or hold in part, went wrong."""


def outcome(verdict: str) -> str:
    """Return the outcome that a verdict amounts to.

    A statement holds if it is reproduced (revised since or not), close, supported or came true; it
    holds in part if it needs another definition or a mended slip, is mixed or came partly true.
    Not judged are forecasts that are open, were known when written or whose condition was not met,
    figures redrawn, what cannot be checked, and what no lesson has answered yet.

    Examples
    --------
    >>> outcome("close"), outcome("slip"), outcome("differs"), outcome("open")
    ('holds', 'holds in part', 'fails', 'not judged')
    """
    return OUTCOME_OF.get(verdict, UNJUDGED)


def group_of(kind: str) -> str:
    """Return the group of a kind of statement.

    Examples
    --------
    >>> group_of("share"), group_of("range_forecast")
    ('level or share', 'forecast')
    """
    for group, kinds in KIND_GROUPS.items():
        if kind in kinds:
            return group
    raise LedgerError(f"kind {kind!r} stands in no group; add it to KIND_GROUPS")


def source_of_failure(verdict: str, kind: str, *, quoted: bool) -> str | None:
    """Return where a statement went wrong, from its verdict and kind; None if it did not.

    Parameters
    ----------
    verdict, kind
        As in the records.
    quoted
        Whether it is somebody else's forecast.
    """
    if outcome(verdict) not in (IN_PART, FAILS):
        return None
    match verdict:
        case Verdict.OTHER_DEFINITION:
            return DEFINITION
        case Verdict.SLIP:
            return SLIP
        case Verdict.DID_NOT | Verdict.PARTLY:
            return QUOTED_FORECAST if quoted else OWN_FORECAST
        case Verdict.DIFFERS:
            return DATE if kind in ("event_date", "schedule") else NUMBER
    return MECHANISM if kind == "causal" else WORDS


def with_outcomes(status_table: pd.DataFrame) -> pd.DataFrame:
    """Return the statements with the columns outcome, group, quoted and source added.

    Parameters
    ----------
    status_table
        `Status.table` of `treasurybook.ledger.records.status`.
    """
    quoted = status_table["quoted_from"].notna()
    sources = [
        source_of_failure(verdict, kind, quoted=is_quoted)
        for verdict, kind, is_quoted in zip(
            status_table["verdict"], status_table["kind"], quoted, strict=True
        )
    ]
    return status_table.assign(
        outcome=status_table["verdict"].map(outcome),
        group=status_table["kind"].map(group_of),
        quoted=quoted,
        source=pd.Series(sources, index=status_table.index, dtype=object),
    )
