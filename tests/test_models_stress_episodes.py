"""Stress episodes: a hand-made market whose episodes are known, and what scores must satisfy."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.stress import stress_episodes as stress


def market() -> tuple[pd.Series, pd.Series]:
    """Flat shares with one fall by a fifth in the days 40 to 45, and fear from 43 to 50."""
    days = pd.bdate_range("2020-01-01", periods=100)
    shares = pd.Series(100.0, index=days)
    shares.iloc[38] = 101.0
    shares.iloc[40:46] = [96.0, 92.0, 88.0, 84.0, 80.0, 82.0]
    shares.iloc[46:] = 85.0
    fear = pd.Series(15.0, index=days)
    fear.iloc[43:51] = 40.0
    return shares, fear


def test_an_episode_runs_from_the_high_before_to_the_low_within() -> None:
    shares, fear = market()
    found = stress.episodes(shares, stress.stress_days(shares, fear))
    assert len(found) == 1
    row = found.iloc[0]
    days = shares.index
    assert (row["start"], row["first"], row["low"]) == (days[38], days[43], days[44])
    assert row["fall"] == pytest.approx(100 * (80 / 101 - 1))


def test_fear_without_loss_is_no_stress_nor_loss_without_fear() -> None:
    shares, fear = market()
    assert not stress.stress_days(shares, fear * 0).any()
    assert not stress.stress_days(shares * 0 + 100, fear).any()


def test_calm_longer_than_the_gap_parts_episodes() -> None:
    shares, _fear = market()
    mark = pd.Series(False, index=shares.index)
    mark.iloc[[43, 60]] = True
    assert len(stress.episodes(shares, mark, gap=17)) == 1
    assert len(stress.episodes(shares, mark, gap=16)) == 2


def test_no_stress_gives_no_episode() -> None:
    shares, fear = market()
    assert stress.episodes(shares, fear > 100).empty


def test_changes_in_basis_points_and_percent() -> None:
    path = pd.Series([4.00, 4.47], index=pd.to_datetime(["2025-04-04", "2025-04-11"]))
    first, last = path.index
    assert stress.change(path, first, last, "yield") == pytest.approx(47)
    assert stress.change(path, first, last, "price") == pytest.approx(11.75)


def test_a_weekend_takes_friday_but_a_gap_is_missing() -> None:
    path = pd.Series([4.0, 5.0], index=pd.to_datetime(["2025-04-04", "2025-04-11"]))
    saturday, later = pd.Timestamp("2025-04-12"), pd.Timestamp("2025-05-30")
    assert stress.change(path, path.index[0], saturday, "yield") == pytest.approx(100)
    assert np.isnan(stress.change(path, path.index[0], later, "yield"))


def test_the_score_is_the_change_in_usual_moves_and_signed_for_the_holder() -> None:
    days = pd.bdate_range("2020-01-01", periods=260)
    wiggle = pd.Series(3 + 0.05 * (np.arange(260) % 2), index=days)  # ±5 bp every day
    wiggle.iloc[-4:] = wiggle.iloc[-5] - 0.20
    windows = pd.DataFrame({"start": [days[-5]], "low": [days[-1]]})
    score = stress.haven_scores({"y": wiggle}, {"y": "yield"}, windows, memory=250).iloc[0, 0]
    usual = (100 * wiggle.diff()).loc[: days[-5]].iloc[-250:].std() * 2
    assert score == pytest.approx(20 / usual)
    assert score > 0


@given(st.floats(0.1, 50))
def test_the_score_of_a_price_does_not_depend_on_its_unit(unit: float) -> None:
    days = pd.bdate_range("2020-01-01", periods=120)
    rng = np.random.default_rng(3)
    price = pd.Series(100 * np.exp(np.cumsum(rng.normal(0, 0.01, 120))), index=days)
    windows = pd.DataFrame({"start": [days[80]], "low": [days[95]]})
    one, other = (
        stress.haven_scores({"p": p}, {"p": "price"}, windows).iloc[0, 0]
        for p in (price, unit * price)
    )
    assert one == pytest.approx(other)


def test_week_changes_go_from_last_to_last_observation() -> None:
    path = pd.Series(
        [4.20, 4.01, 4.30, 4.48],
        index=pd.to_datetime(["2025-04-02", "2025-04-04", "2025-04-09", "2025-04-11"]),
    )
    weeks = stress.week_changes(path)
    assert weeks.loc["2025-04-11"] == 47


def test_largest_rise_within_a_span() -> None:
    path = pd.Series([1.0, 0.5, 0.9, 1.2, 0.8], index=pd.bdate_range("2020-03-02", periods=5))
    assert stress.largest_rise(path, path.index[0], path.index[-1], 2) == pytest.approx(70)
