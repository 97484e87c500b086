"""The text of a lesson as plain Markdown: values in their places, no directive left.

Only what lessons use is known here; anything else is refused, so that no notebook shows it raw.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Mapping

import yaml

from treasurybook.ledger.text import tidy
from treasurybook.press.errors import BuildFailed
from treasurybook.press.site.quiz import Question

_GLUED = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]*))?`")
_DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w-]+)\}[ \t]*(?P<argument>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=fence)[ \t]*$\n?",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"^:[\w-]+:.*\n?", re.MULTILINE)
_PAGE = re.compile(r"\[([^\]]+)\]\(([^)\s#:]+)\.md(#[^)\s]*)?\)")
_HREF = re.compile(r'<a\b[^>]*?\bhref="(?![a-z]+:|#)([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TERM = re.compile(r"\{term\}`([^`<]+?)(?:\s*<[^>`]*>)?`")
_ROLE = re.compile(r"\{[a-z][\w:-]*\}`")


def plain_markdown(
    text: str, values: Mapping[str, str], page_address: Callable[[str], str | None]
) -> str:
    """Return a piece of a lesson as plain Markdown.

    Parameters
    ----------
    text : str
        MyST Markdown.
    values : mapping
        The glued values, by name, as Python text.
    page_address : callable
        Takes the path of another page, as the lesson's links have it, with its anchor; returns its
        public address, None if it has none: then the words of the link stay alone.

    Raises
    ------
    BuildFailed
        If a value is not there, or a directive or role is none that lessons use.
    """
    plain = _TERM.sub(r"\1", _filled(text, values))
    plain = _DIRECTIVE.sub(_plain_directive, plain)
    plain = _PAGE.sub(lambda link: _linked(link[1], link[2], link[3] or "", page_address), plain)
    left = re.search(r"^(?:`{3,}|:{3,})\{[\w-]+\}", plain, re.MULTILINE) or _ROLE.search(plain)
    if left:
        raise BuildFailed(f"{left[0]!r} has no form in plain Markdown: add it to {__name__}")
    return plain


def plain_links(html: str, page_address: Callable[[str], str | None]) -> str:
    """Return an output's HTML whose links to pages of the book lead to their public addresses.

    A link stays as words alone if its page has no public address.
    """

    def linked(found: re.Match[str]) -> str:
        address = page_address(found[1])
        return f'<a href="{address}">{found[2]}</a>' if address else found[2]

    return _HREF.sub(linked, html)


def page_addresses(folder: str, base: str) -> Callable[[str], str | None]:
    """Return what finds the public address of a page that is named from a folder of the book.

    Examples
    --------
    >>> page_addresses("chapters/5-tightening", "https://example.org")("1-the-plan.html")
    'https://example.org/chapters/5-tightening/1-the-plan.html'
    """

    def address(page: str) -> str | None:
        return f"{base}/{posixpath.normpath(posixpath.join(folder, page))}" if base else None

    return address


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value(place: re.Match[str]) -> str:
        name, form = place[1], place[2]
        if name not in values:
            raise BuildFailed(f"the text shows {name}, and no cell makes a value of that name")
        found = ast.literal_eval(values[name])
        return tidy(format(found, form) if form else str(found))

    return _GLUED.sub(value, text)


def _linked(words: str, page: str, anchor: str, page_address: Callable[[str], str | None]) -> str:
    address = page_address(f"{page}.html{anchor}")
    return f"[{words}]({address})" if address else words


def _plain_directive(found: re.Match[str]) -> str:
    name, body = found["name"], found["body"]
    match name:
        case "admonition":
            said = _without_options(body)
            return _quoted(f"**{found['argument'].strip()}**\n\n{said}")
        case "exercise":
            return f"{_without_options(body)}\n"
        case "solution-start":
            return "**Solution.**\n"
        case "solution-end":
            return ""
        case "quiz":
            return _quiz(body)
    raise BuildFailed(
        f"the directive {{{name}}} has no form in plain Markdown: add it to {__name__}"
    )


def _without_options(body: str) -> str:
    return _OPTION.sub("", body).strip()


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines()) + "\n"


def _quiz(body: str) -> str:
    """Return the questions with their choices, and the answers folded below each."""
    parts = []
    for number, one in enumerate(yaml.safe_load(body), start=1):
        question = Question.model_validate(one)
        choices = list(zip("abcdefgh", question.choices, strict=False))
        asked = [f"**{number}.** {question.ask}", ""]
        asked += [f"- ({letter}) {said}" for letter, (_, said, _) in choices]
        answers = [
            f"- ({letter}) **{'Right' if is_right else 'No'}.** {because}"
            for letter, (is_right, _, because) in choices
        ]
        folded = ["", "<details><summary>Answers</summary>", "", *answers, "", "</details>"]
        parts.append("\n".join([*asked, *folded]))
    return "\n\n".join(parts) + "\n"
