"""Arithmetic between the printed numbers of a document, and whether they fit one another.

A relation is written with the ids of claims: ``F-131 = F-130 - F-129``, ``F-245.low > F-255``,
``F-065 > F-066 > F-067``. Because printed numbers are rounded, an equation holds if some values
that agree with the printed numbers (`rules.accepted`) satisfy it; an inequality is asked of the
printed numbers themselves.
"""

from __future__ import annotations

import ast
import itertools
import math
import operator
import re
from collections.abc import Callable, Mapping

from treasurybook.ledger.claims import Claim
from treasurybook.ledger.errors import ClaimError
from treasurybook.ledger.printed import GUARD, Wording, accepted, half_unit

_CLAIM = re.compile(r"\b([A-Z])-(\d{3})(?:\.(low|high))?\b")
_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def fits(relation: str, claims: Mapping[str, Claim]) -> bool:
    """Return whether a relation holds between printed numbers, within their rounding.

    Parameters
    ----------
    relation
        One or more comparisons (= < <= > >=) of expressions in ids of claims, numbers and
        + - * / ^; ``.low`` and ``.high`` name the bounds of a range.
    claims
        Claims by id, as `treasurybook.ledger.claims` returns them.

    Raises
    ------
    ClaimError
        If the relation cannot be read, or names a claim that does not exist or has no number.
    """
    printed: dict[str, float] = {}
    bounds: dict[str, tuple[float, float]] = {}

    def note(found: re.Match[str]) -> str:
        letter, number, side = found.groups()
        name = f"{letter}_{number}_{side or 'value'}"
        printed[name], bounds[name] = _numbers(claims, f"{letter}-{number}", side, relation)
        return name

    plain = _CLAIM.sub(note, relation).replace("^", "**")
    plain = re.sub(r"(?<![<>=])=(?!=)", "==", plain)
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError:
        raise ClaimError(f"relation {relation!r} cannot be read") from None
    if not isinstance(tree, ast.Compare):
        raise ClaimError(f"relation {relation!r} compares nothing")
    sides = [tree.left, *tree.comparators]
    return all(
        _equal(left, right, bounds, relation)
        if isinstance(sign, ast.Eq)
        else _COMPARISONS[type(sign)](
            _evaluate(left, printed, relation), _evaluate(right, printed, relation)
        )
        for sign, (left, right) in zip(tree.ops, itertools.pairwise(sides), strict=True)
    )


def _equal(
    left: ast.expr, right: ast.expr, bounds: Mapping[str, tuple[float, float]], relation: str
) -> bool:
    # Every relation in use is monotone in each number, so the extremes lie at the corners.
    used = {
        node.id for side in (left, right) for node in ast.walk(side) if isinstance(node, ast.Name)
    }
    names = sorted(used & bounds.keys())
    gaps = []
    for corner in itertools.product(*(bounds[name] for name in names)):
        at = dict(zip(names, corner, strict=True))
        gaps.append(_evaluate(left, at, relation) - _evaluate(right, at, relation))
    slack = GUARD * max(1.0, *(abs(gap) for gap in gaps))
    return min(gaps) <= slack and max(gaps) >= -slack


def _evaluate(node: ast.expr, values: Mapping[str, float], relation: str) -> float:
    match node:
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, values, relation)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](
                _evaluate(left, values, relation), _evaluate(right, values, relation)
            )
    raise ClaimError(f"relation {relation!r} holds more than arithmetic: {ast.unparse(node)}")


def _numbers(
    claims: Mapping[str, Claim], claim_id: str, side: str | None, relation: str
) -> tuple[float, tuple[float, float]]:
    one = claims.get(claim_id)
    number = getattr(one, side or "value", None)
    if one is None or number is None:
        raise ClaimError(f"relation {relation!r}: {claim_id} has no {side or 'number'}")
    half = half_unit(one.rounding or 0)
    rounded = (number - half, number + half)
    if side or one.wording is Wording.RANGE or one.target is None:
        return number, rounded
    agree = accepted(one.target)
    is_bound = math.isinf(agree.low) or math.isinf(agree.high)
    return number, rounded if is_bound else (agree.low, agree.high)
