"""What goes wrong in the ledger, said so that it can be mended."""

from collections.abc import Sequence


class LedgerError(Exception):
    """A statement, an answer or a record is not as it must be."""


class ClaimError(LedgerError):
    """A file of statements breaks the schema."""


class StaleConclusion(LedgerError):
    """Sentences of a chapter that the data do not bear out, or no longer."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(
            "the data do not bear out "
            + "; ".join(
                f"\N{LEFT DOUBLE QUOTATION MARK}{one}\N{RIGHT DOUBLE QUOTATION MARK}"
                for one in sentences
            )
            + ": rewrite the text, or choose its words by the result"
        )
