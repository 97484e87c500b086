"""Check one stored file against its table schema, column by column.

The rules are those of the Table Schema standard as far as the descriptions use them, and findings
carry the standard's names of errors. Whole columns are compared at once: the schemas of the
snapshot are checked at every refresh and by many tests, and row by row they take a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.findings import Finding
from treasurybook.snapshot.package import Resource
from treasurybook.snapshot.storage import Rows, arrow_types, read_texts

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

TYPES = ("date", "number", "integer", "boolean", "string")
"""The types of a field; a description must not use others."""

CONSTRAINTS = ("required", "unique", "minimum", "maximum", "enum", "pattern")
"""The constraints of a field that are checked; a description must not use others."""

_COMPARE = "compare with the source: unit or typing error, or widen the band with a reason"
_FIT = "make the file fit its schema, or mend the schema"
_DROP = "drop the duplicated row"


def check_schema(content: bytes, resource: Resource) -> tuple[pa.Table | None, list[Finding]]:
    """Check the content of a file against the schema of its resource.

    Parameters
    ----------
    content : bytes
        The file; row 1 of a finding is its header.
    resource : Resource
        Its description.

    Returns
    -------
    pyarrow.Table or None
        Typed columns, None where the file cannot be read by its schema.
    list of Finding
        Errors by the standard's names; empty if the file fits.
    """
    import pyarrow as pa

    try:
        rows = read_texts(content, resource.path)
    except BrokenSnapshot as error:
        return None, [Finding(resource.path, None, "source-error", str(error), _FIT)]
    findings = list(_check_labels(resource, rows.columns.column_names))
    if findings:
        return None, findings
    findings = list(_check_shape(resource, rows))
    typed: dict[str, pa.Array] = {}
    for field in resource.fields:
        texts = rows.columns.column(field["name"]).combine_chunks()
        cells, wrong = _typed(texts, field["type"])
        typed[field["name"]] = cells
        for place in wrong:
            note = f"{field['name']}: {texts[place].as_py()!r} is no {field['type']}"
            findings.append(_at(resource, rows, place, "type-error", note, _FIT))
        if not wrong:
            findings += _check_constraints(resource, rows, field, cells)
    if not any(f.rule == "type-error" for f in findings):
        findings += _check_primary_key(resource, rows, typed)
    return (None if findings else pa.table(typed)), findings


def unchecked(resource: Resource) -> list[str]:
    """Return the types and constraints of a description that this module does not know."""
    return [
        f"{kind} {name} of {field['name']}"
        for field in resource.fields
        for kind, names, known in (
            ("type", [field["type"]], TYPES),
            ("constraint", field.get("constraints", {}), CONSTRAINTS),
        )
        for name in names
        if name not in known
    ]


def _check_labels(resource: Resource, labels: list[str]) -> Iterator[Finding]:
    expected = [field["name"] for field in resource.fields]
    if labels != expected:
        message = f"columns {', '.join(labels) or 'none'}; described {', '.join(expected)}"
        yield Finding(resource.path, 1, "incorrect-label", message, _FIT)


def _check_shape(resource: Resource, rows: Rows) -> Iterator[Finding]:
    """Yield rows that are empty or have too few or too many cells."""
    import numpy as np

    width = len(resource.fields)
    for number, cells in rows.misshapen.items():
        kind = "missing-cell" if cells < width else "extra-cell"
        yield Finding(resource.path, number, kind, f"{cells} cells; expected {width}", _FIT)
    columns = rows.columns.columns
    if not all(column.null_count for column in columns):
        return
    empty = np.all([_mask(column.is_null()) for column in columns], axis=0)
    for place in np.flatnonzero(empty).tolist():
        yield _at(resource, rows, place, "blank-row", "the row is empty", _DROP)


def _typed(texts: pa.Array, kind: str) -> tuple[pa.Array, list[int]]:
    """Return cells in their type, and the places of those that are not of it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    target = arrow_types()[kind]
    try:
        cells = texts.cast(target)
    except pa.ArrowInvalid:
        return texts, [i for i, cell in enumerate(texts) if not _fits(cell, target)]
    wrong = pa.array(np.zeros(len(cells), dtype=bool))
    if kind == "number":
        wrong = pc.invert(pc.is_finite(cells))
    elif kind == "integer":  # the cast takes hexadecimal digits, too
        wrong = pc.invert(pc.match_substring_regex(texts, r"^-?[0-9]+$"))
    return cells, np.flatnonzero(_mask(wrong)).tolist()


