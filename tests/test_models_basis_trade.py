"""The basis trade: arithmetic by hand, a spiral worked by hand, and its limits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasurybook.models.stress import basis_trade as bt


def test_implied_repo_by_hand() -> None:
    # pay 100, deliver at 110 · 0.9 + 2 = 101 in 90 days: 1 % in a quarter, 4 % a year
    assert bt.implied_repo_rate(100, 110, 0.9, 2, 90) == pytest.approx(4)
    with pytest.raises(ValueError, match="ahead"):
        bt.implied_repo_rate(100, 110, 0.9, 2, 0)


def test_leverage_multiplies_the_gap_and_nothing_else() -> None:
    assert bt.return_on_equity(4.2, 4.0, 50) == pytest.approx(14)
    assert bt.return_on_equity(4.0, 4.0, 80) == 4


def test_two_rounds_by_hand() -> None:
    # 1,000 at leverage 50: equity 20; a loss of 0.2 % takes 2; 18 carry 900, so 100 are sold.
    # 100 · 0.05 = 5 bp; 900 · 6 · 0.25 · 5 / 10,000 = 0.675; 17.325 carry 866.25.
    run = bt.unwind(1000, 50, loss=0.2, impact=0.05)
    assert run.rounds.loc[0, "sold"] == pytest.approx(100)
    assert run.rounds.loc[0, "yield_move"] == pytest.approx(5)
    assert run.rounds.loc[1, "sold"] == pytest.approx(33.75)
    assert run.yield_move == pytest.approx(0.05 * run.sold)


def test_without_impact_there_is_one_round() -> None:
    run = bt.unwind(1000, 50, loss=0.2, impact=0)
    assert len(run.rounds) == 1
    assert run.amplification == 1
    assert run.yield_move == 0


def test_a_rise_of_the_margin_alone_forces_sales() -> None:
    # 2 % of equity under a requirement of 2.5 %: 800 are left
    run = bt.unwind(1000, 50, loss=0, impact=0, margin_rise=0.5)
    assert run.sold == pytest.approx(200)


def test_without_shock_nothing_happens() -> None:
    assert bt.unwind(1000, 50, loss=0, impact=0.1).sold == 0


def test_a_loss_above_equity_sells_everything() -> None:
    assert bt.unwind(1000, 50, loss=3, impact=0.05).sold == pytest.approx(1000)


@given(st.floats(100, 1500), st.floats(10, 100), st.floats(0.01, 0.5), st.floats(0.01, 0.1))
def test_bigger_shock_leverage_and_impact_never_sell_less(
    size: float, leverage: float, loss: float, impact: float
) -> None:
    base = bt.unwind(size, leverage, loss=loss, impact=impact).sold
    slack = 1e-3 * size
    assert 0 <= base <= size * (1 + 1e-9)
    assert bt.unwind(size, leverage, loss=1.2 * loss, impact=impact).sold >= base - slack
    assert bt.unwind(size, leverage, loss=loss, impact=1.2 * impact).sold >= base - slack
    assert bt.unwind(size, 1.2 * leverage, loss=loss, impact=impact).sold >= base - slack


def test_at_the_critical_size_a_sale_breeds_one_as_large() -> None:
    critical = bt.critical_position(50, impact=0.05)
    run = bt.unwind(critical, 50, loss=1e-3, impact=0.05, stop=0)
    assert run.rounds.loc[1, "sold"] == pytest.approx(run.rounds.loc[0, "sold"], rel=0.01)
    assert math.isinf(bt.critical_position(50, impact=0))


@pytest.mark.parametrize("wrong", [{"leverage": 1.0}, {"leverage": 50, "unhedged": 1.5}])
def test_impossible_settings_are_errors(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        bt.unwind(1000, loss=0.1, impact=0.1, **wrong)
