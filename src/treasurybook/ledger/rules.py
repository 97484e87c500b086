"""The rules that turn a recomputed value into a verdict: pure, without data and without state.

What a printed number stands for is said in `treasurybook.ledger.printed`; here recomputed values
are compared with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from treasurybook.ledger import slips
from treasurybook.ledger.periods import parse_period
from treasurybook.ledger.printed import Target, Tolerance, accepted, is_close, matches
from treasurybook.ledger.slips import Slip
from treasurybook.ledger.text import quantity

ESTIMATE = "An estimate, good to ±"
"""Begins the note on a value that is close because it is an estimate, whatever the tolerance."""

LATER = "Only data published after the document agree with it."
LATER_UNDER_OWN_DEFINITION = (
    "Under the registered definition only data published after the document agree with it."
)
"""The same where data of the document's time agree under another definition."""


class Verdict(StrEnum):
    """What the data say of a statement; the strings are the ones that the book prints."""

    REPRODUCED = "reproduced"
    REVISED = "reproduced, since revised"
    CLOSE = "close"
    OTHER_DEFINITION = "other definition"
    SLIP = "slip"
    DIFFERS = "differs"
    CAME_TRUE = "came true"
    DID_NOT = "did not"
    PARTLY = "partly"
    OPEN = "open"
    KNOWN = "known when written"
    VOID = "condition not met"
    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    MIXED = "mixed"
    REDRAWN = "redrawn"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True)
class Judgement:
    """A verdict and, where the rule itself has something to add, the sentence that says so."""

    verdict: Verdict
    note: str | None = None


def judge(
    target: Target,
    tolerance: Tolerance | float,
    *,
    as_written: float | None = None,
    latest: float | None = None,
    other: Mapping[str, float] | None = None,
    slip: Slip | None = None,
    under_slip: float | None = None,
    revision: float | None = None,
    error: float | None = None,
    unit: str = "",
) -> Judgement:
    """Return the verdict on a number.

    The value computed on data that the document could have known decides; today's data can only
    add that it has been revised since. So a number that agrees with data published after the
    document, and not with data of its time, is not reproduced: it differs, and the note says that
    later data agree. The order is: reproduced (since revised), close, other definition, slip,
    differs. Close stands before other definition because a nearer value must never get a worse
    verdict; an exact match under another definition is then mentioned in the note. A slip is no
    matter of distance: it rests on what was registered beside the claim, never on `as_written` or
    `latest` alone.

    Parameters
    ----------
    target, tolerance
        The printed number, and what counts as close to it.
    as_written, latest
        Recomputed on data known then, and on the newest; in the target's unit. At least one.
    other
        Definition in words -> value recomputed under it (same unit, same date).
    slip, under_slip
        The slip registered beside the claim, and the value computed as the slip has it: at the
        other date, or in the other unit where no fixed factor joins the two. See
        `treasurybook.ledger.slips.explains`.
    revision
        For a series without a version of the document's time: the largest revision of such a
        measure in the versions that are stored, absolute, in the target's unit; 0 for a series
        that is never revised.
    error
        For an estimate: how far it may be off, absolute, in the target's unit. A printed number
        within it is close and never reproduced, for an estimate cannot tell the last digit.
    unit
        The target's, for the sizes in notes.

    Raises
    ------
    ValueError
        If neither value is given, one is NaN, or only `latest` is given, misses the printed
        number and no `revision` says how much a revision could explain.
    """
    x = latest if as_written is None else as_written
    if x is None:
        raise ValueError("give as_written=, latest= or both")
    decimals = max(target.rounding + 1, 0)  # of the numbers in notes
    matching = [name for name, number in (other or {}).items() if matches(target, number)]
    other_note = f"It agrees with: {matching[0]}." if matching else None
    if error is not None and error < 0:
        raise ValueError(f"error={error:g} is negative; give how far the estimate may be off")
    if error is not None and accepted(target).gap(x) <= error:
        good_to = f"{ESTIMATE}{quantity(f'{error:,.{decimals}f}', unit)}."
        return Judgement(Verdict.CLOSE, joined(good_to, other_note))
    if matches(target, x):
        if as_written is not None and latest is not None and not matches(target, latest):
            return Judgement(Verdict.REVISED)
        return Judgement(Verdict.REPRODUCED)
    later_note = None
    if as_written is not None and latest is not None and matches(target, latest):
        later_note = LATER_UNDER_OWN_DEFINITION if matching else LATER
    if is_close(target, x, tolerance):
        return Judgement(Verdict.CLOSE, joined(other_note, later_note))
    if as_written is None:
        if revision is None:
            raise ValueError(
                "only today's number is given, and it misses the printed one: give revision= "
                "(the largest revision that the stored versions show; 0 if never revised)"
            )
        gap = accepted(target).gap(x)
        if gap <= abs(revision):
            return Judgement(
                Verdict.NOT_CHECKABLE,
                f"No version of the data from the document's time is stored; today's miss the "
                f"printed number by {quantity(f'{gap:,.{decimals}f}', unit)}, and revisions of up "
                f"to {quantity(f'{abs(revision):,.{decimals}f}', unit)} have occurred, so they "
                "cannot tell.",
            )
    if matching:
        return Judgement(Verdict.OTHER_DEFINITION, joined(other_note, later_note))
    if slip is not None and slips.explains(slip, target, x, under_slip):
        return Judgement(Verdict.SLIP, joined(f"It agrees once mended: {slip}.", later_note))
    return Judgement(Verdict.DIFFERS, later_note)


