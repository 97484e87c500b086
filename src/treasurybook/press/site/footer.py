"""The line at the foot of each page: which version of the book, on data of which day."""

from __future__ import annotations

import json
import tomllib
from html import escape

from treasurybook.press.project import Project


def footer(project: Project) -> str:
    """Return the line as HTML, from ``pyproject.toml`` and the newest file of the data package."""
    settings = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    package = json.loads((project.data / "datapackage.json").read_text(encoding="utf-8"))
    newest = max(resource["known_on"] for resource in package["resources"])
    return (
        f'<p class="tb-built">Version {escape(settings["project"]["version"])}, '
        f'data as collected by <time datetime="{escape(newest)}">{escape(newest)}</time>.</p>'
    )
