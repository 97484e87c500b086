"""What goes wrong in the ledger, said so that it can be mended."""


class LedgerError(Exception):
    """A statement, an answer or a record is not as it must be."""


class ClaimError(LedgerError):
    """A file of statements breaks the schema."""
