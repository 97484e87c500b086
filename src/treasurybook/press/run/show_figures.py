"""An extension of IPython: a figure of the book is shown without the book's page around it."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Show figures as Vega-Lite, with a picture for editors that draw none, from now on."""
    from treasurybook.charts.frame import Framed

    shell.display_formatter.mimebundle_formatter.for_type(Framed, Framed.for_notebook)
