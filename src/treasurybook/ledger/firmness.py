"""How firm a verdict is: whether it stays under other choices that a sensible author might make.

There are three kinds of choices. Those of a lesson, its parameters, and that of the clock of the
data need runs: what these came to is published in ``results/firmness.csv``, with a hash of what it
was computed from. Those of the judge follow from the record alone, and are judged again here by the
same rules: another tolerance, today's data in the place of those of the time, another definition
whose number the record holds. A choice counts where it can turn the verdict.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treasurybook.ledger import rules
from treasurybook.ledger.claims import Claim, claim
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, UNJUDGED, outcome
from treasurybook.ledger.printed import NONE, Tolerance, is_close
from treasurybook.ledger.records import Record
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.slips import is_dated
from treasurybook.snapshot.paths import ROOT

PUBLISHED = Path("results") / "firmness.csv"
"""Below the project's folder: what the last sweep over all lessons came to."""

ORIGINS = Path("_build") / "origins.json"
"""Below the project's folder: for each lesson, what its verdicts hang on now, as a hash."""

COLUMNS = (
    "lesson", "origin", "day", "name", "value", "because", "claim", "verdict", "estimate",
    "failure",
)  # fmt: skip
"""Of the published table. A row is what a choice (name = value) makes of a claim that hangs on it;
if `claim` is empty, the lesson did not run under that choice, and `failure` says why."""

FIRM, MOSTLY, WEAK, UNTRIED, STALE = "firm", "mostly", "weak", "untried", "stale"
LEVELS = (WEAK, MOSTLY, FIRM, UNTRIED, STALE)
"""From least firm; `UNTRIED` if no choice bears on a verdict, `STALE` if the sweep is outdated."""

MOST = 0.75
"""Share of the choices from which a verdict stays under most of them."""

_SAID = {HOLDS: "Holds", IN_PART: "Holds in part", FAILS: "Fails", UNJUDGED: "Is not judged"}

OF_LESSON, OF_CLOCK, OF_JUDGE = "lesson", "clock of the data", "judge"
DEFINITION, TOLERANCE, DATA = "definition", "tolerance", "data"
"""Choices of the judge."""

CLOCK = "known"
"""Name of the choice that sets the clock of the data back."""


@dataclass(frozen=True)
class Alternative:
    """What another choice makes of a statement.

    Attributes
    ----------
    name, value
        What was chosen otherwise: a parameter, or a choice of the judge, in words.
    because
        Why a sensible author might choose so.
    verdict
        What the statement then gets.
    estimate
        The number that then decides, in the statement's unit; None if there is none.
    kind
        `OF_LESSON`, `OF_CLOCK` or `OF_JUDGE`.
    """

    name: str
    value: str
    because: str
    verdict: str
    estimate: float | None
    kind: str

    @property
    def words(self) -> str:
        """What was chosen otherwise, in words that a sentence can hold."""
        of_judge = {
            DEFINITION: f"the definition “{self.value}”",
            TOLERANCE: f"a tolerance {self.value}",
            DATA: f"the use of {self.value}",
        }
        if self.kind == OF_JUDGE:
            return of_judge.get(self.name, self.value)
        return f"{self.name} = {self.value}"


@dataclass(frozen=True)
class Firmness:
    """How firm the verdict on a statement is.

    Attributes
    ----------
    verdict, estimate
        As published.
    alternatives
        What the choices that count make of it; those of the judge alone, if the sweep is stale.
    failed
        Choices under which the lesson does not run; they are not counted.
    day
        Day of the sweep; empty if the lesson was not swept.
    stale
        Whether code or data have changed since the sweep, or there was none: then it is not known
        how firm the verdict is.
    """

    verdict: str
    estimate: float | None
    alternatives: tuple[Alternative, ...]
    failed: tuple[str, ...] = ()
    day: str = ""
    stale: bool = False

    @property
    def choices(self) -> int:
        """How many choices count, the published one among them."""
        return 1 + len(self.alternatives)

    @property
    def turning(self) -> tuple[Alternative, ...]:
        """The alternatives under which the verdict falls into another group."""
        own = outcome(self.verdict)
        return tuple(one for one in self.alternatives if outcome(one.verdict) != own)

    @property
    def kept(self) -> int:
        """Under how many choices the verdict stays in its group, the published one among them."""
        return self.choices - len(self.turning)

    @property
    def share(self) -> float:
        """`kept` as a share of `choices`."""
        return self.kept / self.choices

    @property
    def level(self) -> str:
        """One of `LEVELS`."""
        if self.stale:
            return STALE
        if not self.alternatives:
            return UNTRIED
        return FIRM if not self.turning else MOSTLY if self.share >= MOST else WEAK


def said(firm: Firmness) -> str:
    """Return in a sentence how firm a verdict is, and what turns it.

    Examples
    --------
    >>> wide = Alternative("window", "500", "", "differs", 4.0, OF_LESSON)
    >>> said(Firmness("close", 3.0, (wide, wide)))
    'Holds under 1 of 3 choices; window = 500 turns it to “differs”, and so does another choice.'
    """
    if firm.level == STALE:
        return "Code or data have changed since the sweep." if firm.day else "It was not swept."
    if firm.level == UNTRIED:
        return "No choice that was tried bears on it."
    word = _SAID[outcome(firm.verdict)]
    if not firm.turning:
        return f"{word} under all of {firm.choices} choices."
    one, *more = firm.turning
    also = "" if not more else ", and so does another choice" if len(more) == 1 else (
        f", and so do {len(more)} others"
    )  # fmt: skip
    return (
        f"{word} under {firm.kept} of {firm.choices} choices; {one.words} turns it to "
        f"“{one.verdict}”{also}."
    )


