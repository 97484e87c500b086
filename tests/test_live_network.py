"""The real sources, for those who have a network: ``pytest --live tests/test_live_network.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from treasurybook.refresh.fetch import fetch_into
from treasurybook.refresh.options import ClientOptions
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.report import Status
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA, ROOT

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


def test_every_format_of_a_source_is_asked_for() -> None:
    targets = {target.id: target for target in read_plan(open_package(DATA)).targets}
    asked = {targets[id].source for id in ONE_OF_EACH_FORMAT}
    assert asked == {target.source for target in targets.values()}


def test_the_monthly_workflow_asks_the_real_sources() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/refresh.yml").read_text(encoding="utf-8"))
    assert "schedule" in workflow[True]  # YAML reads the key `on` so
    steps = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert any("--live" in step and f"tests/{Path(__file__).name}" in step for step in steps)
