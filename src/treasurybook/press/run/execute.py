"""Run one notebook under papermill, in a kernel of its own, within time limits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from treasurybook.press.errors import ChapterFailed
from treasurybook.press.project import Project
from treasurybook.press.run.chapters import Chapter

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

CELL_SECONDS = 60.0
CHAPTER_SECONDS = 240.0

# What the kernel logs repeats what we raise, or remarks that it talks over a loopback port.
_KERNEL = (sys.executable, "-m", "treasurybook.press.run.kernel", "--log-level=CRITICAL")


def execute_chapter(
    project: Project,
    chapter: Chapter,
    parameters: Mapping[str, object] | None = None,
    *,
    cell_seconds: float = CELL_SECONDS,
    chapter_seconds: float = CHAPTER_SECONDS,
) -> NotebookNode:
    """Return `chapter` as an executed notebook.

    Parameters
    ----------
    project : Project
        The project the chapter belongs to; the kernel works in its ``chapters/`` folder.
    chapter : Chapter
        The chapter to run.
    parameters : mapping, optional
        Values that replace those of the chapter's ``parameters`` cell.
    cell_seconds, chapter_seconds : float
        Longest time for one cell and for the chapter, in seconds.

    Raises
    ------
    ChapterFailed
        If a cell raises an error, a limit is passed or the kernel dies; the message names chapter,
        cell, line and error.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    notebook = chapter.read()
    place = _Place(chapter, notebook)
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
                    project, chapter, Path(sockets), is_trial=bool(parameters)
                ),
                resources={"metadata": {"path": str(project.chapters)}},
                timeout_func=_remaining(cell_seconds, chapter_seconds),
                on_cell_start=place.enter,
            )
    except papermill.PapermillExecutionError as error:
        raise ChapterFailed(place.describe(f"{error.ename}: {error.evalue}")) from error
    except CellTimeoutError as error:
        limits = f"{cell_seconds:g} s a cell, {chapter_seconds:g} s a chapter"
        raise ChapterFailed(place.describe(f"ran longer than allowed ({limits})")) from error
    except DeadKernelError as error:
        raise ChapterFailed(place.describe("the kernel died (out of memory?)")) from error
    executed.metadata.papermill["input_path"] = chapter.path.name  # not the input in full
    return executed


def _kernel_manager(
    project: Project, chapter: Chapter, sockets: Path, *, is_trial: bool
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
            "TREASURYBOOK_CHAPTER": chapter.stem,
            "TREASURYBOOK_GUARDS": "tell" if is_trial else "stop",
        },
    )

    place = {} if os.name == "nt" else {"transport": "ipc", "ip": str(sockets / "kernel")}

    class ChapterKernelManager(AsyncKernelManager):
        def __init__(self, **traits: Any) -> None:
            super().__init__(**traits | place)

        @property
        def kernel_spec(self) -> KernelSpec:
            return spec

    return ChapterKernelManager


def _remaining(cell_seconds: float, chapter_seconds: float) -> Callable[[Any], float]:
    """Return a function that gives each cell its limit: its own or what the chapter has left."""
    end = time.monotonic() + chapter_seconds

    def limit(_cell: Any) -> float:
        # nbclient takes 0 for "no limit", so an exhausted chapter gets a sliver instead
        return max(0.01, min(cell_seconds, end - time.monotonic()))

    return limit


class _Place:
    """The code cell that is running, for error messages."""

    def __init__(self, chapter: Chapter, notebook: NotebookNode) -> None:
        self.chapter = chapter
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
            return f"{self.chapter.path.name}, before the first cell: {error}"
        first_line = self.cell.source.strip().split("\n")[0]
        line = self.lines.get(self.cell.id)  # none for the cell of parameters papermill adds
        where = f"line {line + 1}" if line is not None else "parameters given"
        return (
            f"{self.chapter.path.name}, {where}, code cell {self.number} ({first_line}):\n{error}"
        )
