"""Fetch fresh copies of the stored files from their live sources.

``fetch_into`` writes them into a staging folder and never touches the snapshot itself;
``fetch_vintage`` gives one series as known on a day. Nothing else of the package needs a network,
so ``treasurybook.snapshot`` does not import this part.
"""

from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.report import FetchReport, Outcome, Status
from treasurybook.refresh.vintage import fetch_vintage

__all__ = ["ClientOptions", "FetchReport", "Outcome", "Status", "fetch_into", "fetch_vintage"]
