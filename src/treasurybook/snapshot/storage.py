"""Read one stored file into columns."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.package import Resource

if TYPE_CHECKING:
    import pyarrow as pa

Content = TypeVar("Content")
_KEPT = 128  # files; a lesson reads some sixty


def arrow_types() -> dict[str, pa.DataType]:
    """Return the type of a column by the type of its field in the schema."""
    import pyarrow as pa

    return {
        "date": pa.date32(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "string": pa.string(),
    }


def read_columns(folder: Path, resource: Resource) -> pa.Table:
    """Read the file of a resource as its schema says; empty cells become null.

    A process reads a file once, as long as it stays as it is.

    Raises
    ------
    BrokenSnapshot
        If the file is missing or does not fit the schema.
    """
    return _of_file(_columns, folder, resource)


def read_rows(folder: Path, resource: Resource) -> Mapping[str, Mapping[str, Any]]:
    """Read the rows of a resource by their ``id``, to be looked up; see `read_columns`."""
    return _of_file(_rows, folder, resource)


def _of_file(
    read: Callable[[Path, tuple[tuple[str, str], ...], tuple[int, ...]], Content],
    folder: Path,
    resource: Resource,
) -> Content:
    import pyarrow as pa

    path = folder / resource.path
    try:
        about = path.stat()
        return read(path, _column_types(resource), (about.st_ino, about.st_size, about.st_mtime_ns))
    except FileNotFoundError:
        raise BrokenSnapshot(f"{path} is described but missing: restore it from git") from None
    except pa.ArrowInvalid as error:
        raise BrokenSnapshot(f"{path} does not fit its schema: {error}") from error


@lru_cache(maxsize=_KEPT)
def _columns(path: Path, types: tuple[tuple[str, str], ...], _as_of: tuple[int, ...]) -> pa.Table:
    known = arrow_types()
    return _read(path, {name: known[kind] for name, kind in types})


@lru_cache(maxsize=2)
def _rows(
    path: Path, types: tuple[tuple[str, str], ...], as_of: tuple[int, ...]
) -> Mapping[str, Mapping[str, Any]]:
    return {row["id"]: row for row in _columns(path, types, as_of).to_pylist()}


def _column_types(resource: Resource) -> tuple[tuple[str, str], ...]:
    known = arrow_types()
    for each in resource.fields:
        if each["type"] not in known:
            raise BrokenSnapshot(
                f"{resource.path}: {each['name']} is described as {each['type']}; "
                f"known are {', '.join(known)}"
            )
    return tuple((each["name"], each["type"]) for each in resource.fields)


@dataclass(frozen=True)
class Rows:
    """The cells of a file as text, and the rows that do not have one cell a column.

    Attributes
    ----------
    columns : pyarrow.Table
        Text columns, empty cells null, without the misshapen rows.
    misshapen : dict
        Number of cells by row of the file, the header being row 1.
    """

    columns: pa.Table
    misshapen: dict[int, int] = field(default_factory=dict)

    def number(self, place: int) -> int:
        """Return the row of the file in which the row at `place` of the columns stands."""
        number = place + 2
        for row in sorted(self.misshapen):
            number += row <= number
        return number


def read_texts(content: bytes, path: str) -> Rows:
    """Read the content of a file without a schema.

    Raises
    ------
    BrokenSnapshot
        If it is no CSV in UTF-8, or has not even a header.
    """
    import pyarrow as pa
    from pyarrow import csv

    misshapen: dict[int, int] = {}

    def note(row: csv.InvalidRow) -> str:
        misshapen[row.number] = row.actual_columns
        return "skip"

    try:
        header = csv.read_csv(io.BytesIO(content.split(b"\n", 1)[0] + b"\n"))
        texts = dict.fromkeys(header.column_names, pa.string())
        return Rows(_read(io.BytesIO(content), texts, note), misshapen)
    except pa.ArrowInvalid as error:
        raise BrokenSnapshot(f"{path} is no CSV in UTF-8: {error}") from error


def _read(source: Path | io.BytesIO, types: dict[str, Any], on_misshapen: Any = None) -> pa.Table:
    from pyarrow import csv

    return csv.read_csv(
        source,
        # One block and one thread: the files are small, and threads cost more than they give.
        read_options=csv.ReadOptions(use_threads=False, block_size=1 << 25),
        parse_options=csv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=on_misshapen),
        convert_options=csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True
        ),
    )
