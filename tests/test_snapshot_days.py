"""A day is read alike wherever one is taken, and what is no day, or has not come, is refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.ledger import LedgerError, clock
from treasurybook.press.errors import UnusableParameter
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.parameters import parse_assignments
from treasurybook.snapshot import (
    DateOutOfRange,
    MissingVintage,
    NoSuchSnapshotDay,
    SnapshotError,
    UnknownSeries,
    WrongKind,
    describe,
    fact_value,
    series,
    table,
    value_on,
)
from treasurybook.snapshot.choosing import KNOWN_VARIABLE, Choice, choose, clock_day, clock_range
from treasurybook.snapshot.days import read_day, read_span
from treasurybook.snapshot.errors import BrokenSnapshot, NotADay
from treasurybook.snapshot.package import Resource, open_package
from treasurybook.snapshot.paths import DATA
from treasurybook.snapshot.reading import facts_table

TODAY = dt.date.today()
TOMORROW = TODAY + dt.timedelta(days=1)


def forms(day: dt.date) -> list[object]:
    """Return every way to write a day."""
    midnight = dt.datetime.combine(day, dt.time())
    return [day.isoformat(), day.strftime("%Y%m%d"), day, midnight, pd.Timestamp(day)]


NO_DAYS = [
    "",
    "tomorrow",
    "2023-10",
    "2023-13-01",
    "2023-02-29",
    "20230229",
    "2023-1-1",
    "2023-W40-1",
    "2023-10-01T00:00",
    " 2023-10-01",
    "2023-10-01\n",
    "0000-01-01",
    "1 October 2023",
    "٢٠٢٣-١٠-٠١",
    20231001,
    2023.75,
    None,
    pd.NaT,
    np.datetime64("2023-10-01"),
    pd.Timestamp("2023-10-01 12:00"),
    pd.Timestamp("2023-10-01", tz="UTC"),
]


@given(st.dates(dt.date(1700, 1, 1), dt.date(2200, 1, 1)))
def test_every_form_is_the_same_day(day):
    assert [read_day(form) for form in forms(day)] == [day] * 5
    assert type(read_day(pd.Timestamp(day))) is dt.date


@pytest.mark.parametrize("written", NO_DAYS, ids=repr)
def test_what_is_no_day_is_refused_in_one_line(written):
    with pytest.raises(NotADay, match="2023-10-01") as caught:
        read_day(written)
    assert len(str(caught.value).splitlines()) == 1


@given(st.text(max_size=12))
def test_text_is_a_day_or_refused(text):
    try:
        day = read_day(text)
    except NotADay:
        return
    assert text in (day.isoformat(), day.strftime("%Y%m%d"))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2010", "2010-01-01", "2010-12-31"),
        ("2010Q1", "2010-01-01", "2010-03-31"),
        ("2010q4", "2010-10-01", "2010-12-31"),
        ("2010-Q2", "2010-04-01", "2010-06-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("20120229", "2012-02-29", "2012-02-29"),
        (dt.date(2012, 2, 29), "2012-02-29", "2012-02-29"),
    ],
)
def test_spans(written, first, last):
    span = read_span(written)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


@pytest.mark.parametrize("written", ["2010Q5", "2010-13", "0000", "now", "10", "2010-1", 2010])
def test_what_is_no_span_is_refused(written):
    with pytest.raises(NotADay):
        read_span(written)


# ---------------------------------------------------------------- everywhere a day is taken

ASKS = {
    "series": lambda day: series("GDPC1", day),
    "series never revised": lambda day: series("DGS10", day),
    "table": lambda day: table("borrowing_estimates", day),
    "describe": lambda day: describe("GDPC1", day).known_on,
    "start": lambda day: series("DGS10", start=day),
    "end": lambda day: series("DGS10", end=day),
    "clock": lambda day: clock("000", day),
    "as_of": lambda day: table("soma_holdings", as_of=day),
}


@pytest.mark.parametrize("where", ASKS)
def test_every_form_of_a_day_gives_the_same(where):
    day = dt.date(2022, 2, 16) if where == "as_of" else dt.date(2023, 3, 29)
    expected, *others = [ASKS[where](form) for form in forms(day)]
    for other in others:
        if isinstance(expected, str):
            assert other == expected
        else:
            assert other.equals(expected)
            assert other.attrs == expected.attrs


def test_a_day_without_hyphens_is_no_later_than_with_them():
    # compared as text, "20231001" gave a release of the months after
    assert series("GDPC1", "20231001").attrs["known_on"] < "2023-10-01"
    assert series("DGS10", "20231002").index[-1] == pd.Timestamp("2023-10-02")


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize("written", ["2023-13-01", "2023-W40-1", 20231001, pd.NaT], ids=repr)
def test_what_is_no_day_is_refused_everywhere(ask, written):
    with pytest.raises((SnapshotError, LedgerError)) as caught:
        ask(written)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("ask", [ASKS[k] for k in ("series", "series never revised", "table")])
def test_today_is_allowed_and_tomorrow_is_not(ask):
    assert len(ask(TODAY)) > 0
    with pytest.raises(MissingVintage, match=f"up to {TODAY}"):
        ask(TOMORROW)


@pytest.mark.parametrize("far", ["2999-01-01", "29990101", "2999-01"])
def test_a_vintage_of_the_far_future_is_refused(far):
    for id in ("GDP", "DGS10"):
        with pytest.raises(MissingVintage, match=r"not come yet.*stored: 20"):
            series(id, far)


def test_the_running_month_is_allowed():
    assert len(series("DGS10", f"{TODAY:%Y-%m}")) > 0


def test_a_slow_clock_does_not_hide_what_is_stored(monkeypatch):
    class Slow(dt.date):
        @classmethod
        def today(cls):
            return cls(2020, 1, 1)

    monkeypatch.setattr("treasurybook.snapshot.choosing.date", Slow)
    assert series("GDP", "2023-12-21").attrs["vintage"] == "2023-12"


def test_days_before_the_data_are_refused_with_the_range():
    with pytest.raises(MissingVintage, match="stored: 2022-02"):
        series("GDPC1", "20200101")
    with pytest.raises(DateOutOfRange, match="1962-01-02 to "):
        series("DGS10", "19500101")


def test_a_window_that_ends_before_it_starts_is_refused():
    with pytest.raises(DateOutOfRange, match="start 2020-01-02 lies after end 2010"):
        series("DGS10", start="2020-01-02", end="2010")


def test_a_missing_snapshot_is_told_with_those_stored():
    with pytest.raises(NoSuchSnapshotDay, match="2022-04-20; stored: 20"):
        table("soma_holdings", as_of="20220420")


# ---------------------------------------------------------------- the clock of a chapter


PAGE = """---
kernelspec: {name: python3, display_name: Python 3}
---

