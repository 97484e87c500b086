"""Scores, benchmarks and tests of forecasts: published values, propriety, and no look ahead."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm  # type: ignore[import-untyped]

from treasurybook.models.statistics import (
    forecast_benchmarks,
    forecast_scores,
    sign_tests,
)

NUMBER = st.floats(-50, 50)
WIDTH = st.floats(0, 20)
LEVEL = st.floats(0.05, 0.95)


def test_interval_score_is_the_width_and_a_fine_for_what_lies_outside() -> None:
    # Gneiting and Raftery (2007), equation 43, with alpha = 0.1.
    score = forecast_scores.interval_score([0, 0, 0], [1, 1, 1], [0.3, 2, -0.5], 0.9)
    assert score == pytest.approx([1, 1 + 20, 1 + 10])


@given(low=NUMBER, width=WIDTH, seen=NUMBER, level=LEVEL)
def test_interval_score_is_the_sum_of_the_pinball_losses_of_its_ends(
    low: float, width: float, seen: float, level: float
) -> None:
    # Koenker and Bassett (1978): tau times what lies above the quantile, 1 - tau what lies below.
    def pinball(quantile: float, tau: float) -> float:
        return max(tau * (seen - quantile), (tau - 1) * (seen - quantile))

    alpha = 1 - level
    ends = pinball(low, alpha / 2) + pinball(low + width, 1 - alpha / 2)
    assert forecast_scores.interval_score(low, low + width, seen, level) == pytest.approx(
        2 / alpha * ends, abs=1e-9
    )


def test_no_interval_beats_the_true_one_in_expectation() -> None:
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    honest = forecast_scores.interval_score(*norm.ppf([0.1, 0.9]), draws, 0.8).mean()
    for shift, stretch in ((0.3, 1), (-0.3, 1), (0, 0.7), (0, 1.4)):
        ends = norm.ppf([0.1, 0.9]) * stretch + shift
        assert forecast_scores.interval_score(*ends, draws, 0.8).mean() > honest + 0.01


@given(truth=st.floats(0, 1), said=st.floats(0, 1))
def test_honesty_minimises_the_expected_brier_score(truth: float, said: float) -> None:
    def expected(p: float) -> float:
        return float(
            truth * forecast_scores.brier(p, 1) + (1 - truth) * forecast_scores.brier(p, 0)
        )

    assert expected(said) >= expected(truth) - 1e-12


def test_sign_test_counts_splits_at_least_as_uneven() -> None:
    assert sign_tests.sign_test(9, 1) == pytest.approx(2 * (1 + 10) / 2**10)
    assert sign_tests.sign_test(3, 3) == 1
    assert sign_tests.sign_test(0, 0) == 1


@given(st.lists(st.sampled_from([-1.0, 1.0]), min_size=1, max_size=12))
def test_flipping_single_forecasts_is_the_sign_test(gaps: list[float]) -> None:
    split = sign_tests.sign_test(gaps.count(1.0), gaps.count(-1.0))
    assert sign_tests.sign_flip_test(gaps, range(len(gaps))) == pytest.approx(split)


def test_forecasts_that_share_an_outcome_prove_as_little_as_one() -> None:
    assert sign_tests.sign_flip_test([1] * 12, ["2022"] * 12) == 1
    assert sign_tests.sign_flip_test([1] * 12, range(12)) == pytest.approx(2 / 2**12)
    assert sign_tests.sign_flip_test([1] * 12, [n // 2 for n in range(12)]) == pytest.approx(
        2 / 2**6
    )


def test_sampled_patterns_agree_with_all_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    gaps = np.random.default_rng(3).normal(0.4, 1, 14)
    exact = sign_tests.sign_flip_test(gaps, range(14))
    monkeypatch.setattr(sign_tests, "EXACT_UP_TO", 5)
    assert sign_tests.sign_flip_test(gaps, range(14)) == pytest.approx(exact, abs=0.01)


MONTHS = pd.Series(np.arange(120.0) ** 1.5, pd.date_range("2010-01-31", periods=120, freq="ME"))


def test_no_change_takes_the_last_value_known_and_its_own_past_errors() -> None:
    made, due = pd.Timestamp("2018-03-15"), pd.Timestamp("2018-12-31")
    plain = forecast_benchmarks.no_change(MONTHS, made, due)
    assert plain.value == MONTHS["2018-02-28"]
    assert plain.steps == 10
    known = MONTHS[:"2018-02-28"]  # type: ignore[misc]
    errors = (known - known.shift(10)).dropna()
    assert plain.typical_error == pytest.approx(np.sqrt((errors**2).mean()))
    later = forecast_benchmarks.no_change(MONTHS, made, due, lag_days=40)
    assert later.value == MONTHS["2018-01-31"]
    assert later.steps == 11


def test_seasonal_no_change_is_exact_for_a_repeating_year() -> None:
    waves = pd.Series(
        np.tile([5.0, 1, 9, 3], 12), pd.date_range("2010-03-31", periods=48, freq="QE")
    )
    for due in ("2018-06-30", "2018-12-31", "2019-06-30"):
        rule = forecast_benchmarks.no_change(
            waves, pd.Timestamp("2018-04-15"), pd.Timestamp(due), season=4
        )
        assert rule.value == waves[due]
        assert rule.typical_error == 0


def test_benchmarks_never_look_ahead() -> None:
    made, due = pd.Timestamp("2016-06-15"), pd.Timestamp("2017-06-30")
    other = MONTHS.where(MONTHS.index <= made, -999)
    one, two = (forecast_benchmarks.no_change(x, made, due) for x in (MONTHS, other))
    assert (one.value, one.typical_error) == (two.value, two.typical_error)

    def rises(window: pd.DataFrame) -> bool:
        return bool(window.iloc[-1, 0] > window.iloc[0, 0])

    assert forecast_benchmarks.base_rate(MONTHS, made, 200, rises) == forecast_benchmarks.base_rate(
        other, made, 200, rises
    )


def test_missing_periods_make_no_errors() -> None:
    gappy = MONTHS.copy()
    gappy.iloc[20] = np.nan
    rule = forecast_benchmarks.no_change(
        gappy, pd.Timestamp("2018-03-15"), pd.Timestamp("2018-12-31")
    )
    assert len(rule.past) == 98 - 10 - 2
    assert rule.typical_error > 0


def test_base_rate_counts_windows_that_do_not_overlap() -> None:
    seen: list[tuple[pd.Timestamp, pd.Timestamp]] = []

    def second_half(window: pd.DataFrame) -> bool:
        seen.append((window.index[0], window.index[-1]))
        return bool(window.index[-1].month > 6)

    days = pd.Series(1.0, pd.date_range("2000-01-01", "2009-12-31"))
    rate = forecast_benchmarks.base_rate(days, pd.Timestamp("2010-01-01"), 182, second_half)
    assert rate.windows == 20
    assert rate.hits == sum(end.month > 6 for _, end in seen)
    assert all(later <= start for (_, later), (start, _) in pairwise(reversed(seen)))
    assert forecast_benchmarks.BaseRate(0, 3).probability == pytest.approx(1 / 5)


def test_a_window_begins_with_the_state_of_its_first_day() -> None:
    yearly = pd.Series([1.0, 2, 3, 4], pd.to_datetime([f"{y}-09-30" for y in range(2010, 2014)]))
    firsts: list[float] = []

    def keep(window: pd.DataFrame) -> bool:
        firsts.append(window.iloc[0, 0])
        return bool(window.iloc[-1, 0] - window.iloc[0, 0] == 1)

    assert forecast_benchmarks.base_rate(
        yearly, pd.Timestamp("2014-03-01"), 366, keep
    ) == forecast_benchmarks.BaseRate(3, 3)
    assert firsts == [3, 2, 1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: forecast_scores.interval_score(2, 1, 0, 0.9), "above its upper end"),
        (lambda: forecast_scores.interval_score(1, 2, 0, 1.0), "level must lie"),
        (lambda: forecast_scores.brier(1.2, 1), "between 0 and 1"),
        (lambda: sign_tests.sign_flip_test([1, 2], ["a"]), "2 differences and 1"),
        (
            lambda: forecast_benchmarks.no_change(
                MONTHS, pd.Timestamp("2000-01-01"), pd.Timestamp("2001-01-01")
            ),
            "nothing was known",
        ),
        (
            lambda: forecast_benchmarks.no_change(
                MONTHS, pd.Timestamp("2015-01-15"), pd.Timestamp("2014-06-30")
            ),
            "nothing falls due",
        ),
        (
            lambda: forecast_benchmarks.base_rate(MONTHS, pd.Timestamp("2010-03-01"), 400, bool),
            "no whole window",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]
