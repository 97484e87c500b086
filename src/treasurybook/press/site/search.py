"""Sphinx extension: a search that finds English words and Chinese terms.

Sphinx splits text at spaces, which Chinese does not write. Chinese runs are therefore indexed as
single characters and as pairs of neighbours, and a query is split into pairs in the same way: a
page that holds every pair of a term nearly always holds the term. The name of a statement, such as
F-130, is one word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_STATEMENT = r"[A-Za-z]-[0-9]{3}"
_RUNS = re.compile(rf"{_STATEMENT}(?!\w)|[{_HAN}]+|[^\W{_HAN}]+")
_HAN_RUN = re.compile(rf"[{_HAN}]+")


class SearchEnglishAndChinese(SearchEnglish):
    """Sphinx's English search that knows Chinese characters as well."""

    lang = "en"
    js_splitter_code = (
        "function splitQuery(query) {\n"
        f"  const runs = query.match(/{_STATEMENT}(?![\\p{{Letter}}\\p{{Number}}_])|"
        f"[{_HAN}]+|[\\p{{Letter}}\\p{{Number}}_]+?"
        f"(?=[{_HAN}]|[^\\p{{Letter}}\\p{{Number}}_]|$)/gu) || [];\n"
        "  return runs.flatMap((run) => {\n"
        f"    if (!/^[{_HAN}]{{2,}}$/.test(run)) return [run];\n"
        "    return [...run].slice(1).map((character, i) => run[i] + character);\n"
        "  });\n"
        "}\n"
    )

    def split(self, input: str) -> list[str]:
        """Return the words of `input`; of a Chinese run its characters and their pairs."""
        words: list[str] = []
        for run in _RUNS.findall(input):
            words += _characters_and_pairs(run) if _HAN_RUN.fullmatch(run) else [run]
        return words


def _characters_and_pairs(run: str) -> list[str]:
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the search in the place of Sphinx's English one."""
    app.add_search_language(SearchEnglishAndChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
