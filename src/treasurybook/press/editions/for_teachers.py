"""Pages for teachers, not in the students' edition: how to teach, and the lesson plans."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

PAGES = ("book/teaching", "book/plans")
"""Pages and folders, as the table of contents names them."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*(?:teaching\.md|plans/[^)\s]*\.md)[^)\s]*\)")


def drop_pages_for_teachers(root: Path) -> None:
    """Take them out of a project: the pages, their places in the contents, and links to them.

    Parameters
    ----------
    root : Path
        The project of an edition; files that change are made anew, for they may be links.
    """
    for page in PAGES:
        shutil.rmtree(root / page, ignore_errors=True)
        (root / f"{page}.md").unlink(missing_ok=True)
    contents = root / "_toc.yml"
    kept = _without(yaml.safe_load(contents.read_text(encoding="utf-8")))
    _write(contents, yaml.safe_dump(kept, allow_unicode=True, sort_keys=False))
    for path in [path for name in ("book", "chapters") for path in (root / name).rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        if _LINK.search(text):
            _write(path, _LINK.sub(r"\1", text))


def _without(contents: Any) -> Any:
    if isinstance(contents, dict):
        return {key: _without(value) for key, value in contents.items()}
    if isinstance(contents, list):
        return [_without(one) for one in contents if not _is_for_teachers(one)]
    return contents


def _is_for_teachers(entry: Any) -> bool:
    file = str(entry.get("file", "")) if isinstance(entry, dict) else ""
    return any(file == page or file.startswith(f"{page}/") for page in PAGES)


def _write(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, encoding="utf-8")
