"""Every way in which a file can break its schema is named with row and rule.

The judge is frictionless, row by row: what it finds in a small file must be found here, too, and a
file that it passes may be faulted only where this project is stricter on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource as TableResource
from hypothesis import given
from hypothesis import strategies as st

from tests.small_data import copy_a_few
from treasurybook.snapshot.package import Resource
from treasurybook.snapshot.table_schema import check_schema, unchecked
from treasurybook.snapshot.verification import verify

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "day", "type": "date", "constraints": {"required": True}},
        {"name": "kind", "type": "string", "constraints": {"enum": ["bill", "note"]}},
        {"name": "amount", "type": "number", "constraints": {"minimum": 0, "maximum": 50.5}},
        {"name": "lots", "type": "integer", "constraints": {"required": True, "maximum": 9}},
        {"name": "open", "type": "boolean"},
        {"name": "code", "type": "string", "constraints": {"pattern": "[A-Z]-\\d", "unique": True}},
    ],
    "primaryKey": ["day", "kind"],
}
HEADER = "day,kind,amount,lots,open,code"
FIRST = "2024-01-31,bill,1.5,1,true,A-1"
SOUND = f"{HEADER}\n{FIRST}\n2024-01-31,note,,2,false,B-2\n2024-02-29,,0,3,,\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_a_few(tmp_path)


def resource(schema: dict[str, Any] = SCHEMA) -> Resource:
    raw = {"name": "small", "path": "small.csv", "schema": schema}
    return Resource(
        "small", "table", "small.csv", "", "", "", "", "", "", "never", "", "", 3, raw=raw
    )


def found(content: str | bytes) -> list[tuple[int | None, str]]:
    raw = content if isinstance(content, bytes) else content.encode()
    return [(f.row, f.rule) for f in check_schema(raw, resource())[1]]


def found_by_frictionless(content: str | bytes, folder: Path) -> bool:
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "small.csv").write_bytes(raw)
    described = {"name": "small", "path": "small.csv", "schema": SCHEMA}
    return not TableResource.from_descriptor(described, basepath=str(folder)).validate().valid


def test_a_sound_file_is_read_and_has_no_findings(tmp_path):
    columns, findings = check_schema(SOUND.encode(), resource())
    assert findings == []
    assert columns.to_pylist()[2]["amount"] == 0
    assert columns.to_pylist()[1]["amount"] is None
    assert not found_by_frictionless(SOUND, tmp_path)


BROKEN = {
    "no day": (FIRST.replace("2024-01-31", "2024-02-30"), (2, "type-error")),
    "a day without hyphens": (FIRST.replace("2024-01-31", "20240131"), (2, "type-error")),
    "a day after a blank": (" " + FIRST, (2, "type-error")),
    "no number": (FIRST.replace("1.5", "n/a"), (2, "type-error")),
    "thousands separated": (FIRST.replace("1.5", '"1,5"'), (2, "type-error")),
    "a whole number with a point": (FIRST.replace(",1,", ",1.5,"), (2, "type-error")),
    "hexadecimal": (FIRST.replace(",1,", ",0x1,"), (2, "type-error")),
    "no truth value": (FIRST.replace("true", "perhaps"), (2, "type-error")),
    "below the band": (FIRST.replace("1.5", "-0.1"), (2, "constraint-error")),
    "above the band": (FIRST.replace("1.5", "50.6"), (2, "constraint-error")),
    "above the band of whole numbers": (FIRST.replace(",1,", ",10,"), (2, "constraint-error")),
    "an empty cell that is required": (FIRST.replace(",1,", ",,"), (2, "constraint-error")),
    "none of the names allowed": (FIRST.replace("bill", "bond"), (2, "constraint-error")),
    "another pattern": (FIRST.replace("A-1", "A-12"), (2, "constraint-error")),
    "a code that stands twice": (FIRST.replace("A-1", "B-2"), (3, "unique-error")),
    "a key that stands twice": (FIRST.replace("bill", "note"), (3, "primary-key")),
    "a cell too few": (FIRST.rsplit(",", 1)[0], (2, "missing-cell")),
    "a cell too many": (FIRST + ",more", (2, "extra-cell")),
    "an empty row": (f"{FIRST}\n,,,,,", (3, "blank-row")),
    "an empty line": (f"{FIRST}\n", (3, "blank-row")),
}


@pytest.mark.parametrize(("row", "finding"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_named(row, finding, tmp_path):
    content = SOUND.replace(FIRST, row)
    assert finding in found(content)
    assert found_by_frictionless(content, tmp_path)


@pytest.mark.parametrize("number", ["NaN", "inf", "-INF"])
def test_what_is_not_finite_is_no_number(number):
    assert found(SOUND.replace("1.5", number)) == [(2, "type-error")]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (SOUND.replace("amount", "sum"), (1, "incorrect-label")),
        (SOUND.replace("day,kind", "kind,day"), (1, "incorrect-label")),
        (SOUND.replace("kind", "day"), (1, "incorrect-label")),
        (SOUND.replace(",code", ""), (1, "incorrect-label")),
        ("", (None, "source-error")),
        (SOUND.replace("bill", "b\xfcll").encode("latin-1"), (None, "source-error")),
    ],
)
def test_a_broken_file_is_named(content, finding, tmp_path):
    assert found(content) == [finding]
    assert found_by_frictionless(content, tmp_path)


def test_rows_are_counted_past_those_that_are_skipped():
    bad = FIRST.replace("1.5", "n/a").replace("A-1", "C-3")
    content = f"{HEADER}\nshort\n{FIRST}\nshort\nshort\n{bad}\n"
    assert found(content) == [
        (2, "missing-cell"),
        (4, "missing-cell"),
        (5, "missing-cell"),
        (6, "type-error"),
    ]


CELLS = st.sampled_from(
    ["", "0", "1", "50.5", "51", "-1", "1e1", "1.", " 1", "true", "False", "bill", "x",
     "2024-01-31", "2024-1-31", "2023-02-29", "A-1", "A-1\u00e9", '"a,b"']
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=5, max_size=7), min_size=1, max_size=4))
def test_what_frictionless_finds_is_found(tmp_path_factory, rows):
    content = "\n".join([HEADER, *map(",".join, rows)]) + "\n"
    if found_by_frictionless(content, tmp_path_factory.mktemp("schema")):
        assert found(content)


def test_a_type_or_a_constraint_that_nobody_checks_is_told():
    schema = {
        "fields": [
            {"name": "day", "type": "datetime"},
            {"name": "kind", "type": "string", "constraints": {"maxLength": 3}},
        ]
    }
    assert unchecked(resource(schema)) == ["type datetime of day", "constraint maxLength of kind"]
    assert unchecked(resource()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["schema"]["fields"][0].update(type="datetime"), "type datetime of date"),
        (lambda r: r["schema"]["fields"][0].update(type="moment"), "moment"),
        (lambda r: r.update(path="../elsewhere.csv"), "not safe"),
        (lambda r: r["schema"]["fields"][1]["constraints"].update(minLength=1), "minLength"),
    ],
)
def test_a_description_that_breaks_the_standard_is_told(small, change, said):
    path = small / "datapackage.json"
    package = json.loads(path.read_text())
    change(package["resources"][0])
    path.write_text(json.dumps(package))
    told = [f for f in verify(small).findings if f.rule == "description"]
    assert any(said in str(f) for f in told), told
