"""Sphinx extension: a page that is renamed, added, moved or removed is so in all menus.

Sphinx writes the pages again whose sources changed. The theme's menus, which stand on every page,
name all pages in their order, so that a change there concerns all pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

TOC = "_toc.yml"
_WRITTEN = "treasurybook_menus"  # where the environment keeps what the menus were made of


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the event that says which pages are written."""
    app.connect("env-updated", _pages_to_write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
