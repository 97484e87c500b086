"""Read one stored file into columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.package import Resource

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]


def read_columns(folder: Path, resource: Resource) -> pa.Table:
    """Read the file of a resource as its schema says; empty cells become null.

    Raises
    ------
    BrokenSnapshot
        If the file is missing or does not fit the schema.
    """
    import pyarrow as pa
    from pyarrow import csv

    types = {
        "date": pa.date32(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "string": pa.string(),
    }
    path = folder / resource.path
    try:
        return csv.read_csv(
            path,
            # One block and one thread: the files are small, and threads cost more than they give.
            read_options=csv.ReadOptions(use_threads=False, block_size=1 << 25),
            convert_options=csv.ConvertOptions(
                column_types={f["name"]: types[f["type"]] for f in resource.fields},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except FileNotFoundError:
        raise BrokenSnapshot(f"{path} is described but missing: restore it from git") from None
    except pa.ArrowInvalid as error:
        raise BrokenSnapshot(f"{path} does not fit its schema: {error}") from error
