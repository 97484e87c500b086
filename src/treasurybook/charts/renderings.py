"""One specification, written as a notebook editor draws it and as the book's own page does."""

from typing import Any

from treasurybook.charts.forms.naming import END_LABELS

Spec = dict[str, Any]
_INNER = ("layer", "vconcat")


def for_notebook(spec: Spec) -> Spec:
    """Write the specification as notebook editors draw it.

    They know Vega-Lite 5, whose language is the same in what the book uses, and they have no
    script that chooses between the labels at line ends and the legend, or measures the page.
    """
    return {**_one_naming(spec), "$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json"}


def for_page(spec: Spec) -> Spec:
    """Write the specification as the book's page draws it.

    The page's script finds what is nearest to the pointer, in all charts alike; the selections by
    which notebooks do it would only cost the reader's time.
    """
    params = spec.get("params", [])
    gone = {each["name"] for each in params if _is_nearest(each)}
    if not gone:
        return spec
    return {**_unselected(spec, gone), "params": [x for x in params if x["name"] not in gone]}


def _is_nearest(param: Spec) -> bool:
    select = param.get("select")
    return isinstance(select, dict) and bool(select.get("nearest"))


def _unselected(view: Spec, gone: set[str]) -> Spec:
    """Leave out the conditions on selections that are gone."""
    inner = {key: [_unselected(x, gone) for x in view[key]] for key in _INNER if key in view}
    encoding = {channel: _unconditional(x, gone) for channel, x in view.get("encoding", {}).items()}
    return {**view, **inner, **({"encoding": encoding} if encoding else {})}


def _unconditional(channel: Any, gone: set[str]) -> Any:
    if not isinstance(channel, dict) or "condition" not in channel:
        return channel
    conditions = channel["condition"]
    conditions = conditions if isinstance(conditions, list) else [conditions]
    kept = [each for each in conditions if each.get("param") not in gone]
    rest = {key: value for key, value in channel.items() if key != "condition"}
    return {**rest, "condition": kept} if kept else rest


def _one_naming(view: Spec) -> Spec:
    if "vconcat" in view:
        return {**view, "vconcat": [{**_one_naming(v), "width": 600} for v in view["vconcat"]]}
    layers = view.get("layer", [])
    if not any(layer.get("mark", {}).get("style") == END_LABELS for layer in layers):
        return view
    return {**view, "layer": [_without_legend(layer) for layer in layers]}


def _without_legend(layer: Spec) -> Spec:
    encoding = {
        channel: {**definition, "legend": None}
        if isinstance(definition, dict) and "legend" in definition
        else definition
        for channel, definition in layer.get("encoding", {}).items()
    }
    return {**layer, "encoding": encoding}
