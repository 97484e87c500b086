"""Projection of the Fed's Treasuries: from a list of securities to holdings month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from treasurybook.models.fed import soma_projection as soma
from treasurybook.models.fed.runoff import Ladder, Mix

LISTED = pd.DataFrame(
    {
        "cusip": ["a", "b", "c", "d", "e", "m"],
        "security_type": ["Bills", "NotesBonds", "NotesBonds", "TIPS", "FRNs", "MBS"],
        "maturity_date": pd.to_datetime(
            ["2022-06-14", "2022-06-30", "2030-05-15", "2024-04-15", "2022-08-31", "2050-01-01"]
        ),
        "par_usd_bn": [10.0, 40.0, 100.0, 20.0, 5.0, 999.0],
        "inflation_compensation_usd_bn": [np.nan, np.nan, np.nan, 4.0, np.nan, np.nan],
    }
)
HELD = soma.listed_treasuries(LISTED)
TOTALS = {"Bills": 12.0, "NotesBonds": 154.0, "TIPS": 22.0, "FRNs": 5.0}

AUCTIONS = pd.DataFrame(
    {
        "cusip": ["u", "v", "w", "x"],
        "security_type": ["Bill", "Note", "Note", "Bond"],
        "tips": [False, True, False, False],
        "frn": [False, False, True, False],
        "issue_date": pd.to_datetime(["2022-06-02"] * 4),
        "maturity_date": pd.to_datetime(["2022-09-01", "2032-06-15", "2024-06-30", "2052-05-15"]),
        "soma_accepted_usd_bn": [3.0, 1.0, 2.0, np.nan],
    }
)
MONTHS = soma.LONGEST


def flat(months: int, level: float) -> Ladder:
    """Coupons and bills that mature in equal amounts for some months, and none after."""
    due = np.r_[np.full(months, level), np.zeros(MONTHS - months)]
    return Ladder(nominal=due, indexed=np.zeros(MONTHS), bills=due / 2)


def spread(month: int) -> Mix:
    """Everything is reinvested into one maturity."""
    at = np.eye(MONTHS)[month - 1]
    return Mix(nominal=at, indexed=np.zeros(MONTHS), bills=np.eye(MONTHS)[2])


def test_only_treasuries_are_listed_and_missing_compensation_is_none() -> None:
    assert set(HELD["security_type"]) == set(soma.TYPES)
    assert HELD["par"].sum() == 175
    assert HELD["compensation"].tolist() == [0, 0, 0, 4, 0]


def test_awards_carry_the_types_of_the_lists() -> None:
    awards = soma.awards_to_soma(AUCTIONS)
    assert awards["security_type"].tolist() == ["Bills", "TIPS", "FRNs", "NotesBonds"]
    assert awards["par"].tolist() == [3, 1, 2, 0]  # nothing awarded is zero, not unknown


def test_scaled_holdings_meet_the_published_totals_and_keep_their_spread() -> None:
    scaled = soma.scaled_to(HELD, TOTALS, compensation=5.0)
    assert scaled.groupby("security_type")["par"].sum().to_dict() == pytest.approx(TOTALS)
    assert scaled["compensation"].sum() == pytest.approx(5.0)
    notes = scaled[scaled["security_type"] == "NotesBonds"].set_index("cusip")["par"]
    assert notes["c"] / notes["b"] == pytest.approx(100 / 40)


def test_a_published_total_without_a_listed_security_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no FRNs"):
        soma.scaled_to(HELD[HELD["security_type"] != "FRNs"], TOTALS, 5.0)
    none_published = {**TOTALS, "FRNs": 0.0}
    without = soma.scaled_to(HELD[HELD["security_type"] != "FRNs"], none_published, 5.0)
    assert without["par"].sum() == pytest.approx(188)


def test_a_ladder_holds_all_that_matures_from_its_first_month() -> None:
    ladder = soma.ladder(HELD, "2022-06")
    assert ladder.bills.sum() == 10
    assert ladder.nominal.sum() == 145
    assert ladder.indexed.sum() == 24  # with the compensation accrued
    assert ladder.nominal[0] == 40
    assert ladder.nominal[2] == 5
    assert soma.ladder(HELD, "2022-07").nominal.sum() == 105


def test_shares_of_the_mix_sum_to_one_for_coupons_and_for_bills() -> None:
    mix = soma.reinvestment_mix(soma.awards_to_soma(AUCTIONS))
    assert mix.nominal.shape == mix.indexed.shape == mix.bills.shape == (MONTHS,)
    assert mix.nominal.sum() + mix.indexed.sum() == pytest.approx(1)
    assert mix.bills.sum() == pytest.approx(1)
    assert mix.indexed[120 - 1] == pytest.approx(1 / 3)  # ten years
    assert mix.bills[3 - 1] == 1


def test_holdings_fall_by_what_is_redeemed() -> None:
    start = flat(24, 50.0)
    path = soma.project(start, np.full(12, 60.0), spread(120))
    opening = start.nominal.sum() + start.bills.sum()
    redeemed = (path.coupons_redeemed + path.bills_redeemed).cumsum()
    assert path.total == pytest.approx(opening - redeemed)


def test_redemptions_keep_to_the_cap_and_coupons_go_first() -> None:
    path = soma.project(flat(24, 50.0), np.full(12, 60.0), spread(120))
    assert (path.coupons_redeemed + path.bills_redeemed <= 60 + 1e-9).all()
    assert (path.coupons_redeemed <= path.coupons_maturing + 1e-9).all()
    assert (path.bills_redeemed <= path.bills_maturing + 1e-9).all()
    assert path.coupons_redeemed == pytest.approx(np.full(12, 50.0))
    assert path.bills_redeemed[0] == pytest.approx(10.0)


def test_no_cap_no_runoff_and_a_higher_cap_never_holds_more() -> None:
    caps = np.outer([0.0, 20.0, 60.0, 500.0], np.ones(12))
    paths = soma.project(flat(24, 50.0), caps, spread(120))
    assert paths.total[0] == pytest.approx(np.full(12, 24 * 75.0))
    assert (np.diff(paths.total, axis=0) <= 1e-9).all()


def test_waiting_months_reinvest_and_are_not_returned() -> None:
    start = flat(24, 50.0)
    caps = np.full(6, 60.0)
    waited = soma.project(start, caps, spread(120), waiting=2)
    padded = soma.project(start, np.r_[0.0, 0.0, caps], spread(120))
    assert waited.total.shape == (6,)
    assert waited.total == pytest.approx(padded.total[2:])
    assert waited.total[0] == pytest.approx(24 * 75.0 - 60.0)


def test_inflation_accrues_on_protected_securities_only() -> None:
    start = Ladder(
        nominal=np.zeros(MONTHS), indexed=np.r_[np.zeros(23), 100.0, np.zeros(MONTHS - 24)],
        bills=np.zeros(MONTHS),
    )  # fmt: skip
    path = soma.project(start, np.zeros(12), spread(120), inflation=0.03)
    assert path.indexed[-1] == pytest.approx(103.0)
    nominal = soma.project(flat(24, 50.0), np.zeros(12), spread(120), inflation=0.03)
    assert nominal.total[-1] == pytest.approx(24 * 75.0)
