"""What sweeps have computed: a file a run, and all runs of a lesson in one table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treasurybook.files.whole import write_whole
from treasurybook.ledger.firmness import estimate
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import lesson_fingerprint
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.parameters import KNOWN, lesson_parameters
from treasurybook.press.sweep.runs import Job, Result

if TYPE_CHECKING:
    import pandas as pd


class RunStore:
    """The runs of one lesson, each in a file that is named by what it depends on.

    So a run that is stored needs not be repeated, and one whose lesson, data, package or
    environment have changed since has another name: it is no longer found.

    Parameters
    ----------
    project, lesson
        Whose runs.
    shared : str
        The present fingerprint of what all lessons share.
    """

    def __init__(self, project: Project, lesson: Lesson, shared: str) -> None:
        self._folder = project.sweeps / lesson.label
        self._project, self._lesson, self._shared = project, lesson, shared
        self._parameters = [*lesson_parameters(lesson), KNOWN]

    def job(self, setting: dict[str, Any]) -> Job:
        """Return the job of running the lesson under a setting."""
        return Job(
            root=str(self._project.root.resolve()),
            lesson=self._lesson.stem,
            setting=setting,
            names=tuple(one.name for one in self._parameters),
            fingerprint=lesson_fingerprint(self._lesson, self._shared, setting),
        )

    def has(self, job: Job) -> bool:
        """Return whether the result of a job is stored."""
        return self._path(job).exists()

    def keep(self, result: Result) -> None:
        """Store a result; whatever happens then, it is there whole or not at all."""
        self._path(result.job).parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(result), ensure_ascii=False) + "\n"
        write_whole(self._path(result.job), text)

    def results(self) -> list[Result]:
        """Return the results that are true of the present code and data; the others stay stored."""
        return sorted(self._read(), key=lambda one: json.dumps(one.job.setting, default=str))

    def _read(self) -> Iterator[Result]:
        for path in (self._folder / "runs").glob("*.json"):
            stored = json.loads(path.read_text(encoding="utf-8"))
            job = self.job(stored["job"]["setting"])
            if job.fingerprint == path.stem:
                yield Result(**{**stored, "job": job})

    def write_tables(self) -> Path:
        """Write all results into one table, as Parquet and as CSV; return the first."""
        path = self._folder.with_suffix(self._folder.suffix + ".parquet")
        table = self.table()
        table.to_parquet(path, index=False)
        table.to_csv(path.with_suffix(".csv"), index=False)
        return path

    def table(self) -> pd.DataFrame:
        """Return a row for each run and statement, and one for each run that failed.

        Columns: the parameters, with the values that they had; run (its fingerprint), seconds and
        failure; then what `runs.KEPT` names, as texts where a statement may have a number or a
        word. `estimate` is the number that decides the verdict.
        """
        import pandas as pd

        rows = []
        for result in self.results():
            values = {one.name: one.default for one in self._parameters} | dict(result.job.setting)
            run = {
                **{name: str(value) for name, value in values.items()},
                "run": result.job.fingerprint,
                "seconds": result.seconds,
                "failure": result.failure,
            }
            rows += [{**run, **_row(record)} for record in result.records] or [run]
        return pd.DataFrame(rows)

    def _path(self, job: Job) -> Path:
        return self._folder / "runs" / f"{job.fingerprint}.json"


def _row(record: Any) -> dict[str, Any]:
    plain = {
        key: value if value is None or isinstance(value, str) else json.dumps(value)
        for key, value in record.items()
    }
    return {**plain, "estimate": estimate(record)}
