"""Statements that may contradict one another: finding pairs, and settling them by their verdicts.

Two statements can only contradict each other if they speak of the same thing at the same time.
`neighbours` proposes such pairs from the words of the statements and the years of their periods;
a reader decides which of them contradict; `settle` says from the verdicts which one holds.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from treasurybook.ledger import text
from treasurybook.ledger.display import badge, link
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, UNJUDGED, outcome
from treasurybook.ledger.rules import accepted
from treasurybook.ledger.statements import Claim, claim

_YEAR = re.compile(r"(?:19|20)\d\d")
_HYPHEN = re.compile(r"(?<![\w-])-(?=\d)")  # a minus sign, not the hyphen of "10-year"
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_COMMON = frozenset(
    "the and for that with from was were are its has have had their this which than not per over"  # noqa: SIM905
    " may will into but one two more most all also been after before about between these those"
    " usd bn tn percent".split()
)


@dataclass(frozen=True)
class Rival:
    """Two statements, or groups of statements, that cannot both be true as they are worded.

    Attributes
    ----------
    question
        What they answer differently.
    first, second
        Ids of the claims on either side.
    data
        What the data say, with its numbers.
    why
        What separates the two sides: window, definition, unit, mechanism.
    """

    question: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    data: str
    why: str

    @property
    def documents(self) -> tuple[str, ...]:
        """Documents of the claims, in order and each once."""
        return tuple(sorted({claim(one).document for one in (*self.first, *self.second)}))


def settle(first: Iterable[str], second: Iterable[str]) -> str:
    """Say from the verdicts of both sides which one holds.

    Parameters
    ----------
    first, second
        Verdicts of the claims on either side; a side stands as well as its weakest claim.

    Returns
    -------
    str
        "both hold", "the first", "the second", "the first, the second in part" and so on, "both
        in part", "neither", or "undecided" where a side has no verdict yet or cannot have one.
    """
    one, other = (_side(side) for side in (first, second))
    if UNJUDGED in (one, other):
        return "undecided"
    if one == other:
        return {HOLDS: "both hold", IN_PART: "both in part", FAILS: "neither"}[one]
    words = {HOLDS: "{}", IN_PART: "{} in part", FAILS: ""}
    named = [words[o].format(side) for o, side in ((one, "the first"), (other, "the second"))]
    return ", ".join(name for name in named if name)


def neighbours(claims: Mapping[str, Claim], least: float) -> pd.DataFrame:
    """Return pairs of claims of like words and overlapping years, the likest first.

    Likeness is the cosine between the words of topic, statement and suggested series, each word
    weighted by its rarity among the claims. A claim that names no year overlaps with all.

    Parameters
    ----------
    claims
        Claims by id.
    least
        Least likeness, 0 to 1.

    Returns
    -------
    DataFrame
        Columns first, second (ids), likeness, apart (True where both print numbers in the same
        unit and no value agrees with both).
    """
    weights = _weights(claims)
    years = {key: _years(one) for key, one in claims.items()}
    rows = []
    for one, other in itertools.combinations(claims, 2):
        if years[one][0] > years[other][1] or years[other][0] > years[one][1]:
            continue
        shorter, longer = sorted((weights[one], weights[other]), key=len)
        likeness = sum(w * longer[word] for word, w in shorter.items() if word in longer)
        if likeness >= least:
            rows.append((one, other, likeness, are_apart(claims[one], claims[other])))
    found = pd.DataFrame(rows, columns=["first", "second", "likeness", "apart"])
    return found.sort_values("likeness", ascending=False, ignore_index=True)


def are_apart(one: Claim, other: Claim) -> bool:
    """Return whether two printed numbers are of the same unit and exclude each other."""
    if one.unit != other.unit or one.target is None or other.target is None:
        return False
    left, right = accepted(one.target), accepted(other.target)
    return left.high < right.low or right.high < left.low


def render_rivals(
    rivals: Sequence[Rival],
    verdicts: Mapping[str, str],
    chapters: Mapping[str, str],
    caption: str,
    *,
    folded: bool = False,
) -> str:
    """Return contradictions as a table whose claims link to the chapters that compute them.

    Parameters
    ----------
    rivals
        The contradictions.
    verdicts, chapters
        Claim id -> verdict, and -> file name of the chapter without ending.
    caption
        What the table holds.
    folded
        Whether the reader opens the table.
    """
    columns = ("One says", "The other says")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = ""
    for rival in rivals:
        sides = [
            "".join(_statement(one, verdicts, chapters) for one in ids)
            for ids in (rival.first, rival.second)
        ]
        settled = settle(*([verdicts[i] for i in ids] for ids in (rival.first, rival.second)))
        data = _HYPHEN.sub(text.MINUS, rival.data)
        answer = f"<strong>{settled}</strong>. {escape(rival.why)}"
        body += (
            f'<tbody><tr class="tb-rival-question"><th scope="rowgroup" colspan="2">'
            f"{escape(rival.question)}</th></tr><tr>"
            + "".join(
                f'<td data-label="{name}">{cell}</td>'
                for name, cell in zip(columns, sides, strict=True)
            )
            + f'</tr><tr class="tb-rival-settled"><td colspan="2"><b>Data:</b> {escape(data)}<br>'
            f"<b>Who is right:</b> {answer}</td></tr></tbody>"
        )
    table = (
        f'<table class="tb-claims tb-rivals"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )
    if not folded:
        return table
    many = f"{escape(caption)}: show the {len(rivals)}"
    return f'<details class="tb-check-rest"><summary>{many}</summary>{table}</details>'


def _statement(claim_id: str, verdicts: Mapping[str, str], chapters: Mapping[str, str]) -> str:
    one = claim(claim_id)
    return (
        f'<p class="tb-rival">{link(claim_id, chapters[claim_id])} {escape(one.statement)} '
        f"{badge(verdicts[claim_id], one.quoted_from)}</p>"
    )


def _side(verdicts: Iterable[str]) -> str:
    found = {outcome(v) for v in verdicts}
    if not found:
        raise LedgerError("a side of a contradiction needs at least one claim")
    return next(one for one in (UNJUDGED, FAILS, IN_PART, HOLDS) if one in found)


def _years(one: Claim) -> tuple[int, int]:
    found = [int(year) for year in _YEAR.findall(one.period or "")]
    return (min(found), max(found)) if found else (0, 9999)


def _weights(claims: Mapping[str, Claim]) -> dict[str, dict[str, float]]:
    words = {
        key: set(_words(" ".join((one.topic.replace("_", " "), one.statement, *one.series))))
        for key, one in claims.items()
    }
    spread = Counter(word for found in words.values() for word in found)
    weights = {}
    for key, found in words.items():
        raw = {word: math.log(len(claims) / spread[word]) for word in found if spread[word] > 1}
        size = math.sqrt(sum(w * w for w in raw.values())) or 1.0
        weights[key] = {word: w / size for word, w in raw.items()}
    return weights


def _words(sentence: str) -> Iterable[str]:
    for word in _WORD.findall(sentence.lower()):
        stem = word.removesuffix("s") if len(word) > 4 else word
        if word not in _COMMON:
            yield stem
