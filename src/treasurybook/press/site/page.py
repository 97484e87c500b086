"""The last touch to each page: a strict Content-Security-Policy, and nothing that it would break.

The theme's pages carry short scripts in line. Rather than allow all inline scripts, the policy
names the hash of each of those on the page.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256

_INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_HEAD = re.compile(r'<meta charset="utf-8"\s*/?>', re.IGNORECASE)
_ICON_SCRIPT = re.compile(r'\s*<script[^>]*src="[^"]*/fontawesome\.js[^"]*"[^>]*></script>')
_SEARCH_SCRIPTS = re.compile(
    r'\s*<script[^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>'
)
# Names, punctuation, blanks and operators in code need no colour, and are half of its markup. Kinds
# of text, number and keyword have one colour each, so that neighbours can share their markup.
_PLAIN_CODE = re.compile(r'<span class="(?:[nopw]|nn)">([^<]*)</span>')
_ONE_COLOUR = {
    re.compile(rf'<span class="(?:{kinds})">'): f'<span class="{colour}">'
    for colour, kinds in {"s": "s[a-z0-9]", "m": "m[a-z]", "k": "k[a-z]|ow|ne"}.items()
}
_NEIGHBOURS = re.compile(r'<span class="([smk])">[^<]*</span>(?:<span class="\1">[^<]*</span>)+')
_SPAN = re.compile(r"</?span[^>]*>")
_TABS_SCRIPT = re.compile(r'\s*<script[^>]*src="[^"]*/design-tabs\.js[^"]*"[^>]*></script>')
_POLICY_MARK = "Content-Security-Policy"


def content_security_policy(html: str) -> str:
    """Return the policy for a page: everything from the book itself, nothing from elsewhere.

    Inline styles stay allowed: Vega, MathML and tables of numbers set them, and a style cannot
    reach out, since images, fonts and connections are held to the book as well.
    """
    scripts = " ".join(["'self'", *sorted(_inline_script_hashes(html))])
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


def _inline_script_hashes(html: str) -> set[str]:
    hashes = set()
    for script in _INLINE_SCRIPT.finditer(html):
        attributes = script["attributes"]
        if " src=" in attributes or "json" in attributes:
            continue
        digest = sha256(script["code"].encode()).digest()
        hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return hashes


def finish_page(html: str, *, searches: bool) -> str:
    """Return a built page with its policy, without scripts that it does not need.

    Parameters
    ----------
    html : str
        The page as Sphinx wrote it, or as this function returned it before.
    searches : bool
        Whether this is the page that searches; the others need no search index.
    """
    if _POLICY_MARK in html:
        return html
    html = _ICON_SCRIPT.sub("", html)  # 1.5 MB for a dozen icons, which site.css draws
    html = _lighter_code(html)
    if "sd-tab-set" not in html:
        html = _TABS_SCRIPT.sub("", html)
    if not searches:
        html = _SEARCH_SCRIPTS.sub("", html)
    meta = f'<meta http-equiv="{_POLICY_MARK}" content="{content_security_policy(html)}" />'
    return _HEAD.sub(lambda head: f"{head[0]}\n    {meta}", html, count=1)


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
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        f'<meta http-equiv="refresh" content="0; url={target}" />\n<title>{title}</title>\n'
        f'</head>\n<body>\n<main><h1>{title}</h1><p><a href="{target}">Open the book</a></p></main>'
        "\n</body>\n</html>\n"
    )
