"""On shaken data a guard stops the build, and what stands unguarded is shown to a reader."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests import shaken_data, small_project
from treasurybook.ledger.rules import Verdict
from treasurybook.press.errors import LessonFailed
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.lessons import pick_lesson
from treasurybook.refresh.workplace import Workplace

SERIES = "date,value\n2024-01-01,1.0\n2024-01-02,\n2024-01-03,-2.0\n2024-01-04,3.0\n"

PAGE = """\
---
kernelspec:
  name: python3
---

# One rate

The rate stands at {glue:text}`rate:.2f`%, where it stood. It is {glue:text}`above:.0f` times above
the level, and nothing else is known of it.

```{code-cell} ipython3
from treasurybook.ledger import conclude, say
from treasurybook.snapshot import series

rate = series("SOFR").iloc[-1]
say(rate=rate, above=100 * rate)
conclude({"The rate stands at …%, where it stood": rate == LAST})
```
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a project of one chapter, which concludes something of the last value of a series."""
    place = small_project.make(tmp_path)
    last = small_project.stored(place, "SOFR").split(",")[-1].strip()
    (tmp_path / "chapters").mkdir()
    page = PAGE.replace("LAST", last)
    (tmp_path / "chapters" / "01-one-rate.md").write_text(page, encoding="utf-8")
    return tmp_path


def test_a_shaken_series_is_stopped_by_a_guard_and_told_in_a_trial(root: Path) -> None:
    before = shaken_data.true_telling("01", root)
    (path,) = shaken_data.shakeable(before, Random(1), root)
    stored = (root / "data" / path).read_bytes()
    with shaken_data.shaken_project({path: False}, 1, root) as (project, done):
        assert list(done) == [path]
        with pytest.raises(LessonFailed, match=r"(?s)01-one-rate.md, line 12.*“The rate stands"):
            execute_lesson(project, pick_lesson(project, "01"))
    found = shaken_data.try_out("01", before, 1, 1, root)
    assert found.stale == ("The rate stands at …%, where it stood",)
    (unguarded,) = found.standing
    assert unguarded.startswith("It is [")
    assert unguarded.endswith("nothing else is known of it.")
    assert (root / "data" / path).read_bytes() == stored


def test_every_way_of_shaking_keeps_the_days_and_changes_the_last_value() -> None:
    ways = {}
    for seed in range(40):
        shaken, done = shaken_data.shake(SERIES, Random(seed))
        ways[done.split()[-1]] = shaken
        assert [row.split(",")[0] for row in shaken.split()] == [
            row.split(",")[0] for row in SERIES.split()
        ]
        assert not shaken.endswith("2024-01-04,3.0\n")
    assert set(ways) == {"turned", "reversed", "0.7", "1.3"}
    assert ways["turned"] == SERIES.replace("1.0", "x").replace("-2", "2").replace(
        "3.0", "-3.0"
    ).replace("x", "-1.0")


def test_a_mild_shake_moves_the_last_value_alone() -> None:
    for seed in range(20):
        shaken, _ = shaken_data.shake(SERIES, Random(seed), is_mild=True)
        assert shaken.startswith("date,value\n2024-01-01,1.0\n2024-01-02,\n2024-01-03,-2.0\n")
        assert shaken.split(",")[-1].strip() in ("2.0999999999999996", "3.9000000000000004")


TABLE = 'item,date,amount,n\n"a, b",2024-01-01,10.0,1\nc,2024-01-01,,2\nd,2024-01-01,20.0,3\n'


def test_a_table_moves_in_one_column_and_stays_a_table() -> None:
    seen = set()
    for seed in range(20):
        shaken, done = shaken_data.shake_table(TABLE, ["amount"], Random(seed))
        assert done == "amount moved row by row"
        kept = shaken.replace(",7.0,", ",10.0,").replace(",13.0,", ",10.0,")
        assert kept.replace(",14.0,", ",20.0,").replace(",26.0,", ",20.0,") == TABLE
        seen.add(shaken)
        mild, _ = shaken_data.shake_table(TABLE, ["amount"], Random(seed), is_mild=True)
        assert ",10.0," in mild
        assert ",20.0," not in mild
    assert len(seen) > 5


def test_what_a_model_refuses_is_shaken_mildly_then_left_out_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(
        _name: str, _before: object, _seed: int, shaken: dict[str, bool], _root: Path
    ) -> object:
        refused = [path for path in shaken if path == "d" or (path == "b" and not shaken[path])]
        failed = f"refuses {refused[0]}" if refused else ""
        return shaken_data.Comparison({path: str(shaken[path]) for path in shaken}, failed=failed)

    monkeypatch.setattr(shaken_data, "_run", run)
    monkeypatch.setattr(shaken_data, "shakeable", lambda *_: list("abcdefg"))
    before = shaken_data.Told({}, {}, {}, frozenset())
    found = shaken_data.try_out("01", before, 1, 5)
    assert not found.failed
    assert found.done == {"a": "False", "c": "False", "e": "False", "b": "True", "f": "False"}
    assert found.refused == {"b": "shaken mildly: refuses b", "d": "left out: refuses d"}


def test_a_run_that_nothing_helps_tells_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = shaken_data.Comparison({}, failed="always")
    monkeypatch.setattr(shaken_data, "_run", lambda *_: failed)
    monkeypatch.setattr(shaken_data, "shakeable", lambda *_: ["a"])
    found = shaken_data.try_out("01", shaken_data.Told({}, {}, {}, frozenset()), 1, 5)
    assert found.failed == "always"
    assert list(found.refused) == ["a"]


def test_a_chapter_that_refuses_a_series_runs_without_it(root: Path) -> None:
    page = root / "chapters" / "01-one-rate.md"
    refusing = 'assert series("GDP", "latest").iloc[-1] == LATEST, "the model refuses it"\nsay('
    latest = small_project.stored(Workplace(root), "GDP").split(",")[-1].strip()
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("say(", refusing.replace("LATEST", latest)), encoding="utf-8")
    found = shaken_data.try_out("01", shaken_data.true_telling("01", root), 1, 20, root)
    assert not found.failed
    ((path, why),) = found.refused.items()
    assert path.endswith("/GDP.csv")
    assert path not in found.done
    assert why.startswith("left out: ")
    assert "the model refuses it" in why
    assert found.stale


def test_records_are_shaken_in_place_and_mildly_in_one_kind() -> None:
    kinds = {"level": Verdict.REPRODUCED, "causal": Verdict.MIXED, "forecast": Verdict.DID_NOT}

    def records() -> list[dict[str, object]]:
        return [
            {"kind": kind, "verdict": verdict, "latest": 10.0 * n}
            for kind, verdict in kinds.items()
            for n in (1, 2)
        ]

    seen = set()
    for seed in range(30):
        shaken = records()
        done = shaken_data.shake_records(shaken, Random(seed))
        seen |= {way for way in ("dealt anew", "turned", "kept") if way in done}
        assert [one["kind"] for one in shaken] == [one["kind"] for one in records()]
        for one in shaken:
            turned = f"{one['kind']} turned" in done and one["kind"] != "causal"
            assert (one["verdict"] != kinds[str(one["kind"])]) == turned
        mild = records()
        shaken_data.shake_records(mild, Random(seed), is_mild=True)
        moved = {one["kind"] for one, was in zip(mild, records(), strict=True) if one != was}
        assert len(moved) <= 1
    assert seen == {"dealt anew", "turned", "kept"}


def test_a_chapter_that_reads_records_finds_them_shaken(root: Path) -> None:
    page = root / "chapters" / "01-one-rate.md"
    page.write_text(page.read_text().replace("kernelspec", "reads_records: true\nkernelspec", 1))
    kept = root / shaken_data.RECORDS / "01-other.json"
    kept.parent.mkdir(parents=True)
    records = [{"kind": "level", "verdict": "reproduced", "latest": float(n)} for n in range(1, 9)]
    kept.write_text(json.dumps(records))
    before = shaken_data.true_telling("01", root)
    first, *_ = shaken_data.shakeable(before, Random(1), root)
    assert first == shaken_data.RECORDS
    with shaken_data.shaken_project({first: False}, 1, root) as (project, done):
        assert done[first].startswith("verdicts: level ")
        assert json.loads((project.root / first / "01-other.json").read_text()) != records
    assert json.loads(kept.read_text()) == records