def firmness(
    records: Iterable[Record],
    published: Sequence[Mapping[str, str]],
    origins: Mapping[str, str],
) -> dict[str, Firmness]:
    """Return how firm each verdict is.

    Parameters
    ----------
    records
        Of all statements, with their lesson.
    published
        Rows with the `COLUMNS` of the last sweep.
    origins
        Hash of what the verdicts of each lesson hang on now.
    """
    swept = {row["lesson"]: row for row in published}
    by_claim: dict[str, list[Alternative]] = defaultdict(list)
    failed: dict[str, list[str]] = defaultdict(list)
    for row in published:
        if row["claim"]:
            by_claim[row["claim"]].append(_alternative(row))
        elif row["failure"]:
            failed[row["lesson"]].append(f"{row['name']}={row['value']}")
    found = {}
    for record in records:
        lesson = record["lesson"]
        about = swept.get(lesson or "")
        is_stale = about is None or about["origin"] != origins.get(lesson)
        runs = () if is_stale else by_claim[record["claim"]]
        found[str(record["claim"])] = Firmness(
            verdict=str(record["verdict"]),
            estimate=estimate(record),
            alternatives=(*runs, *judged_otherwise(record)),
            failed=tuple(failed[lesson]),
            day=about["day"] if about else "",
            stale=is_stale,
        )
    return found


def book_firmness(records: Iterable[Record]) -> dict[str, Firmness]:
    """Return `firmness` by the published sweep of this book and its present code and data."""
    path, now = ROOT / PUBLISHED, ROOT / ORIGINS
    rows: list[dict[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    origins = json.loads(now.read_text(encoding="utf-8")) if now.exists() else {}
    return firmness(records, rows, origins)


def _alternative(row: Mapping[str, str]) -> Alternative:
    return Alternative(
        name=row["name"],
        value=row["value"],
        because=row["because"],
        verdict=row["verdict"],
        estimate=float(row["estimate"]) if row["estimate"] else None,
        kind=OF_CLOCK if row["name"] == CLOCK else OF_LESSON,
    )


def estimate(record: Mapping[str, Any]) -> float | None:
    """Return the number that decides a verdict, in the statement's unit; None if there is none."""
    x = record["latest"] if record["as_written"] is None else record["as_written"]
    return float(x) if isinstance(x, int | float) and x == x else None


# ---------------------------------------------------------------- choices of the judge


def judged_otherwise(record: Record) -> tuple[Alternative, ...]:
    """Return what the rules make of a record under other choices of the judge, where these count.

    - Half the tolerance, for what is close; twice the tolerance, for what is not.
    - Today's data in the place of those of the document's time, where they give another value.
    - Each other definition whose number the record holds.
    """
    its = claim(record["claim"])
    if record["reason"] or its.is_forecast or its.kind == "figure":
        return ()
    return tuple(_judged_otherwise(record, its))


def _judged_otherwise(record: Record, its: Claim) -> Iterator[Alternative]:
    x = estimate(record)
    if its.target is not None and x is not None:
        yield from _by_tolerance(record, its, x)
    yield from _by_clock(record, its)
    if its.target is not None and x is not None:
        for words, number in (record["other"] or {}).items():
            verdict = rules.judge(its.target, its.width, as_written=number).verdict
            because = "the words allow another definition"
            yield Alternative(DEFINITION, words, because, verdict, float(number), OF_JUDGE)


def _by_tolerance(record: Record, its: Claim, x: float) -> Iterator[Alternative]:
    target, verdict = its.target, record["verdict"]
    if target is None or its.width in (NONE, 0):
        return
    because = "how near is close is a convention"
    if verdict == Verdict.CLOSE:
        half = _scaled(its.width, 0.5)
        is_estimate = str(record["note"] or "").startswith(rules.ESTIMATE)
        if record["as_written"] is None and not is_close(target, x, half):
            return  # whether a revision could explain the gap stands in no record
        if not is_estimate:
            slip = None if is_dated(its.slip) else its.slip
            judged = rules.judge(target, half, as_written=x, other=record["other"], slip=slip)
            yield Alternative(TOLERANCE, "half as wide", because, judged.verdict, x, OF_JUDGE)
    elif verdict in (Verdict.DIFFERS, Verdict.OTHER_DEFINITION, Verdict.SLIP):
        wide = is_close(target, x, _scaled(its.width, 2))
        found = Verdict.CLOSE if wide else Verdict(verdict)
        yield Alternative(TOLERANCE, "twice as wide", because, found, x, OF_JUDGE)


def _scaled(width: Tolerance | float, factor: float) -> Tolerance | float:
    if isinstance(width, Tolerance):
        return Tolerance(width.share * factor, width.units * factor, width.cap * factor)
    return width * factor


def _by_clock(record: Record, its: Claim) -> Iterator[Alternative]:
    then, now = record["as_written"], record["latest"]
    if then is None or now is None or then == now:
        return
    if isinstance(now, str):
        verdict = (
            rules.judge_orders(its.order, None, now.split(" > "))
            if its.order
            else rules.judge_date(its.date or "", None, now).verdict
        )
        number = None
    elif its.target is not None:
        other = record["other"]
        verdict = rules.judge(its.target, its.width, as_written=now, other=other).verdict
        number = float(now)
    else:
        return
    because = "data are revised to be more right"
    yield Alternative(DATA, "today's data", because, verdict, number, OF_JUDGE)
