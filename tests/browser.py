"""Find the browser in which the built site is tested.

``python -m tests.browser`` fetches Playwright's own Chromium where no other is installed.
"""

from __future__ import annotations

import subprocess
import sys

from treasurybook.press.chromium import find_chromium


def main() -> None:
    """Make sure, as far as possible, that there is a browser."""
    if find_chromium():
        return
    print("no Chromium found; asking Playwright for one", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not find_chromium():
        print("still none: the tests in a browser will be skipped; install Chromium to run them")


if __name__ == "__main__":
    main()
