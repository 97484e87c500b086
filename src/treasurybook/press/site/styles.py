"""Cut the style sheets down to the rules that can apply to the book's pages.

The theme brings rules for thousands of icons and for components that no page has. A rule stays if
every class and id in one of its selectors occurs somewhere in the pages or scripts, as markup or
merely as a word: rather too many rules than one too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

_NAME = r"-?[A-Za-z_][\w-]*"
_WORD = re.compile(_NAME)
_CLASS_OR_ID = re.compile(rf"[.#]({_NAME})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"(?P<before>[^{};]*;)?(?P<selectors>[^{};]+)\{(?P<declarations>[^{}]*)\}")
_COMMA = re.compile(r",(?![^(]*\))")
_CONDITION = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_ICON_FONT = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")


def words(texts: Iterable[str]) -> set[str]:
    """Return all that could be the name of a class or id in `texts`."""
    return {word for text in texts for word in _WORD.findall(text)}


def drop_unused(css: str, known: Set[str]) -> str:
    """Return `css` without comments, icon fonts and rules that cannot apply.

    Parameters
    ----------
    css : str
        A style sheet.
    known : set of str
        The names that occur in the pages and scripts, as `words` returns them.
    """

    def keep_used(rule: re.Match[str]) -> str:
        before, selectors = rule["before"] or "", rule["selectors"]
        if selectors.lstrip().startswith("@"):
            return rule[0]
        used = [selector for selector in _COMMA.split(selectors) if _may_apply(selector, known)]
        return f"{before}{','.join(used)}{{{rule['declarations']}}}" if used else before

    return _RULE.sub(keep_used, _ICON_FONT.sub("", _COMMENT.sub("", css)))


def _may_apply(selector: str, known: Set[str]) -> bool:
    # what stands in brackets may be a negation or an alternative, so it does not count
    while (shorter := _CONDITION.sub("", selector)) != selector:
        selector = shorter
    return set(_CLASS_OR_ID.findall(selector)) <= known
