"""How a check looks: an accessible table of statements with their verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from IPython.display import display

from treasurybook.ledger import text
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.evidence import Finding
from treasurybook.ledger.records import MIME, Record, record
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.statements import claim

SYMBOLS: Mapping[str, tuple[str, str]] = {
    Verdict.REPRODUCED: ("good", "\N{CHECK MARK}"),
    Verdict.REVISED: ("good", "\N{CLOCKWISE OPEN CIRCLE ARROW}"),
    Verdict.CLOSE: ("good", "\N{ALMOST EQUAL TO}"),
    Verdict.SUPPORTED: ("good", "\N{CHECK MARK}"),
    Verdict.CAME_TRUE: ("good", "\N{CHECK MARK}"),
    Verdict.OTHER_DEFINITION: ("fair", "\N{NOT EQUAL TO}"),
    Verdict.SLIP: ("fair", "\N{LOWER RIGHT PENCIL}"),
    Verdict.MIXED: ("fair", "\N{PLUS-MINUS SIGN}"),
    Verdict.PARTLY: ("fair", "\N{CIRCLE WITH LEFT HALF BLACK}"),
    Verdict.DIFFERS: ("poor", "\N{BALLOT X}"),
    Verdict.NOT_SUPPORTED: ("poor", "\N{BALLOT X}"),
    Verdict.DID_NOT: ("poor", "\N{BALLOT X}"),
    Verdict.OPEN: ("none", "\N{HORIZONTAL ELLIPSIS}"),
    Verdict.NOT_CHECKABLE: ("none", "\N{EM DASH}"),
}
"""Tone and symbol of each verdict; the symbol and the word carry the meaning, the tone colours."""

DISCUSSED = frozenset(
    {
        Verdict.DIFFERS,
        Verdict.SLIP,
        Verdict.OTHER_DEFINITION,
        Verdict.NOT_SUPPORTED,
        Verdict.MIXED,
        Verdict.DID_NOT,
    }
)
"""Verdicts whose rows stand open, since the chapter discusses them; the rest is folded."""

_AGREE = frozenset(
    {Verdict.REPRODUCED, Verdict.REVISED, Verdict.SUPPORTED, Verdict.CAME_TRUE, Verdict.SLIP}
)

_COLUMNS = (
    "Statement",
    "Document says",
    "Recomputed as written",
    "As known now",
    "Difference",
    "Verdict",
)


@dataclass(frozen=True)
class Checked:
    """The answers of one check, as they are shown and recorded.

    Attributes
    ----------
    records
        One record a claim, in the order given.
    title
        What the check is about, or None.
    """

    records: tuple[Record, ...]
    title: str | None = None

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": self.summary(),
            "text/html": self.html(),
            MIME: list(self.records),
        }

    def summary(self) -> str:
        """Return one line: how many statements have which verdict."""
        number = len(self.records)
        return f"{number} statement{'s' if number > 1 else ''}: {_tally(self.records)}"

    def html(self) -> str:
        """Return the table; rows that the chapter discusses stand open, the others are folded."""
        shown = [row for row in self.records if row["verdict"] in DISCUSSED]
        folded = [row for row in self.records if row["verdict"] not in DISCUSSED]
        title = self.title or "Statements checked"
        parts = [
            f'<section class="tb-check" aria-label="{escape(title)}">',
            f'<p class="tb-check-summary"><strong>{escape(title)}.</strong> {self.summary()}</p>',
        ]
        if shown:
            parts.append(table(shown, f"{title}: what the text discusses"))
        if folded:
            many = f"Show {'the other ' if shown else ''}{len(folded)}"
            parts.append(
                f'<details class="tb-check-rest"><summary>{many}: {_tally(folded)}</summary>'
                f"{table(folded, f'{title}: the rest')}</details>"
            )
        return "".join([*parts, "</section>"])


def check(findings: Mapping[str, Finding], title: str | None = None) -> None:
    """Judge statements, show them as a table and leave their records in the notebook.

    Parameters
    ----------
    findings
        Claim id -> finding: what `value`, `dated`, `ranked`, `holds`, `forecast`, `figure` or
        `not_checkable` return.
    title
        What the table is about.

    Raises
    ------
    LedgerError
        If there are no findings, a claim is unknown or a finding does not fit its claim.
    """
    display(answer(findings, title))  # type: ignore[no-untyped-call]


def answer(findings: Mapping[str, Finding], title: str | None = None) -> Checked:
    """Judge statements without showing them; see `check`."""
    if not findings:
        raise LedgerError("check() needs at least one claim id with its finding")
    return Checked(tuple(record(key, finding) for key, finding in findings.items()), title)


def badge(verdict: str, quoted_from: str | None = None) -> str:
    """Return a verdict as a badge: symbol, word and a class for its tone.

    Where a forecast is only quoted, the badge says whose it is: the verdict is on the forecaster.
    """
    tone, symbol = SYMBOLS.get(verdict, ("none", "\N{HORIZONTAL ELLIPSIS}"))
    whose = (
        f'<small class="tb-verdict-whose">quoted forecast: {escape(quoted_from)}</small>'
        if quoted_from
        else ""
    )
    return (
        f'<span class="tb-verdict tb-{tone}"><span aria-hidden="true">{symbol}</span> '
        f"{escape(verdict)}</span>{whose}"
    )


def link(claim_id: str, chapter: str) -> str:
    """Return a link to the row of a claim; `chapter` is the way to its page, without ending."""
    return f'<a href="{escape(chapter)}.html#claim-{claim_id}">{claim_id}</a>'


def table(records: Sequence[Record], caption: str) -> str:
    """Return records as a table whose rows can be linked to (``#claim-F-017``).

    A statement without numbers takes the room of the columns of numbers, and a table without any
    has no such columns.
    """
    rows = [(one, _numbers(one)) for one in records]
    columns = _COLUMNS if any(any(numbers) for _, numbers in rows) else _COLUMNS[:1] + _COLUMNS[-1:]
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join(_row(one, numbers, len(columns)) for one, numbers in rows)
    return (
        f'<table class="tb-claims"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )


def _tally(records: Sequence[Record]) -> str:
    counts = Counter(row["verdict"] for row in records)
    return " · ".join(f"{counts[v]} {v}" for v in Verdict if counts[v])


def _numbers(one: Record) -> tuple[str, ...]:
    """Return what stands in the columns of numbers, empty texts where there is none."""
    its = claim(one["claim"])
    agrees = one["verdict"] in _AGREE
    return (
        one["claimed"],
        text.recomputed(one["as_written"], its, agrees=agrees),
        text.recomputed(one["latest"], its, agrees=agrees),
        text.gap(one["difference"], its),
    )


def _row(one: Record, numbers: Sequence[str], columns: int) -> str:
    """Return a statement as a row of its own group, with what is said of it in a second row."""
    its = claim(one["claim"])
    span = "" if any(numbers) or columns == 2 else f' colspan="{columns - 1}"'
    cells = "".join(
        f'<td data-label="{name}">{escape(cell)}</td>'
        for name, cell in zip(_COLUMNS[1:-1], numbers, strict=True)
        if any(numbers)
    )
    more = _details(one, its.unit)
    return (
        f'<tbody><tr id="claim-{its.id}"><th scope="row"{span}>'
        f'<span class="tb-claim-id">{its.id}</span> {escape(its.statement)}</th>{cells}'
        f'<td data-label="{_COLUMNS[-1]}">{badge(one["verdict"], its.quoted_from)}</td></tr>'
        + (f'<tr class="tb-claim-more"><td colspan="{columns}">{more}</td></tr>' if more else "")
        + "</tbody>"
    )


def _details(one: Record, unit: str | None) -> str:
    lines: Iterable[tuple[str, str | None]] = (
        ("Definition", one["definition"]),
        ("Test", one["test"]),
        ("Result", one["result"]),
        ("Version", one["vintage"]),
        (
            "Other definitions",
            "; ".join(
                f"{name}: {text.quantity(f'{x:,.6g}', unit)}" for name, x in one["other"].items()
            ),
        ),
        ("Note", one["note"]),
    )
    given = [f"<b>{name}:</b> {escape(str(content))}" for name, content in lines if content]
    return "<br>".join(given)
