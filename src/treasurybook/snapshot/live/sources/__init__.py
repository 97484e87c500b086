"""The live sources by name. Each knows its addresses and formats, and nothing of the others."""

from __future__ import annotations

from treasurybook.snapshot.live.sources.base import Source
from treasurybook.snapshot.live.sources.ecb import Ecb
from treasurybook.snapshot.live.sources.fiscaldata import FiscalData
from treasurybook.snapshot.live.sources.fred import Fred
from treasurybook.snapshot.live.sources.mof import MinistryOfFinance
from treasurybook.snapshot.live.sources.nyfed import NewYorkFed
from treasurybook.snapshot.live.sources.ofr import Ofr
from treasurybook.snapshot.live.sources.tic import Tic
from treasurybook.snapshot.live.sources.worldbank import WorldBank

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
