"""A chart as a picture, for where nothing draws Vega-Lite."""

import json
from typing import Any


def picture(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite specification with its data as SVG."""
    import vl_convert  # slow to import, and few need it

    svg: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    return svg
