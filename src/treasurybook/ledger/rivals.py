"""Statements that may contradict one another: finding pairs, and settling them by their verdicts.

Two statements can only contradict each other if they speak of the same thing at the same time.
`neighbours` proposes such pairs from the words of the statements and the years of their periods;
a reader decides which of them contradict; `settle` says from the verdicts which one holds.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from treasurybook.ledger import text
from treasurybook.ledger.claims import Claim, claim
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, UNJUDGED, outcome
from treasurybook.ledger.printed import accepted
from treasurybook.ledger.views import View

_DIGITS = 12
"""Decimals of a likeness: those after them depend on the order in which its words are added up."""

_YEAR = re.compile(r"(?:19|20)\d\d")
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

    def settled(self, records: Mapping[str, Mapping[str, Any]]) -> str:
        """Say which side holds, from the verdicts in the records; see `settle`."""
        return settle(
            *([records[i]["verdict"] for i in side] for side in (self.first, self.second))
        )


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
    words = list(dict.fromkeys(word for found in weights.values() for word in found))
    table = np.array([[found.get(word, 0.0) for word in words] for found in weights.values()])
    years = {key: _years(one) for key, one in claims.items()}
    keys, rows = list(claims), []
    likeness = (table @ table.T).round(_DIGITS)
    for place, beside in np.argwhere(np.triu(likeness >= least, k=1)):
        one, other = keys[place], keys[beside]
        if years[one][0] > years[other][1] or years[other][0] > years[one][1]:
            continue
        alike = float(likeness[place, beside])
        rows.append((one, other, alike, are_apart(claims[one], claims[other])))
    found = pd.DataFrame(rows, columns=["first", "second", "likeness", "apart"])
    return found.sort_values(
        ["likeness", "first", "second"], ascending=[False, True, True], ignore_index=True
    )


def are_apart(one: Claim, other: Claim) -> bool:
    """Return whether two printed numbers are of the same unit and exclude each other."""
    if one.unit != other.unit or one.target is None or other.target is None:
        return False
    left, right = accepted(one.target), accepted(other.target)
    return left.high < right.low or right.high < left.low


def rivals_view(
    rivals: Sequence[Rival],
    records: Mapping[str, Mapping[str, Any]],
    caption: str,
    *,
    folded: bool = False,
) -> View:
    """Return contradictions as a view whose claims link to where they are computed.

    Parameters
    ----------
    rivals
        The contradictions.
    records
        Claim id -> record.
    caption
        What the table holds.
    folded
        Whether the reader opens the table.
    """
    settled = [rival.settled(records) for rival in rivals]
    content = [
        {
            "question": rival.question,
            "first": [dict(records[i]) for i in rival.first],
            "second": [dict(records[i]) for i in rival.second],
            "data": text.tidy(rival.data),
            "settled": answer,
            "why": rival.why,
        }
        for rival, answer in zip(rivals, settled, strict=True)
    ]
    lines = [f"{r.question} {answer}" for r, answer in zip(rivals, settled, strict=True)]
    return View(
        "rivals",
        {"rivals": content, "caption": caption, "folded": folded},
        "\n".join([f"{caption}:", *lines]),
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
