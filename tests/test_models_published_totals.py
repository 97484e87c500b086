"""CBO's budgets as published: what its files keep apart is put back."""

import pandas as pd
import pytest

from treasurybook.models.budget.published_totals import as_published
from treasurybook.snapshot import fact_value, table

LINES = {
    ("deficit", "Total"): -100.0,
    ("outlay", "Total"): 300.0,
    ("outlay", "Total Mandatory"): 200.0,
    ("outlay", "Other Mandatory"): 50.0,
    ("outlay", "Net Interest"): 20.0,
    ("revenue", "Total"): 200.0,
}


def rows(extra: dict | None = None) -> pd.DataFrame:
    lines = LINES | (extra or {})
    frame = pd.DataFrame(list(lines), columns=["component", "subcategory"])
    return frame.assign(amount=list(lines.values()))


def test_what_is_kept_apart_raises_outlays_and_the_deficit_alike():
    found = as_published(rows({("outlay", "Fannie Freddie"): 8.0}), "amount")
    assert found["deficit", "Total"] == -108
    assert found["outlay", "Total"] == 308
    assert found["outlay", "Total Mandatory"] == 208
    assert found["outlay", "Other Mandatory"] == 58
    assert found["outlay", "Net Interest"] == 20
    assert found["revenue", "Total"] - found["outlay", "Total"] == found["deficit", "Total"]


def test_nothing_kept_apart_changes_nothing():
    assert as_published(rows(), "amount").to_dict() == LINES


def test_rows_of_two_years_are_refused():
    with pytest.raises(ValueError, match="stands twice"):
        as_published(pd.concat([rows(), rows()]), "amount")


def test_the_outcome_of_fy2023_is_the_one_that_was_announced():
    # CBO's file has a deficit of 2,033 bn; Treasury and OMB announced 1,695
    actuals = table("cbo_actuals").query("fiscal_year == 2023")
    found = as_published(actuals, "actual_usd_bn")
    assert found["deficit", "Total"] == pytest.approx(-1695, abs=2)
    assert found["outlay", "Total"] == pytest.approx(6135, abs=2)


def test_the_baseline_of_may_2023_is_the_one_that_was_published():
    baseline = table("cbo_baselines").query("fiscal_year == 2024")
    baseline = baseline[baseline["baseline_date"] == pd.Timestamp("2023-05-01")]
    found = as_published(baseline, "projection_usd_bn")
    assert -found["deficit", "Total"] == pytest.approx(fact_value("cbo_may23_fy24_deficit_unadj"))
