"""Every page on a phone, and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .site_pages import (
    PAGES,
    PHONE,
    draw_all,
    faulty_on_paper,
    faulty_readouts,
    visited,
)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


READER = {"viewport": PHONE}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound_on_a_phone_and_on_paper(
    name: str, address: str, reader: BrowserContext
) -> None:
    """No request to elsewhere, no error, charts drawn and read, nothing wider than the screen."""
    with visited(reader, f"{address}/{name}") as (page, faults):
        draw_all(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            faults.append(f"{wide} px wider than the screen")
        faults += faulty_readouts(page)
        faults += faulty_on_paper(page)
        assert not faults, "\n".join(faults)
