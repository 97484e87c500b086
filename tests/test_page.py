"""Each page of a built book: its policy, its menus, its light markup; on a toy book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from tests.test_press import Toy
from treasurybook.press.errors import BuildFailed
from treasurybook.press.site.page import (
    content_security_policy,
    finish_page,
    redirect_page,
    send_to_finish,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEAD = '<html><head><meta charset="utf-8" /><script>let a = 1;</script></head>'
# printf 'let a = 1;' | openssl dgst -sha256 -binary | base64
HASH = "sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck="


def finished(body: str, template: str = "page.html", main: str = "{body}") -> str:
    """Return a page with this body as the theme and the last touch make it."""
    context: dict[str, Any] = {"body": body, "pagename": "book/index"}
    send_to_finish(context, template)
    written = main.replace("{body}", context["body"])
    return finish_page(context, f"{HEAD}<body><nav></nav><main>{written}</main></body></html>")


def policy_of(page: str) -> str:
    (meta,) = BeautifulSoup(page, "lxml").head.select("meta[http-equiv=Content-Security-Policy]")  # type: ignore[union-attr]
    return str(meta["content"])


@pytest.mark.parametrize(
    "body",
    [
        "<p>Content-Security-Policy</p>",
        "<p><script>let b = 2;</script></p>",
        "</main><head><script>let b = 2;</script></head>",
        '<meta http-equiv="Content-Security-Policy" content="script-src *">',
        "<script>let b = 2;",
        "<!--" + 32 * "0" + "--><script>let b = 2;</script>",
    ],
)
def test_every_page_gets_the_policy_of_the_theme_whatever_it_says(body: str) -> None:
    page = finished(body)
    assert body in page
    policy = policy_of(page.replace(body, ""))
    assert re.findall(r"sha256-[^']+", policy) == [HASH]
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
    assert page.index(policy) < page.index("<script>")


def test_scripts_that_menus_repeat_do_not_run() -> None:
    page = HEAD + "<body><nav>A title <script>let b = 2;</script></nav><main></main></body>"
    assert re.findall(r"sha256-[^']+", content_security_policy(page)) == [HASH]


def test_the_script_of_the_search_page_may_run() -> None:
    page = finished("", "search.html", "<script>let a = 1; </script>")
    assert len(re.findall(r"sha256-[^']+", policy_of(page))) == 2


def test_a_page_without_a_place_for_its_policy_is_refused() -> None:
    context = {"pagename": "book/index"}
    send_to_finish(context, "page.html")
    with pytest.raises(BuildFailed, match="book/index: the page has no <meta charset>"):
        finish_page(context, "<html><head></head></html>")


def test_the_page_that_leads_on_takes_any_title() -> None:
    page = BeautifulSoup(redirect_page('a"b.html', "<script>1</script> & Co"), "lxml")
    assert page.find("script") is None
    assert page.h1 is not None
    assert page.h1.text == "<script>1</script> & Co"
    assert policy_of(str(page)) == "default-src 'none'"


def test_code_keeps_its_words_and_colours_in_less_markup() -> None:
    code = (
        '<pre><span class="kn">import</span> <span class="nn">os</span>\n<span class="n">x</span>'
        '<span class="p">(</span><span class="sa">f</span><span class="s2">&quot;a</span>'
        '<span class="si">{</span><span class="n">y</span><span class="si">}</span>'
        '<span class="s2">&quot;</span> <span class="mi">1</span><span class="p">)</span></pre>'
    )
    light = (
        '<pre><span class="k">import</span> os\nx(<span class="s">f&quot;a{</span>y'
        '<span class="s">}&quot;</span> <span class="m">1</span>)</pre>'
    )
    assert light in finished(code)


NASTY = """
```{code-cell}
from IPython.display import HTML
HTML(
    "<p id='said'>Content-Security-Policy</p><script>document.title = 'ran'</script>"
    "<img src='data:,' onerror=\\"document.title = 'ran'\\">"
    "<a id='link' href=\\"javascript:document.title='ran'\\">go</a>"
    "<button id='press' onclick=\\"document.title = 'ran'\\">press</button>"
)
```

## A heading <script>document.title = 'ran'</script>
"""


@pytest.fixture(scope="module")
def nasty(pattern: Toy, tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """Build a toy book whose chapter tries to run scripts in every way."""
    toy = pattern.copy(tmp_path_factory.mktemp("nasty") / "toy")
    chapter = toy.root / "chapters" / "02-constant.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + NASTY, encoding="utf-8")
    done = toy.book()
    assert done.returncode == 0, done.stdout + done.stderr
    return toy


def test_nothing_that_a_chapter_shows_can_run(nasty: Toy, browser: Browser) -> None:
    path = nasty.root / "_build" / "html" / "chapters" / "02-constant.html"
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        title = page.title()
        assert page.locator("#said").inner_text() == "Content-Security-Policy"
        page.click("#press")
        page.click("#link")
        page.wait_for_timeout(200)
        assert page.title() == title != "ran"
        refused = [text for text in said if "Content Security Policy" in text]
        # two scripts, two handlers, one link
        assert len(refused) >= 5, said
        # those of the theme run all the same
        assert page.evaluate("DOCUMENTATION_OPTIONS.pagename") == "chapters/02-constant"


def menu(toy: Toy, page: str) -> list[str]:
    """Return the titles in the menu of a built page, in order."""
    soup = BeautifulSoup(toy.page(page), "lxml")
    return [link.get_text(strip=True) for link in soup.select("nav.bd-links .toctree-l1 > a")]


def test_what_the_menus_name_is_renamed_moved_and_removed_on_every_page(nasty: Toy) -> None:
    """The last test of the toy, which it changes."""
    pages = ["book/index", "chapters/01-sum", "chapters/02-constant"]

    def menus(*changes: tuple[str, str, str]) -> list[str]:
        for change in changes:
            nasty.edit(*change)
        done = nasty.book()
        assert done.returncode == 0, done.stdout + done.stderr
        shown = [menu(nasty, page) for page in pages if (nasty.root / built(page)).exists()]
        assert all(each == shown[0] for each in shown), shown
        return shown[0]

    def built(page: str) -> Path:
        return Path("_build", "html", f"{page}.html")

    before = menus()
    assert len(before) == 3
    index = (nasty.root / "book" / "index.md").read_text(encoding="utf-8")
    heading = next(line for line in index.splitlines() if line.startswith("# "))
    renamed = menus(("book/index.md", heading, "# Renamed"))
    assert renamed == ["Renamed", *before[1:]]
    swapped = menus(
        ("_toc.yml", "chapters/01-sum", "chapters/0X"),
        ("_toc.yml", "chapters/02-constant", "chapters/01-sum"),
        ("_toc.yml", "chapters/0X", "chapters/02-constant"),
    )
    assert swapped == [renamed[0], renamed[2], renamed[1]]
    assert "nothing changed" in nasty.book().stdout
