"""Which verdict follows from a recomputed value: the rules, and what no value can change."""

from __future__ import annotations

import datetime as dt
import doctest
import math
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from treasurybook import ledger
from treasurybook.ledger import outcomes, rules, slips
from treasurybook.ledger.claims import UNJUDGED_REASONS
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.periods import parse_period
from treasurybook.ledger.printed import (
    CLOSE,
    DIFFERENCE,
    STOCK,
    Target,
    Wording,
    about_width,
    accepted,
    half_unit,
    matches,
)
from treasurybook.ledger.records import FORGOTTEN, TO_COME
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.slips import OFFERS, Slip

from .claim_fixtures import roundings, targets

BEST_FIRST = [
    Verdict.REPRODUCED,
    Verdict.CLOSE,
    Verdict.OTHER_DEFINITION,
    Verdict.DIFFERS,
]

GDP = Target(value=27.62, rounding=2)
values = st.floats(-1e6, 1e6)


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ({"as_written": 27.62, "latest": 27.62}, Verdict.REPRODUCED),
        ({"as_written": 27.62}, Verdict.REPRODUCED),
        ({"as_written": 27.62, "latest": 27.9}, Verdict.REVISED),
        ({"as_written": 27.7, "latest": 27.62}, Verdict.CLOSE),
        ({"as_written": 29.0, "latest": 27.62}, Verdict.DIFFERS),
        ({"as_written": 29.0, "other": {"GNI": 27.62}}, Verdict.OTHER_DEFINITION),
        ({"as_written": 29.0, "other": {"GNI": 27.7}}, Verdict.DIFFERS),
        ({"as_written": 27.62, "error": 0.4}, Verdict.CLOSE),
        ({"as_written": 29.0, "error": 1.5}, Verdict.CLOSE),
        ({"as_written": 29.0, "error": 0.4}, Verdict.DIFFERS),
        ({"latest": 27.62}, Verdict.REPRODUCED),
        ({"latest": 27.7}, Verdict.CLOSE),
        ({"latest": 29.0, "revision": 0.5}, Verdict.DIFFERS),
        ({"latest": 29.0, "revision": 2.0}, Verdict.NOT_CHECKABLE),
        (
            {"latest": 29.0, "revision": 0.5, "other": {"GNI": 27.62}},
            Verdict.OTHER_DEFINITION,
        ),
    ],
)
def test_order_of_verdicts(found: dict[str, Any], verdict: Verdict) -> None:
    assert rules.judge(GDP, STOCK, **found).verdict is verdict


def test_agreement_with_later_data_only_is_said() -> None:
    judged = rules.judge(GDP, STOCK, as_written=29.0, latest=27.62)
    assert judged.note is not None
    assert "published after" in judged.note


def test_what_agrees_by_another_definition_is_not_said_to_agree_by_later_data_alone() -> None:
    judged = rules.judge(GDP, STOCK, as_written=27.7, latest=27.62, other={"GNI": 27.62})
    assert judged.note is not None
    assert "Under the registered definition only data published after" in judged.note


def test_an_exact_match_under_another_definition_is_said_though_the_number_is_close() -> None:
    judged = rules.judge(GDP, STOCK, as_written=27.7, other={"GNI": 27.62})
    assert judged == rules.Judgement(Verdict.CLOSE, "It agrees with: GNI.")


def test_numbers_in_notes_have_one_digit_more_than_the_printed_one() -> None:
    one = rules.judge(GDP, STOCK, latest=29.0, revision=2.00049)
    assert "by 1.375, and revisions of up to 2.000 have" in (one.note or "")
    big = Target(value=12_000, rounding=-3)
    estimate = rules.judge(big, STOCK, as_written=13_000, error=1_234.567)
    assert estimate.note == "An estimate, good to ±1,235."


def test_latest_alone_needs_to_know_about_revisions() -> None:
    with pytest.raises(ValueError, match="give revision="):
        rules.judge(GDP, STOCK, latest=29.0)
    with pytest.raises(ValueError, match="give as_written"):
        rules.judge(GDP, STOCK)


