"""What the search looks up besides Sphinx's index: statements, terms in Chinese, key terms.

One script of plain data that the search page and the ledger load. A statement carries its Chinese
wording and the numbers of the glossary's entries whose English its words hold, so that a Chinese
term leads to it as well, in either script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from treasurybook.ledger.claims import claim, documents
from treasurybook.ledger.records import Record
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons
from treasurybook.press.site.glossary import PAGE, Entry


def _pattern(entry: Entry) -> re.Pattern[str]:
    """Return what finds an entry in English text, in the singular or with a plural s."""
    names = "|".join(re.escape(name) for name in entry.names)
    return re.compile(rf"\b(?:{names})s?\b", re.IGNORECASE)


def lookup_script(project: Project, records: Iterable[Record], glossary: Sequence[Entry]) -> str:
    """Return the script of the search page, which assigns ``treasurybookLookup``."""
    patterns = [_pattern(entry) for entry in glossary]
    content = {
        "glossary": f"{PAGE}.html",
        "terms": [[one.anchor, " / ".join(one.names), " ".join(one.chinese)] for one in glossary],
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
                claim(record["claim"]).chinese,
            ]
            for record in records
        ],
    }
    return f"var treasurybookLookup = {json.dumps(content, ensure_ascii=False)};\n"
