"""Numbers and words for the running text, so that nothing computed is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from treasurybook.ledger.claims import claim
from treasurybook.ledger.errors import LedgerError, StaleConclusion
from treasurybook.ledger.guards import guards_stop


def say(**values: float | str) -> None:
    """Make values available to the prose of a chapter, as ``{glue:text}`name:.1f```.

    Parameters
    ----------
    **values
        Name in the prose -> a number (of any numpy or Python type) or a text.

    Raises
    ------
    LedgerError
        If a number is missing or infinite: the prose would print "nan".
    """
    from myst_nb import glue  # slow to import, and only notebooks need it

    for name, content in values.items():
        kept = content if isinstance(content, str) else float(content)
        if isinstance(kept, float) and not np.isfinite(kept):
            raise LedgerError(f"{name} is {kept}: a value is missing where it was computed")
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


def conclude(sentences: Mapping[str, bool]) -> None:
    """Hold sentences of the text against the data: they are printed only while they are true.

    Parameters
    ----------
    sentences
        Words of the chapter, exactly as its prose or a title has them (marks of emphasis may be
        left out), with "…" for a value that is filled in -> the condition on which they may stand.

    Raises
    ------
    StaleConclusion
        If a condition fails (a comparison with a missing value fails, too); it names the
        sentences. Where a reader tries other parameters, a line says so instead.
    LedgerError
        If a condition is not one truth value.

    Examples
    --------
    >>> share = [20.4, 21.9]
    >>> conclude({"the bill share has not returned below 20%": min(share) >= 20})
    """
    for sentence, holds in sentences.items():
        if not isinstance(holds, bool | np.bool_):
            raise LedgerError(
                f"the condition of {sentence!r} is {holds!r}: give True or False, as a comparison, "
                "all(...) or .all() does"
            )
    stale = [sentence for sentence, holds in sentences.items() if not holds]
    if stale and guards_stop():
        raise StaleConclusion(stale)
    for sentence in stale:
        print(
            f"Does not hold here: \N{LEFT DOUBLE QUOTATION MARK}{sentence}"
            "\N{RIGHT DOUBLE QUOTATION MARK}"
        )


_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


def spelled(count: float) -> str:
    """Write a whole number as the running text does: in words up to twelve.

    Examples
    --------
    >>> spelled(0), spelled(3), spelled(14)
    ('no', 'three', '14')

    Raises
    ------
    LedgerError
        If it is not a whole number that counts something.
    """
    if count < 0 or not float(count).is_integer():
        raise LedgerError(f"{count!r} counts nothing: spelled() takes 0, 1, 2 ...")
    return _SMALL[int(count)] if count < len(_SMALL) else f"{int(count):,}"
