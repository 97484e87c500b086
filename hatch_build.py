"""What a wheel carries beside the code: the stored data, the lessons and the book's records.

They go to ``treasurybook/carried`` in the order of a checkout, so that all that reads one reads the
other. A checkout itself (``pip install -e .``) carries nothing: there the data lie as they are.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = "treasurybook/carried"
RECORDS = Path("_build") / "records"
ORIGINS = "_build/origins.json"


class CarriedFiles(BuildHookInterface):  # type: ignore[misc]
    """Adds the files to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files that are carried, and where in the wheel they lie."""
        if version == "editable":
            return
        self._scratch = tempfile.TemporaryDirectory()
        root = Path(self.root)
        sources = {
            **{path.relative_to(root): path for path in _read_by_lessons(root)},
            **_records(root, Path(self._scratch.name), self.metadata.version),
        }
        build_data["force_include"] |= {
            str(source): f"{CARRIED}/{name.as_posix()}" for name, source in sorted(sources.items())
        }

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatchling's names)
        """Drop what was written for the wheel alone."""
        if version != "editable":
            self._scratch.cleanup()


def _read_by_lessons(root: Path) -> Iterator[Path]:
    yield from (path for path in (root / "data").rglob("*") if path.is_file())
    yield from (root / "chapters").rglob("*.md")
    yield from (root / "results").rglob("*.csv")
    yield from root.glob(ORIGINS)


def _records(root: Path, scratch: Path, version: str) -> dict[Path, Path]:
    """Return the records of the last build; without a build, those that the tests expect.

    The latter are kept without version and day of the data, which are added here.
    """
    built = sorted((root / RECORDS).rglob("*.json"))
    if built:
        return {path.relative_to(root): path for path in built}
    expected = root / "tests" / "expected"
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    stamp = {"version": version, "data": str(package.get("created", ""))[:10]}
    made = {}
    for path in sorted(expected.rglob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(expected)
        copy = scratch / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([record | stamp for record in kept], indent=1, ensure_ascii=False)
        copy.write_text(text + "\n", encoding="utf-8")
        made[RECORDS / name] = copy
    return made
