"""What became of a statement, in one sentence that can be read without the rest of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treasurybook.ledger import text
from treasurybook.ledger.claims import claim, documents
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, UNJUDGED, outcome
from treasurybook.ledger.printed import matches
from treasurybook.ledger.rules import Verdict

AGREE = frozenset(
    {Verdict.REPRODUCED, Verdict.REVISED, Verdict.SUPPORTED, Verdict.CAME_TRUE, Verdict.SLIP}
)
"""Verdicts by which a recomputed value is the printed one, and is written to as many digits."""

_SAID = {
    HOLDS: "It holds",
    IN_PART: "It holds in part",
    FAILS: "It fails",
    UNJUDGED: "It is not judged",
}


def numbers(record: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return the document's value, those recomputed then and now, and the difference, in words."""
    its = claim(record["claim"])
    agrees = record["verdict"] in AGREE
    return (
        record["claimed"],
        text.recomputed(record["as_written"], its, agrees=agrees),
        text.recomputed(record["latest"], its, agrees=agrees),
        text.gap(record["difference"], its),
    )


def conclusion(record: Mapping[str, Any]) -> str:
    """Return the verdict on a statement in a sentence: what is printed, and what was found.

    Parameters
    ----------
    record
        Of a statement, as `treasurybook.ledger.records.status` has it.
    """
    verdict = record["verdict"]
    said = f"{_SAID[outcome(verdict)]} ({verdict})"
    whose = f"a forecast quoted {_how(record)}, " if record["quoted_from"] else ""
    found = _found(record)
    return f"{said}: {whose}{found}." if found or whose else f"{said}."


def _found(record: Mapping[str, Any]) -> str:
    printed, then, now, _ = numbers(record)
    result = (record["result"] or "").rstrip(".")
    document = documents()[record["document"]].name
    whose = "counting gives" if record.get("basis") == "reading" else "data of its time give"
    if then or now:
        values = ", while ".join(
            part
            for part in (
                f"{whose} {then}" if then else "",
                f"today's data give {now}" if now and now != then else "",
            )
            if part
        )
        found = f"{document} says {printed}, and {values}" if printed else f"{document}: {values}"
        return found + _otherwise(record)
    if record["verdict"] == Verdict.REDRAWN:
        drawn_from = "the text" if record.get("basis") == "reading" else "public data"
        return f"this figure of {document} is drawn again from {drawn_from}{stands_in(record)}"
    if record["parts"]:
        held = f"of the test put to {document}, {parts_held(record['parts'])}{only_now(record)}"
        return f"{held} ({result})" if result else held
    if record["reason"]:
        return f"{document} states it, and what would judge it is {_WHY[record['reason']]}"
    return f"{document} says so, and the test finds: {result}" if result else document


def _how(record: Mapping[str, Any]) -> str:
    """Say whose forecast is quoted and, where the source is stored, how."""
    quotation = record["quotation"]
    how = _QUOTED.get(quotation["verdict"], "") if quotation else ""
    return f"{how}from {record['quoted_from']}"


def _otherwise(record: Mapping[str, Any]) -> str:
    """Say under which other definition the printed number is right, if it is so by that alone."""
    its = claim(record["claim"])
    if record["verdict"] != Verdict.OTHER_DEFINITION or its.target is None:
        return ""
    right = [one for one in record["other"].items() if matches(its.target, one[1])]
    said = (f"{name}: {text.recomputed(x, its, agrees=True)}" for name, x in right)
    return f"; by another definition it agrees ({'; '.join(said)})"


def parts_held(parts: Sequence[Mapping[str, Any]]) -> str:
    """Say how many parts of a test hold: "2 of 3 parts hold"."""
    held = sum(part["holds"] for part in parts)
    if held == len(parts):
        return f"{'both' if held == 2 else f'all {held}'} parts hold"
    return f"{held or 'none'} of {len(parts)} parts {'hold' if held > 1 else 'holds'}"


def stands_in(record: Mapping[str, Any]) -> str:
    """Say of a figure that another concept had to stand in, if one had."""
    return f"; {text.STANDS_IN}" if text.STANDS_IN in (record["result"] or "") else ""


def only_now(record: Mapping[str, Any]) -> str:
    """Say that the parts, which are those of today's data, do not hold by both clocks.

    A statement is mixed although its parts all hold, or none does, where the data of the document's
    time do not say the same.
    """
    held = {part["holds"] for part in record["parts"]}
    if record["verdict"] != Verdict.MIXED or len(held) != 1:
        return ""
    return f" on today's data, {'but not on' if True in held else 'unlike'} those of its time"


_QUOTED = {
    Verdict.REPRODUCED: "rightly ",
    Verdict.REVISED: "rightly ",
    Verdict.CLOSE: "nearly rightly ",
    Verdict.DIFFERS: "wrongly ",
}
"""Verdict on a quotation -> how it is quoted."""

_WHY = {
    "no observable": "nothing that could be observed",
    "proprietary": "sold and not published",
    "not obtained": "public and was not obtained",
    "day not come": "not known before its day comes",
    "not asserted": "beside the point, for it is supposed and not asserted",
}
"""Reason of a verdict "not checkable" -> the end of a sentence."""
