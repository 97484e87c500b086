"""Maturity ladder: time and auctions carry a list of securities forward exactly."""

from __future__ import annotations

import pandas as pd
import pytest

from treasurybook.models.fed import maturity_ladder as ladder
from treasurybook.snapshot import table

DAY = pd.Timestamp


def listed(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=ladder.HELD)
    return frame.assign(maturity_date=pd.to_datetime(frame["maturity_date"]))


HELD = listed(
    ("a", "Bills", "2022-03-01", 10.0),
    ("b", "NotesBonds", "2022-05-15", 20.0),
    ("c", "NotesBonds", "2030-05-15", 30.0),
)
AWARDS = listed(("d", "Bills", "2022-06-01", 6.0), ("c", "NotesBonds", "2030-05-15", 4.0)).assign(
    issue_date=pd.to_datetime(["2022-03-01", "2022-05-16"])
)


def test_what_matures_goes_and_what_is_awarded_comes() -> None:
    april = ladder.roll_forward(HELD, AWARDS, DAY("2022-02-16"), DAY("2022-04-01"))
    assert april.set_index("cusip")["par"].to_dict() == {"b": 20, "c": 30, "d": 6}
    june = ladder.roll_forward(HELD, AWARDS, DAY("2022-02-16"), DAY("2022-06-01"))
    assert june.set_index("cusip")["par"].to_dict() == {"c": 34}


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="cannot bring"):
        ladder.roll_forward(HELD, AWARDS, DAY("2022-02-16"), DAY("2022-02-01"))


def test_two_steps_are_one_step() -> None:
    once = ladder.roll_forward(HELD, AWARDS, DAY("2022-02-16"), DAY("2022-05-20"))
    half = ladder.roll_forward(HELD, AWARDS, DAY("2022-02-16"), DAY("2022-03-10"))
    twice = ladder.roll_forward(half, AWARDS, DAY("2022-03-10"), DAY("2022-05-20"))
    pd.testing.assert_frame_equal(
        once.sort_values("cusip", ignore_index=True), twice.sort_values("cusip", ignore_index=True)
    )


def test_months_without_maturities_are_zero() -> None:
    steps = ladder.by_month(HELD)
    assert steps.loc["2022-04"].sum() == 0
    assert steps.to_numpy().sum() == 60


def test_mean_maturity_is_weighted_by_par() -> None:
    two = listed(("a", "Bills", "2023-01-01", 3.0), ("b", "Bills", "2025-01-01", 1.0))
    assert ladder.mean_maturity(two, DAY("2022-01-01")) == pytest.approx(1.5, abs=0.003)
    with pytest.raises(ValueError, match="no holdings"):
        ladder.mean_maturity(two.iloc[:0], DAY("2022-01-01"))


def test_mix_counts_months_and_sums_to_one() -> None:
    mix = ladder.issue_mix(AWARDS, ["Bills", "NotesBonds"])
    assert mix.to_numpy().sum() == pytest.approx(1)
    assert mix.loc[3, "Bills"] == pytest.approx(0.6)


def test_bills_of_february_2022_roll_into_the_published_total() -> None:
    """The New York Fed's list and its auction awards give its own weekly summary, to the dollar."""
    listed_then, auctions = table("soma_holdings"), table("auction_results")
    bills = listed_then[listed_then["security_type"] == "Bills"].rename(
        columns={"par_usd_bn": "par"}
    )[ladder.HELD]
    awards = auctions[auctions["security_type"] == "Bill"].rename(
        columns={"soma_accepted_usd_bn": "par"}
    )[[*ladder.HELD, "issue_date"]]
    awards["security_type"] = "Bills"
    summary = table("soma_summary").set_index("date")["bills_usd_bn"]
    for day in ("2022-04-20", "2022-06-01"):
        rolled = ladder.roll_forward(bills, awards, DAY("2022-02-16"), DAY(day))
        assert rolled["par"].sum() == pytest.approx(summary[day], abs=1e-6)


def test_principal_is_paid_on_the_day_or_the_next_business_day() -> None:
    due = listed(
        ("a", "NotesBonds", "2022-06-15", 30.0),
        ("b", "NotesBonds", "2022-06-25", 10.0),  # a Saturday
        ("c", "NotesBonds", "2022-07-31", 5.0),  # a Sunday
    )
    days = pd.to_datetime(["2022-06-14", "2022-06-15", "2022-06-26", "2022-06-27", "2022-07-31"])
    assert ladder.share_due(due, days).tolist() == [0, 0.75, 0.75, 1, 0]


def test_a_month_in_which_nothing_falls_due_has_no_share() -> None:
    with pytest.raises(ValueError, match="nothing falls due in April 2022"):
        ladder.share_due(HELD, pd.to_datetime(["2022-04-06"]))
