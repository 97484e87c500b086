"""Time building the total-return indices of six maturities, against a plain loop over the days.

Run ``python benchmarks/total_return.py``; the last results stand in
``benchmarks/total_return.json``. Both ways compute the same daily returns of constant-maturity
notes by exact repricing, without roll-down; the loop uses plain numbers, one day after the other.
Reading the yields is not timed.
"""

import json
import platform
import statistics
import time
from pathlib import Path

import numpy as np

from treasurybook.models.bonds import total_return as tr
from treasurybook.snapshot import series

RESULTS = Path(__file__).with_suffix(".json")
MATURITIES = (2, 5, 7, 10, 20, 30)
RUNS = 5


def plain_loop(yields: list[float], days: list[float], maturity: int) -> list[float]:
    """Return the return of each step, computed one after the other."""
    out = []
    for i, gap in enumerate(days):
        coupon, now = yields[i], yields[i + 1] / 200
        left = 1 - gap / (tr.DAYS_PER_YEAR / 2)
        v, n = 1 / (1 + now), 2 * maturity - 1
        annuity = (1 - v**n) / now if now else n
        out.append((coupon / 2 * (1 + annuity) + 100 * v**n) * v**left / 100 - 1)
    return out


def main() -> None:
    """Time both ways, check that they agree, and keep the result."""
    # 20-year yields have no values from 1987 to September 1993.
    held = {m: series(f"DGS{m}", start="1993-10" if m == 20 else None).dropna() for m in MATURITIES}
    lists = {
        m: (par.to_list(), (np.diff(par.index.to_numpy()) / np.timedelta64(1, "D")).tolist())
        for m, par in held.items()
    }
    ours, loop = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        built = {m: tr.steps(par, m)["total"] for m, par in held.items()}
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        looped = {m: plain_loop(*lists[m], m) for m in MATURITIES}
        loop.append(time.perf_counter() - start)
    for m in MATURITIES:
        np.testing.assert_allclose(built[m], looped[m], atol=1e-12)
    fast, slow = statistics.median(ours), statistics.median(loop)
    result = {
        "steps of a day": sum(map(len, looped.values())),
        "six indices with their parts, s (target well under 1)": round(fast, 3),
        "plain loop, totals only, s": round(slow, 3),
        "ratio loop / ours": round(slow / fast, 1),
        "python": platform.python_version(),
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
