"""How scored forecasts look: one accessible table, each row with a link to its chapter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from treasurybook.ledger.display import badge, link
from treasurybook.ledger.forecast_terms import Terms
from treasurybook.ledger.statements import claim

_COLUMNS = ("Forecast", "Made, due", "Benchmark says", "Score", "Outcome")


@dataclass(frozen=True)
class ScoredForecast:
    """One row of the table.

    Attributes
    ----------
    terms
        What was staked.
    chapter
        Stem of the chapter that judged it, "02-fy2024-deficit".
    verdict
        From its record.
    result
        What that chapter found.
    naive_verdict
        What the same rule makes of the naive forecast, None where there is none.
    score
        The score in words, empty where it is right or wrong only.
    """

    terms: Terms
    chapter: str
    verdict: str
    result: str | None
    naive_verdict: str | None
    score: str = ""


def forecast_table(rows: Iterable[ScoredForecast], caption: str) -> str:
    """Return forecasts as a table, folded behind its caption.

    The row says the rule by which it was judged and what came of it; the id leads to the chapter.
    """
    body = [_row(row) for row in rows]
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    return (
        '<section class="tb-check"><details class="tb-check-rest">'
        f"<summary>Show all {len(body)}: {escape(caption)}</summary>"
        f'<table class="tb-claims"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>{''.join(body)}</table></details></section>"
    )


def _row(row: ScoredForecast) -> str:
    terms, its = row.terms, claim(row.terms.claim)
    due = "no day" if terms.due is None else terms.due.isoformat()
    days = f"{terms.made_on.isoformat()}, {due}".replace("-", "\N{NON-BREAKING HYPHEN}")
    judged = f"{row.naive_verdict}: " if row.naive_verdict else ""
    naive = f"{judged}{terms.naive}" if terms.naive else "no rule can be named"
    cells = (days, naive, row.score or ("right or wrong only" if judged else "none yet"))
    more = (
        ("Worded", f"{terms.modality} ({terms.words})"),
        ("Rule", its.right_if),
        ("Result", row.result),
        ("Hindsight", None if terms.known == "no" else f"outcome known: {terms.known}"),
    )
    details = "<br>".join(f"<b>{name}:</b> {escape(text)}" for name, text in more if text)
    return (
        f'<tbody><tr><th scope="row"><span class="tb-claim-id">{link(its.id, row.chapter)}</span> '
        f"{escape(its.statement)}</th>"
        + "".join(
            f'<td data-label="{name}">{escape(cell)}</td>'
            for name, cell in zip(_COLUMNS[1:-1], cells, strict=True)
        )
        + f'<td data-label="{_COLUMNS[-1]}">{badge(row.verdict, its.quoted_from)}</td></tr>'
        f'<tr class="tb-claim-more"><td colspan="{len(_COLUMNS)}">{details}</td></tr></tbody>'
    )
