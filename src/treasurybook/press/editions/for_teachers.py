"""The lesson plans, which tell what students are to find, and are not in their edition."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

PLANS = "book/plans"
"""Their folder, as the table of contents names it."""

_TO_A_PLAN = re.compile(r"\[([^\]]*)\]\([^)\s]*plans/[^)\s]*\.md[^)\s]*\)")
_TO_A_NOTEBOOK = re.compile(r'<a href="[^"]*_notebooks/student/[^"]*"[^>]*>(.*?)</a>')


def drop_plans(root: Path) -> None:
    """Take the plans out of a project: pages, places in the contents, and links to them.

    Links to notebooks without solutions go as well, for in the students' edition all are.

    Parameters
    ----------
    root : Path
        The project of an edition; files that change are made anew, for they may be links.
    """
    shutil.rmtree(root / PLANS, ignore_errors=True)
    contents = root / "_toc.yml"
    kept = _without_plans(yaml.safe_load(contents.read_text(encoding="utf-8")))
    _write(contents, yaml.safe_dump(kept, allow_unicode=True, sort_keys=False))
    for path in (root / "book").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        unlinked = _TO_A_NOTEBOOK.sub(r"\1", _TO_A_PLAN.sub(r"\1", text))
        if unlinked != text:
            _write(path, unlinked)


def _without_plans(contents: Any) -> Any:
    if isinstance(contents, list):
        return [_without_plans(one) for one in contents if not _is_plan(one)]
    if isinstance(contents, dict):
        kept = {key: _without_plans(value) for key, value in contents.items()}
        return {key: value for key, value in kept.items() if value != []}
    return contents


def _is_plan(entry: Any) -> bool:
    return isinstance(entry, dict) and str(entry.get("file", "")).startswith(f"{PLANS}/")


def _write(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, encoding="utf-8")
