"""One theme, a few chart forms, and the frame that every figure of the book stands in."""

from treasurybook.charts import theme as theme
from treasurybook.charts.bundle import write_vega_bundle
from treasurybook.charts.cards import Card, cards
from treasurybook.charts.errors import ChartError
from treasurybook.charts.forms.bars import bars
from treasurybook.charts.forms.event_window import event_window
from treasurybook.charts.forms.fan import fan
from treasurybook.charts.forms.grouped_bars import grouped_bars
from treasurybook.charts.forms.heat import heat
from treasurybook.charts.forms.lines import lines
from treasurybook.charts.forms.naming import strokes, tints
from treasurybook.charts.forms.panels import panels
from treasurybook.charts.forms.path import path
from treasurybook.charts.forms.stack import stack
from treasurybook.charts.forms.waterfall import waterfall
from treasurybook.charts.frame import Framed, frame
from treasurybook.charts.palette import colour
from treasurybook.charts.tidy import inline, long

__all__ = [
    "Card",
    "ChartError",
    "Framed",
    "bars",
    "cards",
    "colour",
    "event_window",
    "fan",
    "frame",
    "grouped_bars",
    "heat",
    "inline",
    "lines",
    "long",
    "panels",
    "path",
    "stack",
    "strokes",
    "tints",
    "waterfall",
    "write_vega_bundle",
]
