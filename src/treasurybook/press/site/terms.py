"""Sphinx extension: in a lesson, a term of the glossary shows its entry where it first occurs.

The entry is static markup, hidden until the term is pointed at or focused (``reading.css``). It is
an attribute of the node and no text of the page, so that the search finds a page by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from treasurybook.press.project import Project
from treasurybook.press.run.lessons import lesson_at
from treasurybook.press.site.glossary import PAGE, Entry, read_glossary

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

AMBIGUOUS = frozenset(
    {
        "Carry",
        "Deficit",
        "High yield",
        "Leverage",
        "Peg",
        "Real value",
        "Redemption",
        "Reserves",
        "Run",
    }
)
"""Names that are also ordinary words, or mean another thing elsewhere (a trade deficit, foreign
reserves): they are a term only where the text says so, ``{term}`run```."""

_ENTRIES = "treasurybook_glossary"  # where the environment keeps what the pages were written with
_NOT_RUNNING_TEXT = (
    nodes.title, nodes.table, nodes.caption, nodes.legend, nodes.figure, nodes.topic,
)  # fmt: skip
_NOT_WORDS = (nodes.reference, nodes.literal, nodes.math, nodes.raw, nodes.footnote_reference)
_AIMS = "tb-lesson"  # the box at the head of a lesson, which lists rather than explains


class glossary_term(nodes.inline):  # type: ignore[misc]  # noqa: N801 (named as nodes are)
    """A term in the text, with its entry in the attributes."""


class Finder:
    """Finds the terms of a glossary in text.

    Parameters
    ----------
    glossary : iterable of Entry
        The entries. Of names that begin alike, the longest is found.
    """

    def __init__(self, glossary: Iterable[Entry]) -> None:
        self._by_name: dict[str, Entry] = {}
        for entry in glossary:
            for name in entry.names:
                if name not in AMBIGUOUS:
                    self._by_name[_key(name)] = entry
        names = sorted(self._by_name, key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(_pattern, names))})(?![\w-])" if names else r"(?!)"
        )

    def find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """Yield start, end and entry of each term in `text`."""
        for found in self._pattern.finditer(text):
            word = " ".join(found[0].split())
            entry = self._by_name.get(_key(word)) or self._by_name.get(_key(word[:-1]))
            if entry is not None:
                yield found.start(), found.end(), entry


def _is_abbreviation(name: str) -> bool:
    """Return whether the letters of a name are written as they are wherever it stands.

    Examples
    --------
    >>> _is_abbreviation("SAAR"), _is_abbreviation("G-SIB"), _is_abbreviation("Term premium")
    (True, True, False)
    """
    return any(part.isupper() and len(part) > 1 for part in re.findall(r"[A-Z]+", name))


def _key(name: str) -> str:
    return name if _is_abbreviation(name) else name.lower()


def _pattern(name: str) -> str:
    words = r"\s+".join(map(re.escape, name.split()))
    return f"{words}s?" if _is_abbreviation(name) else f"(?i:{words}s?)"


def mark_terms(page: nodes.document, glossary: Iterable[Entry], address: str) -> None:
    """Make the first occurrence of each term in the running text of a page show its entry.

    Parameters
    ----------
    page : nodes.document
        The page, its references resolved.
    glossary : iterable of Entry
        The entries.
    address : str
        The way from the page to the glossary.
    """
    marked = _Marked(glossary, address)
    for paragraph in list(page.findall(nodes.paragraph)):
        if _is_running_text(paragraph):
            for node in list(paragraph.findall()):
                if isinstance(node, nodes.reference):
                    marked.link(node)
                elif isinstance(node, nodes.Text) and _is_words(node, paragraph):
                    marked.words(node)


def _is_running_text(paragraph: nodes.paragraph) -> bool:
    node: nodes.Element | None = paragraph.parent
    while node is not None:
        if isinstance(node, _NOT_RUNNING_TEXT) or _AIMS in node.get("classes", ()):
            return False
        node = node.parent
    return True


def _is_words(text: nodes.Text, paragraph: nodes.paragraph) -> bool:
    node = text.parent
    while node is not None and node is not paragraph:
        if isinstance(node, (*_NOT_WORDS, glossary_term)):
            return False
        node = node.parent
    return node is paragraph


class _Marked:
    """The terms of one page: each is marked once."""

    def __init__(self, glossary: Iterable[Entry], address: str) -> None:
        entries_ = tuple(glossary)
        self._finder = Finder(entries_)
        self._by_anchor: Mapping[str, Entry] = {one.anchor: one for one in entries_}
        self._address = address
        self._done: set[str] = set()

    def link(self, node: nodes.reference) -> None:
        """Replace a link to an entry, ``{term}`vintage```, by the term with its entry."""
        page, _, anchor = node.get("refuri", "").partition("#")
        entry = self._by_anchor.get(anchor)
        if page == self._address and entry is not None and entry.anchor not in self._done:
            node.parent.replace(node, self._node(entry, node.astext()))

    def words(self, node: nodes.Text) -> None:
        """Split a text at the terms that have not been marked yet."""
        text, end = str(node), 0
        parts: list[nodes.Node] = []
        for start, after, entry in self._finder.find(text):
            if entry.anchor not in self._done:
                parts += [nodes.Text(text[end:start]), self._node(entry, text[start:after])]
                end = after
        if parts:
            node.parent.replace(node, [*parts, nodes.Text(text[end:])])

    def _node(self, entry: Entry, words: str) -> glossary_term:
        self._done.add(entry.anchor)
        return glossary_term(
            "",
            nodes.Text(words),
            number=len(self._done),
            meaning=entry.meaning,
            chinese="".join(entry.chinese[:1]),
            address=f"{self._address}#{entry.anchor}",
        )


def _begin(translator: Any, node: glossary_term) -> None:
    name = f"gloss-{node['number']}"
    translator.body.append(f'<dfn class="tb-term" tabindex="0" aria-describedby="{name}">')


def _end(translator: Any, node: glossary_term) -> None:
    chinese = f' <b lang="zh-Hans">{escape(node["chinese"])}</b>' if node["chinese"] else ""
    translator.body.append(
        f'<span id="gloss-{node["number"]}">{escape(node["meaning"], quote=False)}{chinese} '
        f'<a href="{escape(node["address"])}">Glossary</a></span></dfn>'
    )


def _note_glossary(_app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Keep the entries; return all lessons if they are others than those they were written with."""
    found = read_glossary(env)
    if getattr(env, _ENTRIES, None) == found:
        return []
    setattr(env, _ENTRIES, found)
    return [page for page in env.found_docs if _is_lesson(env, page)]


def _mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if PAGE in app.env.found_docs and _is_lesson(app.env, docname):
        address = app.builder.get_relative_uri(docname, PAGE)
        mark_terms(doctree, getattr(app.env, _ENTRIES), address)


def _is_lesson(env: BuildEnvironment, docname: str) -> bool:
    return lesson_at(Project(Path(env.srcdir)), Path(env.doc2path(docname))) is not None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the node and mark the terms of each lesson when its references are resolved."""
    app.add_node(glossary_term, html=(_begin, _end))
    app.connect("env-updated", _note_glossary)
    app.connect("doctree-resolved", _mark, priority=800)  # after the links to entries are made
    return {"parallel_read_safe": True, "parallel_write_safe": True}
