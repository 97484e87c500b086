"""Views of the ledger as HTML: one template each, numbers written by `treasurybook.ledger.text`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from treasurybook.ledger import text
from treasurybook.ledger.claims import claim, documents
from treasurybook.ledger.conclusions import conclusion, numbers, stands_in
from treasurybook.ledger.firmness import said
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, OUTCOMES, UNJUDGED, outcome
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.turning import would_change
from treasurybook.press.run.evidence import resource_id
from treasurybook.press.site.source_pages import source_page

Record = Mapping[str, Any]

TONES: Mapping[str, str] = {HOLDS: "good", IN_PART: "fair", FAILS: "poor", UNJUDGED: "none"}
"""Outcome -> the class that colours it."""

SYMBOLS: Mapping[str, str] = {
    Verdict.REPRODUCED: "\N{CHECK MARK}",
    Verdict.REVISED: "\N{CLOCKWISE OPEN CIRCLE ARROW}",
    Verdict.CLOSE: "\N{ALMOST EQUAL TO}",
    Verdict.SUPPORTED: "\N{CHECK MARK}",
    Verdict.CAME_TRUE: "\N{CHECK MARK}",
    Verdict.OTHER_DEFINITION: "\N{NOT EQUAL TO}",
    Verdict.SLIP: "\N{LOWER RIGHT PENCIL}",
    Verdict.MIXED: "\N{PLUS-MINUS SIGN}",
    Verdict.PARTLY: "\N{CIRCLE WITH LEFT HALF BLACK}",
    Verdict.DIFFERS: "\N{BALLOT X}",
    Verdict.NOT_SUPPORTED: "\N{BALLOT X}",
    Verdict.DID_NOT: "\N{BALLOT X}",
    Verdict.OPEN: "\N{HORIZONTAL ELLIPSIS}",
    Verdict.KNOWN: "\N{LEFTWARDS ARROW}",
    Verdict.VOID: "\N{EMPTY SET}",
    Verdict.REDRAWN: "\N{LOWER RIGHT SHADOWED WHITE SQUARE}",
    Verdict.NOT_CHECKABLE: "\N{EM DASH}",
}
"""The symbol of each verdict."""


def render(view: str, to_root: str = "", **content: Any) -> str:
    """Return a view as HTML.

    Parameters
    ----------
    view : str
        Name of the template.
    to_root : str
        The way from the page to the root of the site, ``"../"``.
    **content
        What the template takes.
    """
    return _environment().get_template(f"{view}.html").render(to_root=to_root, **content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("treasurybook.press.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["begun"] = begun
    environment.globals.update(
        address=address,
        cell_address=cell_address,
        claim=claim,
        clock=clock,
        conclusion=conclusion,
        documents=documents,
        how_firm=said,
        in_order=in_order,
        lesson_number=lesson_number,
        others=others,
        outcome=outcome,
        resource_id=resource_id,
        result=result,
        quotation=quotation,
        recomputed=lambda x, record: text.recomputed(x, claim(record["claim"]), agrees=False),
        share=text.share,
        shown_numbers=numbers,
        slug=slug,
        source_page=source_page,
        statement_address=statement_address,
        symbol=lambda verdict: SYMBOLS.get(verdict, "\N{HORIZONTAL ELLIPSIS}"),
        tally=tally,
        tone=lambda verdict: TONES[outcome(verdict)],
        tones=TONES,
        with_numbers=with_numbers,
        would_change=would_change,
    )
    return environment


def begun(said: str) -> str:
    """Return a text that begins as a sentence does, whatever it goes on from in its claim."""
    return said[:1].upper() + said[1:]


def result(record: Record) -> str | None:
    """Return what a test came to; of a figure, where it was drawn: its id tells readers nothing."""
    if record["verdict"] == Verdict.REDRAWN:
        return f"redrawn in lesson {lesson_number(record['lesson'])}{stands_in(record)}"
    found: str | None = record["result"]
    return found


def statement_address(claim: str) -> str:
    """Return where the page of a statement stands, from the root of the site."""
    return f"statements/{claim}.html"


def address(record: Record) -> str:
    """Return where the row of a claim stands among its chapter's, from the root of the site.

    A chapter that is one lesson has no page of checks: there it is the cell that answers.
    """
    folder, _, _ = record["lesson"].rpartition("/")
    if not folder:
        return cell_address(record)
    return f"chapters/{folder}/checks.html#claim-{record['claim']}"


def cell_address(record: Record) -> str:
    """Return where the cell that computes a claim stands, from the root of the site."""
    return f"chapters/{record['lesson']}.html#cell-{record['cell']}"


def lesson_number(lesson: str) -> str:
    """Return the number of a lesson.

    Examples
    --------
    >>> lesson_number("5-quantitative-tightening/2-the-ladder"), lesson_number("01-accounts")
    ('5.2', '1')
    """
    return ".".join(str(int(part.split("-")[0])) for part in lesson.split("/"))


def slug(title: str) -> str:
    """Return a title as part of an address."""
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def clock(record: Record) -> str:
    """Return the version behind what was recomputed as written, or the last day it could know."""
    return record["vintage"] or f"data to {documents()[record['document']].known_until}"


def with_numbers(records: Iterable[Record]) -> set[str]:
    """Return the ids of the records that have any number to show."""
    return {one["claim"] for one in records if any(numbers(one))}


def others(record: Record) -> str:
    """Return other definitions with their numbers, in words."""
    its = claim(record["claim"])
    return "; ".join(f"{name}: {text.other(x, its)}" for name, x in record["other"].items())


def quotation(record: Record) -> str | None:
    """Say whether a statement is quoted rightly, None where it quotes nobody."""
    found = record["quotation"]
    if found is None:
        return None
    published = found["published"]
    written = (
        published
        if isinstance(published, str)
        else f"published {text.recomputed(published, claim(record['claim']), agrees=True)}"
    )
    return f"{record['quoted_from'] or 'the source'}, {written}: {found['verdict']}"


def in_order(records: Sequence[Record], ids: Sequence[str]) -> list[Record]:
    """Return the records of some claims, in the order of the ids."""
    by_id = {one["claim"]: one for one in records}
    return [by_id[key] for key in ids]


def outcome_counts(verdicts: Iterable[str]) -> list[tuple[str, str, int]]:
    """Return name, tone and number of each outcome, from best to none."""
    counts = Counter(map(outcome, verdicts))
    return [(name, TONES[name], counts[name]) for name in OUTCOMES]


def tally(records: Sequence[Record]) -> str:
    """Count statements by outcome.

    Examples
    --------
    >>> tally([{"verdict": "close"}, {"verdict": "differs"}, {"verdict": "supported"}])
    '3 statements: 2 hold, 1 fails'
    """
    words = {HOLDS: ("holds", "hold"), IN_PART: ("in part", "in part"),
             FAILS: ("fails", "fail"), UNJUDGED: ("not judged", "not judged")}  # fmt: skip
    counts = outcome_counts(one["verdict"] for one in records)
    said = [f"{n} {words[name][n != 1]}" for name, _, n in counts if n]
    number = len(records)
    return f"{number} statement{'s' if number != 1 else ''}: {', '.join(said)}"
