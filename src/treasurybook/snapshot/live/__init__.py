"""Fetch fresh copies of the stored files from their live sources.

``fetch_into`` writes them into a staging folder and never touches the snapshot itself. Nothing else
of the package needs a network, so ``treasurybook.snapshot`` does not import this part.
"""

from treasurybook.snapshot.live.fetch import fetch_into
from treasurybook.snapshot.live.options import ClientOptions
from treasurybook.snapshot.live.report import FetchReport, Outcome, Status

__all__ = ["ClientOptions", "FetchReport", "Outcome", "Status", "fetch_into"]
