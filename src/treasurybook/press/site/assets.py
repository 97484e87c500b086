"""The scripts of the site: which page loads which, and the one that is made when building."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from treasurybook.files.whole import write_whole
from treasurybook.press.project import Project
from treasurybook.press.run.fingerprint import environment, hash_files

VEGA_BUNDLE = "vega-bundle.js"


def generate(project: Project) -> Path:
    """Return the folder with the Vega script, made anew in a changed environment or if altered."""
    folders = project.build / "assets"
    folder = folders / environment()[:12]
    script, mark = folder / VEGA_BUNDLE, folders / "whole.sha256"
    if not mark.exists() or not script.exists() or mark.read_text() != hash_files([script], folder):
        from treasurybook.charts.bundle import write_vega_bundle

        shutil.rmtree(folders, ignore_errors=True)
        write_vega_bundle(script)
        write_whole(mark, hash_files([script], folder))
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
