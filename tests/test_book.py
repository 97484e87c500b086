"""The records as data frames: complete, joined by ids, consistent with each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from treasurybook import book
from treasurybook.book.evidence import FACTS
from treasurybook.book.records import COLUMNS
from treasurybook.ledger.claims import claim, claims
from treasurybook.ledger.outcomes import OUTCOMES
from treasurybook.ledger.rules import Verdict

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture(scope="module")
def built(site: Path) -> Path:
    return site


def test_every_statement_has_one_row_with_its_print() -> None:
    table = book.records()
    assert list(table.index) == list(claims())
    assert tuple(table.columns) == COLUMNS
    assert set(table["verdict"]) <= {one.value for one in Verdict}
    assert set(table["outcome"]) == set(OUTCOMES)
    its = claim("F-017")
    assert table.loc["F-017", "printed"] == its.value
    assert table.loc["F-017", "unit"] == its.unit
    ranges = table.loc[[key for key, one in claims().items() if one.low is not None]]
    assert (ranges["printed_low"] <= ranges["printed_high"].fillna(np.inf)).all()


def test_numbers_are_numbers_and_differences_are_recomputed_less_printed() -> None:
    table = book.records()
    used = table["then"].fillna(table["now"])
    gap = used - table["printed"]
    exact = table[table["printed"].notna() & table["difference"].notna() & used.notna()]
    assert len(exact) > 100
    plain = exact[np.isclose(gap[exact.index], exact["difference"])]
    assert len(plain) / len(exact) > 0.9  # the others are bounds, which differ by less


def test_evidence_joins_the_records_and_names_files_that_are_stored() -> None:
    table, evidence = book.records(), book.evidence()
    counted = evidence.groupby("claim")["id"].agg(list)
    for key in ("F-130", "Q-116", "R-013"):
        assert list(table.loc[key, "inputs"]) == counted[key]
    assert (evidence["claim"].map(table["basis"]) != "reading").all()
    assert evidence["publisher"].notna().all()
    assert (evidence.loc[evidence["kind"] == "fact", "publisher"] == FACTS).all()


def test_a_source_that_is_alone_is_not_shared() -> None:
    sources, evidence = book.sources(), book.evidence()
    assert (sources["alone"] <= sources["statements"]).all()
    assert sources["statements"].is_monotonic_decreasing
    lonely = evidence.groupby("claim")["publisher"].nunique()
    assert sources["alone"].sum() == (lonely == 1).sum()


def test_forecasts_are_all_forecasts_and_decided_ones_have_a_credit() -> None:
    forecasts = book.forecasts()
    assert list(forecasts.index) == [key for key, one in claims().items() if one.is_forecast]
    decided = forecasts["verdict"].isin(["came true", "partly", "did not"])
    assert decided.sum() > 50
    assert (
        forecasts["credit"]
        .notna()
        .equals(forecasts["verdict"].isin([Verdict.CAME_TRUE, Verdict.PARTLY, Verdict.DID_NOT]))
    )
    assert pd.api.types.is_datetime64_any_dtype(forecasts["due"])
    assert (forecasts["made_on"] <= forecasts["due"]).where(forecasts["due"].notna(), True).all()


def test_a_revision_is_the_move_between_two_versions() -> None:
    moved, table = book.revisions(), book.records()
    assert len(moved) > 20
    np.testing.assert_allclose(moved["change"], moved["now"] - moved["then"])
    np.testing.assert_allclose(moved["then"] + moved["share"] * moved["then"].abs(), moved["now"])
    revised = table.index[table["verdict"] == Verdict.REVISED]
    assert set(revised) & set(moved.index)
    assert (moved.loc[moved.index.intersection(revised), "change"] != 0).all()
