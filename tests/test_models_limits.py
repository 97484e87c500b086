"""Models keep the limits that they state: holes are refused or left out, impossible input refused.

One case a promise; a model that bridges a hole, or takes what its docstring excludes, fails here.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.accounts import growth_contributions, saving_cycles
from treasurybook.models.bonds import holding_returns, pricing, total_return
from treasurybook.models.budget import fiscal_years
from treasurybook.models.debt import auctions, debt_dynamics, debt_portfolio, net_borrowing
from treasurybook.models.fed import cutting_cycles, month_paths, prepayment
from treasurybook.models.statistics import correlations, forecast_benchmarks, shares, spacing
from treasurybook.models.stress import stress_episodes
from treasurybook.models.yields import yield_parts, yield_ranges


def by(freq: str, n: int, start: str = "2000-01-01") -> pd.Series:
    """Return a rising series of `n` periods."""
    return pd.Series(np.arange(1.0, n + 1), pd.date_range(start, periods=n, freq=freq))


def holed(values: pd.Series, at: int) -> pd.Series:
    """Return the series without its row `at`."""
    return values.drop(values.index[at])


QUARTERS, MONTHS, DAYS = by("QS", 40), by("MS", 48), by("B", 600)
WITHOUT_A_MONTH_OF_DAYS = DAYS.drop(DAYS.index[300:322])

# ---------------------------------------------------------------- holes in periods


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2000-01-01", periods=30, freq="MS"),
        pd.date_range("2000-01-31", periods=30, freq="ME"),
        pd.date_range("2000-01-01", periods=30, freq="QS"),
        pd.date_range("2000-12-31", periods=30, freq="YE"),
        pd.period_range("2000-01", periods=30, freq="M"),
        pd.Index(range(1960, 1990)),
    ],
    ids=["months", "month-ends", "quarters", "year-ends", "periods", "years"],
)
@pytest.mark.parametrize("at", [1, 15, 28])
def test_a_hole_anywhere_is_seen_in_every_kind_of_period(index, at):
    spacing.refuse_holes(index, "x")
    spacing.refuse_holes(index[:1], "x")
    spacing.refuse_holes(index[:0], "x")
    with pytest.raises(ValueError, match=r"x: nothing between .* and "):
        spacing.refuse_holes(index.delete(at), "x")
    with pytest.raises(ValueError, match="does not follow"):
        spacing.refuse_holes(index[::-1], "x")


@given(st.sets(st.integers(0, 40), min_size=2))
def test_changes_are_those_between_neighbours_only(months):
    kept = sorted(months)
    levels = by("MS", 41).iloc[kept] ** 2
    found = spacing.changes(levels)
    shortest = min(b - a for a, b in pairwise(kept))
    for before, month in pairwise(kept):
        change = found.loc[by("MS", 41).index[month]]
        if month - before == shortest:
            assert change == (month + 1) ** 2 - (before + 1) ** 2
        else:
            assert np.isnan(change)


MONTH_END = MONTHS.set_axis(MONTHS.index + pd.offsets.MonthEnd(0))
HISTORY = pd.DataFrame({"primary": 1.0, "market": 2.0, "growth": 3.0}, range(1960, 1990))
SIMULATED = {"start": 100.0, "start_rate": 3.0, "years": 5, "repriced": 0.2, "draws": 3}

REFUSE_HOLES = {
    "growth_contribution": lambda cut: growth_contributions.growth_contribution(
        cut(QUARTERS), cut(2 * QUARTERS)
    ),
    "contribution_averages": lambda cut: growth_contributions.contribution_averages(
        cut(QUARTERS), cut(2 * QUARTERS)
    ),
    "excess_saving": lambda cut: saving_cycles.excess_saving(
        cut(QUARTERS), trend=("2000-01-01", "2002-10-01"), start="2003-01-01"
    ),
    "recession_changes, measure": lambda cut: saving_cycles.recession_changes(
        cut(QUARTERS), 0 * QUARTERS
    ),
    "recession_changes, recession": lambda cut: saving_cycles.recession_changes(
        QUARTERS, cut(0 * QUARTERS)
    ),
    "trailing_percent": lambda cut: shares.trailing_percent(cut(MONTHS), cut(2 * MONTHS)),
    "tips_accretion": lambda cut: net_borrowing.tips_accretion(cut(MONTH_END), MONTHS),
    "redemptions": lambda cut: net_borrowing.redemptions(cut(MONTH_END), MONTH_END),
    "simulate_debt": lambda cut: debt_dynamics.simulate_debt(cut(HISTORY), **SIMULATED),
}


@pytest.mark.parametrize("ask", REFUSE_HOLES.values(), ids=REFUSE_HOLES)
def test_a_step_over_a_missing_period_is_refused(ask):
    ask(lambda values: values)
    with pytest.raises(ValueError, match="nothing between"):
        ask(lambda values: holed(values, 5))


def test_a_missing_value_is_a_hole():
    gappy = QUARTERS.mask(QUARTERS == 6)
    with pytest.raises(ValueError, match="nothing between 2001-01 and 2001-07"):
        growth_contributions.growth_contribution(gappy, QUARTERS)
    with pytest.raises(ValueError, match="has a gap"):
        debt_dynamics.simulate_debt(HISTORY.replace(3.0, np.nan), **SIMULATED)


def test_books_leave_out_the_period_after_a_hole():
    zero = 0 * QUARTERS
    cash = net_borrowing.cash_book(zero, zero, holed(QUARTERS, 10), zero)
    debt = net_borrowing.debt_book(zero, holed(QUARTERS, 10), zero, zero)
    for book, column in ((cash, "cash_rise"), (debt, "debt_rise")):
        assert len(book) == 40 - 3  # the first has no change, one has no level, one spans two
        assert set(book[column]) == {1.0}


def test_accretion_is_missing_where_prices_are():
    prices = holed(MONTHS, 20)
    accretion = net_borrowing.tips_accretion(MONTH_END, prices)
    gone = accretion.index[accretion.isna()]
    # month 20 is the reference of the end of month 22, and the base of that of month 23
    assert set(MONTH_END.index[[22, 23]]) <= set(gone)
    assert not accretion.iloc[23:].isna().any()


def test_a_level_of_another_month_is_no_level_of_this_one():
    weekly = pd.Series([100.0, 80.0], pd.to_datetime(["2023-07-05", "2023-12-06"]))
    days = pd.to_datetime(["2023-08-31", "2023-09-30"])
    assert net_borrowing.settled_levels(weekly, days).isna().all()


def test_a_month_without_its_cap_is_refused():
    caps = pd.Series(1.0, MONTH_END.index)
    with pytest.raises(ValueError, match="no cap is given for 2000-06"):
        net_borrowing.redemptions(MONTH_END, holed(caps, 5))


@pytest.mark.parametrize(
    "total", [fiscal_years.fiscal_year_total, fiscal_years.fiscal_year_average]
)
def test_a_doubled_period_does_not_stand_in_for_a_missing_one(total):
    flow = MONTHS if total is fiscal_years.fiscal_year_total else QUARTERS
    doubled = pd.concat([holed(flow, 12), flow.iloc[[13]]]).sort_index()
    with pytest.raises(ValueError, match="stands twice"):
        total(doubled)


def test_a_fiscal_year_with_a_hole_is_left_out():
    totals = fiscal_years.fiscal_year_total(holed(MONTHS, 12))
    assert 2001 not in totals.index
    assert {2002, 2003} <= set(totals.index)


# ---------------------------------------------------------------- holes in trading days


def test_bridges_mark_exactly_the_steps_over_a_hole():
    index = pd.DatetimeIndex(WITHOUT_A_MONTH_OF_DAYS.index)
    for rows in (1, 5):
        crossed = np.flatnonzero(spacing.bridges(index, rows))
        assert crossed.tolist() == list(range(300, 300 + rows))
    assert not spacing.bridges(index[:3], 5).any()
    with pytest.raises(ValueError, match="at least one row"):
        spacing.bridges(index, 0)


def jump(values: pd.Series) -> pd.Series:
    """Return calm values that jump by a point where the hole is."""
    wiggle = 3 + 0.01 * (np.arange(len(values)) % 2)
    return pd.Series(wiggle + (values.index > DAYS.index[305]), values.index)


def test_a_jump_over_a_hole_is_no_daily_change():
    calm = yield_ranges.trailing_volatility(jump(WITHOUT_A_MONTH_OF_DAYS), 500)
    assert calm == pytest.approx(0.01)
    assert yield_ranges.trailing_volatility(jump(DAYS), 500) > 0.02


def test_a_range_is_not_broken_by_a_hole():
    assert yield_ranges.share_of_ranges_kept(jump(WITHOUT_A_MONTH_OF_DAYS), 0.5, 0.5, 20) == 1
    assert yield_ranges.share_of_ranges_kept(jump(DAYS), 0.5, 0.5, 20) < 1
    with pytest.raises(ValueError, match="no window of 700"):
        yield_ranges.share_of_ranges_kept(DAYS, 0.5, 0.5, 700)


def test_a_rise_over_a_hole_is_no_rise_within_days():
    ends = DAYS.index[0], DAYS.index[-1]
    over = stress_episodes.largest_rise(jump(WITHOUT_A_MONTH_OF_DAYS), *ends, 5)
    assert over == pytest.approx(1.0)
    assert stress_episodes.largest_rise(jump(DAYS), *ends, 5) > 99


def test_a_fall_over_a_hole_makes_no_day_of_stress():
    fear = 0 * DAYS + 40
    falling = 100 - 20 * (DAYS > 306)
    holes = falling.loc[WITHOUT_A_MONTH_OF_DAYS.index]
    assert stress_episodes.stress_days(falling, fear).any()
    assert not stress_episodes.stress_days(holes, fear).any()


def test_a_hole_ends_an_episode():
    stress = pd.Series(False, WITHOUT_A_MONTH_OF_DAYS.index)
    stress.iloc[[295, 305]] = True
    found = stress_episodes.episodes(WITHOUT_A_MONTH_OF_DAYS, stress)
    assert len(found) == 2
    with pytest.raises(ValueError, match="no close of shares"):
        stress_episodes.episodes(holed(WITHOUT_A_MONTH_OF_DAYS, 7), stress)


@pytest.mark.parametrize(
    "earn",
    [
        lambda level: total_return.forward_returns(level, 12),
        lambda level: holding_returns.holding_returns(
            {"ten": level}, {"rule": [level.index[0]]}, [12]
        ),
    ],
)
def test_a_holding_does_not_end_before_a_hole(earn):
    earn(DAYS)
    earn(MONTH_END)
    with pytest.raises(ValueError, match="nothing between 2001-02-23 and "):
        earn(DAYS.drop(DAYS.index[300:360]))


def test_rules_with_unlike_numbers_of_dates_are_refused():
    dates = DAYS.index
    with pytest.raises(ValueError, match="as many start dates"):
        holding_returns.holding_returns({"ten": DAYS}, {"a": dates[:1], "b": dates[:2]}, [6])


@pytest.mark.parametrize("steps", [total_return.steps, total_return.approximate_steps])
def test_returns_over_a_hole_or_backwards_are_refused(steps):
    with pytest.raises(ValueError, match="a gap of"):
        steps(DAYS.drop(DAYS.index[100:300]) / 100, 10)
    with pytest.raises(ValueError, match="is not a later one"):
        steps(DAYS.iloc[[0, 2, 1]], 10)


def test_an_index_needs_every_return_and_an_earlier_start():
    returns = 0 * DAYS.iloc[1:4]
    assert total_return.index(returns, DAYS.index[0]).tolist() == [100.0] * 4
    with pytest.raises(ValueError, match="is missing"):
        total_return.index(returns.replace(0.0, np.nan), DAYS.index[0])
    with pytest.raises(ValueError, match="not after the start"):
        total_return.index(returns, DAYS.index[1])


def test_a_value_of_another_year_is_no_value_of_the_day():
    parts = pd.DataFrame({"real": DAYS, "inflation": DAYS})
    late = parts.drop(DAYS.index[100:200])
    with pytest.raises(ValueError, match="no value in the month before 2000-09-01"):
        yield_parts.change_by_part(late, "2000-01-05", "2000-09-01")


def test_a_share_of_a_change_needs_its_ends():
    assert shares.share_of_change_done(MONTHS, "2001-01-01") == pytest.approx(100 * 12 / 47)
    for at in (0, 12, 47):
        gappy = MONTHS.mask(np.arange(48) == at)
        with pytest.raises(ValueError, match="no value on 2001-01-01 or at one of its ends"):
            shares.share_of_change_done(gappy, "2001-01-01")
    with pytest.raises(ValueError, match="no value on 2001-01-02"):
        shares.share_of_change_done(MONTHS, "2001-01-02")


# ---------------------------------------------------------------- ranges

RANGES = {
    "a yield of -200": (lambda: pricing.price(4, -200, 10), "above -200%"),
    "annuity at -200": (lambda: pricing.annuity(-200, 10), "above -200%"),
    "periods below none": (lambda: pricing.price(4, 4, [10, -1]), "must not be negative"),
    "a fraction of none": (lambda: pricing.dirty_price(4, 4, 10, 0.0), "above 0, at most 1"),
    "a fraction above one": (lambda: pricing.convexity(4, 4, 10, 1.01), "above 0, at most 1"),
    "duration at -201": (lambda: pricing.modified_duration(4, -201, 10), "above -200%"),
    "a price beyond all yields": (lambda: pricing.yield_to_maturity(1e9, 4, 3), "no yield found"),
    "prepayment above all": (lambda: prepayment.single_monthly_mortality(1.1), "0 and 1"),
    "a loan without rate": (lambda: prepayment.scheduled_share(0.0, 10), "above zero"),
    "a loan without payment": (lambda: prepayment.scheduled_share(4.0, 0), "a payment left"),
    "a change of zero": (
        lambda: cutting_cycles.first_cuts(pd.Series([25, 0, -25])), "neither zero nor missing",
    ),
    "a threshold of zero": (lambda: cutting_cycles.peaks(MONTHS, 0.0), "must be positive"),
    "a rate that is missing": (
        lambda: cutting_cycles.peaks(MONTHS.mask(MONTHS == 3), 1.0), "2000-03-01 is missing",
    ),
    "a day in no month": (lambda: month_paths.within_months(9, [8, 7], [2], [0.5]), "2 months"),
    "a day before the path": (lambda: month_paths.within_months(9, [8], [-1], [0.5]), "1 months"),
    "a matured security": (
        lambda: debt_portfolio.ladder(*map(pd.Series, ([1.0], [-1], [4.0]))), "has matured",
    ),
    "a security without coupon": (
        lambda: debt_portfolio.ladder(*map(pd.Series, ([1.0], [1], [np.nan]))), "lacks",
    ),
    "due when issued": (
        lambda: auctions.benchmark_tenor(*[pd.Series(pd.to_datetime(["2024-01-31"]))] * 2),
        "matures on its issue date",
    ),
    "a window longer than the data": (
        lambda: shares.trailing_percent(MONTHS, MONTHS, periods=49), "does not fit into 48",
    ),
    "more outliers than changes": (
        lambda: growth_contributions.contribution_averages(QUARTERS, QUARTERS, outliers=39),
        "nothing to average",
    ),
    "too few for a break": (
        lambda: correlations.break_test(DAYS[:20], DAYS[:20] ** 2, block=2), "too few",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "said"), RANGES.values(), ids=RANGES)
def test_what_a_docstring_excludes_is_refused(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()


# ---------------------------------------------------------------- benchmarks of forecasts


def rises(window: pd.DataFrame) -> bool:
    return bool(window.iloc[-1, 0] > window.iloc[0, 0])


def test_windows_over_a_hole_are_no_trials():
    made = DAYS.index[-1]
    whole = forecast_benchmarks.base_rate(DAYS, made, 40, rises)
    holed_ = forecast_benchmarks.base_rate(DAYS.drop(DAYS.index[200:400]), made, 40, rises)
    assert whole.windows == 20
    # 200 trading days are 280 days, seven windows; that in which the hole begins or ends may count
    assert 12 <= holed_.windows <= 14
    assert holed_.hits == holed_.windows


def test_yearly_data_fill_windows_of_a_year():
    years = by("YE", 30)
    assert forecast_benchmarks.base_rate(years, years.index[-1], 366, rises).windows == 28


def test_errors_over_a_hole_are_no_errors_of_the_rule():
    step = jump(WITHOUT_A_MONTH_OF_DAYS)
    made, due = step.index[-40], step.index[-35]
    rule = forecast_benchmarks.no_change(step, made, due)
    assert np.abs(rule.past).max() < 0.1
    assert np.abs(forecast_benchmarks.no_change(jump(DAYS), made, due).past).max() > 0.9


def test_a_month_without_a_row_is_refused_as_history():
    with pytest.raises(ValueError, match="nothing between 2000-05 and 2000-07"):
        forecast_benchmarks.no_change(holed(MONTHS, 5), MONTHS.index[-9], MONTHS.index[-5])
