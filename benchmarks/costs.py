"""Count what a piece of work costs, and say on which machine."""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

_MODEL = "model name"


class Cost:
    """Seconds by the clock and of processor time, here and in processes that have ended."""

    clock = own = others = 0.0

    @property
    def processor(self) -> float:
        """Seconds of processor time in all, which a busy machine moves less than the clock."""
        return self.own + self.others


@contextmanager
def counted() -> Iterator[Cost]:
    """Count what happens inside."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    cost = Cost()
    before = [resource.getrusage(kind) for kind in kinds]
    start = time.perf_counter()
    yield cost
    cost.clock = time.perf_counter() - start
    cost.own, cost.others = (
        now.ru_utime + now.ru_stime - then.ru_utime - then.ru_stime
        for now, then in zip(map(resource.getrusage, kinds), before, strict=True)
    )


def machine() -> dict[str, str | int | float]:
    """Return the day and the machine of a measurement, and how quick it is at plain Python."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith(_MODEL)]
    with counted() as yardstick:
        sum(number * number for number in range(10_000_000))
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        "seconds for ten million squares": round(yardstick.own, 2),
        "processes that wanted a core meanwhile": round(os.getloadavg()[0], 1),
    }
