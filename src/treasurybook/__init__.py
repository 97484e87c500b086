"""Treasuries, Recomputed: five documents on US government debt, checked against public data."""

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Make a notebook one of the book's, by ``%load_ext treasurybook``.

    Tables look as on the pages, figures can be seen where nothing draws Vega-Lite, and a sentence
    of the text that does not hold with other parameters is told and stops nothing.
    """
    from treasurybook.press.run.notebook import prepare

    prepare(shell)
