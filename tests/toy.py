"""A whole toy book in a folder of its own, for tests of the press."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from compileall import compile_dir
from hashlib import sha256
from pathlib import Path

from treasurybook.press.book import STAMP
from treasurybook.press.project import Project
from treasurybook.press.run.pipeline import run_stale_lessons

ROOT = Path(__file__).resolve().parents[1]
TOY = ROOT / "tests" / "fixtures" / "toy"

# When a lesson was run and how long it took, and the hash of the notebook that says so; the hash
# of a style sheet that Sphinx adds to its address if the sheet lay there before the page.
_PASSING = re.compile(
    rb'"(?:start_time|end_time|iopub[^"]*|shell[^"]*|seal|id)": "[^"]*"|"duration": [0-9.e-]+'
    rb"|\?v=[0-9a-f]+"
)

# Sphinx's index of words depends on which pages it read together.
_ALSO_PASSING = {STAMP, "searchindex.js"}


class Toy:
    """A whole toy project in a folder of its own, with its own copy of the package."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(TOY, root)
        compile_dir(ROOT / "src", quiet=1)  # once, and not in each process of each toy
        shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("*.egg-info"))
        shutil.copytree(ROOT / "book" / "_static", root / "book" / "_static")
        for name in ("_config.yml", "pyproject.toml"):
            shutil.copy(ROOT / name, root)

    @classmethod
    def at(cls, root: Path) -> Toy:
        """Return the toy project that lies at `root` already."""
        toy = cls.__new__(cls)
        toy.root = root
        return toy

    def copy(self, root: Path) -> Toy:
        """Return a copy in another folder; what is built there is as current as it is here."""
        shutil.copytree(self.root, root)
        return Toy.at(root)

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which the toy's own package works on the toy."""
        own = {"PYTHONPATH": str(self.root / "src"), "TREASURYBOOK_ROOT": str(self.root)}
        return os.environ | own

    def run(
        self,
        *command: str,
        root: Path | None = None,
        before: Callable[[], None] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python <command>`` with the toy's package, on another project if `root` says so."""
        other = {"TREASURYBOOK_ROOT": str(root)} if root else {}
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env=self.environment | other,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before,
        )

    def site(self) -> dict[str, bytes]:
        """Return the files of the site, without what differs from run to run."""
        html = self.root / "_build" / "html"
        files = [path for path in html.rglob("*") if path.is_file()]
        return {
            path.relative_to(html).as_posix(): _PASSING.sub(b"", path.read_bytes())
            for path in files
            if path.name not in _ALSO_PASSING
        }

    def book(self) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "treasurybook", "book")

    def chapters_run(self) -> list[str]:
        """Bring the chapters up to date; return those that had to run."""
        runs = run_stale_lessons(Project(self.root), report=lambda _line: None)
        return sorted(run.lesson.stem for run in runs)

    def set_value(self, old: str, new: str) -> None:
        """Replace a datum, with the hash that the data package states."""
        self.edit("data/values.csv", old, new)
        package = self.root / "data" / "datapackage.json"
        described = json.loads(package.read_text())
        content = (self.root / "data" / "values.csv").read_bytes()
        described["resources"][0]["hash"] = f"sha256:{sha256(content).hexdigest()}"
        package.write_text(json.dumps(described))

    def page(self, name: str) -> str:
        return (self.root / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


PART = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# A part

It works in {glue:text}`place`.

```{code-cell} ipython3
from pathlib import Path

from myst_nb import glue

glue("place", Path.cwd().name, display=False)
```
"""


def add_part(toy: Toy) -> None:
    """Give the toy a chapter of its own folder with one lesson, 3.2."""
    folder = toy.root / "chapters" / "3-parts"
    folder.mkdir()
    (folder / "2-a-part.md").write_text(PART, encoding="utf-8")
    toy.edit("_toc.yml", "02-constant", "02-constant\n  - file: chapters/3-parts/2-a-part")
