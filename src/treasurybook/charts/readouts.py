"""Readouts and written values of a chart, as expressions that know what is missing.

Vega-Lite formats whatever it finds: a missing value reads NaN, null or 0.0, a small negative one
reads −0.0, a number without a format shows all its digits, and lines named by a number come first.
Every chart of the book, of a form or not, has its readouts written anew here.
"""

import json
from collections.abc import Iterator
from typing import Any

Spec = dict[str, Any]
_DAY = "%-d %b %Y"
_READ = ("x", "x2", "y", "y2", "color", "text", "size")
# Layers that help to read the others, and have no value of their own.
_HELPERS = ("text", "rule")
# A line has one readout from end to end, that of its first row.
_LINES = ("line", "trail")
_POINT = {"type": "point", "filled": True, "opacity": 0, "size": 200}
# A selection of the nearest point wraps the row once more in the areas that it lays over the plot.
_NEAREST = "(isObject(datum.datum) ? datum.datum : datum)"


def readable(spec: Spec) -> Spec:
    """Return a specification whose readouts and written values hide nothing and invent nothing.

    Missing values are left out of a readout, a value that rounds to zero has no sign, and a number
    without a format gets two to four digits. A chart without readout gets one that tells what its
    marks encode, and lines tell each row at its point. Values that Vega-Lite computes itself
    (aggregates, bins) stay as they are.

    Parameters
    ----------
    spec
        A Vega-Lite specification: one view, layers, or views under each other.
    """
    all_units = list(units(spec))
    bare = has_no_readout(spec)
    nearest = {name for unit in all_units for name in _views_of_nearest(unit)}
    for unit in all_units:
        encoding = unit.get("encoding", {})
        if any(_is_computed(channel) for channel in encoding.values()):
            continue
        lines = readout_lines(unit, bare=bare)
        if lines:
            row = _NEAREST if unit.get("name") in nearest else "datum"
            encoding["tooltip"] = {"value": {"expr": _readout(lines, row)}}
            if unit["mark"]["type"] in _LINES:
                _move_to_points(unit)
        written = encoding.get("text", {})
        if "field" in written and written["type"] == "quantitative":
            value = _value(written, "datum")
            text = f"isValid({value}) ? {_text(written, value)} : ''"
            encoding["text"] = {"value": {"expr": text}}
    return spec


def units(view: Spec) -> Iterator[Spec]:
    """Yield a view and all views and layers within it."""
    yield view
    for child in [*view.get("layer", []), *view.get("vconcat", [])]:
        yield from units(child)


def has_no_readout(spec: Spec) -> bool:
    """Whether the author of a chart gave it no readout at all."""
    return not any("tooltip" in unit.get("encoding", {}) for unit in units(spec))


def readout_lines(unit: Spec, *, bare: bool) -> list[Spec]:
    """Lines of the readout that a layer has, or gets where the chart is `bare` of any.

    Empty for layers without values of their own, and where Vega-Lite computes what is shown.
    """
    encoding = unit.get("encoding", {})
    if any(_is_computed(channel) for channel in encoding.values()):
        return []
    if bare and "mark" in unit and unit["mark"]["type"] not in _HELPERS:
        return list(_encoded(encoding))
    lines = encoding.get("tooltip", [])
    lines = lines if isinstance(lines, list) else [lines]
    return lines if all("field" in line for line in lines) else []


def _is_computed(channel: Any) -> bool:
    definitions = channel if isinstance(channel, list) else [channel]
    return any(key in one for one in definitions for key in ("aggregate", "bin"))


def _encoded(encoding: Spec) -> Iterator[Spec]:
    """Yield a line for each field that the channels of a mark show."""
    seen = set()
    for channel in _READ:
        definition = encoding.get(channel, {})
        field = definition.get("field")
        # the far end of a bar has the type of the near one
        kind = definition.get("type", encoding.get(channel[0], {}).get("type"))
        if field is not None and kind is not None and field not in seen:
            seen.add(field)
            yield {"field": field, "type": kind, "title": definition.get("title")}


def _views_of_nearest(view: Spec) -> Iterator[str]:
    """Yield the names of the views in which the point nearest to the pointer is selected."""
    for param in view.get("params", []):
        select = param.get("select")
        if isinstance(select, dict) and select.get("nearest"):
            yield from param.get("views", [])


def _move_to_points(unit: Spec) -> None:
    """Give the readout of a line to unseen points along it, one a row."""
    mark, encoding = unit.pop("mark"), unit.pop("encoding")
    tooltip = encoding.pop("tooltip")
    place = {channel: encoding[channel] for channel in ("x", "y") if channel in encoding}
    unit["layer"] = [
        {"mark": mark, "encoding": encoding},
        {"mark": dict(_POINT), "encoding": {**place, "tooltip": tooltip}},
    ]


def _readout(lines: list[Spec], row: str) -> str:
    """Write the lines of a readout as one expression that leaves out what is missing."""
    parts = []
    for line in lines:
        name, value = json.dumps(line_name(line), ensure_ascii=False), _value(line, row)
        parts.append(f"isValid({value}) ? {{{name}: {_text(line, value)}}} : {{}}")
    return f"merge({', '.join(parts)})"


def line_name(line: Spec) -> str:
    """Name of a line: its title, else the words of its column."""
    name = line.get("title") or words(line["field"])
    # A script lists keys that look like whole numbers before all others; a blank keeps the order.
    return f"{name} " if name.isdigit() else name


def words(name: str) -> str:
    """Turn a column name into words: ``share_percent`` becomes ``Share percent``."""
    text = name.replace("\\", "").replace("_", " ")
    return text[:1].upper() + text[1:]


def _value(line: Spec, row: str) -> str:
    field = json.dumps(line["field"].replace("\\", ""), ensure_ascii=False)
    return f"{row}[{field}]"


def _text(line: Spec, value: str) -> str:
    """Write one valid value by its type and format."""
    if line["type"] == "temporal":
        return f"timeFormat(toDate({value}), {json.dumps(line.get('format', _DAY))})"
    if line["type"] != "quantitative":
        return f"toString({value})"
    if line.get("format"):
        return _unsigned_zero(f"format({value}, {json.dumps(line['format'])})")
    small = f"format({value}, abs({value}) < 1 ? '.2~r' : '.3~r')"
    digits = f"abs({value}) < 1000 ? {small} : format({value}, ',.0f')"
    # Whole numbers below ten thousand may be years.
    whole = f"{value} == floor({value}) && abs({value}) < 10000"
    return _unsigned_zero(f"({whole} ? format({value}, 'd') : {digits})")


def _unsigned_zero(text: str) -> str:
    return f"replace({text}, /^[−+](?=[0.,]+%?$)/, '')"
