"""What a lesson's verdicts hang on, as one short hash that outlives changes beside the point.

A run is stale when anything changed (see `fingerprint`), for it is cheap to repeat. The published
result of a sweep is not: so its hash counts the code of the lesson up to its last answer and not
its prose and exercises, the stored data that its answers read, the tests of its statements, and the
modules of models, snapshot and ledger that it can reach, save the one that words results.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from treasurybook.files.whole import write_if_new
from treasurybook.ledger.claims import Claim, claims
from treasurybook.ledger.records import Record
from treasurybook.press.project import Project
from treasurybook.press.run.evidence import resource_id
from treasurybook.press.run.execute import CELL
from treasurybook.press.run.fingerprint import hash_files
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.storage import records_path
from treasurybook.snapshot.package import Package, open_package

LENGTH = 16
"""Digits of the hash: two lessons need not be told apart by it, only one from its past."""

_ROOMS = ("models", "snapshot", "ledger")
_WORDING = Path("ledger", "text.py")
"""Writes numbers and dates as readers know them; no verdict hangs on it."""

_WORDS = {"chinese", "result", "note", "leaves_open", "changes", "hedges"}
"""Of a claim, what is said beside its test."""


def write_origins(project: Project, lessons: Iterable[Lesson]) -> Path:
    """Write the origin of each lesson, whose records are up to date, where the ledger reads it."""
    found = {one.stem: origin_of(project, one) for one in lessons}
    write_if_new(project.origins, json.dumps(found, indent=1) + "\n")
    return project.origins


def origin_of(project: Project, lesson: Lesson) -> str:
    """Return the hash of what the verdicts of a lesson hang on, given its present records."""
    records = json.loads(records_path(project, lesson).read_text(encoding="utf-8"))
    text = lesson.path.read_text(encoding="utf-8")
    known = claims() if (project.data / "claims").exists() else {}  # a book may have none
    last = max((one["cell"] for one in records), default=0)
    cells = [found[0] for found in CELL.finditer(text)][:last]
    parts = [
        *cells,
        hash_files(_modules(project.package, cells), project.package),
        hash_files(_data(project.data, open_package(project.data), records), project.data),
        *(_test(known[one["claim"]]) for one in records if one["claim"] in known),
    ]
    return sha256("\0".join(parts).encode()).hexdigest()[:LENGTH]


def _data(folder: Path, package: Package, records: Iterable[Record]) -> list[Path]:
    """Return the files, all versions, of what the records rest on, and the corrections of them."""
    ids = {resource_id(read) for one in records for read in one["inputs"]}
    paths = [version.path for id in sorted(ids) for version in package.versions[id]]
    return [path for name in [*paths, "corrections.yaml"] if (path := folder / name).exists()]


def _test(claim: Claim) -> str:
    return claim.model_dump_json(exclude=_WORDS)


def _modules(package: Path, cells: Iterable[str]) -> list[Path]:
    """Return the files of the rooms that count which cells import, directly or not."""
    code = "\n".join("\n".join(cell.split("\n")[1:-1]) for cell in cells)
    lines = (line for line in code.split("\n") if not line.lstrip().startswith((":", "%", "!")))
    found: set[Path] = set()
    waiting = [*_imported(package, "\n".join(lines))]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imports_of(package, path, path.stat().st_mtime_ns)
    return sorted(found)


@cache
def _imports_of(package: Path, path: Path, _changed: int) -> tuple[Path, ...]:
    return _imported(package, path.read_text(encoding="utf-8"))


@cache
def _imported(package: Path, code: str) -> tuple[Path, ...]:
    return tuple(_imported_by(package, code))


def _imported_by(package: Path, code: str) -> Iterator[Path]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            house, *parts = name.split(".")
            if house == package.name and parts and parts[0] in _ROOMS:
                place = package.joinpath(*parts)
                tried = (place.with_suffix(".py"), place / "__init__.py")
                wording = package / _WORDING
                yield from (path for path in tried if path.exists() and path != wording)
