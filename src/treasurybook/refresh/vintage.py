"""One series as it was known on a day, to be stored as a further vintage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from treasurybook.refresh.client import Client
from treasurybook.refresh.door import ordered
from treasurybook.refresh.form import to_text
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.request import Request
from treasurybook.refresh.sources.alfred import Alfred
from treasurybook.snapshot.errors import MissingVintage
from treasurybook.snapshot.package import Package


def fetch_vintage(package: Package, id: str, known_on: date, *, options: ClientOptions) -> bytes:
    """Fetch a series of FRED as it was known on a day.

    Parameters
    ----------
    package : Package
        The stored snapshot, which says where the series is had and in which unit it is kept.
    id : str
        A series that comes from FRED.
    known_on : date
        Day of which the knowledge is wanted.
    options : ClientOptions
        Settings of the HTTP client.

    Returns
    -------
    bytes
        The series in the stored text form and unit, to be kept as a file in ``vintages``.

    Raises
    ------
    MissingVintage
        If the series does not come from FRED.
    SourceError
        If there is no key (``FRED_API_KEY``), or the source does not give what it should.
    """
    package.of(id, "series")
    targets = {target.id: target for target in read_plan(package).targets}
    target = targets.get(id)
    if target is None or target.source != "fred":
        raise MissingVintage(f"{id} does not come from FRED, so its past cannot be fetched")
    source = Alfred(known_on)
    target = replace(target, source=source.name)
    base_url = options.base_urls.get(source.name, source.base_url)
    client = Client(options)

    def get(request: Request) -> bytes:
        return client.get(base_url, request, source=source.name, series=id)

    try:
        frame = source.parse(target, source.replies(target, get))
    finally:
        client.close()
    return to_text(ordered(frame, target))
