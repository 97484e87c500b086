"""One stored file and where its fresh content is had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treasurybook.snapshot.package import Resource


@dataclass(frozen=True)
class Target:
    """A resource with its live source.

    Attributes
    ----------
    resource : Resource
        The newest stored version.
    source : str
        Name of the source.
    key : str
        How the source calls the series.
    scale : int
        Power of ten from the source's unit to the stored one.
    digits : int or None
        Decimals that are stored, where the source prints more.
    columns : mapping of str to str
        Stored column to field of the source, for tables.
    scales : mapping of str to int
        Powers of ten of single columns, where they differ from ``scale``.
    filter : str
        Restriction in the source's own language.
    """

    resource: Resource
    source: str
    key: str
    scale: int = 0
    digits: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    filter: str = ""

    @property
    def id(self) -> str:
        """Id of the resource."""
        return self.resource.id

    @property
    def first(self) -> str:
        """ISO date with which the stored file starts; earlier rows are not wanted."""
        return self.resource.first

    @property
    def dated(self) -> str:
        """Column with the day of a row; empty for a table without one."""
        return "date" if self.resource.kind == "series" else self.resource.text("date_field")

    @property
    def sorted_by(self) -> list[str]:
        """Columns by which the stored rows are ordered, and which no two rows share."""
        key: list[str] = self.resource.raw["schema"].get("primaryKey", ["date"])
        return key
