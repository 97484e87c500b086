"""Scripts and style sheets of the site: which page loads which, and those made when building."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from treasurybook.files.whole import write_if_new
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import environment
from treasurybook.press.site.made_once import made_once

VEGA_BUNDLE = "vega-bundle.js"


def generate(project: Project) -> Path:
    """Return the folder with the Vega script, made anew in a changed environment or if altered."""

    def make(folder: Path) -> None:
        from treasurybook.charts.bundle import write_vega_bundle

        write_vega_bundle(folder / VEGA_BUNDLE)

    return made_once(project.build / "assets", environment(), make)


SHEET = "book.css"
"""The style sheet of every page: all that ``_config.yml`` names, since each file costs a phone
more time to ask for than to read."""


def join_sheets(project: Project, names: Sequence[str]) -> Path:
    """Write style sheets of ``book/_static`` as one, in order; return its folder."""
    static, folder = project.root / "book" / "_static", project.build / "sheets"
    sheets = [(static / name).read_text(encoding="utf-8") for name in names]
    folder.mkdir(parents=True, exist_ok=True)
    write_if_new(folder / SHEET, "\n".join(sheets))
    return folder


CHARTS = ("chart-stops.js", "chart-readout.js", "chart-table.js", "charts.js")
"""What draws the charts of a page, in order."""

_FOLDED = re.compile(r'<details class="[^"]*\bhide\b')


def scripts_for(page: str, body: str) -> list[str]:
    """Return the scripts that the `page` with this `body` loads, in order."""
    scripts = ["marks.js"]
    if page == "search":
        scripts += ["../statements/lookup.js", "lookup.js", "search.js"]
    if "<table" in body:
        scripts.append("tables.js")
    if "tb-chart" in body:
        # the last one loads the Vega script when a chart comes into view
        scripts += CHARTS
    if "tb-ledger" in body:
        scripts += ["copying.js", "ledger-draw.js", "ledger.js"]
    if "tb-term" in body or _FOLDED.search(body):
        scripts.append("reading.js")
    return [*scripts, "site.js"]


def sheets_for(body: str) -> list[str]:
    """Return the style sheets that a page with this `body` loads besides those of every page."""
    return ["ledger-page.css", "paper.css"] if "tb-ledger" in body else []
