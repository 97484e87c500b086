"""What a statement says and where it stands, without what became of it: for papers to write on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from treasurybook.ledger.claims import claim, documents

EXAMINED = ("Definition", "Source", "Vintage", "Computation", "Verdict")
"""What an examination asks of each statement, in this order."""

NOTES = ("", "", "")
"""Lines without a name: room for notes on a handout."""


@dataclass(frozen=True)
class Paper:
    """A statement as students get it; a page made of these cannot tell a verdict.

    Attributes
    ----------
    id, english, chinese
        The id and the statement in both languages; empty where there is none.
    place
        Document and section.
    """

    id: str = ""
    english: str = ""
    chinese: str = ""
    place: str = ""


def paper(id: str) -> Paper:
    """Return the statement with this id."""
    its = claim(id)
    place = f"{documents()[its.document].name}, {its.section}"
    return Paper(id, its.statement, its.chinese, place)


def papers_script(papers: Iterable[Paper]) -> str:
    """Return the script that tells the ledger what its rows lack: ``treasurybookPapers``."""
    content = {one.id: [one.chinese, one.place] for one in papers}
    return f"var treasurybookPapers = {json.dumps(content, ensure_ascii=False)};\n"
