"""Run one notebook under papermill, in a kernel of its own, within time limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.isolation import LARGEST_MEMORY, MOST_PRINTED
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.parameters import KNOWN

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from treasurybook.press.run.kernels import Kernels

CELL_SECONDS = 240.0
LESSON_SECONDS = 900.0

CELL = re.compile(r"^```\{code-cell\}.*?^```", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r"^(?:from|import) ([A-Za-z_][\w.]*)(?: import ([\w, ]+))?", re.MULTILINE)
_OWN = f"{__name__.partition('.')[0]}."
_DIED = (
    f"the kernel died: it wanted more than {LARGEST_MEMORY / 1e9:g} GB of memory, a process that "
    f"it started printed more than {MOST_PRINTED / 1e6:g} MB, or its code broke the interpreter"
)
_READ_ONLY = "(lessons may write temporary files only)"


def execute_lesson(
    project: Project,
    lesson: Lesson,
    parameters: Mapping[str, object] | None = None,
    *,
    kernels: Kernels | None = None,
    is_trial: bool | None = None,
    cell_seconds: float = CELL_SECONDS,
    lesson_seconds: float = LESSON_SECONDS,
) -> NotebookNode:
    """Return `lesson` as an executed notebook.

    Parameters
    ----------
    project : Project
        The project the lesson belongs to; the kernel works in the folder of the lesson.
    lesson : Lesson
        The lesson to run.
    parameters : mapping, optional
        Values that replace those of the lesson's ``parameters`` cell; ``known`` sets the clock of
        the data back.
    kernels : Kernels, optional
        Where the kernel comes from; else one is started for this lesson alone.
    is_trial : bool, optional
        Whether conclusions that do not hold are told and the lesson goes on; by default, whether
        parameters are given.
    cell_seconds, lesson_seconds : float
        Longest time for one cell and for the lesson, in seconds.

    Raises
    ------
    LessonFailed
        If a cell raises an error, a limit is passed or the kernel dies; the message names lesson,
        cell, line and error.
    """
    if kernels is None:
        with kernels_for(project, [lesson]) as alone:
            return execute_lesson(
                project,
                lesson,
                parameters,
                kernels=alone,
                is_trial=is_trial,
                cell_seconds=cell_seconds,
                lesson_seconds=lesson_seconds,
            )
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors

    given = dict(parameters or {})
    known = str(given.pop(KNOWN.name, KNOWN.default))
    notebook = lesson.read()
    place = _Place(lesson, notebook)
    try:
        with TemporaryDirectory(prefix="tb") as scratch:
            # in two steps: in one, papermill writes all outputs as text, and writes it nowhere
            prepared = papermill.execute_notebook(
                notebook,
                None,
                given,
                kernel_name="python3",
                language="python",
                prepare_only=True,
            )
            executed: NotebookNode = papermill_engines.execute_notebook_with_engine(
                None,
                prepared,
                kernel_name="python3",
                progress_bar=False,
                kernel_manager_class=kernels.manager_for(
                    lesson,
                    Path(scratch),
                    is_trial=bool(parameters) if is_trial is None else is_trial,
                    known="" if known == KNOWN.default else known,
                ),
                resources={"metadata": {"path": str(lesson.path.parent)}},
                timeout_func=_remaining(cell_seconds, lesson_seconds),
                iopub_timeout=int(cell_seconds) + 1,  # on a busy machine outputs come late
                on_cell_start=place.enter,
            )
            raise_for_execution_errors(executed, None)
    except papermill.PapermillExecutionError as error:
        note = f" {_READ_ONLY}" if "Read-only file system" in error.evalue else ""
        raise LessonFailed(place.describe(f"{error.ename}: {error.evalue}{note}")) from error
    except CellTimeoutError as error:
        limits = f"{cell_seconds:g} s a cell, {lesson_seconds:g} s a lesson"
        raise LessonFailed(place.describe(f"ran longer than allowed ({limits})")) from error
    except DeadKernelError as error:
        raise LessonFailed(place.describe(_DIED)) from error
    finally:
        _close_loop()
    executed.metadata.papermill["input_path"] = f"{lesson.stem}.md"  # not the input in full
    for cell in executed.cells:
        if cell.cell_type == "code":
            _join_streams(cell)
    return executed


def _join_streams(cell: NotebookNode) -> None:
    """Join what a cell printed in one go, which arrives in pieces as the kernel finds time."""
    joined: list[NotebookNode] = []
    for output in cell.outputs:
        last = joined[-1] if joined else None
        is_more = last is not None and output.output_type == last.output_type == "stream"
        if last is not None and is_more and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    cell.outputs = joined


def _close_loop() -> None:
    """Close the loop on which this thread spoke with the kernel.

    jupyter_core leaves it open when the thread ends, and an interpreter that ends meanwhile
    complains of it.
    """
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if not loop.is_running():
        loop.close()


def kernels_for(project: Project, lessons: Iterable[Lesson]) -> Kernels:
    """Return kernels that have imported what `lessons` import."""
    from treasurybook.press.run.kernels import Kernels

    return Kernels(project, dict.fromkeys(name for one in lessons for name in _imports(one)))


def _imports(lesson: Lesson) -> list[str]:
    """Return the modules that the cells of `lesson` import, without reading it as a notebook."""
    cells = CELL.findall(lesson.path.read_text(encoding="utf-8"))
    found = [one for cell in cells for one in _IMPORT.findall(cell)]
    modules = [module for module, _ in found]
    # what is taken from a package of ours may be a module of its own
    own = [
        f"{module}.{name.split()[0]}"
        for module, names in found
        if module.startswith(_OWN)
        for name in names.split(",")
        if name.strip()
    ]
    return [*modules, *own]


def _remaining(cell_seconds: float, lesson_seconds: float) -> Callable[[Any], float]:
    """Return a function that gives each cell its limit: its own or what the lesson has left."""
    end = time.monotonic() + lesson_seconds

    def limit(_cell: Any) -> float:
        # nbclient takes 0 for "no limit", so an exhausted lesson gets a sliver instead
        return max(0.01, min(cell_seconds, end - time.monotonic()))

    return limit


class _Place:
    """The code cell that is running, for error messages."""

    def __init__(self, lesson: Lesson, notebook: NotebookNode) -> None:
        self.lesson = lesson
        lines = notebook.metadata["source_map"]
        self.lines = {cell.id: line for cell, line in zip(notebook.cells, lines, strict=True)}
        self.number = 0
        self.cell: NotebookNode | None = None

    def enter(self, cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG002 (nbclient's names)
        if cell.cell_type == "code":
            self.number += 1
            self.cell = cell

    def describe(self, error: str) -> str:
        if self.cell is None:
            return f"{self.lesson.stem}.md, before the first cell: {error}"
        first_line = self.cell.source.strip().split("\n")[0]
        line = self.lines.get(self.cell.id)  # none for the cell of parameters papermill adds
        where = f"line {line + 1}" if line is not None else "parameters given"
        return f"{self.lesson.stem}.md, {where}, code cell {self.number} ({first_line}):\n{error}"
