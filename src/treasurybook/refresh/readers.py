"""Who reads versions of the data other than the newest."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from treasurybook.snapshot.choosing import LATEST

_READS = ("series", "table", "describe")


@dataclass(frozen=True)
class Readers:
    """Who reads versions of the data other than the newest.

    Attributes
    ----------
    days : tuple of str
        ISO days at which the documents are held against the data, whatever they read.
    named : mapping of str to collection of str
        Vintages that are asked for by name, by id.
    """

    days: tuple[str, ...]
    named: Mapping[str, Collection[str]] = field(default_factory=dict)

    def of(self, id: str) -> tuple[str, ...]:
        """Return the vintages asked for of one series or table, as `choose` takes them."""
        return (*self.days, *self.named.get(id, ()))


def find_readers(days: Iterable[str], codes: Iterable[str]) -> Readers:
    """Return the readers of a book.

    Parameters
    ----------
    days : iterable of str
        ISO days at which its documents are held against the data.
    codes : iterable of str
        The Python code of each chapter, in which versions are named in so many words.
    """
    named: dict[str, set[str]] = {}
    for code in codes:
        for id, vintage in _named_versions(code):
            if vintage != LATEST:
                named.setdefault(id, set()).add(vintage)
    return Readers(tuple(days), named)


def _named_versions(code: str) -> Iterator[tuple[str, str]]:
    """Yield id and vintage of every ``series("ID", "VINTAGE")`` and its like."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            keywords = [word.value for word in node.keywords if word.arg == "vintage"]
            arguments = [*node.args[:2], *keywords]
            texts = [one.value for one in arguments if isinstance(one, ast.Constant)]
            if node.func.id in _READS and len(texts) == len(arguments) == 2:
                yield str(texts[0]), str(texts[1])
