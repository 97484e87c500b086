"""What the pages show of all records, of the rules and of the data: contents of views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from treasurybook.ledger import text
from treasurybook.ledger.claims import claim, documents
from treasurybook.ledger.firmness import FIRM, MOSTLY, STALE, UNTRIED, WEAK, book_firmness
from treasurybook.ledger.outcomes import OUTCOMES
from treasurybook.ledger.printed import (
    CLOSE,
    Interval,
    Target,
    Tolerance,
    Wording,
    accepted,
    miss,
    near,
)
from treasurybook.ledger.records import Record, by_claim
from treasurybook.press.run.evidence import resource_id
from treasurybook.press.site.papers import EXAMINED, Paper
from treasurybook.press.site.rendering import TONES, lesson_number, outcome_counts, render

if TYPE_CHECKING:
    import pandas as pd

NO_MISS = -1.0
"""Stands for the miss of a statement that has none, so that it sorts behind all others."""

FIRMNESS = {
    WEAK: "more than a quarter turn it",
    MOSTLY: "a quarter or fewer turn it",
    FIRM: "none turns it",
    UNTRIED: "none bears on it",
    STALE: "out of date",
}
"""How many of the choices turn a verdict, in the words of the page."""


def render_ledger(
    status_table: pd.DataFrame,
    titles: Mapping[int, str],
    lessons: Mapping[str, str],
    to_root: str,
) -> str:
    """Return the table of all statements with the controls that search, filter and sort it.

    Without the script of the page (``ledger.js``) the table is complete and the controls are
    hidden.

    Parameters
    ----------
    status_table : pd.DataFrame
        `Status.table` of `treasurybook.ledger.records.status`.
    titles : mapping
        Number of a chapter -> its title.
    lessons : mapping
        Stem of a lesson -> its title.
    to_root : str
        The way from the page to the root of the site.
    """
    rows = list(by_claim(status_table).values())
    return render(
        "ledger",
        to_root,
        records=rows,
        misses={row["claim"]: _miss(row) for row in rows},
        documents=[(key, one.name) for key, one in documents().items()],
        chapters=_chapters(rows, titles, lessons),
        kinds=[(k, k.replace("_", " ")) for k in sorted({r["kind"] for r in rows})],
        bases=[(b, b) for b in sorted({r["basis"] for r in rows if r["basis"]})],
        outcomes=[(name, TONES[name]) for name in OUTCOMES],
        firm=book_firmness(rows),
        levels=list(FIRMNESS.items()),
        blank=Paper(),
        lines=EXAMINED,
    )


def _chapters(
    rows: Iterable[Record], titles: Mapping[int, str], lessons: Mapping[str, str]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each chapter's number and name, and those of its lessons that answer statements."""
    answering = sorted({row["lesson"] for row in rows if row["lesson"]}, key=_in_order)
    by_chapter: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for stem in answering:
        number = lesson_number(stem)
        by_chapter[number.partition(".")[0]].append((number, f"{number} {lessons.get(stem, '')}"))
    return [
        (number, f"{number} {short_title(titles.get(int(number), ''))}", parts)
        for number, parts in by_chapter.items()
    ]


def short_title(title: str) -> str:
    """Return a title up to its colon.

    Examples
    --------
    >>> short_title("How the market works: three actors, three shocks")
    'How the market works'
    """
    return title.partition(":")[0]


def _miss(record: Record) -> float:
    """Return by how much of the printed number the recomputed one misses it, or `NO_MISS`."""
    target = claim(record["claim"]).target
    x = record["latest"] if record["as_written"] is None else record["as_written"]
    if target is None or not isinstance(x, float | int) or record["difference"] is None:
        return NO_MISS
    found = miss(target, float(x))
    return NO_MISS if found is None else found


def render_checks(status_table: pd.DataFrame, chapter: int, to_root: str) -> str:
    """Return every statement of a chapter in the document's order, section by section."""
    sections: dict[str, list[Record]] = {}
    for row in by_claim(status_table[status_table["chapter"] == chapter]).values():
        sections.setdefault(row["section"], []).append(row)
    return render("checks", to_root, sections=list(sections.items()))


def render_counts(
    status_table: pd.DataFrame, document: str | None = None, chapter: int | None = None
) -> str:
    """Return how many statements have which outcome, as a bar and a list.

    Parameters
    ----------
    status_table : pd.DataFrame
        `Status.table` of `treasurybook.ledger.records.status`.
    document, chapter : optional
        Count only the statements of this document ("000") or chapter.
    """
    table = status_table
    if document is not None:
        table = table[table["document"] == document]
    if chapter is not None:
        table = table[table["chapter"] == chapter]
    counts = outcome_counts(table["verdict"])
    return render(
        "counts",
        counts=counts,
        total=len(table),
        quoted=int(table["quoted_from"].notna().sum()),
    )


