"""Sweeps: the grid, the runs on threads and on a real Dask cluster, and what is kept of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.toy import Toy
from treasurybook.cli import main
from treasurybook.press.errors import UnusableParameter
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import shared_fingerprint
from treasurybook.press.run.lessons import Lesson, find_lessons, pick_lesson
from treasurybook.press.run.parameters import lesson_parameters
from treasurybook.press.sweep import grid
from treasurybook.press.sweep.executors import cluster, this_machine
from treasurybook.press.sweep.grid import Choices
from treasurybook.press.sweep.store import RunStore
from treasurybook.press.sweep.sweep import Sweep, sweep

ROOT = Path(__file__).resolve().parents[1]
SWEPT = [one for one in find_lessons(Project(ROOT)) if not one.reads_records]

LESSON = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# A lesson to be swept

```{code-cell} ipython3
:tags: [parameters]

whole = 3  # divides ten; range: 0..9; try: 0, 2, 5 (others count so)
base = 1.0  # is added; range: 0..10; try: 2.0 (so do some)
```

```{code-cell} ipython3
import os
import time

time.sleep(0.2)
quotient = 10 / whole + base
```
"""

# ---------------------------------------------------------------- the grid

TWO = [Choices("a", 1, (2, 3)), Choices("b", "x", ("y",))]


def test_the_small_grid_takes_every_choice_once_and_alone() -> None:
    assert grid.one_at_a_time(TWO) == [{}, {"a": 2}, {"a": 3}, {"b": "y"}]


def test_the_full_grid_has_every_combination_once() -> None:
    settings = list(grid.product(TWO))
    assert len(settings) == grid.size_of_product(TWO) == 6
    assert settings[0] == {}
    assert {grid.named(one) for one in settings} == {
        "as published", "a=2", "a=3", "b=y", "a=2 b=y", "a=3 b=y",
    }  # fmt: skip


def test_a_sample_is_drawn_without_repetition_and_the_same_by_the_same_seed() -> None:
    many = [Choices(f"p{n}", 0, tuple(range(1, 10))) for n in range(12)]  # 10**12 settings
    drawn = grid.sample(many, 50, seed=7)
    assert drawn == grid.sample(many, 50, seed=7) != grid.sample(many, 50, seed=8)
    assert drawn[0] == {}
    assert len({grid.named(one) for one in drawn}) == 51
    assert len(grid.sample(TWO, 99, seed=0)) == 6


@pytest.mark.parametrize("lesson", SWEPT, ids=lambda one: one.stem)
def test_what_a_lesson_declares_can_be_run_and_says_why(lesson: Lesson) -> None:
    for one in lesson_parameters(lesson):
        assert one.default not in one.alternatives
        assert bool(one.because) == bool(one.alternatives)
        assert all(one.parse(str(value)) == value for value in one.alternatives)
    *of_method, clock = [one.name for one in grid.declared_choices(Project(ROOT), lesson)]
    assert clock == "known"
    assert of_method, "declare a choice of method beside the clock"


@pytest.mark.parametrize(
    ("comment", "complaint"),
    [
        ("years; range: 1..5; try: 2, 4", "in brackets, the reason"),
        ("years; range: 1..5; try: 2, 9 (why not)", "from 1 to 5"),
        ("years; try: two (why not)", "a whole number"),
    ],
)
def test_alternatives_that_cannot_be_used_are_refused(
    tmp_path: Path, comment: str, complaint: str
) -> None:
    text = LESSON.replace("divides ten; range: 0..9; try: 0, 2, 5 (others count so)", comment)
    (tmp_path / "01-swept.md").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableParameter, match="whole, try: ") as caught:
        lesson_parameters(Lesson(tmp_path, "01-swept"))
    assert complaint in str(caught.value)


# ---------------------------------------------------------------- runs


class Swept:
    """A toy project with one lesson more, and sweeps over it."""

    def __init__(self, root: Path) -> None:
        self.toy = Toy(root)
        (root / "chapters" / "03-swept.md").write_text(LESSON, encoding="utf-8")
        self.project = Project(root)
        self.told: list[str] = []

    @property
    def lesson(self) -> Lesson:
        return pick_lesson(self.project, "03")

    def run(
        self,
        executor: Executor,
        *assignments: str,
        progress: Callable[[int, int], None] = lambda _done, _wanted: None,
    ) -> Sweep:
        choices = grid.given_choices(self.lesson, assignments)
        return sweep(
            self.project,
            [(self.lesson, grid.one_at_a_time(choices))],
            shared_fingerprint(self.project),
            executor,
            progress=progress,
            report=self.told.append,
        )

    @property
    def table(self) -> pd.DataFrame:
        store = RunStore(self.project, self.lesson, shared_fingerprint(self.project))
        path = store.write_tables()
        assert len(pd.read_csv(path.with_suffix(".csv"))) == len(pd.read_parquet(path))
        return pd.read_parquet(path)


@pytest.fixture
def swept(tmp_path: Path) -> Swept:
    return Swept(tmp_path / "toy")


