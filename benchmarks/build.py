"""Measure what it costs to make the book and to open it.

``python benchmarks/build.py`` builds the book in a copy, so that the working folder stays as it
is, and writes ``benchmarks/build.json``, which the status page shows. Costs are seconds of
processor time; a plain ``jupyter-book build`` of the same executed lessons, in the same run, is
what they are held against. A page's size is what a browser loads before any chart comes into view,
uncompressed, without the specifications of its charts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import yaml
from costs import Cost, counted, machine
from playwright.sync_api import sync_playwright

from treasurybook.press.chromium import find_chromium, flags
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.storage import executed_path, look_into

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_suffix(".json")
CHART = re.compile(r'<script type="application/json" class="tb-chart-spec">.*?</script>', re.DOTALL)
PARTS = (
    "_config.yml", "_toc.yml", "pyproject.toml", "hatch_build.py", "book", "chapters", "data",
    "results", "src", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-data",
    "LICENSE-text",
)  # fmt: skip
CHANGED = "5.2"
SLOWED = 4  # times, as a phone of the cheaper kind
VISITS = 5
TOLD = "first chart "
FIRST_CHART = """{
  const watch = new MutationObserver(() => {
    const figure = document.querySelector("figure.tb-chart");
    const still = figure?.querySelector(".tb-chart-still");
    if (!still) return;
    watch.disconnect();
    figure.scrollIntoView();
    const frame = () => new Promise(requestAnimationFrame);  // the second follows the painted one
    const seen = still.decode().then(frame).then(frame).then(() => performance.now());
    const drawing = new MutationObserver(async () => {
      if (!figure.querySelector("svg.marks")) return;
      drawing.disconnect();
      console.log(`first chart ${JSON.stringify([await seen, performance.now()])}`);
    });
    drawing.observe(figure, {childList: true, subtree: true});
  });
  watch.observe(document, {childList: true, subtree: true});
}"""


def ran(*command: str, root: Path) -> Cost:
    """Return what a command costs on the project in `root`."""
    environment = os.environ | {"PYTHONPATH": str(root / "src"), "TREASURYBOOK_ROOT": str(root)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is compiled once stays so, as it does
    with counted() as cost:
        done = subprocess.run(
            [sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    return cost


def plainly(project: Project, lessons: list[Lesson]) -> Cost:
    """Return what ``jupyter-book build`` takes for the same executed lessons and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for lesson in lessons:
            copy = root / f"{lesson.stem}.ipynb"
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(executed_path(project, lesson), copy)
        (root / "index.md").write_text("# A book\n")
        toc = {
            "format": "jb-book",
            "root": "index",
            "chapters": [{"file": x.stem} for x in lessons],
        }
        (root / "_toc.yml").write_text(yaml.safe_dump(toc))
        settings = {"title": "A book", "execute": {"execute_notebooks": "off"}}
        (root / "_config.yml").write_text(yaml.safe_dump(settings))
        cost = ran(
            str(Path(sys.executable).with_name("jupyter-book")), "build", "-q", folder, root=root
        )
        written = [root / "_build" / "html" / f"{lesson.stem}.html" for lesson in lessons]
        if missing := [page.name for page in written if not page.exists()]:
            raise SystemExit(f"plain jupyter-book did not write {', '.join(missing)}")
        return cost


def page_weight(page: Path) -> int:
    """Return the bytes of a page without its charts, its style sheets and its scripts."""
    return len(CHART.sub("", page.read_text(encoding="utf-8")).encode())


def duration(executed: Path) -> float:
    """Return the seconds by the clock that a lesson ran, beside another one."""
    return round(look_into(executed)["metadata"]["papermill"]["duration"], 1)


def first_chart(page: Path) -> dict[str, float]:
    """Return the seconds from opening a page to its first chart, on a slowed processor.

    The page watches itself and says what it saw, since to be asked would cost it time; the median
    of some visits counts.
    """
    visits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        for _ in range(VISITS):
            tab = browser.new_page()
            slowed = tab.context.new_cdp_session(tab)
            slowed.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            tab.add_init_script(FIRST_CHART)
            with tab.expect_console_message(lambda told: told.text.startswith(TOLD)) as told:
                tab.goto(page.as_uri(), wait_until="commit")
            visits.append(json.loads(told.value.text.removeprefix(TOLD)))
            tab.close()
        browser.close()
    seen, drawn = (round(median(times) / 1000, 2) for times in zip(*visits, strict=True))
    return {"as a picture": seen, "drawn by script": drawn}


def main() -> None:
    """Build in a copy of the project, and write the results."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, root / part)
        project = Project(root)
        lessons = find_lessons(project)
        nothing = ran("-m", "treasurybook", "book", root=root)
        unchanged = ran("-m", "treasurybook", "book", root=root)
        plain = plainly(project, lessons)
        text = next(one for one in lessons if one.number == CHANGED)
        text.path.write_text(text.path.read_text(encoding="utf-8") + "\nOne sentence more.\n")
        changed = ran("-m", "treasurybook", "book", root=root)
        pages = {one: project.html / "chapters" / f"{one.stem}.html" for one in lessons}
        found = {
            **machine(),
            "book from nothing": seconds(nothing),
            "nothing changed": seconds(unchanged),
            f"a sentence of lesson {CHANGED} changed": seconds(changed),
            "plain jupyter-book, the same lessons executed": seconds(plain),
            "book from nothing, times plain jupyter-book": round(
                nothing.processor / plain.processor, 2
            ),
            f"first chart of lesson {CHANGED}, processor slowed {SLOWED} times, seconds": (
                first_chart(pages[text])
            ),
            "lessons": {
                one.number: {
                    "seconds": duration(executed_path(project, one)),
                    "kilobytes": round(page_weight(page) / 1000),
                }
                for one, page in pages.items()
            },
        }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


def seconds(cost: Cost) -> dict[str, float]:
    """Return the cost of a command: seconds of processor time, and by the clock."""
    return {"processor": round(cost.processor, 1), "clock": round(cost.clock, 1)}


if __name__ == "__main__":
    main()
