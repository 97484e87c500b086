"""Announcement effects: the change is dated right, and what is usual is known beforehand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from treasurybook.models.fed.announcement_effects import announcement_effects

DAYS = pd.bdate_range("2021-01-01", periods=300)
EVENT = DAYS[280]


def walk(seed: int = 1) -> pd.Series:
    """Return a yield that moves by five basis points a day."""
    steps = np.random.default_rng(seed).normal(0, 0.05, len(DAYS))
    return pd.Series(2 + steps.cumsum(), DAYS)


def test_the_change_runs_from_the_close_before_to_the_close_after() -> None:
    flat = walk()
    jump = flat + 0.2 * (flat.index >= EVENT)
    before, after = (
        announcement_effects(one, {"plan": EVENT}).loc["plan", "change"] for one in (flat, jump)
    )
    assert after - before == pytest.approx(20)


def test_what_is_usual_does_not_know_the_event_nor_what_follows() -> None:
    flat = walk()
    loud = flat + 0.3 * (flat.index >= EVENT) * np.arange(len(DAYS))
    quiet, noisy = (announcement_effects(one, {"plan": EVENT}).loc["plan"] for one in (flat, loud))
    assert quiet["usual"] == pytest.approx(noisy["usual"])
    assert noisy["as_large"] == 0


def test_what_is_usual_is_the_spread_of_changes_of_the_same_length() -> None:
    usual = announcement_effects(walk(), {"plan": EVENT}).loc["plan", "usual"]
    assert usual == pytest.approx(5 * np.sqrt(2), rel=0.2)  # of two days with 5 points each


def test_missing_days_are_left_out() -> None:
    gap = walk()
    gap.iloc[279] = np.nan
    closed = announcement_effects(gap, {"plan": EVENT}).loc["plan", "change"]
    assert closed == pytest.approx(100 * (gap.iloc[281] - gap.iloc[278]))


@pytest.mark.parametrize("day", ["2021-01-02", DAYS[100], DAYS[-1]])
def test_a_day_that_cannot_be_compared_is_refused(day: str | pd.Timestamp) -> None:
    with pytest.raises(ValueError, match="plan: "):
        announcement_effects(walk(), {"plan": day})
