"""The ledger page, the counts of verdicts and the table of rules, as HTML."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from html import escape

import pandas as pd

from treasurybook.ledger import rules, text
from treasurybook.ledger.display import SYMBOLS, badge, link
from treasurybook.ledger.outcomes import BY_TONE, OUTCOMES, outcome
from treasurybook.ledger.records import FORGOTTEN, TO_COME
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.statements import documents

VERDICTS: tuple[str, ...] = (*(v.value for v in Verdict), TO_COME, FORGOTTEN)
"""All that can stand in the column verdict, in the order in which counts are shown."""

_COLUMNS = ("Claim", "Statement", "Document says", "Verdict")


def render_ledger(
    status_table: pd.DataFrame, chapter_titles: Mapping[str, str], *, prefix: str = ""
) -> str:
    """Return the table of all claims with the controls that search and filter it.

    Without the script of the page (``ledger.js``) the table is complete and the controls are
    hidden.

    Parameters
    ----------
    status_table
        `Status.table` of `treasurybook.ledger.records.status`.
    chapter_titles
        File name without ending -> title: ``{"01-national-accounts": "National accounts", …}``.
        A claim answered in a chapter links to its row there.
    prefix
        Way from the page to the root of the site: ``""`` or ``"../"``.
    """
    titles = {stem[:2]: title for stem, title in chapter_titles.items()}
    shorts = {d.id: d.short for d in documents().values()}
    table = status_table
    controls = "".join(
        (
            '<p class="tb-ledger-field"><label for="tb-q">Search</label>'
            '<input type="search" id="tb-q" name="q" autocomplete="off"></p>',
            _select(
                "document", "Document", {d: f"{d} {shorts[d]}" for d in _unique(table, "document")}
            ),
            _select(
                "chapter",
                "Chapter",
                {c: f"{c} {titles.get(c, '')}" for c in _unique(table, "chapter")},
            ),
            _select("kind", "Kind", {k: k.replace("_", " ") for k in _unique(table, "kind")}),
            _select("verdict", "Verdict", {v: v for v in VERDICTS if v in set(table["verdict"])}),
            '<p class="tb-ledger-field"><button type="reset">Clear</button></p>',
        )
    )
    rows = "".join(_row(row, prefix) for row in table.to_dict("records"))
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    return (
        '<section class="tb-ledger" aria-label="Ledger of claims">'
        f'<form class="tb-ledger-controls" role="search" hidden>{controls}</form>'
        f'<p class="tb-ledger-count" aria-live="polite">{len(table)} claims</p>'
        '<table class="tb-claims tb-ledger-table"><caption>Every statement of the documents, and '
        f"what became of it</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        "</section>"
    )


def render_counts(
    status_table: pd.DataFrame, document: str | None = None, chapter: str | None = None
) -> str:
    """Return how many claims have which verdict, as a bar and a list.

    Parameters
    ----------
    status_table
        `Status.table` of `treasurybook.ledger.records.status`.
    document, chapter
        Count only the claims of this document ("000") or chapter ("01").
    """
    table = status_table
    if document is not None:
        table = table[table["document"] == document]
    if chapter is not None:
        table = table[table["chapter"] == chapter[:2]]
    tally = table["verdict"].value_counts()
    counts = {v: int(tally[v]) for v in VERDICTS if v in tally.index}
    items = "".join(
        f"<li>{badge(v)} <span class='tb-count'>{n}</span></li>" for v, n in counts.items()
    )
    quoted = int(table["quoted_from"].notna().sum())
    remark = (
        f'<p class="tb-counts-remark">{quoted} of the {len(table)} are forecasts quoted from '
        "others: their verdict says what became of the forecast, not whether it is quoted "
        "correctly.</p>"
        if quoted
        else ""
    )
    parts = [(SYMBOLS.get(verdict, ("none", ""))[0], n) for verdict, n in counts.items()]
    return (
        f'<div class="tb-counts">{_bar(parts, max(len(table), 1))}'
        f'<ul aria-label="{len(table)} claims by verdict">{items}</ul>{remark}</div>'
    )


def render_counts_by_document(status_table: pd.DataFrame, *, prefix: str = "") -> str:
    """Return one line a document: its bar, and how many of its statements have which outcome.

    Parameters
    ----------
    status_table
        `Status.table` of `treasurybook.ledger.records.status`.
    prefix
        Way from the page to the root of the site: ``""`` or ``"../"``.
    """
    outcomes = status_table["verdict"].map(outcome)
    tones = {name: tone for tone, name in BY_TONE.items()}
    longest = int(status_table["document"].value_counts().max())
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Document", *OUTCOMES))
    body = ""
    for key, document in documents().items():
        tally = outcomes[status_table["document"] == key].value_counts()
        counts = {name: int(tally.get(name, 0)) for name in OUTCOMES}
        bar = _bar([(tones[name], n) for name, n in counts.items()], longest)
        cells = "".join(
            f'<td class="tb-count" data-label="{name}">'
            f'<span class="tb-{tones[name]}">{n}</span></td>'
            for name, n in counts.items()
        )
        address = f"{prefix}book/documents.html#document-{key}"
        body += (
            f'<tr><th scope="row"><a href="{address}">{key} {escape(document.short)}</a>'
            f"{bar}</th>{cells}</tr>"
        )
    everything = outcomes.value_counts()
    sums = "".join(
        f'<td class="tb-count" data-label="{name}">{int(everything.get(name, 0))}</td>'
        for name in OUTCOMES
    )
    body += f'<tr><th scope="row">all {len(status_table)}</th>{sums}</tr>'
    return (
        '<table class="tb-claims tb-by-document"><caption>Statements by document and outcome'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def render_rules() -> str:
    """Return the rules for numbers as two tables, made from `treasurybook.ledger.rules` itself."""
    examples = (
        ("27.62", rules.Target(rules.Wording.EXACT, 27.62, rounding=2)),
        ("about 440", rules.Target(rules.Wording.ABOUT, 440, rounding=0)),
        ("about 52.96", rules.Target(rules.Wording.ABOUT, 52.96, rounding=2)),
        ("nearly 50", rules.Target(rules.Wording.NEARLY, 50, rounding=0)),
        ("more than 60", rules.Target(rules.Wording.MORE_THAN, 60, rounding=0)),
        ("at least 12", rules.Target(rules.Wording.AT_LEAST, 12, rounding=0)),
        ("less than 0.7", rules.Target(rules.Wording.LESS_THAN, 0.7, rounding=1)),
        ("3.5 to 4.5", rules.Target(rules.Wording.RANGE, low=3.5, high=4.5, rounding=1)),
    )
    by_tolerance: dict[rules.Tolerance, list[str]] = {}
    for kind, tolerance in rules.CLOSE.items():
        by_tolerance.setdefault(tolerance, []).append(kind.replace("_", " "))
    return _plain_table(
        "Which recomputed values count as the printed number",
        ("The document prints", "Reproduced", "Close, if it is a level", "Close, if a change"),
        (
            (
                f"“{words}”",
                _interval(rules.accepted(target)),
                _interval(rules.near(target, rules.CLOSE["level"])),
                _interval(rules.near(target, rules.CLOSE["change"])),
            )
            for words, target in examples
        ),
    ) + _plain_table(
        "How far “close” reaches, by kind of statement",
        ("Kind", "Share of the value", "or units of the last printed digit", "but at most"),
        (
            (
                ", ".join(kinds),
                f"{tolerance.share:.0%}",
                f"{tolerance.units:g}",
                f"{tolerance.cap:.0%} of the value",
            )
            if tolerance.share
            else (", ".join(kinds), "never close", "", "")
            for tolerance, kinds in by_tolerance.items()
        ),
    )


def _bar(parts: Iterable[tuple[str, int]], length: int) -> str:
    """Return counts as a bar, each in its tone; `length` is the count that fills the width."""
    rects, x = "", 0
    for tone, n in parts:
        rects += f'<rect class="tb-bar-{tone}" x="{x}" y="0" width="{n}" height="1"/>'
        x += n
    return (
        f'<svg class="tb-counts-bar" viewBox="0 0 {length} 1" preserveAspectRatio="none" '
        f'aria-hidden="true">{rects}</svg>'
    )


def _row(row: Mapping[Hashable, object], prefix: str) -> str:
    key = escape(str(row["claim"]))
    where = row["answered_in"]
    shown = link(key, f"{prefix}chapters/{where}") if where else key
    data = " ".join(
        f'data-{name}="{escape(str(row[name]))}"'
        for name in ("document", "chapter", "kind", "verdict")
    )
    return (
        f'<tr id="claim-{key}" {data}><th scope="row">{shown}</th>'
        f'<td data-label="{_COLUMNS[1]}">{escape(str(row["statement"]))}</td>'
        f'<td data-label="{_COLUMNS[2]}">{escape(str(row["claimed"]))}</td>'
        f'<td data-label="{_COLUMNS[3]}">{_badge_of(row)}</td></tr>'
    )


def _badge_of(row: Mapping[Hashable, object]) -> str:
    whose = row["quoted_from"]
    return badge(str(row["verdict"]), whose if isinstance(whose, str) else None)


def _select(name: str, label: str, options: Mapping[str, str]) -> str:
    items = "".join(
        f'<option value="{escape(value)}">{escape(shown)}</option>'
        for value, shown in options.items()
    )
    return (
        f'<p class="tb-ledger-field"><label for="tb-{name}">{label}</label>'
        f'<select id="tb-{name}" name="{name}"><option value="">all</option>{items}</select></p>'
    )


def _unique(table: pd.DataFrame, column: str) -> list[str]:
    return sorted(set(table[column]))


def _interval(interval: rules.Interval) -> str:
    low, high = (f"{x:g}".replace("-", text.MINUS) for x in (interval.low, interval.high))
    if interval.low == float("-inf"):
        return f"{'below' if interval.high_open else 'up to'} {high}"
    if interval.high == float("inf"):
        return f"{'above' if interval.low_open else 'from'} {low}"
    return f"{low} to {high}"


def _plain_table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = ""
    for row in rows:
        first, *rest = row
        cells = "".join(
            f'<td data-label="{escape(name)}">{escape(cell)}</td>'
            for name, cell in zip(names[1:], rest, strict=True)
        )
        body += f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    return (
        f'<table class="tb-claims tb-rules"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"
    )
