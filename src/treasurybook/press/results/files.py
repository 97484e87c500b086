"""Write the results for machines into the folder ``results/`` of a site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from treasurybook.book.records import as_frame
from treasurybook.ledger.firmness import Firmness
from treasurybook.ledger.records import by_claim
from treasurybook.press.project import Project
from treasurybook.press.results.citation_files import CODEMETA, citation_cff, codemeta
from treasurybook.press.results.schema import NAME as SCHEMA
from treasurybook.press.results.schema import ledger_schema
from treasurybook.press.results.statement import statement_json
from treasurybook.press.results.table import as_json, data_package, ledger_csv
from treasurybook.press.site.citing import FILE as CITATION
from treasurybook.press.site.citing import citation
from treasurybook.press.site.repository import read_repository

RESULTS = "results"
LICENCE = "CC-BY-4.0"


def write_results(
    project: Project,
    html: Path,
    status_table: pd.DataFrame,
    firm: Mapping[str, Firmness],
    *,
    title: str,
    data: str,
    base: str,
) -> None:
    """Write table, JSON, schema, description and citation.

    Parameters
    ----------
    project : Project
        The project, whose lessons have been run.
    html : Path
        The folder of the built site.
    status_table : pd.DataFrame
        Every statement with its verdict, as `treasurybook.ledger.records.status` returns them.
    firm : mapping
        How firm each verdict is, by statement.
    title : str
        Of the book.
    data : str
        Day of its data, ISO.
    base : str
        The book's public address; empty if it has none.
    """
    repository = read_repository(project.root)
    table = ledger_csv(as_frame(status_table))
    package = data_package(table, title=title, version=project.version, data=data, base=base)
    ledger = {
        "$schema": SCHEMA,
        "title": title,
        "version": project.version,
        "data": data,
        "license": LICENCE,
        "statements": [
            statement_json(one, repository, firm[name])
            for name, one in by_claim(status_table).items()
        ],
    }
    texts = {
        "ledger.csv": table,
        "ledger.json": as_json(ledger),
        SCHEMA: as_json(ledger_schema(base)),
        "datapackage.json": as_json(package),
    }
    if (project.root / CITATION).exists():
        found = citation(project, data=data, address=base or repository.url)
        texts[CITATION] = citation_cff(project, found)
        texts[CODEMETA] = as_json(codemeta(project, found, repository=repository.url))
    folder = html / RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
