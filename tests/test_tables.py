"""Tables that cells end with: names are words, and each column has one form."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from treasurybook.charts.tables import table_html


def cells(shown: pd.DataFrame | pd.Series) -> list[list[str]]:
    soup = BeautifulSoup(table_html(shown), "lxml")
    return [[one.get_text() for one in row.find_all(["th", "td"])] for row in soup.find_all("tr")]


def test_names_are_words_and_values_have_one_form_a_column() -> None:
    days = pd.to_datetime(["2021-11-15", None, "2022-08-09"])
    shown = pd.DataFrame(
        {
            "two_thirds_spread": [12345.5, -0.0, np.nan],
            "inside": [True, False, True],
            "signed": days,
            "change": ["-48", "+3", "nan"],
            "year": [1999.0, 2001.0, 2026.0],
        },
        index=pd.Index(["a_b", "c_d e", "f"], name="fiscal_year"),
    )
    assert cells(shown) == [
        ["fiscal year", "two thirds spread", "inside", "signed", "change", "year"],
        ["a b", "12,345.5", "yes", "15 Nov 2021", "−48", "1999"],
        ["c_d e", "0.0", "no", "–", "+3", "2001"],
        ["f", "–", "yes", "9 Aug 2022", "–", "2026"],
    ]


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (["2020-01-01", "2021-01-01"], ["2020", "2021"]),
        (["2022-12-31", "2023-12-31"], ["2022", "2023"]),
        (["2020-04-01", "2020-10-01"], ["2020 Q2", "2020 Q4"]),
        (["2019-10-31", "2019-11-30"], ["Oct 2019", "Nov 2019"]),
        (["2022-12-28", "2023-12-27"], ["28 Dec 2022", "27 Dec 2023"]),
    ],
)
def test_days_are_written_as_the_periods_they_stand_for(
    days: list[str], written: list[str]
) -> None:
    index = pd.DatetimeIndex(days, name="date")
    rows = cells(pd.Series([1.0, 2.0], index, name="value"))
    assert rows[0] == ["date", "value"]
    assert [row[0] for row in rows[1:]] == written


def test_rows_that_are_only_counted_have_no_names() -> None:
    assert cells(pd.DataFrame({"reason": ["growth"], "more": [1]})) == [
        ["reason", "more"],
        ["growth", "1"],
    ]


def test_a_name_that_repeats_the_one_above_is_left_out() -> None:
    index = pd.MultiIndex.from_tuples(
        [("Fitch", "ACM"), ("Fitch", "KW"), ("S&P", "ACM")], names=["event", None]
    )
    assert cells(pd.DataFrame({"change": [1.25, 2.0, 3.0]}, index)) == [
        ["event", "", "change"],
        ["Fitch", "ACM", "1.25"],
        ["", "KW", "2.00"],
        ["S&P", "ACM", "3.00"],
    ]


def test_no_header_is_empty_and_markup_in_data_stays_text() -> None:
    shown = pd.DataFrame({"<b>": ["<i>"]}, index=["&"])
    soup = BeautifulSoup(table_html(shown), "lxml")
    assert soup.find("b") is None
    assert soup.find("i") is None
    assert all(head.get_text() for head in soup.find_all("th"))
    assert soup.find("div", class_="tb-scroll") is not None


def test_of_many_rows_the_ends_are_shown() -> None:
    rows = cells(pd.DataFrame({"n": range(100)}))
    assert rows[1] == ["0"]
    assert rows[-1] == ["99"]
    assert ["…"] in rows
    assert len(rows) < 20


def test_months_and_quarters_are_words_and_spans_of_years_stay() -> None:
    periods = list(pd.period_range("2022-09", periods=1, freq="M"))
    shown = pd.DataFrame({"when": ["2022-09", "2019Q3", "2025-01-20 to 2025", "2008-09", *periods]})
    soup = BeautifulSoup(table_html(shown), "lxml")
    assert [cell.text for cell in soup.find_all("td")] == [
        "Sep 2022", "2019 Q3", "20 Jan 2025 to 2025", "2008-09", "Sep 2022",
    ]  # fmt: skip


def test_a_level_that_counts_months_names_them() -> None:
    columns = pd.MultiIndex.from_tuples([("ACM", 1), ("ACM", 12)], names=["model", "months"])
    shown = pd.DataFrame([[1.0, 2.0]], index=["premium"], columns=columns)
    assert cells(shown)[0][-2:] == ["ACM, 1 month", "ACM, 12 months"]
