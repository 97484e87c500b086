"""The live sources by name. Each knows its addresses and formats, and nothing of the others."""

from __future__ import annotations

from treasurybook.refresh.sources.base import Source
from treasurybook.refresh.sources.ecb import Ecb
from treasurybook.refresh.sources.fiscaldata import FiscalData
from treasurybook.refresh.sources.fred import Fred
from treasurybook.refresh.sources.mof import MinistryOfFinance
from treasurybook.refresh.sources.nyfed import NewYorkFed
from treasurybook.refresh.sources.ofr import Ofr
from treasurybook.refresh.sources.tic import Tic
from treasurybook.refresh.sources.worldbank import WorldBank

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Fred(),
        FiscalData(),
        NewYorkFed(),
        Tic(),
        MinistryOfFinance(),
        Ecb(),
        Ofr(),
        WorldBank(),
    )
}
