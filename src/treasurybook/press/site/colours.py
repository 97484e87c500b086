"""The colours and fonts of the theme by themselves, for pages that do not need the rest of it."""

from __future__ import annotations

import re

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = re.compile(r"(?:--pst-[\w-]+|color-scheme):[^;]+")
_PLAIN = frozenset({":root", "html", "html:not([data-theme])"})
_LIGHT, _DARK = "html[data-theme=light]", "html[data-theme=dark]"


def theme_colours(style_sheet: str) -> str:
    """Return the theme's variables as a style sheet, which also follows the reader's system.

    Parameters
    ----------
    style_sheet : str
        The theme's own, which names fonts under ``html`` and colours by ``data-theme``.
    """
    found: dict[str, dict[str, str]] = {"plain": {}, _LIGHT: {}, _DARK: {}}
    for selectors, body in _RULE.findall(style_sheet):
        for selector in selectors.replace('"', "").split(","):
            name = "plain" if selector.strip() in _PLAIN else selector.strip()
            if name in found:
                found[name] |= dict(one.split(":", 1) for one in _NAMED.findall(body))
    rules = {
        ":root": found["plain"] | found[_LIGHT],
        _DARK: found[_DARK],
    }
    dark = _rule("html:not([data-theme=light])", found[_DARK])
    plain = "\n".join(_rule(selector, said) for selector, said in rules.items())
    return f"{plain}\n@media screen and (prefers-color-scheme: dark) {{{dark}}}\n"


def _rule(selector: str, said: dict[str, str]) -> str:
    return f"{selector}{{{';'.join(f'{name}:{value}' for name, value in said.items())}}}"
