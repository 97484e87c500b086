"""Keep what lessons compute: the executed notebook and, derived from it, the records.

The notebook is the state. It names the hash of its own text, so that a file that was cut short or
altered is known as such, and the hash of its records, which are written again if they are not so.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.files.whole import write_if_new, write_whole
from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson

if TYPE_CHECKING:
    from nbformat import NotebookNode

METADATA_KEY = "treasurybook"
LARGEST_NOTEBOOK = 40_000_000
"""Bytes that an executed lesson may have at most."""

DIGITS = 10
"""Significant digits of a recorded number: those after them differ from processor to processor."""

_SEAL = '"seal": "'
_ORIGIN = f'"{METADATA_KEY}": '
_BLANK = "0" * 64
_SEALED = re.compile(r'"seal": "([0-9a-f]{64})"')


def executed_path(project: Project, lesson: Lesson) -> Path:
    """Return where the executed notebook of `lesson` is kept."""
    return project.executed / f"{lesson.stem}.ipynb"


def records_path(project: Project, lesson: Lesson) -> Path:
    """Return where the records of `lesson` are kept."""
    return project.records / f"{lesson.stem}.json"


def read_executed(path: Path) -> NotebookNode:
    """Return the executed notebook stored at `path`, which was checked when it was written."""
    from nbformat.v4 import reads

    notebook: NotebookNode = reads(path.read_text(encoding="utf-8"))
    return notebook


def look_into(path: Path) -> dict[str, Any]:
    """Return the executed notebook stored at `path` as plain data, which is read far quicker."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def store(project: Project, lesson: Lesson, notebook: NotebookNode, fingerprint: str = "") -> None:
    """Keep an executed notebook and its records.

    Parameters
    ----------
    project, lesson
        What was run.
    notebook : NotebookNode
        The executed notebook.
    fingerprint : str
        What stands for all that it was made from.

    Raises
    ------
    LessonFailed
        If the outputs are too large to be printed.
    """
    records = _records_text(project, lesson, notebook)
    origin = {"lesson": lesson.stem, "fingerprint": fingerprint, "records": _hash(records)}
    write_whole(executed_path(project, lesson), sealed(lesson, notebook, origin))
    write_if_new(records_path(project, lesson), records)


def sealed(lesson: Lesson, notebook: NotebookNode, origin: dict[str, Any]) -> str:
    """Return an executed notebook as text that names `origin` and the hash of itself.

    Raises
    ------
    LessonFailed
        If it is larger than `LARGEST_NOTEBOOK`.
    """
    notebook.metadata[METADATA_KEY] = origin | {"seal": _BLANK}
    # In one line, which is written ten times as quickly as the usual form; in the order of the run,
    # for records may be written again from it; the metadata last, since the last seal is ours.
    parts = {key: notebook[key] for key in ("cells", "nbformat", "nbformat_minor", "metadata")}
    text = json.dumps(parts, ensure_ascii=False) + "\n"
    if len(text) > LARGEST_NOTEBOOK:
        raise LessonFailed(
            f"{lesson.stem}.md: its outputs come to {len(text) / 1e6:.0f} MB, and "
            f"{LARGEST_NOTEBOOK / 1e6:.0f} are allowed: show less"
        )
    head, _, tail = text.rpartition(_SEAL + _BLANK)
    return head + _SEAL + _hash(text) + tail


def origin_of(text: str) -> dict[str, Any] | None:
    """Return what a sealed notebook says of its origin; None if it is not sealed, or altered."""
    at = text.rfind(_SEAL)
    found = _SEALED.match(text, at) if at >= 0 else None
    if not found:
        return None
    blank = text[: found.start(1)] + _BLANK + text[found.end(1) :]
    if _hash(blank) != found[1]:
        return None
    # it stands near the end of the text, whose cells need not be read for it
    begin = text.rindex(_ORIGIN) + len(_ORIGIN)
    origin: dict[str, Any] = json.JSONDecoder().raw_decode(text, begin)[0]
    return origin


def stored_origin(project: Project, lesson: Lesson) -> dict[str, Any] | None:
    """Return what the stored run of `lesson` says of its origin; None if it is not whole."""
    return origin_of(_text(executed_path(project, lesson)))


def is_current(project: Project, lesson: Lesson, fingerprint: str) -> bool:
    """Return whether the stored run of `lesson` was made from what `fingerprint` stands for.

    A run that is incomplete, unreadable or altered was not. Records that are not those of the
    notebook are written again.
    """
    records, origin = records_path(project, lesson), stored_origin(project, lesson)
    if origin is None or origin.get("fingerprint") != fingerprint:
        return False
    if _hash(_text(records)) != origin["records"]:
        stored = read_executed(executed_path(project, lesson))
        write_whole(records, _records_text(project, lesson, stored))
    return True


def rounded(found: Any) -> Any:
    """Return what lessons record with its numbers rounded, so that all machines write the same."""
    if isinstance(found, float):
        return float(f"{found:.{DIGITS}g}")
    if isinstance(found, dict):
        return {key: rounded(value) for key, value in found.items()}
    if isinstance(found, list):
        return [rounded(value) for value in found]
    return found


def _records_text(project: Project, lesson: Lesson, notebook: NotebookNode) -> str:
    from treasurybook.press.run.evidence import with_evidence

    found = with_evidence(notebook, lesson.stem, version=project.version, data=project.data_day)
    return json.dumps(rounded(found), indent=1, ensure_ascii=False) + "\n"


def _text(path: Path) -> str:
    """Return the text of a file; nothing if there is none, or what it holds is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, UnicodeDecodeError):
        return ""


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
