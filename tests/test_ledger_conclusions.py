"""The sentence that sums a statement up, and what would change its verdict."""

from __future__ import annotations

import pytest

from treasurybook.ledger.claims import claim
from treasurybook.ledger.conclusions import conclusion, parts_held
from treasurybook.ledger.printed import Interval, Target, Wording, accepted, miss
from treasurybook.ledger.rules import Verdict
from treasurybook.ledger.text import STANDS_IN, interval
from treasurybook.ledger.turning import would_change
from treasurybook.press.results.claim_review import claim_review

from .answered import with_number, with_verdict


def test_a_number_is_summed_up_with_what_is_printed_and_found() -> None:
    row = with_number("F-017", 27.62)
    assert conclusion(row) == (
        "It holds (reproduced): Fiscal expansion 2023 says USD 27.62 tn, and data of its time "
        "give USD 27.62 tn."
    )


def test_the_interval_that_would_count_is_told() -> None:
    row = with_number("F-017", 30.0)
    said = " ".join(would_change(row))
    assert "USD 27.615 to 27.625 tn counts as the printed number" in said
    assert "USD 27.3438 to 27.8962 tn as close" in said
    assert "it lies outside both" in said


@pytest.mark.parametrize(("x", "verdict"), [(27.3437, "differs"), (27.3439, "close")])
def test_the_interval_told_is_the_one_that_judges(x: float, verdict: str) -> None:
    row = with_number("F-017", x)
    assert row["verdict"] == verdict


def test_days_are_told_in_words() -> None:
    row = with_verdict("F-280", Verdict.DID_NOT, latest=4.375, evidence_to="2024-12-31")
    assert would_change(row | {"parts": []})[0] == (
        "Only a revision of the evidence would: it counts up to 31 December 2024, and was used up "
        "to 31 December 2024."
    )


def test_parts_that_fail_are_named() -> None:
    row = with_verdict("F-020", Verdict.MIXED)
    row |= {
        "parts": [{"test": "low end", "holds": True}, {"test": "high end", "holds": False}],
    }
    said = " ".join(would_change(row))
    assert "It would be supported if this held as well: high end." in said
    assert "1 of 2 parts holds" in conclusion(row)


def test_a_figure_is_drawn_again_and_says_what_stands_in() -> None:
    row = with_verdict("F-045", Verdict.REDRAWN) | {"parts": []}
    assert conclusion(row) == (
        "It is not judged (redrawn): this figure of Fiscal expansion 2023 is drawn again from "
        "public data."
    )
    row["result"] = f"redrawn as figure fig-1-2; {STANDS_IN}"
    assert conclusion(row).endswith(f"public data; {STANDS_IN}.")
    diagram = with_verdict("S-076", Verdict.REDRAWN) | {"parts": [], "basis": "reading"}
    assert conclusion(diagram).endswith("drawn again from the text.")  # it has no data


def test_a_figure_that_could_not_be_drawn_is_not_said_to_be() -> None:
    row = with_verdict("S-076", Verdict.NOT_CHECKABLE)
    row |= {"parts": [], "result": None, "reason": "no observable"}
    assert "drawn again" not in conclusion(row)
    assert "drawn again" not in " ".join(would_change(row))


@pytest.mark.parametrize(
    ("quotation", "how"),
    [
        ({"verdict": "reproduced", "published": 4.625}, "quoted rightly from FOMC, "),
        ({"verdict": "close", "published": 4.5}, "quoted nearly rightly from FOMC, "),
        ({"verdict": "differs", "published": 5.1}, "quoted wrongly from FOMC, "),
        (None, "quoted from FOMC, "),
    ],
)
def test_a_forecast_that_fails_is_told_from_its_quotation(
    quotation: dict[str, object] | None, how: str
) -> None:
    row = with_verdict("F-280", Verdict.DID_NOT, latest=4.375) | {"parts": []}
    row |= {"quoted_from": "FOMC", "quotation": quotation, "data": ""}
    assert f"It fails (did not): a forecast {how}Fiscal expansion 2023 says" in conclusion(row)
    review = claim_review(row, author="the book", address="")
    assert review["claimReviewed"].startswith("The forecast comes about: ")


def test_the_definition_under_which_a_number_is_right_is_named() -> None:
    row = with_number("R-030", 4.41, other={"PCE prices of services": 3.8, "another": 5.0})
    assert row["verdict"] == Verdict.OTHER_DEFINITION
    assert conclusion(row).endswith(
        "give 4.41%; by another definition it agrees (PCE prices of services: 3.8%)."
    )


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (True, "both parts hold on today's data, but not on those of its time"),
        (False, "none of 2 parts holds on today's data, unlike those of its time"),
    ],
)
def test_a_statement_mixed_by_its_clocks_says_whose_parts_these_are(held: bool, said: str) -> None:
    row = with_verdict("F-020", Verdict.MIXED)
    row |= {"parts": [{"test": end, "holds": held} for end in ("low end", "high end")]}
    assert said in conclusion(row)
    assert said in " ".join(would_change(row))


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([True, True], "both parts hold"),
        ([True, True, True], "all 3 parts hold"),
        ([True, False], "1 of 2 parts holds"),
        ([True, True, False], "2 of 3 parts hold"),
        ([False, False], "none of 2 parts holds"),
    ],
)
def test_parts_are_counted_in_words(held: list[bool], said: str) -> None:
    assert parts_held([{"holds": one} for one in held]) == said


def test_intervals_are_written_as_their_bounds_are() -> None:
    its = claim("F-017")
    assert interval(Interval(1.5, float("inf")), its) == "at least USD 1.50 tn"
    assert interval(Interval(1.5, float("inf"), low_open=True), its) == "more than USD 1.50 tn"
    assert interval(Interval(float("-inf"), 2), its) == "at most USD 2.00 tn"


def test_a_miss_is_nothing_inside_and_a_share_outside() -> None:
    target = Target(Wording.MORE_THAN, 60.0)
    assert miss(target, 75.0) == 0
    assert miss(target, 54.0) == pytest.approx(0.1)
    assert miss(Target(Wording.RANGE, low=2.0, high=4.0), 5.5) == pytest.approx(1 / 4)
    assert miss(Target(Wording.POSITIVE), 1.0) is None
    assert miss(Target(value=0.0), 1.0) is None
    assert 5.5 not in accepted(Target(Wording.RANGE, low=2.0, high=4.0))
