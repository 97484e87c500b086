"""Every page on a desk, in both themes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .site_pages import (
    CHAPTERS,
    DESK,
    PAGES,
    drawn_by_script,
    faulty_readouts,
    figures_stored,
    idle_controls,
    illegible,
    malformed,
    specimens,
    visited,
)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


# the policy of the page refuses the checker's script as any other from elsewhere
READER = {"viewport": DESK, "bypass_csp": True}


@pytest.fixture(scope="module")
def known() -> set[int]:
    """Hold what was looked at on pages before."""
    return set()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound_on_a_desk(
    name: str, site: Path, reader: BrowserContext, known: set[int]
) -> None:
    """From a folder, without a server: charts, readouts, both themes, access, controls."""
    with visited(reader, (site / name).as_uri()) as (page, faults):
        drawn = drawn_by_script(page)
        of_lesson = [figures_stored(one) for one in CHAPTERS if f"/{one.stem}.html" in f"/{name}"]
        stored = of_lesson[0] if of_lesson else page.locator("figure.tb-chart").count()
        if drawn != stored:
            faults.append(f"{drawn} of {stored} figures drawn")
        faults += faulty_readouts(page)
        faults += malformed(page)
        text = "document.querySelector('figure.tb-chart svg text')"
        ink = page.evaluate(f"{text} && getComputedStyle({text}).fill")
        with specimens(page, known):
            faults += [f"light: {one}" for one in illegible(page)]
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        if drawn:
            page.wait_for_function(f"ink => getComputedStyle({text}).fill !== ink", arg=ink)
        with specimens(page, known) as there:
            faults += [f"dark: {one}" for one in illegible(page)]
        known |= there
        faults += idle_controls(page)
        assert not faults, "\n".join(faults)
