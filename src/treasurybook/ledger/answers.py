"""Answer statements in a lesson: numbers go in, verdicts come out, the words are the claims'.

::

    answer("Q-080", portfolio.sum(), "USD bn")
    answer("Q-033", fall_now > fall_then, fall_now=fall_now, fall_then=fall_then)
    answers("The portfolio", cards=["Q-081"])

What is computed and how it is tested is registered beside the claim in data/claims, and so is the
text of the result, with places for numbers. So nothing is worded twice, and what is scored is what
is registered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from IPython.display import display

from treasurybook.ledger import given, rules, text
from treasurybook.ledger.claims import Claim, claim, documents
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.guards import guards_stop
from treasurybook.ledger.printed import difference
from treasurybook.ledger.records import Answered, Record, record, refuse_foreign
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.settled import Part, Quotation, Settled
from treasurybook.ledger.slips import is_dated
from treasurybook.ledger.units import convert
from treasurybook.ledger.views import View

MEASURED = ("level", "share", "ratio", "change", "growth")
"""Kinds whose printed number is the statement: a yes or no would not answer it."""

_POINTS = ("exact", "about", "nearly")

_USES = {
    "what is unjudged": {"unit", "quoted"},
    "a forecast": {"vintage", "unit", "quoted", "realised", "evidence_to", "decided", "met"},
    "an order": {"now", "vintage"},
    "a date": {"now", "vintage"},
    "a number": {"now", "vintage", "unit", "other", "under_slip", "revision", "error"},
    "a condition": {"now", "vintage"},
}
"""What is judged -> the arguments that it takes; another would be dropped unseen."""

_given: dict[str, Record] = {}
_shown: set[str] = set()


def answer(
    claim_id: str,
    found: Any = None,
    unit: str | None = None,
    *,
    now: Any = None,
    vintage: str | None = None,
    other: Mapping[str, float] | None = None,
    under_slip: float | None = None,
    revision: float | None = None,
    error: float | None = None,
    quoted: Any = None,
    realised: float | None = None,
    evidence_to: Any = None,
    decided: Any = None,
    met: bool | None = None,
    **values: Any,
) -> None:
    """Judge one statement by its registered test and leave its record in the notebook.

    Parameters
    ----------
    claim_id
        "Q-081".
    found
        What was found, on data that the document could have known where such are stored:

        - a number in `unit`, for a statement that prints one;
        - a date, or a period as text, for one that prints a date;
        - a list of names, for one that prints an order;
        - True or False, or a list of them, one for each part of the registered test, for a
          condition or a forecast; a forecast may also be "partly" or "open";
        - nothing, for a statement that is registered as unjudged.
    unit
        Unit of all numbers given here; it must be the claim's or convert into it.
    now
        The same on the newest data. Leave `found` out (None) and give `now` alone where no version
        of the document's time is stored; then `revision` says what revisions could explain.
    vintage
        Label of the version behind `found`.
    other
        Other definitions in words -> the number under each.
    under_slip
        The number as the registered slip has it; see `treasurybook.ledger.slips`.
    revision
        Largest revision of such a measure in the stored versions, absolute; 0 for what is never
        revised.
    error
        For an estimate: how far it may be off, computed, absolute.
    quoted
        What the quoted source published: the number in `unit` or the claim's unit, or True or
        False for words. The record says whether it is quoted rightly.
    realised
        For a forecast: the realised number in `unit` or the claim's unit.
    evidence_to
        For a resolved forecast: day of the youngest observation used.
    decided
        For a forecast: the day on which its outcome was settled, if that may have been before the
        document was finished.
    met
        For a forecast with a registered condition: whether it came about.
    **values
        Numbers, dates and words for the places in the registered result and note.

    Raises
    ------
    LedgerError
        If the claim is unknown, belongs to another chapter, was answered before, has no test, or
        does not fit what is given. Nothing is recorded then.
    """
    its = claim(claim_id)
    refuse_foreign(its)
    if claim_id in _given:
        raise LedgerError(f"{claim_id} is answered above already; answer it once")
    try:
        _refuse_strangers(its, values)
        way = _way(its, found, now)
        given.refuse_useless(
            way, _USES[way], unit=unit, now=now, vintage=vintage, other=other,
            under_slip=under_slip, revision=revision, error=error, quoted=quoted,
            realised=realised, evidence_to=evidence_to, decided=decided,
            met=met,
        )  # fmt: skip
        if way == "what is unjudged":
            settled = _unjudged(its, found, unit, quoted, values)
        elif not its.test:
            raise LedgerError("no test is registered; write it under test in data/claims first")
        elif way == "a forecast":
            settled = _forecast(its, found, unit, quoted, realised, evidence_to, decided, met)
        elif way == "an order":
            settled = _order(its, found, now)
        elif way == "a date":
            settled = _date(its, found, now)
        elif way == "a number":
            settled = _number(its, found, now, unit, other, under_slip, revision, error)
        else:
            settled = _condition(its, found, now)
        settled = _worded(its, settled, vintage, values)
        one = record(its, settled)
    except (LedgerError, ValueError) as wrong:
        raise LedgerError(f"{claim_id} ({its.statement}): {wrong}") from None
    _given[claim_id] = one
    display(Answered((one,)))  # type: ignore[no-untyped-call]


def redrawn(claim_id: str, *figure_ids: str, nearest: bool = False) -> None:
    """Answer a claim of kind figure: it is drawn again in this lesson.

    Parameters
    ----------
    claim_id
        "Q-076".
    figure_ids
        Ids of the figures, as given to the charts' frames, that together draw it again.
    nearest
        Whether a neighbouring concept stands in, which the registered test names.

    Raises
    ------
    LedgerError
        If the claim is no figure, no figure is named, or `nearest` stands in and no test says what.
    """
    its = claim(claim_id)
    refuse_foreign(its)
    if its.kind != "figure":
        raise LedgerError(f"{claim_id} is of kind {its.kind}, not a figure")
    if not figure_ids:
        raise LedgerError(f"{claim_id}: name the figure that draws it again")
    if nearest and not its.test:
        raise LedgerError(f"{claim_id}: say under test in data/claims what stands in")
    if claim_id in _given:
        raise LedgerError(f"{claim_id} is answered above already; answer it once")
    settled = Settled(
        Verdict.REDRAWN,
        test=its.rule or None,
        result=f"redrawn as figure {' and '.join(figure_ids)}"
        + (f"; {text.STANDS_IN}" if nearest else ""),
        note=its.note,
    )
    _given[claim_id] = record(its, settled)
    display(Answered((_given[claim_id],)))  # type: ignore[no-untyped-call]


def answers(title: str, *, cards: Sequence[str] = ()) -> None:
    """Show what has been answered since the last call: cards, and one line for the rest.

    Parameters
    ----------
    title
        What the section is about.
    cards
        Claims that the prose discusses, shown as cards in this order.

    Raises
    ------
    LedgerError
        If nothing was answered, or a card was not.
    """
    fresh = [key for key in _given if key not in _shown]
    strangers = [key for key in cards if key not in fresh]
    if not fresh or strangers:
        what = f"not answered in this section: {', '.join(strangers)}" if fresh else "none answered"
        raise LedgerError(f"answers({title!r}): {what}")
    _shown.update(fresh)
    section = [_given[key] for key in fresh]
    shown = View(
        "section",
        {"title": title, "records": section, "cards": list(cards)},
        "\n".join([f"{title}:", *(text.line(one) for one in section)]),
    )
    display(shown)  # type: ignore[no-untyped-call]


def _refuse_strangers(its: Claim, values: Mapping[str, Any]) -> None:
    because = its.unjudged.because if its.unjudged else None
    known = given.places(its.result, its.note, because)
    unknown = sorted(set(values) - known)
    if unknown:
        there = ", ".join(sorted(known)) or "none"
        raise LedgerError(f"its texts have no place for {', '.join(unknown)}; places: {there}")


def _way(its: Claim, found: Any, now: Any) -> str:
    """Return as what a claim is judged, by what it is and what is given: a key of `_USES`."""
    is_number = given.is_number(found) or given.is_number(now)
    if its.unjudged is not None:
        return "what is unjudged"
    if its.is_forecast:
        return "a forecast"
    if its.order:
        return "an order"
    if is_number:
        return "a number"
    is_date = its.date is not None and not given.is_truth(found)
    is_parted = isinstance(found, list | tuple)
    return "a date" if is_date and not is_parted else "a condition"


def _number(
    its: Claim, found: Any, now: Any, unit: str | None, other: Mapping[str, float] | None,
    under_slip: float | None, revision: float | None, error: float | None,
) -> Settled:  # fmt: skip
    target = its.target
    if target is None or its.unit is None:
        raise LedgerError("it prints no number; give True or False, or a date")
    if unit is None:
        raise LedgerError(f"give the unit of the number; the claim's is {its.unit!r}")

    def own(name: str, x: Any) -> float | None:
        return None if x is None else convert(given.number(name, x), unit, its.unit or "")

    as_written, latest = own("found", found), own("now", now)
    others = {words: convert(given.number(words, x), unit, its.unit) for words, x in
              (other or {}).items()}  # fmt: skip
    judged = rules.judge(
        target,
        its.width,
        as_written=as_written,
        latest=latest,
        other=others,
        slip=its.slip,
        under_slip=own("under_slip", under_slip)
        if is_dated(its.slip)
        else given.optional_number("under_slip", under_slip),
        revision=own("revision", revision),
        error=own("error", error),
        unit="pp" if (its.unit or "").startswith("%") else its.unit or "",
    )
    x = latest if as_written is None else as_written
    assert x is not None
    return Settled(
        judged.verdict,
        as_written=as_written,
        latest=latest,
        difference=difference(target, x),
        other=others,
        note=judged.note,
    )


def _date(its: Claim, found: Any, now: Any) -> Settled:
    if found is None and now is None:
        raise LedgerError("give the date that was found")
    as_written = None if found is None else given.date("found", found)
    latest = None if now is None else given.date("now", now)
    judged = rules.judge_date(its.date or "", as_written, latest)
    return Settled(judged.verdict, as_written=as_written, latest=latest, note=judged.note)


def _order(its: Claim, found: Any, now: Any) -> Settled:
    if found is None and now is None:
        raise LedgerError("give the order that was found, first place first")
    places = len(its.order)
    written = None if found is None else given.order("found", found, places)
    latest = None if now is None else given.order("now", now, places)
    return Settled(
        rules.judge_orders(its.order, written, latest),
        as_written=None if written is None else " > ".join(written),
        latest=None if latest is None else " > ".join(latest),
    )


def _condition(its: Claim, found: Any, now: Any) -> Settled:
    if its.kind in MEASURED and its.wording in _POINTS and its.printed:
        raise LedgerError(f"it prints a number ({its.kind}); give the number and its unit")
    parts = _parts(its, found if now is None else now)
    outcome = rules.combine([part.holds for part in parts])
    then = outcome if now is None else rules.combine([p.holds for p in _parts(its, found)])
    verdict = rules.judge_holds(outcome if then == outcome else None)
    is_bare_cause = its.kind == "causal" and not its.leaves_open
    if verdict is Verdict.SUPPORTED and is_bare_cause and guards_stop():
        raise LedgerError(
            "a cause that is supported must say what the test leaves open: write leaves_open"
        )
    held = {True: "held", False: "did not hold", None: "held in part"}[then]
    return Settled(
        verdict,
        parts=parts if len(parts) > 1 else (),
        note=f"On data of the document's time it {held}." if then != outcome else None,
    )


def _parts(its: Claim, found: Any) -> tuple[Part, ...]:
    outcomes = list(found) if isinstance(found, list | tuple) else [found]
    if len(outcomes) != len(its.test):
        raise LedgerError(
            f"its test has {len(its.test)} part{'s' if len(its.test) > 1 else ''}, and "
            f"{len(outcomes)} given: one truth for each"
        )
    return tuple(
        Part(words, given.truth(f"part {n}", x))
        for n, (words, x) in enumerate(zip(its.test, outcomes, strict=True), 1)
    )


def _forecast(
    its: Claim, found: Any, unit: str | None, quoted: Any, realised: float | None,
    evidence_to: Any, decided: Any, met: Any,
) -> Settled:  # fmt: skip
    parts: tuple[Part, ...] = ()
    outcome: bool | Literal["partly", "open"]
    if isinstance(found, str):
        if found not in ("partly", "open"):
            raise LedgerError(f"a forecast is True, False, 'partly' or 'open', not {found!r}")
        outcome = found  # type: ignore[assignment]
    else:
        parts = _parts(its, found)
        held = rules.combine([part.holds for part in parts])
        outcome = "partly" if held is None else held
    if outcome != "open":
        if evidence_to is None:
            raise LedgerError("give evidence_to, the day of the youngest observation used")
        if its.horizon is not None:
            rules.refuse_late_evidence(given.day("evidence_to", evidence_to), its.horizon)
    if (its.condition is None) != (met is None):
        raise LedgerError(
            "give met=, whether its condition came about"
            if its.condition
            else "it has no registered condition: leave met= out, or write condition in data/claims"
        )
    target = its.target
    moved = None if realised is None else _published(its, "realised", realised, unit)
    verdict = (
        Verdict.VOID
        if met is not None and not given.truth("met", met)
        else rules.judge_forecast(
            outcome,
            decided=None if decided is None else given.day("decided", decided),
            known_until=documents()[its.document].known_until,
        )
    )
    return Settled(
        verdict,
        latest=moved,
        difference=None if target is None or moved is None else difference(target, moved),
        parts=parts if len(parts) > 1 else (),
        quotation=None if quoted is None else _quotation(its, quoted, unit),
        evidence_to=None
        if evidence_to is None
        else given.day("evidence_to", evidence_to).isoformat(),
    )


def _quotation(its: Claim, quoted: Any, unit: str | None) -> Quotation:
    if given.is_truth(quoted):
        verdict = Verdict.REPRODUCED if quoted else Verdict.DIFFERS
        return Quotation(verdict, "to this effect" if quoted else "to another effect")
    if its.target is None:
        raise LedgerError("it prints no number; say by True or False whether it is quoted rightly")
    published = _published(its, "quoted", quoted, unit)
    return Quotation(rules.judge(its.target, its.width, as_written=published).verdict, published)


def _published(its: Claim, name: str, x: Any, unit: str | None) -> float:
    own = its.unit or unit or ""
    return convert(given.number(name, x), unit or own, own)


def _unjudged(
    its: Claim, found: Any, unit: str | None, quoted: Any, values: Mapping[str, Any]
) -> Settled:
    assert its.unjudged is not None
    if found is not None:
        raise LedgerError("it is registered as unjudged; take that out, or give nothing")
    because = given.filled(its.unjudged.because, values) or ""
    where = ", ".join(its.unjudged.searched)
    return Settled(
        Verdict.NOT_CHECKABLE,
        reason=its.unjudged.reason,
        quotation=None if quoted is None else _quotation(its, quoted, unit),
        note=because + (f" Searched: {where}." if where else ""),
    )


def _worded(
    its: Claim, settled: Settled, vintage: str | None, values: Mapping[str, Any]
) -> Settled:
    if settled.verdict is Verdict.NOT_CHECKABLE and its.unjudged is not None:
        return settled
    return replace(
        settled,
        test=its.rule,
        vintage=vintage,
        result=given.filled(its.result, values),
        note=rules.joined(settled.note, given.filled(its.note, values)),
    )