def test_missing_values_and_negative_errors_are_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        rules.judge(GDP, STOCK, as_written=math.nan)
    with pytest.raises(ValueError, match="negative"):
        rules.judge(GDP, STOCK, as_written=27.62, error=-0.1)


@given(
    st.integers(-99_999, 99_999).filter(bool),
    roundings,
    st.sampled_from([Wording.EXACT, Wording.ABOUT, Wording.NEARLY]),
    st.floats(0, 3),
    st.floats(1, 10),
    st.sampled_from([-1, 1]),
    st.booleans(),
    st.none() | st.floats(0, 1),
)
@example(3, 0, Wording.EXACT, 0.2, 2.0, 1, True, None)
def test_a_nearer_value_never_gets_a_worse_verdict(
    digits: int,
    rounding: int,
    wording: Wording,
    near: float,
    further: float,
    side: int,
    has_other: bool,
    error: float | None,
) -> None:
    value = digits / 10**rounding
    other = {"another definition": value} if has_other else {}
    width = None if error is None else error * abs(value)
    ranks = [
        BEST_FIRST.index(
            rules.judge(
                Target(wording, value, rounding=rounding),
                STOCK,
                as_written=value + side * gap * abs(value),
                other=other,
                error=width,
            ).verdict
        )
        for gap in (near, near * further)
    ]
    assert ranks[0] <= ranks[1]


@given(targets(), st.floats(-3, 3), st.integers(-3, 3), st.sampled_from([STOCK, DIFFERENCE]))
def test_the_unit_in_which_a_number_is_printed_does_not_matter(
    target: Target, times: float, power: int, tolerance: Any
) -> None:
    def scaled(x: float | None) -> float | None:
        return None if x is None else x * 10.0**power

    anchor = target.value if target.value is not None else target.high
    assert anchor is not None
    x = anchor * times
    ends = [accepted(target).low, accepted(target).high]
    assume(all(abs(x - end) > 1e-6 * (1 + abs(x)) for end in ends))
    other = replace(
        target,
        value=scaled(target.value),
        low=scaled(target.low),
        high=scaled(target.high),
        rounding=target.rounding - power,
    )
    moved = scaled(x)
    assert moved is not None
    # At the edge of "close" two ways of computing the same width may fall on either side.
    verdicts = {
        rules.judge(target, tolerance, as_written=x * (1 + s)).verdict for s in (-1e-9, 1e-9)
    }
    assume(len(verdicts) == 1)
    assert rules.judge(other, tolerance, as_written=moved).verdict in verdicts


def test_own_number_is_reproduced_and_a_perturbed_one_is_not() -> None:
    outward = {Wording.MORE_THAN: 1, Wording.AT_LEAST: 1}
    numeric = [c for c in ledger.claims().values() if c.target is not None and c.value is not None]
    assert len(numeric) > 300
    for claim in numeric:
        target, value = claim.target, claim.value
        assert target is not None
        assert value is not None
        sign = 1 if value >= 0 else -1
        half = half_unit(target.rounding)
        reach = half if target.wording is Wording.EXACT else about_width(value, target.rounding)
        # Strict bounds do not hold at the number itself: a step to their own side.
        strict = {Wording.MORE_THAN: half, Wording.LESS_THAN: -half}.get(target.wording, 0.0)
        own = value + sign * strict
        off = value - sign * outward.get(target.wording, -1) * 1.2 * reach
        verdicts = [rules.judge(target, 0.0, as_written=x).verdict for x in (own, off)]
        assert verdicts == [Verdict.REPRODUCED, Verdict.DIFFERS], claim.id


# --- slips ---------------------------------------------------------------------------------------

PEAK = Target(value=24.48, rounding=2)
OTHER_QUARTER = Slip(
    "date", "2020-Q2", "the peak was a year before", offers="named in the sentence"
)
DAYS = Slip("unit", "months", "months, not days", unit="days")
POINTS = Slip("unit", "%", "percent, not points", unit="pp")
EXCHANGED = Slip("digits", "24.84", "digits exchanged")


