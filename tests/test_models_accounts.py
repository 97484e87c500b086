"""The identities of the national accounts, against published numbers and as properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.accounts import saving_cycles, sector_balances
from treasurybook.models.accounts.growth_contributions import (
    contribution_averages,
    growth_contribution,
)
from treasurybook.models.budget.balance_bridge import balance_bridge
from treasurybook.models.statistics.variance_shares import variance_shares
from treasurybook.snapshot import series

flows = st.floats(-5_000, 40_000, allow_nan=False)


def closing_error(accounts):
    return accounts[list(sector_balances.SECTORS)].sum(axis=1)


def quarters(values, start="2010-01-01"):
    index = pd.date_range(start, periods=len(values), freq="QS", name="date")
    return pd.Series(values, index=index, dtype=float)


# --- published values -------------------------------------------------------------------------


def test_expenditure_components_of_bea_add_up_to_gdp():
    # BEA, GDP third estimate of 2026Q1 (25 June 2026), table 3, USD bn at annual rates.
    gap = sector_balances.expenditure_gap(31_865.721, 21_634.948, 5_634.016, 5_416.715, -819.956)
    assert gap == pytest.approx(0, abs=0.0025)


def test_saving_and_investment_of_2023q3_close_in_the_national_accounts():
    # BEA NIPA tables 1.10, 1.12, 2.1, 3.1, 4.1, 5.1 for 2023Q3 as released on 30 May 2024.
    accounts = sector_balances.sector_accounts(
        personal_saving=quarters([863.889]),
        business_saving=quarters([2_697.929 - 1_837.596]),
        government_saving=quarters([-1_877.339]),
        discrepancy=quarters([640.478]),
        net_investment=quarters([5_919.708 - 4_611.463]),
        current_account=quarters([-820.883]),
    )
    assert closing_error(accounts).iloc[0] == pytest.approx(0, abs=0.005)
    balances = sector_balances.three_balances(accounts).iloc[0]
    external = sector_balances.third_balance(
        private=balances["private"], government=balances["government"]
    )
    assert external == pytest.approx(-820.883, abs=0.005)


def test_bridge_reaches_the_published_net_lending_of_2025q4():
    # BEA NIPA tables 3.2 and 3.3 for 2025Q4 (28 May 2026), USD bn at annual rates.
    bridge = balance_bridge(
        government_saving=-1_685.2 - 215.5,
        net_investment=(474.0 - 428.6) + (653.6 - 441.8),
        net_capital_transfers=(42.5 - 142.2) + (143.4 - 1.4),
        other_assets=-0.1 + 23.2,
        state_and_local=-308.5,
        unified=-1_700.0,
    )
    assert bridge["federal net lending"] == pytest.approx(-1_830.1, abs=0.5)
    assert bridge["general government net lending"] == pytest.approx(-2_138.6, abs=0.5)


# --- identities -------------------------------------------------------------------------------


@given(flows, flows, flows, flows, flows)
def test_both_identities_of_gdp_imply_the_balance_of_trade(c, i, g, nx, saving):
    taxes = sector_balances.net_taxes(saving, g)
    s = sector_balances.residual_private_saving(c + i + g + nx, c, taxes)
    assert (s - i) + (taxes - g) == pytest.approx(nx, abs=1e-6)
    balance = sector_balances.third_balance(private=s - i, external=nx)
    assert balance == pytest.approx(saving, abs=1e-6)


@given(st.sampled_from(["private", "government", "external"]), flows, flows)
def test_any_two_balances_determine_the_third(missing, first, second):
    names = [name for name in ("private", "government", "external") if name != missing]
    known = dict(zip(names, (first, second), strict=True))
    known[missing] = sector_balances.third_balance(**known)
    assert known["private"] + known["government"] == pytest.approx(known["external"], abs=1e-6)


@pytest.mark.parametrize(
    "balances", [{}, {"private": 1.0}, {"private": 0.0, "government": 0.0, "external": 0.0}]
)
def test_third_balance_wants_exactly_two(balances):
    with pytest.raises(ValueError, match="exactly two"):
        sector_balances.third_balance(**balances)


@given(flows, flows, flows, st.floats(0.5, 500))
def test_fiscal_balance_responds_as_stated(nx, s, i, step):
    terms = {"net_exports": nx, "private_saving": s, "investment": i}

    def fiscal_balance(net_exports, private_saving, investment):
        private = private_saving - investment
        return sector_balances.third_balance(private=private, external=net_exports)

    base = fiscal_balance(**terms)
    for name, response in sector_balances.FISCAL_BALANCE_RESPONSE.items():
        moved = fiscal_balance(**{**terms, name: terms[name] + step})
        assert (moved - base) / step == pytest.approx(response, abs=1e-6)


@given(st.lists(st.tuples(flows, flows, flows, flows, flows), min_size=3, max_size=6))
def test_sectors_close_when_the_current_account_is_what_is_left(rows):
    columns = [quarters(values) for values in zip(*rows, strict=True)]
    personal, business, government, discrepancy, investment = columns
    accounts = sector_balances.sector_accounts(
        personal_saving=personal,
        business_saving=business,
        government_saving=government,
        discrepancy=discrepancy,
        net_investment=investment,
        current_account=personal + business + government + discrepancy - investment,
    )
    assert closing_error(accounts).abs().max() < 1e-6
    terms = sector_balances.fiscal_balance_terms(accounts)
    np.testing.assert_allclose(
        terms.drop(columns="government").sum(axis=1), terms["government"], atol=1e-6
    )


def test_a_misreported_sector_shows_in_the_closing_error():
    flat = quarters([100.0, 100.0])
    accounts = sector_balances.sector_accounts(
        personal_saving=flat,
        business_saving=quarters([100.0, 107.0]),
        government_saving=-flat,
        discrepancy=0 * flat,
        net_investment=flat,
        current_account=0 * flat,
    )
    assert closing_error(accounts).tolist() == [0.0, 7.0]


def test_accounts_keep_only_the_dates_all_sectors_share():
    long, short = quarters([1.0, 2.0, 3.0]), quarters([1.0, 2.0])
    accounts = sector_balances.sector_accounts(
        personal_saving=long,
        business_saving=long,
        government_saving=short,
        discrepancy=long,
        net_investment=long,
        current_account=long,
    )
    assert accounts.index.equals(short.index)


# --- shares and averages ----------------------------------------------------------------------


def test_variance_shares_add_up_and_can_be_negative():
    rng = np.random.default_rng(1)
    common, own = rng.normal(size=200), rng.normal(size=200)
    changes = pd.DataFrame({"a": 3 * common, "b": -common, "c": own})
    shares = variance_shares(changes)
    # total = 2 common + own, so the shares are 3 · 2, -1 · 2 and 1 over 4 + 1, up to the sample
    assert shares.to_list() == pytest.approx([120, -40, 20], abs=25)
    assert shares.sum() == pytest.approx(100)
    doubled = variance_shares(changes, 2 * changes.sum(axis=1))
    assert doubled.sum() == pytest.approx(50)


def test_variance_of_a_constant_cannot_be_shared():
    with pytest.raises(ValueError, match="does not vary"):
        variance_shares(pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 0.0]}))


def test_averages_agree_under_steady_growth_and_part_at_a_standstill():
    steady = quarters(1000 * 1.01 ** np.arange(12))
    np.testing.assert_allclose(contribution_averages(100 + 0.68 * steady, steady), 68.0)

    stalled = steady.copy()
    stalled.iloc[6:] += stalled.iloc[5] + 0.1 - stalled.iloc[6]
    averages = contribution_averages(0.68 * steady, stalled)
    assert averages["mean of ratios"] > 500
    assert averages["trimmed mean"] == pytest.approx(68.0)
    assert averages["median"] == pytest.approx(68.0)


def test_contribution_is_missing_when_the_total_stands_still():
    ratios = growth_contribution(quarters([1.0, 2.0, 3.0]), quarters([10.0, 10.0, 12.0]))
    assert ratios.isna().tolist() == [True, True, False]
    assert ratios.iloc[-1] == 50.0


# --- stocks and recessions --------------------------------------------------------------------

TREND = ("2016-01-01", "2019-10-01")


def test_saving_on_its_trend_leaves_no_excess():
    on_trend = quarters(100 + 5 * np.arange(24), start="2016-01-01")
    stock = saving_cycles.excess_saving(on_trend, trend=TREND, start="2020-01-01")
    np.testing.assert_allclose(stock, 0, atol=1e-6)


def test_excess_is_a_sum_of_quarters_not_of_annual_rates():
    saving = quarters([100.0] * 16 + [140.0] * 4, start="2016-01-01")
    stock = saving_cycles.excess_saving(saving, trend=TREND, start="2020-01-01", kind="constant")
    assert stock.iloc[-1] == pytest.approx(40.0)


def test_a_trend_in_the_saving_rate_grows_with_income():
    income = quarters(1000 * 1.02 ** np.arange(24), start="2016-01-01")
    stock = saving_cycles.excess_saving(
        0.07 * income, trend=TREND, start="2020-01-01", kind="constant", income=income
    )
    np.testing.assert_allclose(stock, 0, atol=1e-6)


@pytest.mark.parametrize("start", ["2013-01-01", "2014-01-01"])
def test_excess_cannot_start_inside_its_own_trend(start):
    flat = quarters(np.ones(24))
    with pytest.raises(ValueError, match="must follow"):
        saving_cycles.excess_saving(flat, trend=("2010-01-01", "2014-01-01"), start=start)


def test_recession_change_runs_from_the_quarter_before():
    measure = quarters([5, 6, 8, 9, 9, 7, 4], start="2008-01-01")
    recession = quarters([0, 0, 1, 1, 0, 0, 0], start="2008-01-01")
    table = saving_cycles.recession_changes(measure, recession, recovery=2)
    assert table.loc["2008-07-01"].to_dict() == {"recession": 3.0, "recovery": -2.0}


def test_a_recession_without_its_recovery_is_left_out():
    measure = quarters([5, 6, 8, 9], start="2008-01-01")
    recession = quarters([0, 0, 0, 1], start="2008-01-01")
    assert saving_cycles.recession_changes(measure, recession).empty


# --- the stored accounts ----------------------------------------------------------------------


def test_the_measured_sectors_close_in_every_quarter():
    release = "2024-06"
    stored = {
        id: series(id, vintage=release)
        for id in (
            "PSAVE",
            "CPATAX",
            "DIVIDEND",
            "TGDEF",
            "A030RC1Q027SBEA",
            "W170RC1Q027SBEA",
            "COFC",
            "NETFI",
        )
    }
    accounts = sector_balances.sector_accounts(
        personal_saving=stored["PSAVE"],
        business_saving=stored["CPATAX"] - stored["DIVIDEND"],
        government_saving=stored["TGDEF"],
        discrepancy=stored["A030RC1Q027SBEA"],
        net_investment=stored["W170RC1Q027SBEA"] - stored["COFC"],
        current_account=stored["NETFI"],
    )
    assert len(accounts) == 309
    # Nine published numbers, each rounded to USD 0.001 bn, some of them sums of rounded parts.
    assert closing_error(accounts).abs().max() < 0.025


def test_the_stored_expenditure_components_add_up_in_every_quarter():
    gap = sector_balances.expenditure_gap(
        *(series(id) for id in ("GDP", "PCEC", "GPDI", "GCE", "NETEXP"))
    )
    assert gap.notna().all()
    assert gap.abs().max() < 0.003
