"""The entries of the glossary, read from its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

PAGE = "book/glossary"
"""The page that holds the glossary, without ending."""

_CHINESE = '<span lang="zh-'
_SENTENCE = re.compile(r".+?[.](?=\s|$)")


@dataclass(frozen=True)
class Entry:
    """One entry of the glossary.

    Attributes
    ----------
    names : tuple of str
        The term and its other names, as they stand in the glossary.
    anchor : str
        Where the entry stands on its page.
    meaning : str
        The first sentence of the definition.
    chinese : tuple of str
        The term in Chinese, simplified characters first, each form once.
    """

    names: tuple[str, ...]
    anchor: str
    meaning: str
    chinese: tuple[str, ...]


def read_glossary(env: BuildEnvironment) -> tuple[Entry, ...]:
    """Return the entries of the book's glossary; none if it has no such page."""
    return entries(env.get_doctree(PAGE)) if PAGE in env.found_docs else ()


def entries(page: nodes.document) -> tuple[Entry, ...]:
    """Return the entries of a glossary page in the order in which they stand.

    Parameters
    ----------
    page : nodes.document
        The page as Sphinx has read it.
    """
    items = page.findall(nodes.definition_list_item)
    return tuple(_entry(item) for item in items if any(_terms(item)))


def _entry(item: nodes.definition_list_item) -> Entry:
    terms = list(_terms(item))
    (definition,) = item.findall(nodes.definition)
    return Entry(
        names=tuple(term.astext() for term in terms),
        anchor=terms[0]["ids"][0],
        meaning=first_sentence(next(iter(definition.findall(nodes.paragraph)))),
        chinese=tuple(dict.fromkeys(_chinese(definition))),
    )


def _terms(item: nodes.definition_list_item) -> Iterator[nodes.term]:
    return (one for one in item.children if isinstance(one, nodes.term) and one["ids"])


def first_sentence(paragraph: nodes.Element) -> str:
    """Return the first sentence of a paragraph as plain text."""
    plain = " ".join(_words(paragraph).split())
    found = _SENTENCE.match(plain)
    return found[0] if found else plain


def _words(paragraph: nodes.Element) -> str:
    texts = paragraph.findall(nodes.Text)
    return "".join(str(one) for one in texts if not isinstance(one.parent, nodes.raw))


def _chinese(definition: nodes.definition) -> Iterator[str]:
    """Yield the texts that follow a mark of Chinese."""
    for mark in definition.findall(nodes.raw):
        if mark.astext().startswith(_CHINESE):
            text = mark.next_node(descend=False, siblings=True)
            if text is not None:
                yield str(text.astext())