def _fits(cell: pa.Scalar, target: pa.DataType) -> bool:
    import pyarrow as pa

    try:
        cell.cast(target)
    except pa.ArrowInvalid:
        return False
    return True


def _check_constraints(
    resource: Resource, rows: Rows, field: dict[str, Any], cells: pa.Array
) -> Iterator[Finding]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    name, constraints = field["name"], field.get("constraints", {})

    def limit(which: str) -> pa.Scalar:
        return pa.scalar(str(constraints[which])).cast(cells.type)

    broken: list[tuple[str, np.ndarray[Any, Any]]] = []
    if constraints.get("required") and cells.null_count:
        broken.append(("required", _mask(cells.is_null())))
    if "minimum" in constraints and pc.less(pc.min(cells), limit("minimum")).as_py():
        broken.append(("minimum", _mask(pc.less(cells, limit("minimum")))))
    if "maximum" in constraints and pc.greater(pc.max(cells), limit("maximum")).as_py():
        broken.append(("maximum", _mask(pc.greater(cells, limit("maximum")))))
    if "enum" in constraints:
        allowed = pa.array([*constraints["enum"], None], cells.type)
        broken.append(("enum", _mask(pc.invert(pc.is_in(cells, allowed)))))
    if "pattern" in constraints:
        whole = f"^(?:{constraints['pattern']})$"
        broken.append(("pattern", _mask(pc.invert(pc.match_substring_regex(cells, whole)))))
    for rule, places in broken:
        for place in np.flatnonzero(places).tolist():
            note = f"{name}: {cells[place].as_py()!r} breaks {rule} {constraints[rule]}"
            yield _at(resource, rows, place, "constraint-error", note, _COMPARE)
    if constraints.get("unique"):
        for place in _repeated([cells]):
            note = f"{name}: {cells[place].as_py()} stands twice"
            yield _at(resource, rows, place, "unique-error", note, _DROP)


def _check_primary_key(
    resource: Resource, rows: Rows, typed: dict[str, pa.Array]
) -> Iterator[Finding]:
    key = resource.raw["schema"].get("primaryKey", [])
    names = [key] if isinstance(key, str) else key
    if not names:
        return
    for place in _repeated([typed[name] for name in names]):
        shown = ", ".join(str(typed[name][place].as_py()) for name in names)
        note = f"{', '.join(names)}: {shown} stands twice"
        yield _at(resource, rows, place, "primary-key", note, _DROP)


def _repeated(columns: list[pa.Array]) -> list[int]:
    """Return the places of rows that stood before; rows that are empty throughout do not count."""
    import numpy as np
    import pandas as pd

    if len(columns) == 1:  # by far the most: every series
        values = columns[0].drop_null()
        if len(values.unique()) == len(values):
            return []
    frame = pd.DataFrame({i: column.to_pandas() for i, column in enumerate(columns)})
    twice = frame.duplicated() & frame.notna().any(axis=1)
    return np.flatnonzero(twice).tolist()


def _mask(flags: pa.Array) -> np.ndarray[Any, Any]:
    """Return flags as booleans; an empty cell breaks nothing but ``required``."""
    filled: np.ndarray[Any, Any] = flags.fill_null(False).to_numpy(zero_copy_only=False)
    return filled


def _at(resource: Resource, rows: Rows, place: int, rule: str, note: str, mend: str) -> Finding:
    return Finding(resource.path, rows.number(place), rule, note, mend)