def judge_holds(outcome: bool | None) -> Verdict:
    """Return the verdict on a qualitative statement after a named test.

    `outcome` is the result of the test; None if it holds in part, or by one clock only.
    """
    return {True: Verdict.SUPPORTED, False: Verdict.NOT_SUPPORTED, None: Verdict.MIXED}[outcome]


def judge_forecast(
    outcome: bool | str, *, decided: dt.date | None = None, known_until: dt.date | None = None
) -> Verdict:
    """Return the verdict on a forecast.

    Parameters
    ----------
    outcome
        True, False, "partly" or "open".
    decided, known_until
        The day on which the outcome was settled, and the last day whose news the document can have
        used. A forecast that was settled by then was no forecast: it is *known when written*,
        whatever its outcome, and earns no score.

    Raises
    ------
    ValueError
        If the outcome is none of these, or an open forecast is said to be decided.
    """
    table: dict[bool | str, Verdict] = {
        True: Verdict.CAME_TRUE,
        False: Verdict.DID_NOT,
        "partly": Verdict.PARTLY,
        "open": Verdict.OPEN,
    }
    if outcome not in table:
        raise ValueError(f"outcome must be True, False, 'partly' or 'open', got {outcome!r}")
    if decided is not None and known_until is not None and decided <= known_until:
        if outcome == "open":
            raise ValueError(f"it cannot be open and decided on {decided}")
        return Verdict.KNOWN
    return table[outcome]


def refuse_late_evidence(evidence_to: dt.date, horizon: dt.date) -> None:
    """Raise ValueError if a forecast is scored on evidence younger than its horizon."""
    if evidence_to > horizon:
        raise ValueError(
            f"its evidence reaches to {evidence_to}, beyond its horizon, {horizon}: cut the data "
            "at the horizon, or change the horizon in the claim and say why under changes"
        )


def combine(parts: Sequence[bool]) -> bool | None:
    """Weigh the parts of a test: True if all hold, False if none does, None if only some do."""
    if not parts:
        raise ValueError("a test needs at least one part")
    return True if all(parts) else None if any(parts) else False


def judge_order(claimed: Sequence[str], found: Sequence[str]) -> Verdict:
    """Return the verdict on a ranking.

    The first places of `found` must be `claimed`, in order. An order is right or wrong: one that
    is turned round says the opposite, so it is not close.
    """
    wanted = [name.casefold() for name in claimed]
    first = [name.casefold() for name in found[: len(wanted)]]
    return Verdict.REPRODUCED if wanted == first else Verdict.DIFFERS


def judge_orders(
    claimed: Sequence[str], as_written: Sequence[str] | None, latest: Sequence[str] | None
) -> Verdict:
    """Return the verdict on a ranking by two clocks; the order known then decides, if given."""
    x = latest if as_written is None else as_written
    if x is None:
        raise ValueError("give as_written=, latest= or both")
    verdict = judge_order(claimed, x)
    if verdict is Verdict.REPRODUCED and judge_order(claimed, latest or x) is not verdict:
        return Verdict.REVISED
    return verdict


def judge_date(claimed: str, as_written: str | None = None, latest: str | None = None) -> Judgement:
    """Return the verdict on a date or period, which is right or wrong, never close.

    It is right if the recomputed period lies within the printed one, which is as exact as it is
    printed: a day, a month, the early, middle or late part of it, a quarter, a year.
    """
    target = parse_period(claimed)
    x = latest if as_written is None else as_written
    if x is None:
        raise ValueError("give as_written=, latest= or both")
    is_right = parse_period(x) in target
    later = None if as_written is None or latest is None else parse_period(latest) in target
    if is_right:
        return Judgement(Verdict.REVISED if later is False else Verdict.REPRODUCED)
    return Judgement(
        Verdict.DIFFERS, "Only data published after the document agree with it." if later else None
    )


def joined(*sentences: str | None) -> str | None:
    """Join the sentences that there are; None if there are none."""
    return " ".join(s for s in sentences if s) or None
