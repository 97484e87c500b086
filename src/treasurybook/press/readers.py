"""Which versions of the data the book reads besides the newest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import find_lessons
from treasurybook.refresh.staging import Readers
from treasurybook.snapshot.choosing import LATEST

_READS = ("series", "table", "describe")


def readers(project: Project) -> Readers:
    """Return the days of the documents and the versions that chapters name in so many words."""
    from treasurybook.ledger.claims import documents

    named: dict[str, set[str]] = {}
    for chapter in find_lessons(project):
        cells = [cell.source for cell in chapter.read().cells if cell.cell_type == "code"]
        for id, vintage in _named_versions("\n".join(cells)):
            if vintage != LATEST:
                named.setdefault(id, set()).add(vintage)
    days = tuple(document.known_until.isoformat() for document in documents().values())
    return Readers(days, named)


def _named_versions(code: str) -> Iterator[tuple[str, str]]:
    """Yield id and vintage of every ``series("ID", "VINTAGE")`` and its like."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            keywords = [word.value for word in node.keywords if word.arg == "vintage"]
            arguments = [*node.args[:2], *keywords]
            texts = [one.value for one in arguments if isinstance(one, ast.Constant)]
            if node.func.id in _READS and len(texts) == len(arguments) == 2:
                yield str(texts[0]), str(texts[1])
