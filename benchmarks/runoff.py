"""Time ten years of monthly runoff of every Treasury held, against a loop over securities.

Run ``python benchmarks/runoff.py``; the last results stand in ``benchmarks/runoff.json``. Both ways
start from the same list of securities and must end with the same holdings.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from treasurybook.models.fed import maturity_ladder, runoff
from treasurybook.snapshot import table

RESULTS = Path(__file__).with_suffix(".json")
MONTHS, RUNS, CAP = 120, 9, 60.0
START = pd.Period("2022-03", "M")


def holdings() -> pd.DataFrame:
    """Return the Treasuries listed on 16 February 2022."""
    listed = table("soma_holdings")
    kept = listed[listed["security_type"].isin(["Bills", "NotesBonds", "TIPS", "FRNs"])]
    return kept.rename(columns={"par_usd_bn": "par"})[maturity_ladder.HELD]


def vectorised(held: pd.DataFrame, mix: runoff.Mix) -> float:
    """Run the model on the list, the sum by month of maturity included."""
    ladder = maturity_ladder.by_month(held).loc[START:]
    start = runoff.Ladder(
        (ladder["NotesBonds"] + ladder["FRNs"]).to_numpy(),
        ladder["TIPS"].to_numpy(),
        ladder["Bills"].to_numpy(),
    )
    return float(runoff.simulate_treasuries(start, np.full(MONTHS, CAP), mix).total[-1])


def plain(held: pd.DataFrame, mix: runoff.Mix) -> float:
    """Do the same with one dictionary a security."""
    book = []
    for row in held.itertuples():
        month = (row.maturity_date.to_period("M") - START).n
        if month >= 0:
            book.append({"month": month, "bill": row.security_type == "Bills", "par": row.par})
    for t in range(MONTHS):
        due = [one for one in book if one["month"] == t]
        coupons = sum(one["par"] for one in due if not one["bill"])
        bills = sum(one["par"] for one in due if one["bill"])
        coupons_out = min(CAP, coupons)
        bills_out = min(bills, CAP - coupons_out)
        book = [one for one in book if one["month"] != t]
        for share_of, amount, bill in (
            (mix.nominal, coupons - coupons_out, False),
            (mix.indexed, coupons - coupons_out, False),
            (mix.bills, bills - bills_out, True),
        ):
            for k, share in enumerate(share_of):
                if amount * share > 0:
                    book.append({"month": t + 1 + k, "bill": bill, "par": amount * share})
    return float(sum(one["par"] for one in book))


def milliseconds(function: Callable[..., object], *arguments: object) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        function(*arguments)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    """Compare, check and write the results."""
    held = holdings()
    terms = np.zeros(360)
    terms[[23, 35, 59, 83, 119, 239, 359]] = 1 / 7
    mix = runoff.Mix(terms, np.zeros(1), np.full(12, 1 / 12))
    fast, slow = vectorised(held, mix), plain(held, mix)
    if abs(fast - slow) > 1e-6:
        raise SystemExit(f"the two ways disagree: {fast} and {slow}")
    model, loop = (milliseconds(f, held, mix) for f in (vectorised, plain))
    ladder = runoff.Ladder(*np.random.default_rng(5).uniform(0, 90, (3, 360)))
    many = np.linspace(0, 120, 100)[:, None] * np.ones(MONTHS)
    hundred = milliseconds(runoff.simulate_treasuries, ladder, many, mix)
    found = {
        "ten years of monthly runoff, ms": round(model, 1),
        "the same as a loop over securities, ms": round(loop, 1),
        "ratio loop / model": round(loop / model, 1),
        "a hundred scenarios at once, ms": round(hundred, 1),
        "securities": len(held),
    }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
