"""What would change a verdict: sentences computed from the rule that gave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from treasurybook.ledger import text
from treasurybook.ledger.claims import Claim, claim, documents
from treasurybook.ledger.conclusions import only_now, parts_held
from treasurybook.ledger.printed import Tolerance, accepted, near
from treasurybook.ledger.rules import Verdict

_JUDGED_BY_NUMBER = frozenset(
    {
        Verdict.REPRODUCED,
        Verdict.REVISED,
        Verdict.CLOSE,
        Verdict.OTHER_DEFINITION,
        Verdict.SLIP,
        Verdict.DIFFERS,
    }
)
_REASONS = {
    "no observable": "Nothing would, as long as nothing that could be observed decides it.",
    "proprietary": "The data would, which are sold and not published.",
    "not obtained": "The data would, which we did not obtain.",
    "day not come": "The day would, when it has come.",
    "not asserted": "Nothing would, for the document supposes it and does not assert it.",
}


def would_change(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what would change the verdict on a statement, in sentences with dates in words.

    Parameters
    ----------
    record
        Of a statement, as `treasurybook.ledger.records.status` has it.
    """
    return tuple(map(text.tidy, _sentences(record, claim(record["claim"]))))


def _sentences(record: Mapping[str, Any], its: Claim) -> Iterator[str]:
    verdict = record["verdict"]
    x = record["latest"] if record["as_written"] is None else record["as_written"]
    if record["reason"]:
        yield _REASONS[record["reason"]]
    elif its.is_forecast:
        yield from _of_forecast(record, its)
    elif verdict in _JUDGED_BY_NUMBER and its.target is not None and isinstance(x, float | int):
        yield from _of_number(record, its, float(x))
    elif verdict in (Verdict.REPRODUCED, Verdict.REVISED, Verdict.DIFFERS) and x is not None:
        yield from _of_date_or_order(its)
    elif verdict in (Verdict.SUPPORTED, Verdict.NOT_SUPPORTED, Verdict.MIXED):
        yield from _of_condition(record)
    elif its.kind == "figure":
        yield "Nothing does: a figure is drawn again and not judged."


def _of_number(record: Mapping[str, Any], its: Claim, x: float) -> Iterator[str]:
    target = its.target
    assert target is not None
    agree, wide = accepted(target), near(target, its.width)
    yield (
        f"A recomputed value of {text.interval(agree, its)} counts as the printed number"
        + (
            f", and one of {text.interval(wide, its)} as close."
            if wide != agree
            else "; no other is close."
        )
    )
    clock = "as written" if record["as_written"] is not None else "as known now"
    found = text.recomputed(x, its, agrees=x in agree)
    outside = "lies outside" if wide == agree else "lies outside both"
    where = "agrees" if x in agree else "is close" if x in wide else outside
    yield f"The value that decides, {clock}, is {found}: it {where}."
    verdict = record["verdict"]
    if verdict == Verdict.REVISED:
        now = text.recomputed(record["latest"], its, agrees=False)
        yield f"Today's value, {now}, no longer agrees, which the verdict says; it decides nothing."
    elif verdict == Verdict.OTHER_DEFINITION:
        yield "Without the other definition, under which it agrees, it would differ."
    elif verdict == Verdict.SLIP:
        yield f"Without the registered slip ({its.slip}), under which it agrees, it would differ."
    elif verdict == Verdict.CLOSE and x not in wide:
        yield "It is an estimate, and the printed number lies within its error."
    if its.tolerance is not None and not isinstance(its.width, Tolerance):
        yield f"Its tolerance is its own: {its.tolerance.because.rstrip('.')}."


def _of_date_or_order(its: Claim) -> Iterator[str]:
    if its.order:
        yield "Any other order of the same places would; an order is right or wrong."
    elif its.date:
        yield f"A date outside {its.date} would be wrong, and one within it right; none is close."


def _of_condition(record: Mapping[str, Any]) -> Iterator[str]:
    parts = record["parts"]
    if parts:
        failed = [part["test"] for part in parts if not part["holds"]]
        yield (
            "It is supported if every part of its test holds, mixed if some do, and not supported "
            f"if none does: {parts_held(parts)}{only_now(record)}."
        )
        if 0 < len(failed) < len(parts):
            yield f"It would be supported if this held as well: {'; '.join(failed)}."
        return
    turned = {
        Verdict.SUPPORTED: "It would not be supported if its test did not hold.",
        Verdict.NOT_SUPPORTED: "It would be supported if its test held.",
        Verdict.MIXED: "It would be supported if its test held clearly, and by both clocks.",
    }
    yield turned[record["verdict"]]


def _of_forecast(record: Mapping[str, Any], its: Claim) -> Iterator[str]:
    verdict = record["verdict"]
    if verdict == Verdict.VOID:
        yield f"Nothing does any more: its condition was not met ({its.condition})."
    elif verdict == Verdict.KNOWN:
        day = documents()[its.document].known_until.isoformat()
        yield f"Nothing does: its outcome was settled by {day}, when the document was finished."
    elif verdict == Verdict.OPEN:
        when = its.resolves_on or (its.horizon.isoformat() if its.horizon else "")
        yield f"What happens until it can be judged: {when.rstrip('.')}." if when else "Its day."
    else:
        yield from _of_settled(record, its)


def _of_settled(record: Mapping[str, Any], its: Claim) -> Iterator[str]:
    if its.horizon is not None:
        upto = record["evidence_to"]
        used = f", and was used up to {upto}" if upto else ""
        last = its.horizon.isoformat()
        yield f"Only a revision of the evidence would: it counts up to {last}{used}."
    failed = [part["test"] for part in record["parts"] if not part["holds"]]
    if failed:
        yield f"It would have come true if this had held: {'; '.join(failed)}."