# A lesson with a clock

```{code-cell} ipython3
:tags: [parameters]

vintage = "latest"  # clock of all; one of: as_written, latest, <day>
```
"""


@pytest.fixture(params=["clock", "parameter"])
def set_clock(request, tmp_path):
    """Give the two places that take a day: the clock, and a lesson's parameter ``vintage``."""
    if request.param == "clock":
        return lambda day: clock("000", day)
    (tmp_path / "01-clock.md").write_text(PAGE, encoding="utf-8")
    lesson = Lesson(tmp_path, "01-clock")
    return lambda day: parse_assignments(lesson, [f"vintage={day}"])["vintage"]


def test_the_clock_runs_from_the_first_stored_vintage_to_today(set_clock):
    allowed = clock_range(open_package(DATA))
    assert allowed.first < dt.date(2023, 10, 26) < TODAY <= allowed.last
    for day in (allowed.first, TODAY):
        assert set_clock(day.isoformat()) == set_clock(day.strftime("%Y%m%d")) == day.isoformat()
    for day in (allowed.first - dt.timedelta(days=1), allowed.last + dt.timedelta(days=1)):
        for form in (day.isoformat(), day.strftime("%Y%m%d"), "2999-01-01"):
            with pytest.raises((LedgerError, UnusableParameter)) as caught:
                set_clock(form)
            assert f"from {allowed.first} to {allowed.last}" in str(caught.value)


def test_without_revised_data_the_clock_starts_with_the_first_file(tmp_path):
    raw = {
        "id": "A", "kind": "series", "path": "a.csv", "title": "", "topic": "", "vintage": "x",
        "frequency": "daily", "known_on": "2022-01-31", "revised": "never", "coverage": {"n": 1},
    }  # fmt: skip
    (tmp_path / "datapackage.json").write_text(pd.Series({"resources": [raw]}).to_json())
    package = open_package(tmp_path)
    assert clock_day("20220131", package) == dt.date(2022, 1, 31)
    with pytest.raises(DateOutOfRange, match="from 2022-01-31"):
        clock_day("20220130", package)


