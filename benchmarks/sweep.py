"""Count what a run of a sweep costs, against the same run under plain papermill.

Run ``python benchmarks/sweep.py``; the last results stand in ``benchmarks/sweep.json``. Costs are
seconds of processor time, which a busy machine moves less than the clock, of this process and of
all that it started; memory is the largest of any one process. The last lines say on paper what
10,000 runs cost on 100 workers of one core, if none waits for another.
"""

from __future__ import annotations

import json
import resource
import tempfile
from pathlib import Path

import papermill
from costs import counted, machine

from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import shared_fingerprint
from treasurybook.press.run.lessons import pick_lesson
from treasurybook.press.sweep.executors import this_machine
from treasurybook.press.sweep.store import RunStore
from treasurybook.press.sweep.sweep import sweep

RESULTS = Path(__file__).with_suffix(".json")
LESSON, VALUES = "3.3", (30, 60, 90, 120, 180, 300, 400, 500)
RUNS, WORKERS = 10_000, 100


def main() -> None:
    """Run both ways, and write the results."""
    here = Project.here()
    with tempfile.TemporaryDirectory() as folder:  # so that nothing is stored beforehand
        project = Project(Path(folder))
        for part in ("chapters", "data"):
            (project.root / part).symlink_to(here.root / part)
        lesson, shared = pick_lesson(project, LESSON), shared_fingerprint(project)
        settings = [{"window": value} for value in VALUES]
        with counted() as ours, this_machine(2) as threads:
            sweep(
                project, [(lesson, settings)], shared, threads,
                progress=lambda _done, _wanted: None, report=print,
            )  # fmt: skip
        with counted() as gathered:
            RunStore(project, lesson, shared).write_tables()
        notebook = lesson.read()
        with counted() as plain:
            for one in settings[:4]:
                papermill.execute_notebook(
                    notebook, None, one, kernel_name="python3", cwd=lesson.path.parent,
                    progress_bar=False,
                )  # fmt: skip
    number = len(settings)
    a_run, a_plain = ours.processor / number, plain.processor / 4
    largest = [resource.getrusage(k).ru_maxrss / 1000 for k in (0, resource.RUSAGE_CHILDREN)]
    found = {
        **machine(),
        "lesson": LESSON,
        "runs": number,
        "processor seconds a run, sweep": round(a_run, 2),
        "of these in the process that asks": round(ours.own / number, 2),
        "processor seconds a run, plain papermill": round(a_plain, 2),
        "seconds to gather the table": round(gathered.own, 2),
        "runs an hour on two idle cores": round(2 * 3600 / a_run),
        "runs an hour by the clock, as busy as it was": round(3600 * number / ours.clock),
        "memory of the process that asks, MB": round(largest[0]),
        "memory of the largest kernel, MB": round(largest[1]),
        f"{RUNS:,} runs, processor hours": round(RUNS * a_run / 3600, 1),
        f"{RUNS:,} runs on {WORKERS} workers, minutes": round(RUNS * a_run / WORKERS / 60, 1),
    }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
