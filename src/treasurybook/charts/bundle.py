"""One local script with Vega, Vega-Lite and Vega-Embed, so that charts need no network."""

from importlib.resources import files
from pathlib import Path

import altair as alt
import vl_convert

LICENCES = "vega-licences.txt"
_EXPOSE = "window.vega = vega; window.vegaLite = vegaLite; window.vegaEmbed = vegaEmbed;"


def write_vega_bundle(path: Path) -> Path:
    """Write the Vega libraries as one plain script.

    The libraries come out of the installed ``vl_convert`` package, in the Vega-Lite version that
    Altair writes for. They are wrapped in a function: bare, their one-letter names would collide
    with those of other scripts on the page. The script defines ``window.vega``,
    ``window.vegaLite`` and ``window.vegaEmbed``; the last holds the expression interpreter, which
    a page needs that forbids ``eval``. It begins with the licences of what it is made of.

    Parameters
    ----------
    path
        File to be written; its folder is made when missing.

    Returns
    -------
    pathlib.Path
        `path`.
    """
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    script = vl_convert.javascript_bundle(_EXPOSE, vl_version=version)
    path.parent.mkdir(parents=True, exist_ok=True)
    licences = files("treasurybook.charts").joinpath(LICENCES).read_text(encoding="utf-8")
    whole = f"/*!\n{licences}*/\n(function () {{{script}}})();\n"
    path.write_text(whole, encoding="utf-8")
    return path
