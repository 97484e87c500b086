"""Run one notebook under papermill, in a kernel of its own, within time limits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

CELL_SECONDS = 60.0
LESSON_SECONDS = 240.0

# What the kernel logs repeats what we raise, or remarks that it talks over a loopback port.
_KERNEL = (sys.executable, "-m", "treasurybook.press.run.kernel", "--log-level=CRITICAL")


def execute_lesson(
    project: Project,
    lesson: Lesson,
    parameters: Mapping[str, object] | None = None,
    *,
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
        Values that replace those of the lesson's ``parameters`` cell.
    cell_seconds, lesson_seconds : float
        Longest time for one cell and for the lesson, in seconds.

    Raises
    ------
    LessonFailed
        If a cell raises an error, a limit is passed or the kernel dies; the message names lesson,
        cell, line and error.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    notebook = lesson.read()
    place = _Place(lesson, notebook)
    try:
        with TemporaryDirectory(prefix="tb") as sockets:
            executed: NotebookNode = papermill.execute_notebook(
                notebook,
                None,
                dict(parameters or {}),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                kernel_manager_class=_kernel_manager(
                    project, lesson, Path(sockets), is_trial=bool(parameters)
                ),
                resources={"metadata": {"path": str(lesson.path.parent)}},
                timeout_func=_remaining(cell_seconds, lesson_seconds),
                on_cell_start=place.enter,
            )
    except papermill.PapermillExecutionError as error:
        raise LessonFailed(place.describe(f"{error.ename}: {error.evalue}")) from error
    except CellTimeoutError as error:
        limits = f"{cell_seconds:g} s a cell, {lesson_seconds:g} s a lesson"
        raise LessonFailed(place.describe(f"ran longer than allowed ({limits})")) from error
    except DeadKernelError as error:
        raise LessonFailed(place.describe("the kernel died (out of memory?)")) from error
    executed.metadata.papermill["input_path"] = f"{lesson.stem}.md"  # not the input in full
    return executed


def _kernel_manager(
    project: Project, lesson: Lesson, sockets: Path, *, is_trial: bool
) -> type[AsyncKernelManager]:
    """Return a manager that starts our network-less kernel with the interpreter in use.

    A kernel chosen by name could belong to another environment than the one that builds the book.
    It is spoken to through files in `sockets`: ports, which are picked before they are taken, may
    be taken by another kernel in between. Windows has only ports. In a trial, a run with parameters
    of the reader's, conclusions of the text that fail are told and do not stop it.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    search_path = [str(project.package.parent), os.environ.get("PYTHONPATH", "")]
    spec = KernelSpec(
        argv=[*_KERNEL, "-f", "{connection_file}"],
        display_name="Python 3",
        language="python",
        env={
            "PYTHONPATH": os.pathsep.join(filter(None, search_path)),
            "TREASURYBOOK_ROOT": str(project.root),
            "TREASURYBOOK_LESSON": lesson.stem,
            "TREASURYBOOK_GUARDS": "tell" if is_trial else "stop",
        },
    )

    place = {} if os.name == "nt" else {"transport": "ipc", "ip": str(sockets / "kernel")}

    class LessonKernelManager(AsyncKernelManager):
        def __init__(self, **traits: Any) -> None:
            super().__init__(**traits | place)

        @property
        def kernel_spec(self) -> KernelSpec:
            return spec

    return LessonKernelManager


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
