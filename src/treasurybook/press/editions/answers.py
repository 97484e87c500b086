"""What the solutions of executed lessons left: the keys of their exercises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from treasurybook.teaching.exercises import MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode


def answers(notebook: NotebookNode) -> dict[str, Mapping[str, Any]]:
    """Return what `treasurybook.teaching.solved` kept, by the label of the exercise."""
    kept = [
        output["data"][MIME]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]
    return {one["exercise"]: one for one in kept}


def keys(notebook: NotebookNode) -> dict[str, Mapping[str, Any]]:
    """Return the sealed keys of a lesson's exercises, by label."""
    return {label: one["key"] for label, one in answers(notebook).items()}
