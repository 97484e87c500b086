"""Which room of the package may import which, and that importing the package stays cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "treasurybook"

MAY_IMPORT: dict[str, set[str]] = {
    "files": set(),
    "models": set(),
    "snapshot": {"refresh"},  # recovery, to be taken out: readers shall know no refresh
    "refresh": {"files", "snapshot"},
    "charts": set(),
    "ledger": {"snapshot"},
    "press": {"files", "snapshot", "ledger", "charts", "refresh"},
}
CHAPTERS_MAY_IMPORT = {"models", "snapshot", "ledger", "charts"}


def rooms_imported(code: str) -> set[str]:
    """Return the rooms of the package that a piece of Python imports, anywhere in it."""
    modules: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "treasurybook":
            modules += [f"treasurybook.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.append(node.module)
    return {module.split(".")[1] for module in modules if module.startswith("treasurybook.")}


def trespasses(room: str, files: Iterable[Path]) -> list[str]:
    """Return "file imports room" for every import that `room` may not make."""
    allowed = MAY_IMPORT[room] | {room}
    return [
        f"{path.name} imports {other}"
        for path in files
        for other in sorted(rooms_imported(path.read_text(encoding="utf-8")) - allowed)
    ]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    files = list((PACKAGE / room).rglob("*.py"))
    assert files
    assert trespasses(room, files) == []


def test_every_room_has_its_rule() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == set(MAY_IMPORT)


@pytest.mark.parametrize(
    "line",
    [
        "from treasurybook.snapshot import series",
        "from treasurybook import snapshot",
        "import treasurybook.snapshot.paths",
        "def f():\n    from treasurybook.snapshot import series",
    ],
)
def test_a_trespass_is_seen(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.py"
    path.write_text(line)
    assert trespasses("models", [path]) == ["bad.py imports snapshot"]


@pytest.mark.parametrize("chapter", find_lessons(Project(ROOT)), ids=lambda one: one.stem)
def test_a_chapter_imports_only_what_it_may(chapter: Lesson) -> None:
    cells = [cell.source for cell in chapter.read().cells if cell.cell_type == "code"]
    assert rooms_imported("\n".join(cells)) <= CHAPTERS_MAY_IMPORT


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, treasurybook, treasurybook.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pandas", "numpy", "altair", "sphinx", "papermill"} & set(loaded)