def test_a_description_whose_day_is_none_is_refused(tmp_path):
    raw = {
        "id": "A", "kind": "series", "path": "a.csv", "title": "", "topic": "", "vintage": "x",
        "frequency": "daily", "known_on": "soon", "revised": "never", "coverage": {"n": 1},
    }  # fmt: skip
    (tmp_path / "datapackage.json").write_text(pd.Series({"resources": [raw]}).to_json())
    with pytest.raises(BrokenSnapshot, match="'soon' is no day"):
        open_package(tmp_path)


# ---------------------------------------------------------------- one value


def test_a_value_on_a_day_is_the_last_known_and_a_recent_one():
    yields = series("DGS10")
    assert value_on(yields, "2023-12-29") == value_on(yields, dt.date(2023, 12, 31)) == 3.88
    assert value_on(series("GDP", "2023-12"), "20230930") == series("GDP", "2023-12")["2023-07-01"]


@pytest.mark.parametrize("freq", ["B", "W-WED", "ME", "QS", "YE"])
def test_a_value_of_long_ago_is_no_value_of_the_day(freq):
    values = pd.Series(1.0, pd.date_range("2000-01-01", "2010-12-31", freq=freq), name="X")
    values.loc["2003":"2006"] = np.nan
    assert value_on(values, "2002-12-31") == value_on(values, "2010-12-31") == 1.0
    for day in ("1999-12-31", "2005-12-30", "2013-12-31"):
        with pytest.raises(DateOutOfRange, match=f"X has no recent value on {day}"):
            value_on(values, day)


def test_a_value_needs_a_day():
    with pytest.raises(NotADay):
        value_on(series("DGS10"), "2023")


def test_the_number_of_a_fact():
    assert fact_value("fra_caps24") == 1590.0
    with pytest.raises(UnknownSeries, match="fra_caps24"):
        fact_value("fra_cap24")
    texts = table("documented_facts").query("value.isna()")["id"]
    with pytest.raises(WrongKind, match="is not one number"):
        fact_value(texts.iloc[0])


# ---------------------------------------------------------------- the clock set back


def version(
    known_on: str, last: str, revised: str = "routinely", lag: int = 0, first: str = "1947-01-01"
) -> Resource:
    return Resource(
        id="A", kind="series", path=f"{known_on}.csv", title="", topic="", unit="",
        frequency="quarterly", vintage=known_on[:7], known_on=known_on, revised=revised,
        first=first, last=last, n=1, lag_days=lag,
    )  # fmt: skip


NEVER = version("2026-08-01", "2026-07-31", "never", lag=1)
SHORT = version("2024-03-28", "2023-10-01", first="2020-01-01")
OLD, NEW = version("2024-03-28", "2023-10-01"), version("2026-06-25", "2026-01-01")


@pytest.mark.parametrize(
    ("versions", "day", "path", "last_row"),
    [
        ([OLD, NEW], "2026-06-25", NEW.path, None),  # it was public by then
        ([OLD, NEW], "2024-05-01", OLD.path, None),  # the newest then, and it lacks no quarter
        # that would lack two years: the next one, to as long before the day as it ended before its
        ([OLD, NEW], "2026-05-21", NEW.path, dt.date(2025, 11, 27)),
        ([SHORT, NEW], "2024-05-01", NEW.path, dt.date(2023, 11, 8)),  # its beginning is missing
        ([NEW], "2025-06-25", NEW.path, dt.date(2025, 1, 1)),
        ([NEVER], "2026-02-01", NEVER.path, dt.date(2026, 1, 31)),
    ],
)  # fmt: skip
def test_set_back_the_newest_is_what_was_known_then_as_nearly_as_it_is_stored(
    versions, day, path, last_row, monkeypatch
):
    assert choose(versions, "latest") == Choice(versions[-1])
    monkeypatch.setenv(KNOWN_VARIABLE, day)
    chosen = choose(versions, "latest")
    assert chosen.resource.path == path
    assert chosen.last_row == last_row
    assert choose(versions, versions[0].vintage) == Choice(versions[0]), "what is named stays"


def test_set_back_series_and_tables_lose_rows_and_facts_do_not(monkeypatch):
    whole, facts = series("DGS10"), len(facts_table())
    undated = len(table("omb_1_1"))
    monkeypatch.setenv(KNOWN_VARIABLE, "2025-03-04")
    assert series("DGS10").index[-1] == pd.Timestamp("2025-03-04") < whole.index[-1]
    assert table("runoff_caps").shape[0] > 0
    assert table("cftc_treasury_futures")["date"].max() <= pd.Timestamp("2025-03-01")
    assert (len(facts_table()), len(table("omb_1_1"))) == (facts, undated)
