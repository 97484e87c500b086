"""What the search looks up besides Sphinx's index: statements, terms in Chinese, key terms.

One script of plain data that the search page alone loads. A statement carries the numbers of the
glossary's entries whose English its words hold, so that a Chinese term leads to it as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from treasurybook.ledger.claims import documents
from treasurybook.ledger.records import Record
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons

GLOSSARY = "book/glossary"


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary: its anchor, its names and its Chinese."""

    anchor: str
    names: tuple[str, ...]
    chinese: tuple[str, ...]

    def pattern(self) -> re.Pattern[str]:
        """Return what finds the entry in English text, in the singular or with a plural s."""
        names = "|".join(re.escape(name) for name in self.names)
        return re.compile(rf"\b(?:{names})s?\b", re.IGNORECASE)


def glossary_entries(page: Path) -> list[Entry]:
    """Return the entries of the built page of the glossary; none if there is no such page."""
    if not page.exists():
        return []
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    found = []
    for entry in soup.select("dl.glossary > dd"):
        terms: list[Tag] = []
        for before in entry.find_previous_siblings():
            if before.name != "dt":
                break
            terms.insert(0, before)
        names = tuple(term.get_text().strip().rstrip("#") for term in terms)
        chinese = tuple(dict.fromkeys(one.get_text() for one in entry.select("span[lang^=zh]")))
        if terms:
            found.append(Entry(str(terms[0]["id"]), names, chinese))
    return found


def lookup_script(project: Project, html: Path, records: Iterable[Record]) -> str:
    """Return the script of the search page, which assigns ``treasurybookLookup``."""
    entries = glossary_entries(html / f"{GLOSSARY}.html")
    patterns = [entry.pattern() for entry in entries]
    content = {
        "glossary": f"{GLOSSARY}.html",
        "terms": [[one.anchor, " / ".join(one.names), " ".join(one.chinese)] for one in entries],
        "lessons": [
            [f"chapters/{one.stem}.html", f"{one.number} {one.title}", one.key_terms]
            for one in find_lessons(project)
            if one.key_terms
        ],
        "statements": [
            [
                record["claim"],
                record["statement"],
                " · ".join(filter(None, [record["claimed"], documents()[record["document"]].name])),
                [n for n, found in enumerate(patterns) if found.search(record["statement"])],
            ]
            for record in records
        ],
    }
    return f"var treasurybookLookup = {json.dumps(content, ensure_ascii=False)};\n"
