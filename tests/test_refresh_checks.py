"""What a fresh file is held against: the newest possible date, the largest step, New York's day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.small_project import make
from treasurybook.refresh import clock
from treasurybook.refresh.checks import check_form
from treasurybook.refresh.jumps import FACTOR, find_jumps
from treasurybook.refresh.newest import newest_possible
from treasurybook.refresh.plan import read_plan
from treasurybook.snapshot.package import Resource, open_package
from treasurybook.snapshot.paths import DATA

NUMBER = {"name": "value", "type": "number"}


def resource(frequency: str, first: str, last: str, *, known: str = "2026-09-09", lag: int = 0):  # type: ignore[no-untyped-def]
    return Resource(
        id="X", kind="series", path="X.csv", title="", topic="", unit="", frequency=frequency,
        vintage="2026-09", known_on=known, revised="never", first=first, last=last, n=0,
        lag_days=lag, raw={"schema": {"fields": [{"name": "date", "type": "date"}, NUMBER]}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("frequency", "last", "lag", "newest"),
    [
        ("daily", "2026-09-08", 0, "2026-11-17"),
        ("daily", "2026-09-08", 1, "2026-11-16"),
        ("weekly", "2026-09-02", 1, "2026-11-16"),
        ("monthly", "2026-08-31", 7, "2026-11-13"),  # dated to the end of the month
        ("monthly", "2026-07-01", 0, "2026-10-01"),  # dated to its start: it must have ended
        ("monthly", "2026-07-01", 42, "2026-10-01"),
        ("monthly", "2026-07-01", 100, "2026-09-28"),
        ("quarterly", "2026-04-01", 0, "2026-08-01"),
        ("annual", "2025-01-01", 0, "2025-11-01"),
    ],
)
def test_the_newest_possible_date_follows_frequency_and_lag(
    frequency: str, last: str, lag: int, newest: str
) -> None:
    stored = resource(frequency, "2000" + last[4:], last, lag=lag)
    assert newest_possible(stored, date(2026, 11, 17)).isoformat() == newest


def test_projections_may_run_ahead_and_not_for_ever() -> None:
    stored = resource("quarterly", "1949-01-01", "2036-10-01")
    limit = newest_possible(stored, date(2027, 9, 9))
    assert date(2037, 10, 1) < limit < date(2040, 1, 1)


def test_no_stored_file_is_newer_than_it_could_be_when_it_became_known() -> None:
    for target in read_plan(open_package(DATA)).targets:
        stored = target.resource
        content = (DATA / stored.path).read_bytes()
        assert check_form(stored, content, date.fromisoformat(stored.known_on)) == [], stored.id


def steps(*values: float, start: int = 1, months: range | None = None) -> list[dict[str, str]]:
    months = months or range(start, start + len(values))
    return [
        {"date": f"{2000 + (n - 1) // 12}-{(n - 1) % 12 + 1:02d}-01", "value": f"{value}"}
        for n, value in zip(months, values, strict=True)
    ]


CALM = [1.0, 1.2, 1.1, 1.3, 1.2, 1.4, 1.3, 1.1, 1.2, 1.4]


@pytest.mark.parametrize(
    ("fresh", "found"),
    [
        ([*CALM, 1.4 + 0.2 * FACTOR - 0.01], []),
        ([*CALM, 1.4 + 0.2 * FACTOR + 0.01], ["2000-11-01"]),
        ([*CALM, 14.0], ["2000-11-01"]),
        ([*CALM[:4], 12.0, *CALM[5:]], ["2000-05-01", "2000-06-01"]),
        (CALM, []),
    ],
)
def test_a_step_far_outside_all_others_is_a_jump(fresh: list[float], found: list[str]) -> None:
    stored = resource("monthly", "2000-01-01", "2000-10-01")
    jumps = list(find_jumps(stored, steps(*CALM), steps(*fresh)))
    assert [jump.where[0] for jump in jumps] == found
    assert all(f"{jump.before} → {jump.after}" in str(jump) for jump in jumps)


def test_what_lies_across_a_hole_is_no_step() -> None:
    stored = resource("monthly", "2000-01-01", "2000-10-01")
    known = steps(*CALM)
    hole = steps(*CALM, 9.0, months=[*range(1, 11), 20])  # type: ignore[arg-type]
    assert list(find_jumps(stored, known, hole)) == []
    # nor does a hole in the stored file widen what counts as a step
    assert list(find_jumps(stored, hole, steps(*CALM, 9.0)))


@pytest.mark.parametrize("known", [CALM[:8], [2.0] * 12])
def test_without_enough_steps_nothing_is_a_jump(known: list[float]) -> None:
    stored = resource("monthly", "2000-01-01", "2000-10-01")
    assert list(find_jumps(stored, steps(*known), steps(*known, 99.0))) == []


def test_a_class_of_a_table_jumps_by_itself(tmp_path) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path)  # the table has no numbers that move by date: nothing to find, nothing to fail
    caps = open_package(tmp_path / "data").versions["runoff_caps"][-1]
    assert list(find_jumps(caps, [], [])) == []
    fields = [{"name": "date", "type": "date"}, {"name": "class", "type": "string"}, NUMBER]
    table = Resource(
        id="T", kind="table", path="T.csv", title="", topic="", unit="", frequency="monthly",
        vintage="", known_on="2026-09-09", revised="never", first="", last="", n=0,
        raw={"schema": {"fields": fields, "primaryKey": ["date", "class"]}, "date_field": "date"},
    )  # fmt: skip
    known = [row | {"class": name} for row in steps(*CALM) for name in ("bills", "notes")]
    more = [row | {"class": "notes"} for row in steps(9.0, start=11)]
    (jump,) = find_jumps(table, known, [*known, *more])
    assert jump.where == ("2000-11-01", "notes")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 2, 3, 0, tzinfo=UTC), date(2026, 12, 1)),  # 11 a.m. in Beijing
        (datetime(2026, 12, 2, 4, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 2, 5, 0, tzinfo=UTC), date(2026, 12, 2)),
        (datetime(2026, 7, 2, 3, 59, tzinfo=UTC), date(2026, 7, 1)),  # summer time
        (datetime(2026, 7, 2, 4, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_the_day_is_that_of_new_york(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return moment.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)
    assert clock.today() == day


def test_every_filter_by_day_asks_the_one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from treasurybook.refresh.sources import SOURCES

    monkeypatch.setattr(clock, "today", lambda: date(2031, 3, 4))
    targets = {target.id: target for target in read_plan(open_package(DATA)).targets}
    for id, shown in (
        ("auction_calendar", "auction_date:lt:2031-03-04"),
        ("SOFR", "2031-03-04"),
        ("WB_CPI_WORLD", "2031"),
    ):
        asked = []

        def get(request, asked=asked):  # type: ignore[no-untyped-def]
            asked.append(request)
            raise StopIteration

        with pytest.raises(StopIteration):
            SOURCES[targets[id].source].replies(targets[id], get)
        assert shown in " ".join(asked[0].params.values()), id
