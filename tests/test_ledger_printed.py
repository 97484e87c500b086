"""What a printed number stands for, and the units in which it is printed."""

from __future__ import annotations

import doctest
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from treasurybook import ledger
from treasurybook.ledger import printed, units
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.printed import (
    NONE,
    STOCK,
    Target,
    Wording,
    accepted,
    is_close,
    matches,
    near,
    tolerance_for,
)
from treasurybook.ledger.units import convert, factor

from .claim_fixtures import targets


@pytest.mark.parametrize(
    ("x", "agrees"),
    [(27.615, True), (27.625, True), (27.62, True), (27.6149, False), (27.6251, False)],
)
def test_two_printed_decimals_accept_half_a_hundredth(x: float, agrees: bool) -> None:
    assert matches(Target(value=27.62, rounding=2), x) is agrees


@pytest.mark.parametrize(
    ("wording", "value", "rounding", "inside", "outside"),
    [
        ("about", 440, 0, [435, 445], [434.9, 445.1]),
        ("about", 52.96, 2, [52.955], [52.95]),
        ("about", -12, 0, [-11.5, -12.5], [-11.4, -12.6, 12]),
        ("about", 2000, 0, [1900, 2100], [1899, 2101]),
        ("nearly", 50, 0, [47.5, 50], [47.4, 50.1]),
        ("nearly", 3, 0, [2.9, 3], [2.8, 3.1]),
        ("more_than", 60, 0, [60.01, 1e9], [60, 59.9]),
        ("more_than", -5, 0, [-5.1], [-5, -4.9, 6]),
        ("at_least", 12, 0, [12, 13], [11.99]),
        ("less_than", 0.7, 1, [0.69, -1], [0.7, 0.71]),
        ("at_most", 44.1, 1, [44.1, 0], [44.2]),
        ("positive", None, 0, [1e-6], [0, -1]),
        ("negative", None, 0, [-1e-6], [0, 1]),
    ],
)
def test_wording_decides_what_agrees(
    wording: str, value: float | None, rounding: int, inside: list[float], outside: list[float]
) -> None:
    target = Target(Wording(wording), value, rounding=rounding)
    assert [x for x in inside if not matches(target, x)] == []
    assert [x for x in outside if matches(target, x)] == []


def test_range_is_widened_by_its_rounding_only() -> None:
    fall = Target(Wording.RANGE, low=-16, high=-10, rounding=0)
    assert matches(fall, -9.5)
    assert matches(fall, -16.5)
    assert not matches(fall, -9.4)


@given(targets())
def test_about_accepts_all_that_the_bare_number_accepts(target: Target) -> None:
    assume(target.value is not None)
    bare = accepted(Target(Wording.EXACT, target.value, rounding=target.rounding))
    about = accepted(Target(Wording.ABOUT, target.value, rounding=target.rounding))
    assert about.low <= bare.low
    assert about.high >= bare.high


@given(targets(), st.floats(-1e6, 1e6))
def test_signs_are_treated_alike(target: Target, x: float) -> None:
    assume(target.value is not None)
    assert target.value is not None
    mirror = Target(target.wording, -target.value, rounding=target.rounding)
    assert matches(target, x) == matches(mirror, -x)
    assert is_close(target, x, STOCK) == is_close(mirror, -x, STOCK)


@given(targets(), st.floats(-1e6, 1e6))
def test_what_agrees_is_also_close(target: Target, x: float) -> None:
    if matches(target, x):
        assert is_close(target, x, NONE)


def test_close_is_capped_where_few_digits_are_printed() -> None:
    # Two units of "3" would be 1 to 5; the cap leaves nothing beyond the rounding itself.
    assert not is_close(Target(value=3, rounding=0), 3.6, STOCK)
    assert is_close(Target(value=67.82, rounding=2), 68.4, STOCK)
    assert not is_close(Target(value=67.82, rounding=2), 68.6, STOCK)


def test_a_tolerance_in_the_unit_is_taken_as_it_is() -> None:
    assert near(Target(value=4.6, rounding=1), 0.125).low == pytest.approx(4.475)
    # An own tolerance narrower than the rounding takes nothing away from it.
    assert near(Target(value=4.6, rounding=1), 0.01).low == pytest.approx(4.55)


def test_counted_things_are_never_close() -> None:
    assert tolerance_for("level", "count").width(11, 0) == 0
    assert tolerance_for("level", "%").width(11, 0) > 0


def test_missing_values_are_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        matches(Target(value=1.0), math.nan)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"wording": Wording.RANGE, "low": 2.0, "high": 1.0}, "low <= high"),
        ({"wording": Wording.POSITIVE, "value": 1.0}, "takes no value"),
        ({"wording": Wording.ABOUT}, "needs a value"),
    ],
)
def test_a_target_that_says_nothing_is_refused(fields: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Target(**fields)  # type: ignore[arg-type]


def test_difference_is_from_the_nearer_bound_of_a_range() -> None:
    between = Target(Wording.RANGE, low=6.0, high=6.8, rounding=1)
    gaps = [printed.difference(between, x) for x in (5.5, 6.4, 7.0)]
    assert gaps == pytest.approx([-0.5, 0.0, 0.2])
    assert printed.difference(Target(value=27.62, rounding=2), 27.72) == pytest.approx(0.1)
    assert printed.difference(Target(Wording.NEGATIVE), -3.0) == -3.0


# --- units ---------------------------------------------------------------------------------------


@given(st.floats(-1e9, 1e9), st.sampled_from(["USD tn", "USD bn", "USD mn"]))
def test_money_converts_there_and_back(x: float, unit: str) -> None:
    assert convert(convert(x, "USD bn", unit), unit, "USD bn") == pytest.approx(x, rel=1e-15)


def test_conversions() -> None:
    assert convert(27623.5, "USD bn", "USD tn") == 27.6235
    assert convert(212_104, "USD mn", "USD bn") == 212.104
    assert convert(0.7, "USD tn per quarter", "USD bn per quarter") == 700
    assert convert(-0.6043, "percentage points", "bps") == pytest.approx(-60.43)
    assert convert(4.3, "percent", "%") == 4.3


@pytest.mark.parametrize(
    ("given_unit", "wanted"),
    [
        ("fraction", "%"),
        ("%", "pp"),
        ("%", "% of GDP"),
        ("USD bn, annual rate", "USD bn"),
        ("USD bn per month", "USD bn"),
        ("JPY tn", "USD tn"),
        ("days", "months"),
    ],
)
def test_what_does_not_convert_is_refused(given_unit: str, wanted: str) -> None:
    with pytest.raises(LedgerError, match="does not convert"):
        convert(1.0, given_unit, wanted)


def test_mistaken_units_are_joined_by_more_than_conversion() -> None:
    assert factor("days", "months") * 30.4375 == pytest.approx(1)
    assert factor("years", "months") == pytest.approx(12)
    assert factor("%", "fraction") == 0.01
    with pytest.raises(LedgerError, match="does not convert"):
        factor("days", "USD bn")


# --- the statements of the documents, held to their own rounding ---------------------------------


def test_rounding_is_that_of_the_printed_number() -> None:
    # A value with more digits than its rounding would be refused by its own rule.
    odd = [
        c.id
        for c in ledger.claims().values()
        for x in (c.value, c.low, c.high, c.base)
        if x is not None
        and c.rounding is not None
        and not math.isclose(x, round(x, c.rounding), rel_tol=1e-12, abs_tol=1e-12)
    ]
    assert odd == []


@pytest.mark.parametrize("module", [printed, units])
def test_examples_in_the_documentation_are_true(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0
