"""Run one lesson with other parameters, apart from the book."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.files.whole import write_whole
from treasurybook.press.errors import UnusableOutput
from treasurybook.press.project import Project
from treasurybook.press.run.execute import kernels_for
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.steady import execute_unmoved, steadily
from treasurybook.press.run.storage import origin_of, sealed

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PARAMETERS = "parameters"


def run_apart(
    project: Project,
    lesson: Lesson,
    parameters: Mapping[str, object],
    output: Path,
    *,
    replace: bool = False,
    report: Callable[[str], None] = print,
) -> None:
    """Run `lesson` with `parameters` and write the executed notebook to `output`.

    Raises
    ------
    UnusableOutput
        If nothing can be written there, or what stands there is not an earlier output, unchanged
        since, and `replace` is not given. Nothing was run then.
    PressError
        If the data are damaged or a cell fails; what stood at `output` stays.
    """
    _refuse_unusable(project, output, replace)

    def run(shared: str) -> NotebookNode:
        with kernels_for(project, [lesson]) as kernels:
            notebook = execute_unmoved(project, lesson, shared, parameters, kernels=kernels)
            if kernels.remark:
                report(f"note: {kernels.remark}")
            return notebook

    notebook = steadily(project, run, report)
    origin = {"lesson": lesson.stem, _PARAMETERS: dict(parameters)}
    write_whole(output, sealed(lesson, notebook, origin))


def _refuse_unusable(project: Project, output: Path, replace: bool) -> None:
    place = output.resolve()
    if place.is_dir():
        raise UnusableOutput(f"{output} is a folder: name a file in it, such as {output}/out.ipynb")
    if place.suffix != ".ipynb":
        raise UnusableOutput(f"{output}: what is written is a notebook; let its name end in .ipynb")
    if project.data.resolve() in place.parents:
        raise UnusableOutput(f"{output} lies among the stored data: write it elsewhere")
    if not place.parent.is_dir():
        raise UnusableOutput(f"{output}: there is no folder {place.parent}; make it first")
    if place.exists() and not replace and not _is_earlier_output(place):
        raise UnusableOutput(
            f"{output} exists and is not, or no longer, what an earlier run wrote: name another "
            "file, or give --force to replace it"
        )
    trial = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise UnusableOutput(f"{output} cannot be written: {error.strerror}") from None


def _is_earlier_output(path: Path) -> bool:
    try:
        origin = origin_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return False
    return origin is not None and _PARAMETERS in origin
