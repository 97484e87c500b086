"""How numbers, units and claims are written: in one place, and never raw."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook import ledger
from treasurybook.ledger import text
from treasurybook.ledger.claims import Claim
from treasurybook.ledger.printed import COUNTED_UNITS, Wording

from .claim_fixtures import NUMBER, made

CLAIMS = ledger.claims()


def number(unit: str, value: float, rounding: int, **more: object) -> Claim:
    """Return a claim that prints a number."""
    return made(NUMBER, unit=unit, value=value, rounding=rounding, **more)


def test_examples_in_the_documentation_are_true() -> None:
    result = doctest.testmod(text)
    assert result.attempted > 5
    assert result.failed == 0


def test_claims_are_written_as_they_are_printed() -> None:
    claims = ledger.claims("000")
    assert text.claimed(claims["F-059"]) == "USD 212.104 bn"
    assert text.claimed(claims["F-273"]) == "−60.43 bps"
    assert text.claimed(claims["F-178"]) == "−USD 0.26 tn (implied)"  # follows from two others
    assert text.claimed(claims["F-031"]) == "more than 60%"
    assert text.claimed(claims["F-197"]) == "6.0 to 6.8% of GDP"
    assert text.claimed(claims["F-147"]) == "35 → 21%"
    assert text.claimed(claims["F-208"]) == "12 November 2023"
    assert text.claimed(claims["F-068"]) == "China > European Union > Mexico"
    assert text.claimed(claims["F-016"]) == ""


def test_recomputed_numbers_have_the_printed_digits_or_one_more() -> None:
    claims = ledger.claims("000")
    assert text.recomputed(27.6161, claims["F-017"], agrees=True) == "USD 27.62 tn"
    # A miss by a hair must not be shown as the very number that it misses.
    assert text.recomputed(27.6251, claims["F-017"], agrees=False) == "USD 27.63 tn"
    over = number("USD tn", 27.62, 2, wording="more_than")
    assert text.recomputed(27.6151, over, agrees=False) == "USD 27.615 tn"
    assert text.gap(0.5, claims["F-018"]) == "+0.500 pp"
    assert text.gap(-0.1, claims["F-278"]) == "−USD 0.1 bn"
    assert text.other(16.6895, number("%", 17, 0)) == "16.7%"


@pytest.mark.parametrize(
    ("one", "x", "agrees", "written"),
    [
        (number("rank", 2, 0), 2.0, True, "2nd"),
        (number("rank", 2, 0), 11.0, False, "11th"),
        (number("year", 2022, 0), 2023.0, False, "2023"),
        (number("decade", 1870, 0), 1960.0, False, "1960"),
        (number("meetings", 3, 0), 1.0, False, "1 meeting"),
        (number("agencies", 3, 0), 1.0, False, "1 agency"),
        (number("count", 1200, 0), 1500.0, False, "1,500"),
        (number("months", 1, 0), 1.2, False, "1.2 months"),
        (number("multiple", 2, 0), 1.0, True, "1 time"),
        # Printed in tens or hundreds: ours is whole, for so coarse it would hide the difference.
        (number("USD bn", 440, -1), 437.26, True, "USD 437 bn"),
        (number("USD bn", 440, -1), 441.26, False, "USD 441 bn"),
        (number("USD bn", 2300, -2), 2_461.7, False, "USD 2,462 bn"),
        (number("%", 0.1, 1), -0.004, False, "0.00%"),
        # Beyond a bound the bound itself would read as a contradiction.
        (number("%", 7, 0, wording="more_than"), 7.4, True, "7.4%"),
        (number("%", 7, 0, wording="more_than"), 9.2, True, "9%"),
        (number("%", 7, 0, wording="at_least"), 7.4, True, "7%"),
        (number("pp", -0.1, 1), -0.04, True, "0.0 pp"),
        (number("USD bn", -5.5, 1), -1234.5, True, "−USD 1,234.5 bn"),
    ],
)
def test_numbers_in_their_units(one: Claim, x: float, agrees: bool, written: str) -> None:
    assert text.recomputed(x, one, agrees=agrees) == written


@pytest.mark.parametrize(
    ("one", "x", "written"),
    [
        (number("year", 2022, 0), 1.0, ""),
        (number("rank", 2, 0), -1.0, ""),
        (number("meetings", 3, 0), -1.0, "−1 meeting"),
        (number("meetings", 3, 0), 2.0, "+2 meetings"),
        (number("multiple", 80, -1), 1.0, "+1 time"),
        (number("%", 3, 0), 0.02, "0.0 pp"),
        (number("USD bn", 440, -1), 11.3, "+USD 11 bn"),
        (number("USD bn", 2300, -2), 161.7, "+USD 162 bn"),
    ],
)
def test_differences_in_their_units(one: Claim, x: float, written: str) -> None:
    assert text.gap(x, one) == written


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        ("-0.0 pp, +0.00 and -0", "0.0 pp, 0.00 and 0"),
        ("-0.04, -0.10 and +0.5", "−0.04, −0.10 and +0.5"),
        # A vote, a range, a date and an id hold no minus sign.
        ("by 12-0, in 3-5 days, Q-010 and 0-5", None),
        # Days, months and quarters are written in words, spans of years and file names are not.
        ("on 2022-05-04 and in 2021-04 and 2010Q4", "on 4 May 2022 and in April 2021 and 2010 Q4"),
        ("in 2008-09, 2018-19, table-2022-05-04 and x/2022-05", None),
        ("the 5-to-0 vote", None),
    ],
)
def test_signs_and_dates_in_texts(raw: str, tidied: str | None) -> None:
    assert text.tidy(raw) == (raw if tidied is None else tidied)


UGLY = re.compile(
    r"(?<![\w.])[-−+]0(?:\.0+)?(?![\d.])"  # a sign before zero
    r"|(?<![\w-])-\d"  # a hyphen for a minus sign
    r"|\d\.\d{6,}"  # a raw float; four printed digits, and one more, are none
    r"|\bnan\b|\binf\b|\bNaT\b"
    r"|(?<![\d.,])1(?:st|nd|rd)? (?:meetings|banks|agencies|months|days|years|times)\b"
    r"|\b(?:rank|place) \d+\.0\b"
)


@given(
    st.sampled_from([c for c in CLAIMS.values() if c.target is not None]),
    st.floats(-1e7, 1e7) | st.integers(-20, 20).map(float),
    st.booleans(),
)
def test_no_recomputed_number_is_ugly(one: Claim, x: float, agrees: bool) -> None:
    if one.unit in COUNTED_UNITS:
        x = float(round(x))
    for written in (text.recomputed(x, one, agrees=agrees), text.gap(x, one), text.other(x, one)):
        assert not UGLY.search(written), written
        decimals = re.search(r"\.(\d+)", written)
        if one.unit not in COUNTED_UNITS:
            assert len(decimals[1] if decimals else "") <= max((one.rounding or 0) + 1, 0)


def test_no_claim_is_written_ugly() -> None:
    for one in CLAIMS.values():
        written = text.claimed(one)
        assert not UGLY.search(written.replace(one.date or "\0", "")), (one.id, written)
        if one.unit in ("year", "decade"):
            assert "," not in written
        if one.unit == "rank" and one.wording is Wording.EXACT:
            assert re.search(r"\d(?:st|nd|rd|th)$", written)


def test_one_line_a_record() -> None:
    row = {"claim": "F-017", "claimed": "", "verdict": "supported", "statement": "It fell."}
    assert text.line(row) == "F-017: supported. It fell."


def test_no_expected_record_is_written_ugly() -> None:
    files = sorted((Path(__file__).parent / "expected").rglob("*.json"))
    rows = [row for path in files for row in json.loads(path.read_text(encoding="utf-8"))]
    assert len(rows) == len(CLAIMS)
    found = []
    for row in rows:
        texts = [text.tidy(row[k] or "") for k in ("result", "note")]
        found += [(row["claim"], words) for words in texts if UGLY.search(words)]
    assert found == []
