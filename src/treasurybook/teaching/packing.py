"""Keys as one word of text, so that who opens a notebook does not read hints first."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any


def pack(kept: Mapping[str, Mapping[str, Any]]) -> str:
    """Return keys as one word of letters and digits; equal keys give equal words.

    Parameters
    ----------
    kept : mapping
        Label of an exercise -> its key, as a solution left it.
    """
    text = json.dumps(kept, sort_keys=True).encode()
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode()


def unpack(packed: str) -> dict[str, Mapping[str, Any]]:
    """Return the keys from what `pack` returned."""
    found: dict[str, Mapping[str, Any]] = json.loads(
        zlib.decompress(base64.urlsafe_b64decode(packed))
    )
    return found