def test_a_sweep_runs_what_is_missing_and_names_what_fails(swept: Swept) -> None:
    with this_machine(2) as threads:
        first = swept.run(threads, "whole=0,2")
        assert (first.wanted, first.stored, first.done) == (3, 0, 3)
        assert first.failures == tuple(swept.told)
        (failure,) = first.failures
        assert "03-swept with whole=0" in failure
        assert "code cell 3 (import os)" in failure, "the cell of given parameters counts"
        assert "ZeroDivisionError" in failure
        assert "\n" not in failure
        again = swept.run(threads, "whole=0,2,5")
        assert (again.wanted, again.stored, again.done) == (4, 3, 1)
        assert again.failures == first.failures, "a failure is remembered, and told again"
        table = swept.table
        assert sorted(table["whole"]) == ["0", "2", "3", "5"]
        assert table.loc[table["failure"] != "", "whole"].to_list() == ["0"]
        assert set(table["base"]) == {"1.0"}
        assert table["run"].is_unique
        path = swept.lesson.path
        former = path.read_text(encoding="utf-8")
        path.write_text(former.replace("10 /", "20 /"), encoding="utf-8")
        changed = swept.run(threads, "whole=2")
        assert (changed.stored, changed.done) == (0, 2), "the lesson is another one"
        assert len(swept.table) == 2, "what the former one came to is not shown"
        path.write_text(former, encoding="utf-8")
        assert len(swept.table) == 4, "it is true again"


DOCUMENT = """- {id: "000", short: Toy, title: A toy, dated: 2023-12, known_until: 2023-12-15,
   dating: known, prefix: T, claims: none}
"""


def test_a_worker_that_lives_on_runs_on_the_claims_of_today(swept: Swept) -> None:
    told = LESSON.replace("quotient =", "import treasurybook.ledger\nquotient =").replace(
        "base\n```", "base\nraise ValueError([*treasurybook.ledger.documents()])\n```"
    )
    swept.lesson.path.write_text(told, encoding="utf-8")
    claims = swept.project.data / "claims" / "documents.yaml"
    claims.parent.mkdir()
    with this_machine(1) as threads:
        for content, found in (("[]", "[]"), (DOCUMENT, "['000']")):
            claims.write_text(content, encoding="utf-8")
            (failure,) = swept.run(threads, "whole=3").failures
            assert failure.endswith(f"ValueError: {found}")


def test_every_run_is_done_once_though_a_worker_is_killed(swept: Swept) -> None:
    from distributed import LocalCluster

    killed: list[int] = []
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as workers:

        def kill_one(done: int, _wanted: int) -> None:
            if done == 1 and not killed:  # the other runs are spread over both by now
                killed.append(workers.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        with cluster(workers.scheduler_address) as dask:
            found = swept.run(dask, "whole=1,2,4,5,6,7", progress=kill_one)
        assert killed
        assert (found.wanted, found.done, found.failures) == (7, 7, ())
        assert swept.told == []
        assert sorted(swept.table["whole"]) == [str(n) for n in range(1, 8)]
        same = swept.toy.run(
            "-m", "treasurybook", "sweep", "03", "-p", "whole=1,2,4", "--scheduler",
            workers.scheduler_address,
        )  # fmt: skip
        assert same.returncode == 0, same.stderr
        assert "4 runs: 4 were stored, 0 done now, 0 failed" in same.stdout


def test_what_is_published_and_holds_still_is_not_swept_again(swept: Swept) -> None:
    def publish() -> str:
        done = swept.toy.run("-m", "treasurybook", "sweep", "--all-lessons", "--publish")
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "wrote " in publish()
    table = swept.project.firmness
    published = table.read_text(encoding="utf-8")
    of_lesson = [
        line for line in published.splitlines() if line.startswith(f"{swept.lesson.stem},")
    ]
    assert of_lesson
    assert "holds for all lessons" in publish()
    origin = of_lesson[0].split(",")[1]
    table.write_text(published.replace(origin, "0" * len(origin)), encoding="utf-8")
    assert ", 0 done now" in publish(), "its runs are stored"
    assert table.read_text(encoding="utf-8") == published


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["3.3"], "the grid is empty"),
        (["3.3", "-p", "windw=60"], "unknown parameter 'windw'; lesson 3.3 takes fall_from, "),
        (["3.3", "-p", "window="], "names no value"),
        (["3.3", "-p", "window=5"], "must lie from 20 to 1000"),
        (["3.3", "-p", "window"], "not of the form name=a,b,c"),
        (["3.3", "--all", "--sample", "0"], "the grid is empty"),
        (["3.3", "-p", f"window={','.join(map(str, range(20, 700)))}"], "679 runs, more than 500"),
        (["3.3", "--all", "--publish"], "--publish wants --all-lessons"),
        (["3.3", "--all", "--workers", "0"], "give one at least"),
        (["3.3", "--all", "--scheduler", "tcp://127.0.0.1:9"], "no Dask scheduler answers at"),
        (["3.3", "--all", "--scheduler", "nonsense"], "no Dask scheduler answers at"),
    ],
)
def test_what_cannot_be_swept_is_told_in_one_line(
    arguments: list[str], complaint: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treasurybook.press.sweep.executors.ANSWER_SECONDS", 0.5)
    assert main(["sweep", *arguments]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1