@pytest.mark.parametrize(
    ("target", "slip", "x", "under_slip", "verdict"),
    [
        (PEAK, OTHER_QUARTER, 20.0, 24.48, Verdict.SLIP),
        (PEAK, OTHER_QUARTER, 20.0, 24.49, Verdict.DIFFERS),
        # What is off under the slip, too, is not mended by it, and the value itself mends nothing.
        (PEAK, OTHER_QUARTER, 20.0, 20.0, Verdict.DIFFERS),
        (PEAK, replace(OTHER_QUARTER, offers="it fits"), 20.0, 24.48, Verdict.DIFFERS),
        (PEAK, replace(OTHER_QUARTER, offers=None), 20.0, 24.48, Verdict.DIFFERS),
        # Two printed digits fit another date too easily.
        (Target(value=24, rounding=0), OTHER_QUARTER, 20.0, 24.0, Verdict.DIFFERS),
        # A bound or a range would agree with any other date.
        (replace(PEAK, wording=Wording.MORE_THAN), OTHER_QUARTER, 20.0, 99.0, Verdict.DIFFERS),
        (Target(value=72.33, rounding=2), DAYS, 72.3333 * 30.4375, None, Verdict.SLIP),
        (Target(value=72.33, rounding=2), DAYS, 72.34 * 30.4375, None, Verdict.DIFFERS),
        (Target(value=1.4, rounding=1), POINTS, 0.1, 1.42, Verdict.SLIP),
        (Target(value=1.4, rounding=1), POINTS, 0.1, 1.5, Verdict.DIFFERS),
        (PEAK, EXCHANGED, 24.842, None, Verdict.SLIP),
        (PEAK, EXCHANGED, 24.9, None, Verdict.DIFFERS),
        # Not an exchange of neighbours, another sign, too few digits.
        (PEAK, replace(EXCHANGED, meant="44.28"), 44.28, None, Verdict.DIFFERS),
        (PEAK, replace(EXCHANGED, meant="-24.84"), -24.84, None, Verdict.DIFFERS),
        (Target(value=24, rounding=0), replace(EXCHANGED, meant="42"), 42.0, None, Verdict.DIFFERS),
    ],
)
def test_a_slip_is_granted_on_its_conditions_only(
    target: Target, slip: Slip, x: float, under_slip: float | None, verdict: Verdict
) -> None:
    judged = rules.judge(target, STOCK, as_written=x, slip=slip, under_slip=under_slip)
    assert judged.verdict is verdict
    assert (judged.note == f"It agrees once mended: {slip}.") is (verdict is Verdict.SLIP)


def test_a_slip_that_needs_a_value_asks_for_it() -> None:
    for slip in (OTHER_QUARTER, POINTS):
        with pytest.raises(LedgerError, match="give under_slip="):
            rules.judge(PEAK, STOCK, as_written=20.0, slip=slip)


@given(
    targets(), values, st.none() | values, st.none() | values, st.none() | values,
    st.none() | st.floats(0, 100),
)  # fmt: skip
def test_without_a_registered_slip_no_value_is_one(
    target: Target,
    x: float,
    latest: float | None,
    other: float | None,
    under_slip: float | None,
    error: float | None,
) -> None:
    judged = rules.judge(
        target,
        STOCK,
        as_written=x,
        latest=latest,
        other={} if other is None else {"another definition": other},
        under_slip=under_slip,
        error=error,
    )
    assert judged.verdict is not Verdict.SLIP


@given(targets(), values, values, st.sampled_from(OFFERS))
def test_a_value_cannot_make_itself_a_slip_of_the_date(
    target: Target, x: float, under_slip: float, offers: str
) -> None:
    slip = replace(OTHER_QUARTER, offers=offers)
    assert not slips.explains(slip, target, under_slip, under_slip) or matches(target, under_slip)
    judged = rules.judge(target, STOCK, as_written=x, slip=slip, under_slip=x)
    assert judged.verdict is not Verdict.SLIP
    # With one registered, the other date decides, whatever the value of the date that is printed.
    judged = rules.judge(target, STOCK, as_written=x, slip=slip, under_slip=under_slip)
    if judged.verdict is Verdict.SLIP:
        assert matches(target, under_slip)
        assert slips.printed_digits(target) >= slips.LEAST_DIGITS


