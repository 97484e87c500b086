"""On the stored data the model gives the error summaries that CBO itself publishes.

Numbers: US-CBO/eval-projections, output_data/deficit_projection_errors_summary_stats.csv and
debt_projection_errors_summary_stats.csv (February 2026, fiscal years 1984 to 2025), printed to
one decimal, percent of GDP.
"""

import pytest

from treasurybook.models.budget import projection_errors as pe
from treasurybook.snapshot import table


def errors_of(component: str, year_number: int, *, balance: bool, laws_known: bool = True):
    """Errors of the spring baselines of one component at one distance."""
    baselines, actuals = table("cbo_baselines"), table("cbo_actuals")
    gdp = table("fiscal_year_gdp").set_index("fiscal_year")["gdp_usd_bn"]
    actual = actuals[actuals["component"] == component].set_index("fiscal_year")["actual_usd_bn"]
    rows = baselines[
        (baselines["component"] == component)
        & (baselines["season"] == "spring")
        & (baselines["year_number"] == year_number)
        & baselines["fiscal_year"].isin(actual.index)
    ]
    rows = rows.rename(columns={"baseline_date": "baseline"}).reset_index(drop=True)
    laws = table("cbo_baseline_changes").query("component == 'deficit'")
    laws = laws.rename(columns={"baseline_date": "baseline", "legislative_usd_bn": "change"})
    added = pe.later_legislation(rows, laws[["baseline", "fiscal_year", "change"]])
    if not laws_known:
        added *= 0
    return pe.projection_errors(
        rows["projection_usd_bn"],
        rows["fiscal_year"].map(actual),
        rows["fiscal_year"].map(gdp),
        added if balance else -added,  # a law that worsens the balance adds to the debt
        balance=balance,
    )


@pytest.mark.parametrize(
    ("component", "year_number", "published"),
    [
        ("deficit", 1, {"mean": 0.2, "mean_absolute": 0.5, "root_mean_square": 0.7,
                        "two_thirds_spread": 1.0, "count": 42}),
        ("deficit", 2, {"mean": 0.2, "mean_absolute": 1.1, "root_mean_square": 1.5,
                        "two_thirds_spread": 2.2}),
        ("debt", 1, {"mean": 0.1, "mean_absolute": 0.8, "root_mean_square": 1.1}),
    ],
)  # fmt: skip
def test_summary_as_cbo_prints_it(component, year_number, published):
    summary = pe.summarise_errors(errors_of(component, year_number, balance=component == "deficit"))
    assert {name: round(summary[name], 1) for name in published} == published


def test_the_summary_depends_on_the_laws():
    # Without them the second-year errors are nearly twice as large: the match above is no accident.
    plain = pe.summarise_errors(errors_of("deficit", 2, balance=True, laws_known=False))
    assert plain["root_mean_square"] > 2.5
    assert plain["mean"] < -0.5
