"""Time what design targets name: the cold build, the build with nothing changed, the pages.

``python benchmarks/build.py`` builds the book twice in a copy, so that the working folder stays as
it is, and prints a table. Times are wall-clock seconds of one run on the machine at hand; sizes
are what a browser loads for the page before any chart comes into view, uncompressed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHART = re.compile(r'<script type="application/json" class="tb-chart-spec">.*?</script>', re.DOTALL)
PARTS = ("_config.yml", "_toc.yml", "pyproject.toml", "book", "chapters", "data", "src")


def timed(*command: str, root: Path) -> float:
    """Return how many seconds a command takes on the project in `root`."""
    environment = os.environ | {"PYTHONPATH": str(root / "src"), "TREASURYBOOK_ROOT": str(root)}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - start


def page_weight(page: Path) -> int:
    """Return the bytes of a page without its charts, its style sheets and its scripts."""
    text = CHART.sub("", page.read_text(encoding="utf-8"))
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"#?]+)', text)
    files = {(page.parent / address).resolve() for address in loaded if "://" not in address}
    files |= {file.with_name("basic.css") for file in files if file.name == "pygments.css"}
    return len(text.encode()) + sum(
        file.stat().st_size for file in files if file.suffix in (".js", ".css", ".svg")
    )


def main() -> None:
    """Build in a copy of the project and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, root / part)
        chapters = len(list((root / "chapters").glob("[0-9]*.md")))
        cold = timed("-m", "treasurybook", "book", root=root)
        unchanged = timed("-m", "treasurybook", "book", root=root)
        plain = timed("-c", "import pandas", root=root)
        package = timed("-c", "import treasurybook", root=root)
        pages = root / "_build" / "html"
        weights = {
            page.relative_to(pages).as_posix(): page_weight(page) / 1000
            for page in sorted([*pages.glob("chapters/*.html"), pages / "book" / "index.html"])
        }
        rows = [
            ("cold build, a chapter", cold / chapters, "s", "2.8"),
            ("cold build, all", cold, "s", ""),
            ("build with nothing changed", unchanged, "s", "1.5"),
            ("import treasurybook", package, "s", f"{plain:.2f} for pandas alone"),
            *((f"page {name}", weight, "kB", "700") for name, weight in weights.items()),
        ]
    print("| what | measured | target |\n|---|---|---|")
    for what, measured, unit, target in rows:
        print(f"| {what} | {measured:.2f} {unit} | {target} |")


if __name__ == "__main__":
    main()