def render_counts_by_document(status_table: pd.DataFrame, to_root: str) -> str:
    """Return one line a document: its bar, and how many of its statements have which outcome."""
    verdicts = status_table["verdict"]
    return render(
        "counts_by_document",
        to_root,
        documents=[
            (key, one.name, outcome_counts(verdicts[status_table["document"] == key]))
            for key, one in documents().items()
        ],
        longest=int(status_table["document"].value_counts().max()),
        total=len(status_table),
        sums=outcome_counts(verdicts),
    )


def render_rules() -> str:
    """Return the rules for numbers as two tables, made from `treasurybook.ledger.printed`."""
    examples = (
        ("27.62", Target(Wording.EXACT, 27.62, rounding=2)),
        ("about 440", Target(Wording.ABOUT, 440, rounding=0)),
        ("about 52.96", Target(Wording.ABOUT, 52.96, rounding=2)),
        ("nearly 50", Target(Wording.NEARLY, 50, rounding=0)),
        ("more than 60", Target(Wording.MORE_THAN, 60, rounding=0)),
        ("at least 12", Target(Wording.AT_LEAST, 12, rounding=0)),
        ("less than 0.7", Target(Wording.LESS_THAN, 0.7, rounding=1)),
        ("3.5 to 4.5", Target(Wording.RANGE, low=3.5, high=4.5, rounding=1)),
    )
    by_tolerance: dict[Tolerance, list[str]] = {}
    for kind, tolerance in CLOSE.items():
        by_tolerance.setdefault(tolerance, []).append(kind.replace("_", " "))
    return render(
        "rules",
        examples=[
            (
                f"“{words}”",
                _interval(accepted(target)),
                _interval(near(target, CLOSE["level"])),
                _interval(near(target, CLOSE["change"])),
            )
            for words, target in examples
        ],
        tolerances=[
            (
                ", ".join(kinds),
                f"{tolerance.share:.0%}" if tolerance.share else "never close",
                f"{tolerance.units:g}" if tolerance.share else "",
                f"{tolerance.cap:.0%} of the value" if tolerance.share else "",
            )
            for tolerance, kinds in by_tolerance.items()
        ],
    )


def render_catalogue(catalogue: pd.DataFrame, status_table: pd.DataFrame, to_root: str) -> str:
    """Return the tables of all stored resources, and what rests on each.

    Parameters
    ----------
    catalogue : pd.DataFrame
        As `treasurybook.snapshot.catalogue` returns it: one row a stored file. Versions of one
        series share a row of the page, which describes the newest.
    status_table : pd.DataFrame
        `Status.table` of `treasurybook.ledger.records.status`.
    to_root : str
        The way from the page to the root of the site.
    """
    resting = _resting(status_table)
    topics = [
        (
            str(name).replace("-", " ").capitalize(),
            [
                {**_resource(versions), "resting": resting.get(str(id))}
                for id, versions in rows.groupby("id")
            ],
        )
        for name, rows in catalogue.groupby("topic")
    ]
    return render("catalogue", to_root, topics=topics)


def _resting(status_table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what rests on each stored id: how many statements, in which lessons."""
    by_id: dict[str, list[str]] = defaultdict(list)
    for record in by_claim(status_table).values():
        for id in {resource_id(one) for one in record["inputs"] or ()}:
            by_id[id].append(record["lesson"])
    return {
        id: {"statements": len(found), "lessons": sorted(set(found), key=_in_order)}
        for id, found in by_id.items()
    }


def _in_order(lesson: str) -> list[int]:
    return [int(number) for number in lesson_number(lesson).split(".")]


def _resource(versions: pd.DataFrame) -> dict[str, Any]:
    newest = versions.sort_values("known_on").iloc[-1]
    plain: dict[str, Any] = {str(k): v for k, v in newest.items()}
    return {**plain, "labels": ", ".join(sorted(str(label) for label in versions["vintage"]))}


def _interval(interval: Interval) -> str:
    low, high = (f"{x:g}".replace("-", text.MINUS) for x in (interval.low, interval.high))
    if interval.low == float("-inf"):
        return f"{'below' if interval.high_open else 'up to'} {high}"
    if interval.high == float("inf"):
        return f"{'above' if interval.low_open else 'from'} {low}"
    return f"{low} to {high}"
