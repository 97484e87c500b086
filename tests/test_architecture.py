"""Which room of the package may import which, and that importing the package stays cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "treasurybook"

MAY_IMPORT: dict[str, set[str]] = {
    "files": set(),
    "models": set(),
    "snapshot": set(),
    "refresh": {"files", "snapshot"},
    "charts": set(),
    "teaching": set(),
    "ledger": {"snapshot"},
    "book": {"ledger", "snapshot"},
    "press": {"files", "snapshot", "ledger", "book", "charts", "teaching", "refresh"},
}
FACES = {("press", "refresh"): "treasurybook.refresh"}
"""Where a room may import no more of another than its face."""

CHAPTERS_MAY_IMPORT = {"book", "models", "snapshot", "ledger", "charts", "teaching"}


def imports(code: str) -> Iterator[str]:
    """Yield the full name of all that a piece of Python imports, anywhere in it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(code: str) -> set[str]:
    """Return the rooms of the package that a piece of Python imports, anywhere in it."""
    return {name.split(".")[1] for name in imports(code) if name.startswith("treasurybook.")}


def import_graph(source: Path) -> dict[str, set[str]]:
    """Return which module of `source` imports which others of it, lazily or for types only too."""
    files = {
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__"): path
        for path in source.rglob("*.py")
    }
    return {
        module: {
            name if name in files else name.rpartition(".")[0]
            for name in imports(path.read_text(encoding="utf-8"))
            if name in files or name.rpartition(".")[0] in files
        }
        - {module}  # run as a program, a module may import itself under its name
        for module, path in files.items()
    }


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return a circle of imports, empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


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


@pytest.mark.parametrize(("room", "other"), FACES)
def test_some_rooms_know_the_face_of_another_only(room: str, other: str) -> None:
    graph = import_graph(PACKAGE.parent)
    inner = f"treasurybook.{other}."
    assert FACES[room, other] in {name for names in graph.values() for name in names}
    assert not [
        f"{module} imports {name}"
        for module, names in graph.items()
        for name in names
        if module.startswith(f"treasurybook.{room}.") and name.startswith(inner)
    ]


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = import_graph(PACKAGE.parent)
    assert len(graph) > 100
    assert circle(graph) == []


def test_no_room_imports_itself_by_a_detour() -> None:
    rooms = {
        room: rooms_imported("\n".join(path.read_text() for path in (PACKAGE / room).rglob("*.py")))
        - {room}
        for room in MAY_IMPORT
    }
    assert any(rooms.values())
    assert circle(rooms) == []


@pytest.mark.parametrize(
    "lazy",
    [
        "import treasurybook.b",
        "from treasurybook import b",
        "from treasurybook.b import f",
        "def g():\n    from treasurybook.b import f",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from treasurybook.b import F",
    ],
)
def test_a_circle_is_seen(tmp_path: Path, lazy: str) -> None:
    package = tmp_path / "treasurybook"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text(lazy)
    (package / "b.py").write_text("import treasurybook.c")
    (package / "c.py").write_text("")
    assert circle(import_graph(tmp_path)) == []
    (package / "c.py").write_text("def f():\n    import treasurybook.a")
    assert set(circle(import_graph(tmp_path))) == {f"treasurybook.{name}" for name in "abc"}


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
