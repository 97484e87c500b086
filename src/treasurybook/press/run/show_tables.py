"""An extension of IPython: a DataFrame or a Series is shown as a table of the book."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Write the HTML of tables from now on; pandas writes that of an author's own Styler."""
    import pandas as pd

    from treasurybook.charts.tables import table_html

    html = shell.display_formatter.formatters["text/html"]
    for kind in (pd.DataFrame, pd.Series):
        html.for_type(kind, table_html)
