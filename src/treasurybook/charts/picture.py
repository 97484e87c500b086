"""A chart as a picture: for where nothing draws Vega-Lite, and until something does."""

import json
from functools import lru_cache
from typing import Any

_KEPT = 64  # a notebook and the one without solutions show the same figures, one after the other

WIDTH = 680
"""Pixels of the plot where the specification leaves the width to the page: that of a column."""


def picture(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite specification with its data as SVG."""
    sized = {**spec, "width": WIDTH} if spec.get("width") == "container" else spec
    return _picture(json.dumps(sized))


@lru_cache(maxsize=_KEPT)
def _picture(spec: str) -> str:
    import vl_convert  # slow to import, and few need it

    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg
