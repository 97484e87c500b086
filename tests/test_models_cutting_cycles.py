"""Dating cycles and placebo dates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.bonds import holding_returns
from treasurybook.models.fed import cutting_cycles as cc
from treasurybook.snapshot import series, table


def test_known_first_cuts():
    target = table("fomc_target_changes").set_index("announced")["change_bp"].dropna()
    found = cc.first_cuts(target).strftime("%Y-%m-%d").tolist()
    # Days of the first cuts as the Federal Reserve lists them; 1990 continues the cuts of 1989.
    assert found == [
        "1995-07-06", "1998-09-29", "2001-01-03", "2007-09-18", "2019-07-31", "2024-09-18"
    ]  # fmt: skip


def test_peaks_of_the_effective_rate_lie_before_the_first_cuts_of_the_target():
    rate = series("DFF").resample("MS").mean()["1999":"2025"]
    peaks = cc.peaks(rate, 1.0)
    first = pd.to_datetime(["2001-01-03", "2007-09-18", "2019-07-31", "2024-09-18"])
    assert len(peaks) == len(first)
    lead = (first - peaks).days
    assert ((lead > 0) & (lead < 240)).all()


def test_a_saw_has_its_teeth_found():
    rate = pd.Series([1, 3, 5, 4, 2, 2.5, 4, 6, 5], pd.date_range("2000", periods=9, freq="MS"))
    assert cc.peaks(rate, 1.0).month.tolist() == [3, 8]
    assert cc.peaks(rate, 10.0).empty


@given(st.integers(1, 6), st.integers(1, 20))
def test_placebo_dates_keep_their_distance(events, apart):
    places = pd.Series(np.arange(200.0))
    means = holding_returns.placebo_means(places, events, draws=200, apart=apart, seed=1)
    least = np.arange(events).mean() * apart
    assert means.min() >= least
    assert means.max() <= 199 - least


def test_placebo_is_centred_on_the_sample_mean():
    values = pd.Series(np.random.default_rng(0).normal(3, 2, 5000))
    means = holding_returns.placebo_means(values, 4, draws=20_000, apart=1, seed=2)
    assert means.mean() == pytest.approx(values.mean(), abs=0.05)
    assert means.std() == pytest.approx(values.std() / 2, rel=0.05)


def test_too_many_holdings_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        holding_returns.placebo_means(pd.Series(range(100)), 5, draws=1, apart=30, seed=0)


def test_holding_returns_agree_with_asking_one_by_one():
    level = pd.Series(np.linspace(100, 200, 800), pd.bdate_range("2001-01-01", periods=800))
    dates = pd.to_datetime(["2001-02-03", "2002-05-06", "2003-12-01"])
    table = holding_returns.holding_returns({"ten": level}, {"first cut": dates}, [6, 12])
    later = dates[1] + pd.DateOffset(months=12)
    assert table.loc[("ten", "first cut", 12), 1] == pytest.approx(
        100 * (level.asof(later) / level.asof(dates[1]) - 1)
    )
    assert np.isnan(table.loc[("ten", "first cut", 12), 2])


def test_a_placebo_keeps_the_distance_of_each_rule_from_its_events():
    anchors = list(pd.to_datetime(["2001-01-03", "2007-09-18"]))
    rules = {"first cut": anchors, "day before": [day - pd.Timedelta("1D") for day in anchors]}
    days = pd.date_range("1995-01-01", periods=500, freq="D")
    found = holding_returns.shifted_starts(rules, anchors, days, draws=20, seed=1)
    assert len(found) == 40
    for draw in range(20):
        first, before = found[f"{draw} first cut"], found[f"{draw} day before"]
        assert set(first) <= set(days)
        assert len(set(first)) == len(anchors)
        assert [a - b for a, b in zip(first, before, strict=True)] == [pd.Timedelta("1D")] * 2
    again = holding_returns.shifted_starts(rules, anchors, days, draws=20, seed=1)
    assert again == found
