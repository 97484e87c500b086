"""Lesson plans: one page a chapter in ``book/plans``, one section a lesson, its number first."""

from __future__ import annotations

import re
from pathlib import Path

from treasurybook.press.run.lessons import Lesson

_HEADING = re.compile(r"## (\d+\.\d+) ")


def plan_of(source: Path, plans: Path) -> str:
    """Return the plan of the lesson with this source without its heading, "" if there is none."""
    lesson = Lesson(source.parents[1], f"{source.parent.name}/{source.stem}")
    page = plans / f"chapter-{lesson.order[0]}.md"
    if not page.exists():
        return ""
    kept: list[str] = []
    inside = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            match = _HEADING.match(line)
            inside = match is not None and match[1] == lesson.number
        elif inside:
            kept.append(line)
    return "\n".join(kept).strip()
