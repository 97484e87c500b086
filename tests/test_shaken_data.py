"""On shaken data a guard stops the build, and what stands unguarded is shown to a reader."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests import shaken_data, small_project
from treasurybook.press.errors import LessonFailed
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.lessons import pick_lesson

SERIES = "date,value\n2024-01-01,1.0\n2024-01-02,\n2024-01-03,-2.0\n2024-01-04,3.0\n"

PAGE = """\
---
kernelspec:
  name: python3
---

# One rate

```{code-cell} ipython3
:tags: [parameters]

level = 0.0  # lowest rate to be told of, percent; range: -100..100
```

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
    (path,) = shaken_data.series_read(before, root)
    stored = (root / "data" / path).read_bytes()
    with shaken_data.shaken_project([path], 1, 1, root) as (project, done):
        assert list(done) == [path]
        with pytest.raises(LessonFailed, match=r"(?s)01-one-rate.md, line 18.*“The rate stands"):
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
