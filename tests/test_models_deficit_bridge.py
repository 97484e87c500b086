"""The bridge between two deficits adds up, in the right direction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.budget.deficit_bridge import bridge, nearer

MAY_2023 = pd.Series({"receipts": 4847.506, "outlays": 6409.752})


def test_from_nothing_to_the_may_2023_baseline():
    # CBO, baseline of May 2023, FY2024 without Fannie Mae and Freddie Mac: deficit 1,562.246 bn.
    assert bridge(0 * MAY_2023, MAY_2023, ["receipts"]).sum() == pytest.approx(1562.246)


def test_higher_receipts_lower_and_higher_outlays_raise_the_deficit():
    steps = bridge(MAY_2023, pd.Series({"receipts": 4900.0, "outlays": 6500.0}), ["receipts"])
    assert steps["receipts"] < 0 < steps["outlays"]


def test_a_line_of_one_budget_alone_is_refused():
    with pytest.raises(ValueError, match="customs"):
        bridge(MAY_2023, pd.concat([MAY_2023, pd.Series({"customs": 77.0})]), ["receipts"])


def test_a_misspelt_receipt_is_refused_instead_of_counted_as_an_outlay():
    with pytest.raises(ValueError, match="recepits"):
        bridge(MAY_2023, MAY_2023, ["recepits"])


amounts = st.lists(st.floats(0, 1e4), min_size=4, max_size=4)


@given(amounts, amounts)
def test_steps_lead_from_one_deficit_to_the_other(first, second):
    names = ["income tax", "other tax", "benefits", "interest"]
    start, end = pd.Series(first, names), pd.Series(second, names)
    receipts = names[:2]
    before, after = (lines[names[2:]].sum() - lines[receipts].sum() for lines in (start, end))
    assert np.isclose(bridge(start, end, receipts).sum(), after - before, atol=1e-6)


def test_nearer_compares_sizes_of_errors_not_signs():
    lines = ["a", "b", "c"]
    table = nearer(
        pd.Series(0.0, lines), pd.Series([-1, 3, 2.0], lines), pd.Series([2, -1, -2.0], lines)
    )
    assert table["nearer"].tolist() == ["first", "second", "equal"]
    assert table.loc["a", "first"] == -1.0
