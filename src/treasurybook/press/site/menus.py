"""Sphinx extension: the menus of the theme, which stand on every page and name all pages.

Sphinx writes the pages again whose sources changed. A page that is renamed, added, moved or removed
changes the menus, which concerns all pages.

The theme makes the menu anew for each page. Those of the pages of one folder differ in one mark
only, "you are here", so it is made once a folder here, and the mark is moved.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml.html import HtmlElement, fragment_fromstring, tostring

from treasurybook.press.site.numbering import number_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

TOC = "_toc.yml"
_WRITTEN = "treasurybook_menus"  # where the environment keeps what the menus were made of
_HERE = {"current", "active"}


def fingerprint(env: BuildEnvironment) -> str:
    """Return one hash of the order of the pages and of their titles."""
    parts = [(Path(env.srcdir) / TOC).read_text(encoding="utf-8")]
    parts += [f"{page}\t{env.titles[page].astext()}" for page in sorted(env.titles)]
    return sha256("\n".join(parts).encode()).hexdigest()


def _pages_to_write(_app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return all pages if the menus are others than those that were written."""
    menus = fingerprint(env)
    if getattr(env, _WRITTEN, None) == menus:
        return []
    setattr(env, _WRITTEN, menus)
    return sorted(env.found_docs)


def _share_menu(
    kept: dict[str, str],
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    _doctree: Any,
) -> None:
    """Let the template of the menu ask for that of the page's folder, marked for the page."""

    def shared_menu(made_by_theme: Callable[..., Any]) -> Callable[..., str]:
        def menu(**options: Any) -> str:
            folder = pagename.rpartition("/")[0]
            own = app.builder.get_target_uri(pagename).rpartition("/")[2]
            if folder not in kept:
                kept[folder] = numbered(unmarked(str(made_by_theme(**options)), own), folder)
            return marked(kept[folder], own)

        return menu

    context["shared_menu"] = shared_menu


def unmarked(menu: str, own: str) -> str:
    """Return the menu of a page as it is for a page that it does not name.

    Parameters
    ----------
    menu : str
        The menu as HTML, in which the page's own entry leads to ``#``.
    own : str
        The page's address from its folder.
    """
    whole = fragment_fromstring(menu, create_parent="div")
    for link in whole.xpath(".//a[@href='#']"):
        link.set("href", own)
    for part in whole.xpath(".//*[contains(@class, 'current')]"):
        part.set("class", " ".join(one for one in part.get("class").split() if one not in _HERE))
    for folded in whole.iter("details"):
        folded.attrib.pop("open", None)
    return _inner(whole)


def numbered(menu: str, folder: str) -> str:
    """Return a menu in which chapters and lessons have their numbers.

    Parameters
    ----------
    menu : str
        A menu as HTML, as `unmarked` returns it.
    folder : str
        The folder from which it leads to the pages, from the root of the site.
    """
    whole = fragment_fromstring(menu, create_parent="div")
    for link in whole.xpath(".//a[@href]"):
        page = posixpath.normpath(posixpath.join(folder, link.get("href")))
        if number := number_of(page.removesuffix(".html")):
            link.text = f"{number} {link.text or ''}"
    return _inner(whole)


def marked(menu: str, own: str) -> str:
    """Return a menu in which the entry that leads to `own` is the page where the reader is.

    Parameters
    ----------
    menu : str
        A menu as HTML, as `unmarked` returns it.
    own : str
        The page's address from its folder.
    """
    whole = fragment_fromstring(menu, create_parent="div")
    for link in whole.xpath(".//a[@href=$own]", own=own):
        link.set("href", "#")
        _add_class(link, "current")
        for part in link.iterancestors("ul"):
            _add_class(part, "current")
        for part in link.iterancestors("li"):
            _add_class(part, "current", "active")
            for folded in part.findall("details"):
                folded.set("open", "open")
    return _inner(whole)


def _add_class(element: HtmlElement, *names: str) -> None:
    element.set("class", " ".join([*element.get("class", "").split(), *names]))


def _inner(whole: HtmlElement) -> str:
    return "".join(str(tostring(one, encoding="unicode")) for one in whole)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the events that say which pages are written, and with what."""
    app.connect("env-updated", _pages_to_write)
    kept: dict[str, str] = {}  # menus of this build, by folder
    app.connect("html-page-context", partial(_share_menu, kept), priority=400)  # before the theme's
    return {"parallel_read_safe": True, "parallel_write_safe": True}
