"""What several test files share: the built book, a server for it, and a browser."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.toy import Toy
from treasurybook.press.chromium import find_chromium, flags

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parents[1]

# No test may depend on how busy the machine is; where CI runs, every run tries the same examples.
settings.register_profile("book", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("book")

# Without these a browser asks for updates and more as it starts, which is none of our pages' doing.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let those who have a network, or time, ask for more."""
    parser.addoption("--live", action="store_true", help="ask the real data sources too")
    parser.addoption(
        "--kills",
        type=int,
        help="kill so many builds, and refreshes at every moment (default: a few)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of the real sources out, and let many kills last, if they are asked for."""
    if config.getoption("--kills"):
        for item in items:
            item.add_marker(pytest.mark.timeout(0))
    if config.getoption("--live"):
        return
    offline = pytest.mark.skip(reason="asks the real data sources: give --live")
    for item in items:
        if item.get_closest_marker("live"):
            item.add_marker(offline)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder that is the same for all workers of one run, and of no other run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def pattern(shared: Path) -> Toy:
    """Build a toy book once for all workers; tests change copies of it."""
    place = shared / "pattern" / "data[1]"  # brackets are no pattern of names
    whole = shared / "pattern-is-whole"
    with FileLock(shared / "pattern.lock"):
        if whole.exists():
            return Toy.at(place)
        place.parent.mkdir()
        toy = Toy(place)
        done = toy.book()
        assert done.returncode == 0, done.stderr
        whole.touch()
    return toy


@pytest.fixture(scope="module")
def kept(pattern: Toy, tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """Copy a built toy book, for tests that leave it as a build leaves it."""
    return pattern.copy(tmp_path_factory.mktemp("kept") / "data[1]")


@pytest.fixture
def built(pattern: Toy, tmp_path: Path) -> Toy:
    """Copy a built toy book, for one test."""
    return pattern.copy(tmp_path / "toy")


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """Build the real book as `make book` does, once for all workers; its folder."""
    with FileLock(shared / "site.lock"):
        built = subprocess.run(
            [sys.executable, "-m", "treasurybook", "book"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert built.returncode == 0, built.stdout + built.stderr
    return ROOT / "_build" / "html"


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # a page asks for some thirty files at once


class _QuietHandler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test report free of requests."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the built book on this machine; its address."""
    server = _Server(("127.0.0.1", 0), partial(_QuietHandler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Be one reader who visits many pages, with the settings that the module names as `READER`."""
    with browser.new_context(**request.module.READER) as reader:
        yield reader


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start a headless Chromium; without one, skip the test, or fail it if CI is set."""
    executable = find_chromium()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium found, and CI must test the site in one")
        pytest.skip("no Chromium found: install it to test the site in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=[*QUIET, *flags()])
        yield chromium
        chromium.close()
