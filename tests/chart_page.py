"""A page of figures as the site makes it, under its strictest policy, for tests in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from treasurybook import charts
from treasurybook.press.site.assets import scripts_for

STATIC = Path(__file__).resolve().parents[1] / "book" / "_static"
SCRIPTS = [name for name in scripts_for("", "tb-chart") if name.startswith("chart")]
STYLES = ("tables.css", "charts.css", "chart-readout.css")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"


def write_page(folder: Path, figures: Sequence[charts.Framed]) -> str:
    """Write a page with `figures` and all that it loads; return its address."""
    charts.write_vega_bundle(folder / "vega-bundle.js")
    for name in (*SCRIPTS, *STYLES):
        (folder / name).write_text((STATIC / name).read_text(encoding="utf-8"), encoding="utf-8")
    for figure in figures:
        still = figure.for_notebook()["image/svg+xml"]
        (folder / f"{figure.id}.svg").write_text(still, encoding="utf-8")
    shown = "".join(figure.html for figure in figures).replace('"../_charts/', '"')
    loaded = "".join(f'<script defer src="{name}"></script>' for name in SCRIPTS)
    styled = "".join(f'<link rel="stylesheet" href="{name}">' for name in STYLES)
    (folder / "page.html").write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width"><title>Figures</title>'
        f"{styled}{loaded}</head>"
        f"<body><main>{shown}</main></body></html>",
        encoding="utf-8",
    )
    return (folder / "page.html").as_uri()
