"""The last touch to each page: a strict Content-Security-Policy, and nothing that it would break.

The theme's pages carry short scripts in line. Rather than allow all inline scripts, the policy
names the hash of each that the theme wrote. Which those are is known by construction: while a page
is written, what comes from its source stands between two seams that nobody can guess, and scripts
are looked for in the rest alone.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from secrets import token_hex
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import pass_context

from treasurybook.press.errors import BuildFailed

TEMPLATE = "finished.html"
_HEAD = re.compile(r'<meta charset="utf-8"\s*/?>', re.IGNORECASE)
_ICON_SCRIPT = re.compile(r'\s*<script[^>]*src="[^"]*/fontawesome\.js[^"]*"[^>]*></script>')
# Scripts that may wait keep readers from the text; what Sphinx begins when all is there may not.
_HASTY_SCRIPT = re.compile(
    r'<script (?=src="(?![^"]*/(?:documentation_options|doctools|sphinx_highlight)\.js))'
)
# What the theme fetches before all else are its own scripts, which wait for the text.
_PRELOADED = re.compile(r'\s*<link rel="preload" as="script"[^>]*/?>')
_SEARCH_SCRIPTS = re.compile(
    r'\s*<script[^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>'
)
# The theme knows later whether the system of a new reader is dark, and would draw the page twice.
_THEME = 'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";'
_OF_SYSTEM = '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
_THEME_AT_ONCE = _THEME.replace('"auto"', _OF_SYSTEM)
# The theme's arrow that opens a chapter in the menu has no name for those who cannot see it.
_TOGGLE = '<summary><span class="toctree-toggle"'
_NAMED_TOGGLE = _TOGGLE.replace("<summary>", '<summary aria-label="Lessons of the chapter">')
_TABS_SCRIPT = re.compile(r'\s*<script[^>]*src="[^"]*/design-tabs\.js[^"]*"[^>]*></script>')
# Names, punctuation, blanks and operators in code need no colour, and are half of its markup. Kinds
# of text, number and keyword have one colour each, so that neighbours can share their markup.
_PLAIN_CODE = re.compile(r'<span class="(?:[nopw]|nn)">([^<]*)</span>')
_ONE_COLOUR = {
    re.compile(rf'<span class="(?:{kinds})">'): f'<span class="{colour}">'
    for colour, kinds in {"s": "s[a-z0-9]", "m": "m[a-z]", "k": "k[a-z]|ow|ne"}.items()
}
_NEIGHBOURS = re.compile(r'<span class="([smk])">[^<]*</span>(?:<span class="\1">[^<]*</span>)+')
_SPAN = re.compile(r"</?span[^>]*>")


def send_to_finish(context: dict[str, Any], template: str) -> str:
    """Prepare a page for `finish_page`; return the template that applies it.

    Parameters
    ----------
    context : dict
        Variables of the page's template. The body gets its seams.
    template : str
        The theme's template of the page.
    """
    seam = f"<!--{token_hex(16)}-->"
    context["seam"] = seam
    context["body"] = f"{seam}{context.get('body', '')}{seam}"
    context["theme_template"] = template
    return TEMPLATE


@pass_context
def finish_page(context: Mapping[str, Any], html: str) -> str:
    """Return a page with its policy, without scripts that it does not need (a Jinja2 filter).

    Parameters
    ----------
    context : Mapping
        Variables of the page's template, as `send_to_finish` left them.
    html : str
        The page as the theme wrote it.

    Raises
    ------
    BuildFailed
        If the theme's page has no ``<meta charset>``, where the policy goes.
    """
    before, body, after = _cut(html, context["seam"])
    searches = context["theme_template"] == "search.html"
    parts = [_without_scripts(part, body, searches=searches) for part in (before, after)]
    policy = content_security_policy(parts[0] + parts[1], searches=searches)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    head, found = _HEAD.subn(lambda charset: f"{charset[0]}\n    {meta}", parts[0], count=1)
    if not found:
        raise BuildFailed(f"{context['pagename']}: the page has no <meta charset> for its policy")
    return head + _lighter_code(body) + parts[1]


def _cut(html: str, seam: str) -> tuple[str, str, str]:
    """Return what the theme wrote before the body, the body, and what it wrote after.

    Templates of the theme's own pages, such as the search, leave the body out.
    """
    before, *rest = html.split(seam)
    return (before, rest[0], "".join(rest[1:])) if rest else (before, "", "")


def _without_scripts(html: str, body: str, *, searches: bool) -> str:
    html = html.replace(_TOGGLE, _NAMED_TOGGLE).replace(_THEME, _THEME_AT_ONCE)
    html = _PRELOADED.sub("", html)
    html = _ICON_SCRIPT.sub("", html)  # 1.5 MB for a dozen icons, which site.css draws
    if "sd-tab-set" not in body:
        html = _TABS_SCRIPT.sub("", html)
    return html if searches else _HASTY_SCRIPT.sub("<script defer ", _SEARCH_SCRIPTS.sub("", html))


def content_security_policy(frame: str, *, searches: bool = False) -> str:
    """Return the policy for a page: everything from the book itself, nothing from elsewhere.

    Inline styles stay allowed: Vega, MathML and tables of numbers set them, and a style cannot
    reach out, since images, fonts and connections are held to the book as well.

    Parameters
    ----------
    frame : str
        The page without its body. The inline scripts in its head may run.
    searches : bool
        Whether it is the search page, whose main part is the theme's as well.
    """
    scripts = " ".join(["'self'", *sorted(_inline_script_hashes(frame, searches=searches))])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def _inline_script_hashes(frame: str, *, searches: bool) -> set[str]:
    # Menus repeat titles, which come from the sources; the head holds nothing of them but text.
    places = "head script, main script" if searches else "head script"
    read = frame if searches else frame.partition("</head>")[0]
    hashes = set()
    for script in BeautifulSoup(read, "html.parser").select(places):
        if script.get("src") is None:
            digest = sha256((script.string or "").encode()).digest()
            hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return hashes


def _lighter_code(html: str) -> str:
    """Return a page whose code has the same colours in less markup."""
    html = _PLAIN_CODE.sub(r"\1", html)
    for kinds, colour in _ONE_COLOUR.items():
        html = kinds.sub(colour, html)
    return _NEIGHBOURS.sub(
        lambda run: f'<span class="{run[1]}">{_SPAN.sub("", run[0])}</span>', html
    )


def redirect_page(target: str, title: str) -> str:
    """Return a page that leads on to `target` at once."""
    address, name = escape(target), escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'" />\n'
        f'<meta http-equiv="refresh" content="0; url={address}" />\n<title>{name}</title>\n'
        f'</head>\n<body>\n<main><h1>{name}</h1><p><a href="{address}">Open the book</a></p></main>'
        "\n</body>\n</html>\n"
    )
