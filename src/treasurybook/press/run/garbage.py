"""How often Python looks for garbage that only a search finds, objects that hold each other."""

import gc

THRESHOLDS = (100_000, 50, 100)
"""New objects before a search among them, and searches before one among the older."""


def look_seldom() -> None:
    """Look a hundred times as seldom as Python does by itself.

    A build makes millions of objects that live as long as it does, trees of pages and of charts,
    among which the search finds next to nothing and takes a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
