"""What the frame does to a chart's Vega-Lite specification."""

import re
from collections.abc import Iterator
from typing import Any, cast

import altair as alt
import pandas as pd
from altair.utils import schemapi

from treasurybook.charts import theme
from treasurybook.charts.errors import ChartError
from treasurybook.charts.guides import guide
from treasurybook.charts.palette import dark_twins
from treasurybook.charts.readouts import readable
from treasurybook.charts.tidy import round_number

Spec = dict[str, Any]
_DAY = re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}(T00:00:00)?")
_SIDE_BY_SIDE = (alt.HConcatChart, alt.ConcatChart, alt.FacetChart, alt.RepeatChart)


def specification(chart: alt.TopLevelMixin) -> Spec:
    """Vega-Lite specification of a chart in the book's look, with rounded data.

    Raises
    ------
    ChartError
        If the chart places views side by side or in facets, which do not fit a phone.
    """
    if isinstance(chart, _SIDE_BY_SIDE):
        raise ChartError(
            f"a {type(chart).__name__} does not fit a phone: put charts under each other with &, "
            "or give each a figure"
        )
    spec: Spec = chart.to_dict(validate=False)
    meta = _lifted(spec)
    if schemapi.DEBUG_MODE:
        # of rows the schema has nothing to say
        cast("alt.Chart", chart).validate(spec | {"datasets": {}})
    spec["config"] = {**theme.config(), **_own_config(spec)}
    if "vconcat" not in spec:
        spec.setdefault("width", "container")
        spec.setdefault("height", theme.HEIGHT)
    for rows in datasets(spec):
        for row in rows:
            for name, value in row.items():
                if isinstance(value, float):
                    row[name] = round_number(value)
    guided = guide(spec)
    spec = readable(spec)
    used = _colours(spec)
    dark = {light: dark for light, dark in dark_twins().items() if light in used}
    spec["usermeta"] = {"treasurybook": {**meta, "dark": dark, "guide": guided}}
    return spec


def _lifted(view: Spec) -> Spec:
    """Take what the forms say of themselves out of a view and of the views inside it.

    Vega-Lite allows such a note only at the top; of several charts the first one speaks.
    """
    own: Spec = view.pop("usermeta", {}).get("treasurybook", {})
    inner = [_lifted(child) for key in ("layer", "vconcat") for child in view.get(key, [])]
    return next((facts for facts in [own, *inner] if facts), {})


def _own_config(spec: Spec) -> dict[str, Any]:
    """Keep the settings of the author, without the view size that Altair always writes."""
    return {key: value for key, value in spec.get("config", {}).items() if key != "view"}


def _colours(node: Any) -> set[str]:
    found: set[str] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if one.startswith("#"):
                found.add(one)
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def datasets(spec: Spec) -> Iterator[list[dict[str, Any]]]:
    """Inline data of a specification: lists of rows."""
    for rows in spec.get("datasets", {}).values():
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            yield rows


def check_plotted(spec: Spec, plotted: list[dict[str, Any]]) -> None:
    """Refuse data to download that are not the data plotted.

    Raises
    ------
    ChartError
        If the specification holds data, but neither one of its sets nor all that have the columns
        of `plotted`, as `records` returns its rows, together have those rows.
    """
    names = list(plotted[0])
    wanted = [tuple(map(_plain, row.values())) for row in plotted]
    found = [[tuple(map(_plain, map(row.get, names))) for row in rows] for rows in datasets(spec)]
    parts = [
        rows
        for rows, full in zip(found, datasets(spec), strict=True)
        if full and set(names) <= full[0].keys()
    ]
    if not found or wanted in found:
        return
    together = [row for rows in parts for row in rows]
    if sorted(together, key=str) == sorted(wanted, key=str):
        return
    raise ChartError(
        f"data ({len(wanted)} rows; columns {names}) is not what the chart plots: give frame() the "
        "DataFrame that the chart was made from"
    )


def _plain(value: Any) -> Any:
    """Undo what Altair and the forms do to days: the one adds a time, the others write slashes."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value[:10].replace("/", "-")
    return value


def facts_of(spec: Spec, data: pd.DataFrame) -> dict[str, Any]:
    """Read what the chart's form says of itself, else the columns of its first full encoding."""
    known: dict[str, Any] = spec.get("usermeta", {}).get("treasurybook", {})
    return known if "form" in known else _encoded(spec, {str(name) for name in data.columns})


def _encoded(view: Spec, columns: set[str]) -> dict[str, Any]:
    encoding = view.get("encoding", {})
    fields = {c: encoding.get(c, {}).get("field") for c in ("x", "y", "color")}
    if fields["x"] in columns and fields["y"] in columns:
        color = fields["color"] if fields["color"] in columns else None
        amount, place = fields["y"], fields["x"]
        if encoding["y"].get("type") in ("nominal", "ordinal"):  # rows of lying bars, or of dots
            amount, place = place, amount
        return {"x": place, "y": [amount], "color": color}
    for child in [*view.get("layer", []), *view.get("vconcat", [])]:
        found = _encoded(child, columns)
        if found:
            return found
    return {}