@given(st.integers(100, 99_999), st.integers(0, 3), values)
def test_exchanged_digits_are_those_of_the_registered_number(
    digits: int, rounding: int, x: float
) -> None:
    text = str(digits)
    meant = text[:-2] + text[-1] + text[-2]
    assume(meant != text)
    slip = Slip("digits", str(int(meant) / 10**rounding), "exchanged")
    target = Target(value=digits / 10**rounding, rounding=rounding)
    judged = rules.judge(target, 0.0, as_written=x, slip=slip)
    near_meant = matches(replace(target, value=float(slip.meant)), x)
    assert (judged.verdict is Verdict.SLIP) == (near_meant and not matches(target, x))


@pytest.mark.parametrize(
    ("slip", "target", "said"),
    [
        (DAYS, Target(Wording.MORE_THAN, 72.33, rounding=2), "not a bound"),
        (DAYS, Target(Wording.RANGE, low=1.0, high=2.0, rounding=0), "not a bound"),
        (replace(DAYS, meant="bananas"), PEAK, "does not convert"),
        (OTHER_QUARTER, Target(value=24, rounding=0), "by chance"),
        (replace(OTHER_QUARTER, offers="it fits"), PEAK, "say under offers"),
        (replace(EXCHANGED, meant="25"), PEAK, "exchanged"),
        (replace(EXCHANGED, meant="nan"), PEAK, "write the number"),
        (replace(EXCHANGED, meant="peak"), PEAK, "write the number"),
    ],
)
def test_a_slip_that_could_explain_nothing_or_anything_is_refused(
    slip: Slip, target: Target, said: str
) -> None:
    with pytest.raises((ValueError, LedgerError), match=said):
        slips.refuse_unfit(slip, target)


def test_registered_slips_can_be_granted() -> None:
    registered = [c for c in ledger.claims().values() if c.slip is not None]
    assert len(registered) >= 9
    for one in registered:
        assert one.slip is not None
        assert one.target is not None
        slips.refuse_unfit(one.slip, one.target)


# --- dates and orders ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claimed", "found", "verdict"),
    [
        ("2023-11-12", "2023-11-12", Verdict.REPRODUCED),
        # A day beside is wrong: dates are never close.
        ("2023-11-12", "2023-11-13", Verdict.DIFFERS),
        ("2023-11-12", "2023-11-14", Verdict.DIFFERS),
        ("2021-11 middle", "2021-11-15", Verdict.REPRODUCED),
        ("2021-11 middle", "2021-11-21", Verdict.DIFFERS),
        ("2023-10 early", "2023-10-30", Verdict.DIFFERS),
        ("2022-10", "2022-10-01", Verdict.REPRODUCED),
        ("2022-10", "2022-11", Verdict.DIFFERS),
        ("2023-Q3", "2023-08", Verdict.REPRODUCED),
        ("2023Q3", "2023-Q3", Verdict.REPRODUCED),
        ("2025 middle", "2025-06-18", Verdict.REPRODUCED),
        ("2025 middle", "2025-12-01", Verdict.DIFFERS),
        ("1870/1879", "1872", Verdict.REPRODUCED),
        # A month says less than a day: it cannot confirm it.
        ("2023-11-12", "2023-11", Verdict.DIFFERS),
    ],
)
def test_dates_are_as_exact_as_they_are_printed(claimed: str, found: str, verdict: Verdict) -> None:
    assert rules.judge_date(claimed, found).verdict is verdict


