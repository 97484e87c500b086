"""What a check of the snapshot found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One fault: where it is, which rule it breaks, and how to mend it.

    ``row`` counts lines of the file, the header being 1; None when the file as a whole is meant.
    """

    file: str
    row: int | None
    rule: str
    message: str
    mend: str

    def __str__(self) -> str:
        """Return the finding in one line."""
        where = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{where}: {self.rule}: {self.message} → {self.mend}"
