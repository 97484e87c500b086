"""The figures that an executed lesson leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIGURE_MIME = "application/vnd.treasurybook.figure+json"
_GLUED = "application/papermill.record/text/plain"


@dataclass(frozen=True)
class Figure:
    """A figure's identity, the finding in its title, and the data it plots (CSV text)."""

    id: str
    title: str
    data_csv: str


def figures(notebook: Mapping[str, Any]) -> list[Figure]:
    """Return the figures of an executed notebook, in reading order."""
    bundles = [
        output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])
    ]
    found = [bundle[FIGURE_MIME] for bundle in bundles if FIGURE_MIME in bundle]
    return [Figure(figure["id"], figure["title"], figure["data_csv"]) for figure in found]


def glued_values(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that the prose of an executed notebook shows, by name, as Python text."""
    kept: dict[str, str] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                kept[name] = str(output["data"].get(_GLUED, ""))
    return kept
