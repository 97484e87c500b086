"""What an executed chapter leaves behind: records of its checks, and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

RECORDS_MIME = "application/vnd.treasurybook.records+json"
FIGURE_MIME = "application/vnd.treasurybook.figure+json"
GLUE_PREFIX = "application/papermill.record/"


@dataclass(frozen=True)
class Figure:
    """A figure's identity and the data it plots (CSV text)."""

    id: str
    title: str
    data_csv: str


def _bundles(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {})


def records(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Return the records of every `check` of an executed notebook, in reading order."""
    return [record for bundle in _bundles(notebook) for record in bundle.get(RECORDS_MIME, [])]


def figures(notebook: NotebookNode) -> list[Figure]:
    """Return the figures of an executed notebook, in reading order."""
    return [
        Figure(
            bundle[FIGURE_MIME]["id"], bundle[FIGURE_MIME]["title"], bundle[FIGURE_MIME]["data_csv"]
        )
        for bundle in _bundles(notebook)
        if FIGURE_MIME in bundle
    ]
