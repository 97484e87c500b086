"""The real sources, for those who have a network: ``pytest --live tests/test_live_network.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.report import Status
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA

ONE_OF_EACH_FORMAT = (
    "IORB",
    "WALCL",
    "AVGRATE_BILLS",
    "debt_to_the_penny",
    "SOFR",
    "soma_summary",
    "soma_holdings",
    "TIC_MFH_JAPAN",
    "JGB10Y",
    "ESTR",
    "OFR_MMF_TOT",
    "WB_CPI_WORLD",
)


@pytest.mark.live
@pytest.mark.parametrize("id", ONE_OF_EACH_FORMAT)
def test_a_source_still_answers_as_documented(id: str, tmp_path: Path) -> None:
    report = fetch_into(
        tmp_path / "staging",
        open_package(DATA),
        options=ClientOptions(cache=tmp_path / "cache", total_seconds=300),
        only=[id],
        progress=False,
    )
    assert report.ok, str(report)
    assert report.of(Status.FETCHED) or report.of(Status.UNCHANGED)
