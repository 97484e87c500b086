"""The frame that every figure of the book stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from treasurybook.charts import page
from treasurybook.charts.alttext import describe
from treasurybook.charts.errors import ChartError
from treasurybook.charts.picture import picture
from treasurybook.charts.renderings import for_notebook, for_page
from treasurybook.charts.sources import Source, source_line
from treasurybook.charts.specs import Spec, check_plotted, facts_of, specification
from treasurybook.charts.tidy import csv_text, need, records

FIGURE_MIME = "application/vnd.treasurybook.figure+json"
# JupyterLab and VS Code draw this version; none draws version 6, which Altair writes.
VEGALITE_MIME = "application/vnd.vegalite.v5+json"
PICTURE_MIME = "image/svg+xml"
_DIFFERENCE = re.compile("(?<=[A-Z]) \N{MINUS SIGN} (?=[A-Z])")
_NEGATIVE = re.compile(r"(?<![\w%.,)])-(?=\d)")
_IDENT = re.compile(r"fig(-[a-z0-9]+)+")


@dataclass(frozen=True)
class Framed:
    """A figure ready to be shown; made by `frame`.

    Attributes
    ----------
    id, title, subtitle, alt, source, note
        The words of the figure; `note` may be None.
    spec
        Vega-Lite specification with its data.
    csv
        Exactly the plotted data.
    n_rows
        Rows of the plotted data.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    source: str
    note: str | None
    spec: Spec
    csv: str
    n_rows: int

    @property
    def html(self) -> str:
        """The figure as HTML; the site's ``charts.js`` draws it."""
        return page.figure_html(
            ident=self.id,
            title=self.title,
            subtitle=self.subtitle,
            alt=self.alt,
            source=self.source,
            note=self.note,
            spec=for_page(self.spec),
        )

    def for_notebook(self) -> dict[str, Any]:
        """Return the figure for a notebook without a page: Vega-Lite, a picture, words."""
        spec = for_notebook(self.spec)
        return {VEGALITE_MIME: spec, PICTURE_MIME: picture(spec), "text/plain": self.alt}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/html": self.html,
            "text/plain": self.alt,
            VEGALITE_MIME: for_notebook(self.spec),
            FIGURE_MIME: {
                "id": self.id,
                "title": self.title,
                "subtitle": self.subtitle,
                "alt": self.alt,
                "sources": self.source,
                "data_csv": self.csv,
                "n_rows": self.n_rows,
            },
        }


def typeset(text: str) -> str:
    """Write negative numbers with a minus sign, as the axes do, and keep differences on one line.

    Examples
    --------
    >>> typeset("-2.3% from 2011-19 to 2022")
    '−2.3% from 2011-19 to 2022'
    >>> typeset("T − G fell") == "T\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}G fell"
    True
    """
    signed = _NEGATIVE.sub("\N{MINUS SIGN}", text.strip())
    return _DIFFERENCE.sub("\N{NO-BREAK SPACE}\N{MINUS SIGN}\N{NO-BREAK SPACE}", signed)


def frame(
    chart: alt.TopLevelMixin,
    *,
    id: str,
    title: str,
    subtitle: str,
    sources: Sequence[Source],
    data: pd.DataFrame,
    alt: str | None = None,
    note: str | None = None,
) -> Framed:
    """Put a chart into the book's frame.

    Parameters
    ----------
    chart
        A chart of one of the forms, or any Altair chart (single, layered or ``vconcat``).
    id
        Identifier, unique in its chapter, such as ``"fig-1-1"``.
    title
        What the figure shows, as a finding.
    subtitle
        What is measured, with its unit.
    sources
        Series or tables as the snapshot room returned them, or texts.
    data
        The DataFrame that was plotted; it is offered for download.
    alt
        A sentence that leads the alternative text, which is otherwise written from the data.
    note
        A remark under the figure, such as a definition.

    Returns
    -------
    Framed

    Raises
    ------
    ChartError
        If a word is missing, the identifier is malformed, a source carries no metadata, or
        `data` is not what the chart plots.
    """
    if not _IDENT.fullmatch(id):
        raise ChartError(
            f"id {id!r}: must begin with 'fig-' and hold lower-case letters, digits and hyphens"
        )
    for name, text in (("title", title), ("subtitle", subtitle)):
        if not text.strip():
            raise ChartError(f"figure {id!r} has no {name}")
    need(data)
    rows = records(data)
    try:
        source = source_line(sources)
        spec = specification(chart)
        check_plotted(spec, rows)
    except ChartError as error:
        raise ChartError(f"figure {id!r}: {error}") from None
    title, subtitle = typeset(title), typeset(subtitle)
    return Framed(
        id=id,
        title=title,
        subtitle=subtitle,
        alt=describe(data, facts_of(spec, data), title, subtitle, alt),
        source=source,
        note=note and typeset(note),
        spec=spec,
        csv=csv_text(rows),
        n_rows=len(data),
    )
