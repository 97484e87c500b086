"""The stored data make economic sense, are read as asked, and cannot be changed unnoticed."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.small_data import copy_a_few
from treasurybook.snapshot import (
    BrokenSnapshot,
    DateOutOfRange,
    MissingVintage,
    NoSuchSnapshotDay,
    SnapshotError,
    UnknownSeries,
    WrongKind,
    catalogue,
    describe,
    fact,
    reading,
    series,
    table,
    verify,
    vintages,
)
from treasurybook.snapshot.paths import DATA

WRITTEN = "2023-12-15"  # last day that document 000 can have known


def largest(differences: pd.Series) -> float:
    differences = differences.dropna()
    assert len(differences) > 20, "nothing to compare"
    return float(differences.abs().max())


# ---------------------------------------------------------------- economics of the stored data


def test_gdp_is_the_sum_of_expenditure_in_every_quarter():
    parts = series("PCEC") + series("GPDI") + series("GCE") + series("NETEXP")
    assert largest(parts - series("GDP")) < 0.005


@pytest.mark.parametrize(
    ("vintage", "billions"),
    [("2023-10", 27623.5), ("2023-11", 27644.5), ("2023-12", 27610.1)],
)
def test_gdp_of_2023q3_as_released_three_times(vintage, billions):
    # BEA: advance (26 October), second (29 November), third estimate (21 December 2023)
    assert series("GDP", vintage).loc["2023-07-01"] == billions


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        ("2020-03-18", 1.18),
        ("2020-08-04", 0.52),
        ("2023-10-19", 4.98),
        ("2023-11-30", 4.37),
        ("2023-12-29", 3.88),
        ("2025-04-04", 4.01),
        ("2025-04-11", 4.48),
    ],
)
def test_ten_year_yield_on_days_that_matter(day, percent):
    assert series("DGS10").loc[day] == percent


def test_breakeven_is_nominal_less_real_yield_every_day():
    assert largest(series("DGS10") - series("DFII10") - series("T10YIE")) < 0.0051


def test_term_premium_is_yield_less_expected_short_rate():
    assert largest(series("ACMY10_M") - series("ACMRNY10_M") - series("ACMTP10_M")) < 1e-9


def test_saving_identity_of_the_national_accounts():
    # gross investment + net foreign investment = gross saving + discrepancy, sector by sector
    invested, abroad, discrepancy, depreciation, government, households, profit, paid_out = (
        series(i, "2024-06")
        for i in (
            "W170RC1Q027SBEA", "NETFI", "A030RC1Q027SBEA", "COFC", "TGDEF", "PSAVE", "CPATAX",
            "DIVIDEND",
        )
    )  # fmt: skip
    private = invested + abroad - discrepancy - depreciation - government
    assert largest(private - households - (profit - paid_out)) < 0.05


def test_total_assets_of_the_federal_reserve_in_april_2022():
    assert series("WALCL").loc["2022-04-20"] == 8955.851


def test_soma_by_security_adds_up_to_the_weekly_summary():
    par = table("soma_holdings", as_of="2022-02-16").groupby("security_type")["par_usd_bn"].sum()
    week = table("soma_summary").set_index("date").loc["2022-02-16"]
    summary = {"Bills": "bills", "NotesBonds": "notes_bonds", "TIPS": "tips", "FRNs": "frn"}
    for kind, column in summary.items():
        assert par[kind] == pytest.approx(week[f"{column}_usd_bn"], abs=1e-6), kind


def test_soma_summary_agrees_with_the_published_weekly_levels():
    week = table("soma_summary").set_index("date")
    kinds = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")
    treasuries = sum(week[f"{kind}_usd_bn"].fillna(0) for kind in kinds)
    assert largest(treasuries - series("TREAST")) < 0.006
    assert largest(week["mbs_usd_bn"] + week["cmbs_usd_bn"] - series("WSHOMCB")) < 0.001


def test_classes_of_marketable_debt_add_up():
    debt = table("mspd_summary")
    classes = debt[debt["security_type"] == "Marketable"].groupby("date")["total_usd_bn"].sum()
    assert largest(classes - series("MSPD_TOTAL_MARKETABLE")) < 0.0015


def test_two_statements_of_the_public_debt_agree():
    daily = table("debt_to_the_penny").set_index("date")["total_usd_bn"]
    debt = table("mspd_summary")
    monthly = debt[debt["security_type"] == "Total Public Debt Outstanding"].set_index("date")
    gap = (monthly["total_usd_bn"] - daily).dropna().abs()
    assert len(gap) > 200
    assert (gap < 0.0015).mean() > 0.98
    assert gap.max() < 2


def test_auction_amounts_of_two_sources_agree():
    both = table("auction_announcements").merge(
        table("auction_results"), on=["cusip", "auction_date", "issue_date"]
    )
    assert len(both) == 1143
    assert largest(both["offering_usd_bn_x"] - both["offering_usd_bn_y"]) == 0


def test_bidder_classes_add_up_to_competitive_awards():
    sold = table("auction_results")
    classes = [f"{who}_accepted_usd_bn" for who in ("primary_dealer", "direct_bidder")]
    total = sold[[*classes, "indirect_bidder_accepted_usd_bn"]].sum(axis=1)
    assert largest(total - sold["competitive_accepted_usd_bn"]) < 1e-6


@pytest.mark.parametrize(
    ("fiscal_year", "billions"), [(2019, 1280), (2022, 1821), (2023, 2697), (2024, 2520)]
)
def test_borrowing_by_fiscal_year(fiscal_year, billions):
    quarters = table("borrowing_actuals").groupby("fiscal_year")["net_marketable_borrowing_usd_bn"]
    assert quarters.sum()[fiscal_year] == billions
    assert quarters.count()[fiscal_year] == 4


@pytest.mark.parametrize("side", ["long", "short"])
def test_futures_positions_add_up_to_open_interest(side):
    held = table("cftc_treasury_futures")
    classes = ["dealer", "asset_manager", "leveraged", "other_reportable"]
    total = held[[f"{who}_{kind}" for who in classes for kind in (side, "spread")]].sum(axis=1)
    assert largest(total + held[f"nonreportable_{side}"] - held["open_interest"]) == 0


def test_net_position_abroad_is_assets_less_liabilities():
    printed = table("iip_releases").dropna()
    gap = printed["assets_usd_bn"] - printed["liabilities_usd_bn"] - printed["net_usd_bn"]
    assert len(gap) == 7
    assert gap.abs().max() <= 10.0  # printed to 10 USD bn


@pytest.mark.parametrize(("year", "percent"), [("2000", 24.48), ("2021", 15.81)])
def test_share_in_world_industry_as_known_in_2023(year, percent):
    home, world = (series(f"WB_INDUSTRY_{who}", WRITTEN) for who in ("USA", "WLD"))
    assert (100 * home / world).loc[f"{year}-01-01"] == pytest.approx(percent, abs=0.005)


def test_reserve_shares_belong_to_the_claims():
    cofer = table("cofer")
    claims = cofer[cofer["category"] == "allocated"].set_index(["quarter_start", "currency"])
    dollar = claims.xs("US dollar", level="currency")
    total = claims.xs("All currencies", level="currency")["claims_usd_bn"]
    assert largest(100 * dollar["claims_usd_bn"] / total - dollar["share_percent"]) < 1e-6


def test_budget_totals_are_sums():
    totals, sources = table("omb_1_1"), table("omb_2_1")
    gap = totals["receipts_usd_bn"] - totals["outlays_usd_bn"] - totals["surplus_usd_bn"]
    assert largest(gap) < 0.002
    kinds = ("individual_income", "corporate_income", "social_insurance", "excise", "other")
    parts = sources[[f"{kind}_usd_bn" for kind in kinds]].sum(axis=1)
    assert largest(parts - sources["total_receipts_usd_bn"]) < 0.005


def test_net_interest_is_the_sum_of_its_subfunctions():
    lines = table("omb_3_2_net_interest").pivot(
        index="fiscal_year", columns="item", values="outlays_usd_bn"
    )
    total = lines.pop("Total, Net Interest")
    assert largest(lines.sum(axis=1) - total) < 0.002
    public = lines.filter(regex="^90[123] ").sum(axis=1)
    assert public[2023] == pytest.approx(711, abs=1.5)  # CBO, October 2023


def test_cbo_deficits_are_revenues_less_outlays_but_for_one_baseline():
    totals = table("cbo_baselines").query("category == 'Total'")
    wide = totals.pivot_table(
        index=["baseline_date", "fiscal_year"], columns="component", values="projection_usd_bn"
    )
    gap = (wide["revenue"] - wide["outlay"] - wide["deficit"]).dropna().abs()
    slip = gap.index.get_level_values("baseline_date") == "2018-04-01"
    assert gap[~slip].max() < 0.1
    assert gap[slip].min() > 90  # a slip of the source: see describe("cbo_baselines").remarks


def test_fed_target_table_and_series_tell_the_same_story():
    changes = table("fomc_target_changes")
    upper = series("DFEDTARU")
    recent = changes[changes["effective"] > "2008-12-16"].set_index("effective")
    assert largest(recent["target_upper_percent"] - upper) == 0


# ---------------------------------------------------------------- vintages


@pytest.mark.parametrize(
    ("vintage", "label"),
    [(WRITTEN, "2023-11"), ("2023-12-20", "2023-11"), ("2023-12-21", "2023-12")],
)
def test_a_day_gets_the_newest_vintage_public_on_it(vintage, label):
    assert series("GDP", vintage).attrs["vintage"] == label


def test_latest_is_the_vintage_known_last():
    assert series("GDP").attrs["vintage"] == vintages("GDP")[-1]
    assert series("NETFI").attrs["vintage"] == "2024-06"  # the only stored ones are old


def test_data_that_are_never_revised_are_cut_off_at_the_day():
    assert series("DGS10", WRITTEN).index[-1] == pd.Timestamp(WRITTEN)
    assert series("DGS10", "2023-12").index[-1] == pd.Timestamp("2023-12-29")
    # the statement of 30 November is published in the first week of December
    assert series("MSPD_BILLS", "2023-12-05").index[-1] == pd.Timestamp("2023-10-31")
    assert series("MSPD_BILLS", WRITTEN).index[-1] == pd.Timestamp("2023-11-30")
    # prices of November were released on 12 December
    assert series("CPIAUCNS", "2023-12-08").index[-1] == pd.Timestamp("2023-10-01")
    assert series("CPIAUCNS", WRITTEN).index[-1] == pd.Timestamp("2023-11-01")


def test_nothing_from_the_future_is_seen():
    day = pd.Timestamp(WRITTEN)
    seen = 0
    for name in sorted(set(catalogue().query("kind == 'series'")["id"])):
        try:
            values = series(name, WRITTEN)
        except SnapshotError:
            continue
        projection = name == "GDPPOT"  # CBO's path runs into the future by nature
        assert projection or values.index[-1] <= day, name
        seen += 1
    assert seen > 100


def test_tables_are_cut_off_at_the_day_on_which_rows_became_public():
    assert table("borrowing_estimates", WRITTEN)["announced"].max() == pd.Timestamp("2023-10-30")
    assert table("cbo_baselines", WRITTEN)["baseline_date"].max() == pd.Timestamp("2023-05-01")
    assert table("iip_releases", WRITTEN)["date"].max() == pd.Timestamp("2023-04-01")


# ---------------------------------------------------------------- what readers get


def test_a_series_says_what_it_is():
    gdp = series("GDP", "2023-12")
    assert gdp.dtype == "float64"
    assert gdp.index.name == "date"
    assert gdp.index.is_monotonic_increasing
    assert gdp.name == gdp.attrs["id"] == "GDP"
    assert gdp.attrs["unit"] == "USD bn, annual rate"
    assert gdp.attrs["known_on"] == "2023-12-21"
    assert gdp.attrs["last_date"] == "2023-07-01"
    assert (DATA / gdp.attrs["path"]).is_file()


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2010", "2010", "2010-01-01", "2010-10-01"),
        ("2010Q2", "2010-09", "2010-04-01", "2010-07-01"),
        ("2010-02-01", None, "2010-04-01", None),
    ],
)
def test_windows_are_inclusive(start, end, first, last):
    values = series("GDP", "2023-12", start=start, end=end)
    assert values.index[0] == pd.Timestamp(first)
    assert values.index[-1] == pd.Timestamp(last or "2023-07-01")


def test_money_is_in_billions_and_nothing_is_read_as_text():
    for unit in catalogue()["unit"]:
        assert "million" not in unit.lower()
        assert not unit.startswith("USD mn")
    trade = table("census_trade_annual")
    china = trade.query("partner == 'China' and year == 2022").iloc[0]
    assert china["imports_usd_bn"] == pytest.approx(536.3, abs=1)  # Census: 536.3 bn
    assert table("auction_results")["auction_date"].dtype.kind == "M"


def test_facts_carry_their_source():
    caps = fact("fra_caps24")
    assert caps.value == 1590.0
    assert "Fiscal Responsibility Act" in caps.source_ref
    assert set(table("documented_facts")["confidence"]) == {
        "seen in primary", "seen in secondary", "derived",
    }  # fmt: skip


def test_a_known_error_is_replaced_and_told():
    debt = series("GFDEBTN")
    daily = table("debt_to_the_penny").set_index("date")["total_usd_bn"]
    assert debt.loc["2013-10-01"] == daily.loc["2013-12-31"]
    assert "2013-10-01" in debt.attrs["corrections"]


def test_a_description_can_be_shown():
    shown = describe("GFDEBTN")._repr_html_()
    assert "October 2013" in shown
    assert describe("soma_holdings").as_of_field == "as_of_date"
    assert describe("CPIAUCSL").known_gaps[0]["reason"].startswith("October 2025")


def test_asking_for_a_path_does_not_load_pandas():
    code = "import sys, treasurybook.snapshot.paths; print('pandas' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "False"


# ---------------------------------------------------------------- clear errors


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda: series("DGS11"), UnknownSeries, "DGS10"),
        (lambda: series("gdpc1"), UnknownSeries, "GDPC1"),
        (lambda: series("omb_1_1"), WrongKind, "table('omb_1_1')"),
        (lambda: table("somaholdings"), UnknownSeries, "soma_holdings"),
        (lambda: fact("fra_cap24"), UnknownSeries, "fra_caps24"),
        (lambda: series("GDP", "2023-09"), MissingVintage, "2023-10 (known 2023-10-26)"),
        (lambda: series("GDP", "2020-05-01"), MissingVintage, "2023-10"),
        (lambda: series("DGS10", "soon"), MissingVintage, "ISO day"),
        (lambda: series("DGS10", start="1950"), DateOutOfRange, "1962-01-02"),
        (lambda: series("DGS10", end="2099"), DateOutOfRange, "1962-01-02"),
        (lambda: series("DGS10", start="tomorrow"), DateOutOfRange, "2010Q1"),
        (lambda: series("SOFR", "2017-01-01"), DateOutOfRange, "2018-04-03"),
        (lambda: table("soma_holdings", as_of="2022-04-20"), NoSuchSnapshotDay, "2022-02-16"),
        (lambda: table("omb_1_1", as_of="2022-04-20"), NoSuchSnapshotDay, "without as_of"),
    ],
)
def test_errors_say_what_is_stored(ask, error, said):
    with pytest.raises(error) as caught:
        ask()
    assert said in str(caught.value)


# ---------------------------------------------------------------- verification


def test_the_stored_snapshot_is_sound():
    report = verify(DATA)
    assert report.ok, str(report)
    assert report.checked == len(catalogue())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_a_few(tmp_path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must stand once in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def rules(folder: Path, *, quick: bool = False) -> dict[str, str]:
    """Return each broken rule with its finding, the changed hash of an edited file aside."""
    found = {f.rule: str(f) for f in verify(folder, quick=quick).findings}
    found.pop("hash", None)
    return found


def test_a_sound_folder_has_no_findings(small):
    assert verify(small).ok, str(verify(small))


def test_a_changed_byte_is_found(small):
    edit(small / "rates/daily/DGS10.csv", "2023-12-29,3.88", "2023-12-29,3.89")
    (finding,) = verify(small, quick=True).findings
    assert (finding.file, finding.rule) == ("rates/daily/DGS10.csv", "hash")
    assert "git" in finding.mend


def test_a_wrong_unit_is_found_by_band_and_row(small):
    path = small / "rates/daily/DGS10.csv"
    edit(path, "2023-12-29,3.88", "2023-12-29,388")
    row = path.read_text().splitlines().index("2023-12-29,388") + 1
    found = rules(small)
    assert list(found) == ["constraint-error"]
    assert f"DGS10.csv, row {row}:" in found["constraint-error"]


def test_a_series_in_another_unit_is_found_by_its_scale(small):
    path = small / "fed/weekly/WALCL.csv"
    lines = path.read_text().splitlines()
    scaled = [f"{d},{float(v) / 1000:.6f}" for d, v in (x.split(",") for x in lines[1:])]
    path.write_text("\n".join([lines[0], *scaled]) + "\n")
    assert list(rules(small)) == ["scale"]


def test_swapped_dates_are_found(small):
    path = small / "rates/daily/DGS10.csv"
    edit(path, "2023-12-28,3.84\n2023-12-29,3.88\n", "2023-12-29,3.88\n2023-12-28,3.84\n")
    found = rules(small)
    assert list(found) == ["unsorted rows"]
    assert "row" in found["unsorted rows"]


def test_a_date_that_stands_twice_is_found(small):
    path = small / "rates/daily/DGS10.csv"
    edit(path, "2023-12-29,3.88\n", "2023-12-29,3.88\n2023-12-29,3.88\n")
    assert "unique-error" in rules(small)


def test_a_new_hole_is_found_and_a_known_one_is_not(small):
    path = small / "prices/monthly/CPIAUCNS.csv"
    assert "2025-10-01" not in path.read_text()
    row = next(x for x in path.read_text().splitlines() if x.startswith("2020-05-01"))
    edit(path, row + "\n", "")
    found = rules(small)
    assert set(found) == {"coverage", "hole"}
    assert "2020-04-01 and 2020-06-01" in found["hole"]


def test_a_description_of_other_dates_or_rows_is_found(small):
    package = small / "datapackage.json"
    for key, wrong in (("first", "1962-01-03"), ("last", "2026-01-01"), ("n", 7)):
        described = json.loads((DATA / "datapackage.json").read_text())
        (one,) = (r for r in described["resources"] if r["id"] == "WALCL")
        one["coverage"][key] = wrong
        package.write_text(json.dumps(described | {"resources": [one]}))
        assert str(wrong) in rules(small)["coverage"]


def test_text_that_is_no_number_is_found(small):
    edit(small / "rates/daily/DGS10.csv", "2023-12-29,3.88", "2023-12-29,n/a")
    assert "type-error" in rules(small)


def test_files_without_description_and_descriptions_without_file(small):
    (small / "rates/daily/NEW.csv").write_text("date,value\n2020-01-01,1\n")
    (small / "fed/weekly/WALCL.csv").unlink()
    found = rules(small, quick=True)
    assert set(found) == {"undescribed file", "missing file"}
    assert "rates/daily/NEW.csv" in found["undescribed file"]
    assert "fed/weekly/WALCL.csv" in found["missing file"]


def test_a_description_must_be_complete(small):
    package = small / "datapackage.json"
    described = json.loads(package.read_text())
    described["resources"][0]["licence"] = ""
    package.write_text(json.dumps(described))
    assert "does not state licence" in rules(small)["description"]


def test_windows_line_ends_are_found(small):
    path = small / "fed/weekly/WALCL.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "text form" in rules(small, quick=True)


def test_a_correction_is_dropped_when_the_source_is_mended(small, monkeypatch):
    edit(small / "debt/quarterly/GFDEBTN.csv", "2013-10-01,17156.119", "2013-10-01,17351.971")
    assert "written for 17156.119" in rules(small)["correction"]
    monkeypatch.setattr(reading, "DATA", small)
    with pytest.raises(BrokenSnapshot, match="2013-10-01"):
        series("GFDEBTN")


def test_a_correction_whose_source_has_moved_is_found(small):
    path = small / "debt/tables/debt_to_the_penny.csv"
    edit(path, "17351.97078495015", "17351.97")
    assert "correction source" in rules(small)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- series: [", "no YAML"),
        ("series: GFDEBTN", "must be a list"),
        ("- series: GFDEBTN", "entry 1"),
    ],
)
def test_corrections_that_cannot_be_read_are_found(small, content, said):
    (small / "corrections.yaml").write_text(content)
    assert said in rules(small)["correction"]


def test_a_correction_of_a_file_that_is_gone_is_no_traceback(small):
    (small / "debt/quarterly/GFDEBTN.csv").unlink()
    assert set(rules(small)) == {"missing file"}


def test_a_folder_that_is_no_snapshot_is_told(tmp_path):
    (finding,) = verify(tmp_path).findings
    assert "TREASURYBOOK_ROOT" in finding.message


def test_a_missing_file_is_named_when_read(small, monkeypatch):
    (small / "fed/weekly/WALCL.csv").unlink()
    monkeypatch.setattr(reading, "DATA", small)
    with pytest.raises(BrokenSnapshot, match=r"WALCL\.csv"):
        series("WALCL")
