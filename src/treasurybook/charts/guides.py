"""What the page must know of a chart to point at its values and to list them in a readout."""

from collections.abc import Iterator
from typing import Any

from treasurybook.charts.readouts import has_no_readout, line_name, readout_lines, units

Spec = dict[str, Any]
_DISCRETE = ("nominal", "ordinal")
# Marks that stand at one place of the horizontal axis each, whatever its scale.
_UPRIGHT = ("line", "trail", "area", "bar", "tick", "rule")


def guide(spec: Spec) -> Spec:
    """Say how a readout walks along a chart, and how it names and colours what it finds there.

    Parameters
    ----------
    spec
        A Vega-Lite specification, before `treasurybook.charts.readouts.readable`.

    Returns
    -------
    dict
        ``along``: for each view, top down, ``"x"`` (one stop a date or number), ``"y"`` (one a
        row) or ``"xy"`` (one a mark). ``places``: names of the lines that tell where a stop is,
        with their type. ``series``: names of the lines that tell whose value it is. ``inks``:
        series to colour.
    """
    bare = has_no_readout(spec)
    along: list[str] = []
    places: dict[str, str] = {}
    series: list[str] = []
    inks: dict[str, str] = {}
    for view in spec.get("vconcat", [spec]):
        told = [(unit, readout_lines(unit, bare=bare)) for unit in units(view)]
        told = [(unit, lines) for unit, lines in told if lines]
        way = _way(*told[0]) if told else "xy"
        along.append(way)
        for unit, lines in told:
            encoding = unit["encoding"]
            place = _own_name(lines) if way == "xy" else encoding.get(way, {}).get("field")
            places |= {line_name(x): x["type"] for x in lines if x["field"] == place}
            color = encoding.get("color", {}).get("field") if way != "xy" else None
            series += [line_name(x) for x in lines if x["field"] == color and _is_discrete(x)]
        for unit in units(view):
            inks |= dict(_inks(unit.get("encoding", {}).get("color", {})))
    return {"along": along, "places": places, "series": sorted(set(series)), "inks": inks}


def _is_discrete(definition: Spec) -> bool:
    return definition.get("type") in _DISCRETE


def _way(unit: Spec, lines: list[Spec]) -> str:
    """Return along which axis the places lie that the readout names; marks stand alone else."""
    across, up = (unit["encoding"].get(channel, {}) for channel in ("x", "y"))
    if _is_discrete(up):
        way = "xy" if _is_discrete(across) else "y"
    elif _is_discrete(across) or across.get("type") == "temporal":
        way = "x"
    else:
        ends = "y" in unit["encoding"] or "x2" not in across
        way = "x" if unit["mark"]["type"] in _UPRIGHT and ends else "xy"
    place = unit["encoding"].get(way, {}).get("field")
    return way if any(line["field"] == place for line in lines) else "xy"


def _own_name(lines: list[Spec]) -> str | None:
    """Return the field that names a single mark: a date or a word, if its readout begins so."""
    return str(lines[0]["field"]) if lines[0]["type"] in ("temporal", "nominal") else None


def _inks(color: Spec) -> Iterator[tuple[str, str]]:
    scale = color.get("scale") or {}
    names, colours = scale.get("domain"), scale.get("range")
    if isinstance(names, list) and isinstance(colours, list):
        yield from zip(map(str, names), map(str, colours), strict=False)
