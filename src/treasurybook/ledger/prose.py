"""Numbers and words for the running text, so that nothing computed is typed by hand."""

from __future__ import annotations

from typing import Literal

from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.statements import claim


def say(**values: float | str) -> None:
    """Make values available to the prose of a chapter, as ``{glue:text}`name:.1f```.

    Parameters
    ----------
    **values
        Name in the prose -> a number (of any numpy or Python type) or a text.
    """
    from myst_nb import glue  # slow to import, and only notebooks need it

    for name, content in values.items():
        kept = content if isinstance(content, str) else float(content)
        glue(name, kept, display=False)


def quote(*ids: str) -> None:
    """Make numbers that a document prints available to the prose.

    ``F-017`` becomes ``{glue:text}`doc_F017```; a range becomes ``doc_F197_low`` and
    ``doc_F197_high``. The number is in the claim's own unit.

    Raises
    ------
    LedgerError
        If a claim is unknown or prints no number.
    """
    for one in ids:
        its, name = claim(one), f"doc_{one.replace('-', '')}"
        numbers = {name: its.value, f"{name}_low": its.low, f"{name}_high": its.high}
        printed = {key: number for key, number in numbers.items() if number is not None}
        if not printed:
            raise LedgerError(f"{one} prints no number; name a claim that does")
        say(**printed)


def together(*parts: bool) -> bool | None:
    """Weigh the parts of a test: True if all hold, False if none does, None if only some do.

    This is what `holds` takes: supported, not supported, mixed.
    """
    return True if all(parts) else None if any(parts) else False


def graded(*parts: bool) -> bool | Literal["partly"]:
    """Weigh the parts of a forecast as `forecast` takes it: true, "partly" if only some are, false.

    Raises
    ------
    LedgerError
        If no part is given: nothing would come true by itself.
    """
    if not parts:
        raise LedgerError("a forecast needs at least one part that can come true or not")
    weighed = together(*map(bool, parts))
    return "partly" if weighed is None else weighed
