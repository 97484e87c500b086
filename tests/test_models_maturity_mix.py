"""What a share of bills starts from: coupons, paths and totals."""

import pandas as pd
import pytest

from treasurybook.models.debt import maturity_mix as mix

MONTHS = pd.date_range("2023-10-31", periods=24, freq="ME")


def test_a_coupon_is_the_yield_of_the_auction_day_or_the_last_before():
    curve = pd.DataFrame(
        {2: [4.0, 5.0], 10: [3.0, 3.5]}, pd.to_datetime(["2023-01-03", "2023-01-05"])
    )
    sold = pd.DataFrame(
        {
            "auction_date": pd.to_datetime(["2023-01-04", "2023-01-05", "2023-01-05"]),
            "issue_date": pd.to_datetime(["2023-01-31", "2023-01-15", "2023-01-15"]),
            "maturity_date": pd.to_datetime(["2025-01-31", "2032-11-15", "2053-01-15"]),
        },
        index=["two", "ten reopened", "thirty"],
    )
    assert mix.estimated_coupons(sold, curve).to_dict() == {"two": 4.0, "ten reopened": 3.5}


def test_months_are_counted_from_the_coming_one():
    dates = pd.Series(pd.to_datetime(["2023-10-15", "2024-09-30", "2023-09-30"]))
    assert mix.months_until(dates, pd.Timestamp("2023-09-30")).tolist() == [0, 11, 0]


def test_a_path_reaches_its_target_and_stays():
    path = mix.glide(20.0, [30], MONTHS, over=12)[30]
    assert path.iloc[5] == pytest.approx(25)
    assert (path.iloc[11:] == 30).all()


def test_the_total_grows_with_the_deficits():
    known = pd.Series([100.0], [pd.Timestamp("2023-09-30")])
    total = mix.total_path(known, pd.Series({2024: 12.0, 2025: 24.0}), 0.5, MONTHS)
    assert total["2024-09-30"] == pytest.approx(106)
    assert total["2025-09-30"] == pytest.approx(118)
    assert total.is_monotonic_increasing


def test_years_that_end_too_early_are_refused():
    known = pd.Series([100.0], [pd.Timestamp("2023-09-30")])
    with pytest.raises(ValueError, match="end before 2025-09"):
        mix.total_path(known, pd.Series({2024: 12.0}), 1.0, MONTHS)
