"""Weighted average maturity and its reckoning back; benchmark tenors of auctions."""

import pandas as pd
import pytest

from treasurybook.models.debt import auctions, maturity

DAY, LATER = pd.Timestamp("2019-11-30"), pd.Timestamp("2020-01-31")


def detail(rows):
    """Make a list of securities at the later date."""
    table = pd.DataFrame(
        rows,
        columns=[
            "security_class",
            "cusip",
            "first_issue_date",
            "maturity_date",
            "outstanding_usd_bn",
        ],
    )
    for column in ("first_issue_date", "maturity_date"):
        table[column] = pd.to_datetime(table[column])
    return table.assign(record_date=LATER)


LIST = detail(
    [
        ("Notes", "OLD", "2015-01-31", "2024-11-30", 60.0),
        ("Notes", "NEW", "2019-12-31", "2029-12-31", 20.0),
        ("Bonds", "REOPENED", "2019-11-15", "2049-11-15", 50.0),
        ("Bills", "BILL", "2019-11-01", "2020-04-30", 30.0),
    ]
)


def test_maturity_of_a_hand_made_list():
    months = maturity.months_left(pd.Series(pd.to_datetime(["2020-11-30", "2022-11-30"])), DAY)
    assert months.round(1).tolist() == [12.0, 36.0]


def test_reckoning_back_drops_new_securities_and_later_reopenings():
    totals = pd.Series({"Notes": 60.0, "Bonds": 30.0, "Bills": 10.0})
    found = maturity.maturity_before(LIST, totals, pd.Series({"REOPENED": 20.0}), DAY, 2.0)
    by_hand = (60 * 60.0 + 30 * 359.5 + 10 * 2.0) / 100
    assert found == pytest.approx(by_hand, abs=0.05)


def test_what_matured_in_between_counts_halfway():
    totals = pd.Series({"Notes": 90.0, "Bonds": 50.0, "Bills": 0.0})
    none_gone = pd.Series({"Notes": 60.0, "Bonds": 50.0, "Bills": 0.0})
    nothing = pd.Series(dtype=float)
    with_gone = maturity.maturity_before(LIST, totals, nothing, DAY, 2.0) * 140
    without = maturity.maturity_before(LIST, none_gone, nothing, DAY, 2.0) * 110
    assert with_gone - without == pytest.approx(30 * 31 / maturity.DAYS_PER_MONTH)


# TreasuryDirect: term as announced, issue date, maturity date.
AUCTIONS = [
    (10, "2024-01-16", "2033-11-15"),  # 9-year 10-month
    (30, "2024-01-16", "2053-11-15"),  # 29-year 10-month
    (20, "2024-01-31", "2043-11-15"),  # 19-year 10-month
    (5, "2024-01-31", "2029-01-31"),
    (7, "2023-02-28", "2030-02-28"),
    (2, "2023-02-24", "2025-01-31"),  # 1-year 11-month floating rate note
    (2, "2015-06-01", "2017-05-31"),
    (5, "2023-12-29", "2028-10-15"),  # 4-year 10-month TIPS
    (3, "2023-01-17", "2026-01-15"),
]


@pytest.mark.parametrize(("tenor", "issue", "due"), AUCTIONS)
def test_benchmark_tenor_of_real_auctions(tenor, issue, due):
    found = auctions.benchmark_tenor(
        pd.Series(pd.to_datetime([issue])), pd.Series(pd.to_datetime([due]))
    )
    assert found.tolist() == [tenor]
