"""Small multiples: charts of one kind under each other, each on a scale of its own."""

from collections.abc import Callable

import altair as alt
import pandas as pd

from treasurybook.charts.tidy import need


def panels(
    data: pd.DataFrame, by: str, draw: Callable[[pd.DataFrame], alt.LayerChart]
) -> alt.VConcatChart:
    """Draw each group of rows in a panel, where one scale would squash the smaller ones.

    Parameters
    ----------
    data
        All rows, the groups in the order to be shown.
    by
        Column that names the panel of each row; the name stands above the panel.
    draw
        Makes the chart of one group, with one of the book's forms.
    """
    need(data, by)
    drawn = [draw(rows).properties(title=str(name)) for name, rows in data.groupby(by, sort=False)]
    chart: alt.VConcatChart = alt.vconcat(*drawn, spacing=24).resolve_scale(
        color="independent", strokeDash="independent"
    )
    return chart
