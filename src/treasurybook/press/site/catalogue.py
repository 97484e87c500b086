"""The catalogue of the stored data, as HTML: a table a topic, a row a series or table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_HEAD = ("Series or table", "Unit, frequency", "Coverage", "Source, terms")


def render_catalogue(catalogue: pd.DataFrame) -> str:
    """Return the tables of all stored resources.

    Parameters
    ----------
    catalogue : pd.DataFrame
        As `treasurybook.snapshot.catalogue` returns it: one row a stored file. Versions of one
        series share a row of the page, which describes the newest.
    """
    topics = "".join(_topic(str(name), rows) for name, rows in catalogue.groupby("topic"))
    return f'<div class="tb-catalogue">{topics}</div>'


def _topic(name: str, rows: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{title}</th>' for title in _HEAD)
    body = "".join(_row(versions) for _, versions in rows.groupby("id"))
    number = rows["id"].nunique()
    caption = f"{escape(name.replace('-', ' ').capitalize())} ({number})"
    return (
        f'<div class="table-container" role="region" aria-label="{caption}" tabindex="0">'
        f"<table><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(versions: pd.DataFrame) -> str:
    """Return the row of one series or table, described by its newest version."""
    newest = {
        name: escape(str(value))
        for name, value in versions.sort_values("known_on").iloc[-1].items()
    }
    labels = ", ".join(sorted(escape(str(label)) for label in versions["vintage"]))
    revised = "never revised" if newest["revised"] == "never" else f"versions {labels}"
    remarks = (
        f"<details><summary>Remarks</summary>{newest['remarks']}</details>"
        if newest["remarks"]
        else ""
    )
    coverage = (
        f"{newest['first']} –<br>{newest['last']}" if newest["first"] else f"{newest['n']} rows"
    )
    terms = ". ".join(filter(None, (newest["licence"], newest["third_party_terms"])))
    cells = (
        "<br>".join(filter(None, (newest["unit"], newest["frequency"]))),
        coverage,
        f"{newest['publisher']}<br><code>{newest['source_id']}</code><br><small>{terms}</small>",
    )
    return (
        f'<tr id="data-{newest["id"]}"><th scope="row"><code>{newest["id"]}</code> '
        f"{newest['title']}<br><small>{revised}; chapters {newest['chapters']}</small>"
        f"{remarks}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )
