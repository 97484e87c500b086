"""HTML of a figure, as the page's script and style sheet expect it."""

import json
from html import escape
from typing import Any

STILL = "tb-chart-still dark-light"
"""Classes of the still picture; by the second the theme leaves it as it is on a dark page."""


def packed(spec: dict[str, Any]) -> dict[str, Any]:
    """Specification with its data sets turned from rows into columns.

    Repeating the column names in each row would double the weight of a page; the page's script
    turns the columns back into rows.
    """
    columns = {
        name: {
            key: [row.get(key) for row in rows] for key in dict.fromkeys(k for r in rows for k in r)
        }
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)
        else rows
        for name, rows in spec.get("datasets", {}).items()
    }
    return {**spec, "datasets": columns} if columns else spec


def script_json(value: Any) -> str:
    """Write JSON that no text in it can turn into markup, for use inside a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def figure_html(
    *,
    ident: str,
    title: str,
    subtitle: str,
    alt: str,
    source: str,
    note: str | None,
    spec: dict[str, Any],
) -> str:
    """Write the figure: caption, canvas, specification, source line with its downloads.

    A still picture stands on the canvas until the page's script draws the chart, and for good where
    no script runs.
    """
    data = script_json(packed(spec))
    extra = f'<p class="tb-chart-note">{escape(note)}</p>' if note else ""
    name = escape(title, quote=True)
    return (
        f'<figure class="tb-chart" id="{ident}">'
        f'<figcaption><p class="tb-chart-title">{escape(title)}</p>'
        f'<p class="tb-chart-subtitle">{escape(subtitle)}</p></figcaption>'
        '<div class="tb-chart-inputs"></div>'
        f'<div class="tb-chart-canvas" role="img" aria-label="{escape(alt, quote=True)}">'
        f'<img class="{STILL}" src="../_charts/{ident}.svg" alt=""></div>'
        f'<script type="application/json" class="tb-chart-spec">{data}</script>'
        f'{extra}<p class="tb-chart-source"><span class="tb-chart-origin">Source: {escape(source)}.'
        '</span> <span class="tb-chart-saves">'
        f'<a href="../_charts/{ident}.csv" download aria-label="Data of the figure: {name} (CSV)">'
        "Data (CSV)</a>"
        '<button type="button" class="tb-chart-tell" aria-expanded="false" '
        f'aria-label="Values of the figure as a table: {name}">Table</button>'
        + "".join(
            f'<button type="button" class="tb-chart-save" data-format="{kind}" '
            f'aria-label="Save the figure as {kind.upper()}: {name}">{kind.upper()}</button>'
            for kind in ("svg", "png")
        )
        + "</span></p></figure>"
    )
