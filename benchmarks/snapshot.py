"""Time reading and verifying the snapshot, and reading against pandas' default CSV engine.

Run ``python benchmarks/snapshot.py``; the last results stand in ``benchmarks/snapshot.json``.
Cold means a new process: the imports of pandas and pyarrow come first and are stated apart, the
description of the data is read inside the timed part. Files are in the system's cache.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).with_suffix(".json")
RUNS = 7

CHILD = """
import sys, time
start = time.perf_counter()
import pandas as pd
import pyarrow.csv
imports = time.perf_counter() - start
from treasurybook.snapshot import catalogue, series, table
from treasurybook.snapshot.paths import DATA

what = sys.argv[1]
if what == "pandas":
    files = catalogue()[["path", "kind"]].to_records(index=False)
start = time.perf_counter()
if what == "one":
    series("DGS10")
elif what == "again":
    series("DGS10")
    start = time.perf_counter()
    series("DGS30")
elif what == "all":
    for id, kind, vintage in catalogue()[["id", "kind", "vintage"]].to_records(index=False):
        (series if kind == "series" else table)(id, vintage)
elif what == "verify":
    from treasurybook.snapshot import verify

    assert verify(DATA).ok
elif what == "pandas":
    for path, kind in files:
        if kind == "series":
            pd.read_csv(DATA / path, index_col="date", parse_dates=True)["value"]
        else:
            pd.read_csv(DATA / path)
print(time.perf_counter() - start, imports)
"""


def median_seconds(what: str) -> tuple[float, float]:
    """Time one job in fresh processes; return the medians of the job and of the imports."""
    runs = []
    for _ in range(RUNS):
        child = [sys.executable, "-c", CHILD, what]
        out = subprocess.run(child, capture_output=True, text=True, check=True).stdout
        runs.append([float(x) for x in out.split()])
    seconds, imports = zip(*runs, strict=True)
    return statistics.median(seconds), statistics.median(imports)


def main() -> None:
    """Measure, print and keep the results."""
    one, imports = median_seconds("one")
    again, _ = median_seconds("again")
    everything, _ = median_seconds("all")
    plain, _ = median_seconds("pandas")
    verified, _ = median_seconds("verify")
    results = {
        "first series of a process, ms (target 20)": round(1000 * one, 1),
        "one more series, ms": round(1000 * again, 1),
        "whole snapshot cold, s (target 0.5)": round(everything, 3),
        "whole snapshot with pandas' default CSV engine, s": round(plain, 3),
        "ratio pandas / snapshot": round(plain / everything, 1),
        "full verification, imports of frictionless included, s (target 3)": round(verified, 2),
        "imports of pandas and pyarrow before that, s": round(imports, 3),
        "python": sys.version.split()[0],
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
