"""What the ledger shows in a notebook: data under a name, which the press turns into a page.

The ledger knows no HTML. A `View` carries its content as plain data; the site has a template of the
same name, and a reader of the notebook sees the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MIME = "application/vnd.treasurybook.view+json"
"""Type under which a view stands in the output of a cell."""


@dataclass(frozen=True)
class View:
    """Something to be shown.

    Attributes
    ----------
    name
        Name of the template of the site.
    content
        What the template takes; plain data that JSON can hold.
    text
        The same for readers of plain text.
    """

    name: str
    content: Mapping[str, Any]
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": self.text, MIME: {"view": self.name, **self.content}}

    def __repr__(self) -> str:
        return self.text
