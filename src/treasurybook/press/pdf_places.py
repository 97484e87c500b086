"""The places of a printed book to which its links lead."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

from treasurybook.press.errors import BuildFailed, PressError


class NoPrinter(PressError):
    """What prints the book is not installed."""


def missing_library(library: str) -> str:
    """Say which library is missing, and how to get it."""
    return f"printing needs {library}: install the package with its extra, pip install -e '.[dev]'"


def page_numbers(printed: bytes, anchors: list[str]) -> list[int]:
    """Return the numbers of the pages on which places stand.

    Parameters
    ----------
    printed : bytes
        The PDF.
    anchors : list of str
        Names of places to which a link of the PDF leads.

    Raises
    ------
    BuildFailed
        If the PDF has no such place.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise NoPrinter(missing_library("pypdf")) from error
    reader = PdfReader(io.BytesIO(printed))
    known: dict[str, Any] = {
        name.removeprefix("/"): place for name, place in reader.named_destinations.items()
    }
    missing = [anchor for anchor in anchors if anchor not in known]
    if missing:
        raise BuildFailed(f"the printed book lacks the place {missing[0]}, to which it should lead")
    found = (reader.get_destination_page_number(known[anchor]) for anchor in anchors)
    return [number + 1 for number in found if number is not None]


def with_places_on_their_sheets(printed: bytes) -> bytes:
    """Return a PDF whose links lead to the sheet on which a place stands.

    Chromium tells a place that a break moved to the next sheet as one below the foot of the sheet
    before, and readers stop there.

    Parameters
    ----------
    printed : bytes
        The PDF, as Chromium prints it.
    """
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, FloatObject

    writer = PdfWriter(clone_from=io.BytesIO(printed))
    sheets = list(writer.pages)
    following = {one.indirect_reference: after for one, after in pairwise(sheets)}
    places = writer.root_object.get("/Dests", DictionaryObject()).get_object()
    assert isinstance(places, DictionaryObject)
    for place in (one.get_object() for one in places.values()):
        sheet, height = place[0], place[3]
        if height < 0:
            place[0] = following[sheet].indirect_reference
            place[3] = FloatObject(following[sheet].mediabox.top)
    mended = io.BytesIO()
    writer.write(mended)
    return mended.getvalue()