def test_date_later_revised_and_unreadable() -> None:
    assert rules.judge_date("2022-10", "2022-10", "2022-12").verdict is Verdict.REVISED
    late = rules.judge_date("2022-10", "2022-12", "2022-10")
    assert late.verdict is Verdict.DIFFERS
    assert "published after" in (late.note or "")
    with pytest.raises(ValueError, match="not a date"):
        rules.judge_date("2022-10", "autumn 2022")
    with pytest.raises(ValueError, match="give as_written"):
        rules.judge_date("2022-10")


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)),
    st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]),
    st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)),
)
def test_dates_are_right_or_wrong_and_never_close(
    claimed: dt.date, found: dt.date, form: str, latest: dt.date | None
) -> None:
    newest = None if latest is None else latest.isoformat()
    verdict = rules.judge_date(claimed.strftime(form), found.isoformat(), newest).verdict
    is_right = claimed.strftime(form) == found.strftime(form)
    assert verdict in ((Verdict.REPRODUCED, Verdict.REVISED) if is_right else (Verdict.DIFFERS,))


@pytest.mark.parametrize(
    "text", ["2023-13", "2023-02-30", "2023/2022", "2023-11-12 early", "", "Q3"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|starts"):
        parse_period(text)


def test_periods_have_their_days() -> None:
    assert parse_period("2024-02 late").days == 9
    assert parse_period("2023-Q3").days == 92
    assert parse_period("2025 early").end == dt.date(2025, 3, 31)
    assert parse_period("2023-11-12") in parse_period("2023-11 middle")


def test_rankings() -> None:
    claimed = ["China", "European Union", "Mexico"]
    found = ["china", "European Union", "Mexico", "Vietnam"]
    assert rules.judge_order(claimed, found) is Verdict.REPRODUCED
    assert rules.judge_order(claimed, [*reversed(found[:3])]) is Verdict.DIFFERS
    assert rules.judge_order(claimed, ["China", "Mexico", "European Union"]) is Verdict.DIFFERS
    assert rules.judge_order(claimed, ["China", "Vietnam", "Mexico"]) is Verdict.DIFFERS


def test_a_ranking_stands_on_the_data_of_its_time() -> None:
    claimed, right, wrong = ["a", "b"], ["a", "b", "c"], ["b", "a"]
    assert rules.judge_orders(claimed, right, None) is Verdict.REPRODUCED
    assert rules.judge_orders(claimed, None, right) is Verdict.REPRODUCED
    assert rules.judge_orders(claimed, right, wrong) is Verdict.REVISED
    assert rules.judge_orders(claimed, wrong, right) is Verdict.DIFFERS
    with pytest.raises(ValueError, match="give as_written"):
        rules.judge_orders(claimed, None, None)


# --- conditions and forecasts --------------------------------------------------------------------


def test_a_test_that_gives_no_clear_answer_is_mixed() -> None:
    assert rules.judge_holds(True) is Verdict.SUPPORTED
    assert rules.judge_holds(False) is Verdict.NOT_SUPPORTED
    assert rules.judge_holds(None) is Verdict.MIXED


@given(st.lists(st.booleans(), min_size=1))
def test_parts_weigh_together(parts: list[bool]) -> None:
    together = rules.combine(parts)
    assert (together is True) == (False not in parts)
    assert (together is False) == (True not in parts)


def test_a_test_without_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        rules.combine([])


WRITTEN = dt.date(2023, 12, 15)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@given(st.sampled_from([True, False, "partly"]), st.none() | days)
@example(True, WRITTEN)
@example(True, WRITTEN + dt.timedelta(days=1))
def test_a_forecast_is_known_when_written_iff_it_was_decided_by_then(
    outcome: bool | str, decided: dt.date | None
) -> None:
    verdict = rules.judge_forecast(outcome, decided=decided, known_until=WRITTEN)
    assert (verdict is Verdict.KNOWN) == (decided is not None and decided <= WRITTEN)
    if verdict is not Verdict.KNOWN:
        assert verdict is rules.judge_forecast(outcome)


def test_an_open_forecast_is_not_decided() -> None:
    assert rules.judge_forecast("open", known_until=WRITTEN) is Verdict.OPEN
    with pytest.raises(ValueError, match="open and decided on 2023-12-01"):
        rules.judge_forecast("open", decided=dt.date(2023, 12, 1), known_until=WRITTEN)
    with pytest.raises(ValueError, match="'partly' or 'open', got 'perhaps'"):
        rules.judge_forecast("perhaps")


@given(days, days)
def test_evidence_after_the_horizon_is_refused_with_both_days(
    evidence_to: dt.date, horizon: dt.date
) -> None:
    if evidence_to <= horizon:
        rules.refuse_late_evidence(evidence_to, horizon)
        return
    with pytest.raises(ValueError, match="horizon") as caught:
        rules.refuse_late_evidence(evidence_to, horizon)
    assert evidence_to.isoformat() in str(caught.value)
    assert horizon.isoformat() in str(caught.value)


# --- what verdicts amount to ---------------------------------------------------------------------


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_an_outcome_and_every_failure_a_source(verdict: Verdict) -> None:
    found = outcomes.OUTCOME_OF[verdict]
    assert outcomes.outcome(verdict) == found
    for quoted in (True, False):
        source = outcomes.source_of_failure(verdict, "level", quoted=quoted)
        assert (source in outcomes.SOURCES) == (found in (outcomes.IN_PART, outcomes.FAILS))


def test_what_was_known_redrawn_or_is_open_is_not_judged() -> None:
    unjudged = {v for v in Verdict if outcomes.outcome(v) == outcomes.UNJUDGED}
    undecided = {Verdict.KNOWN, Verdict.VOID, Verdict.OPEN}
    assert unjudged == {*undecided, Verdict.REDRAWN, Verdict.NOT_CHECKABLE}


@pytest.mark.parametrize(
    ("verdict", "kind", "quoted", "source"),
    [
        ("differs", "level", False, outcomes.NUMBER),
        ("differs", "event_date", False, outcomes.DATE),
        ("mixed", "causal", False, outcomes.MECHANISM),
        ("mixed", "comparison", False, outcomes.WORDS),
        ("did not", "forecast", True, outcomes.QUOTED_FORECAST),
        ("did not", "forecast", False, outcomes.OWN_FORECAST),
        ("close", "level", False, None),
        ("open", "forecast", False, None),
    ],
)
def test_source_of_a_failure(verdict: str, kind: str, quoted: bool, source: str | None) -> None:
    assert outcomes.source_of_failure(verdict, kind, quoted=quoted) == source


def test_every_kind_stands_in_one_group() -> None:
    grouped = [kind for kinds in outcomes.KIND_GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(CLOSE)
    with pytest.raises(LedgerError, match="KIND_GROUPS"):
        outcomes.group_of("rumour")


@pytest.mark.parametrize("module", [outcomes, slips])
def test_examples_in_the_documentation_are_true(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


# --- the page that explains the rules ------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "book" / "verdicts.md").read_text(encoding="utf-8")


def test_the_page_names_every_verdict_and_puts_it_into_its_outcome() -> None:
    for name in outcomes.OUTCOMES:
        (line,) = (line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
        verdicts = line.split("|")[2].strip().split("; ")
        assert sorted(verdicts) == sorted(v for v in Verdict if outcomes.outcome(v) == name)
    explained = {
        word
        for line in PAGE.splitlines()
        if line.startswith("**")
        for word in (line.strip("*"), *line.strip("*").split(", "))
    }
    assert {*Verdict, TO_COME, FORGOTTEN} <= explained


def test_the_page_names_every_reason_basis_and_kind_of_slip() -> None:
    for reason in UNJUDGED_REASONS:
        assert f"- *{reason}*" in PAGE
    assert "one of five reasons" in PAGE
    assert len(UNJUDGED_REASONS) == 5
    for term in (*get_args(get_type_hints(Slip)["kind"]), "computed", "documented", "reading"):
        assert f"\n{term}\n: " in PAGE
    assert slips.LEAST_DIGITS == 3
    assert PAGE.count("At least three digits are printed") == 2
