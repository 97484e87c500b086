"""What a lesson says of its exercises: `solved` in a solution, `check` in a student's notebook."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from treasurybook.teaching.errors import TeachingError
from treasurybook.teaching.packing import unpack
from treasurybook.teaching.sealing import Answer, Seal, seal

MIME = "application/vnd.treasurybook.answer+json"
"""Type under which a solution leaves its answer in the executed notebook."""

LEAST_WRONG = 3
"""How many typical wrong answers a solution names."""

_SIGN = "Not yet. The size is right; the sign is not."
_UNIT = "Not yet. The digits are right; the unit is not: give {asked}."
_KIND = "Not this one. Give {asked}."
_ELSEWHERE = "Not this one. Asked is {asked}. Read the exercise again: which date, which sign?"

_UNITS = (100.0, 0.01, 1000.0, 0.001)
"""Factors between units that are easily confused: percent and fractions, billions and trillions."""

_TOLD = 3
"""How many times its width a number must be, for its digits to tell it from another by chance."""


@dataclass(frozen=True)
class Key:
    """What a check needs to know of an exercise.

    Attributes
    ----------
    right : Seal
        The answer.
    wrong : dict
        Hint -> the typical wrong answer to which it is said.
    asked : str
        What to give: unit and tolerance in words.
    """

    right: Seal
    wrong: Mapping[str, Seal]
    asked: str

    def as_dict(self) -> dict[str, Any]:
        """Return the key as it is kept in a notebook."""
        wrong = {hint: one.as_dict() for hint, one in self.wrong.items()}
        return {"right": self.right.as_dict(), "wrong": wrong, "asked": self.asked}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Key:
        """Return a key from what `as_dict` returned."""
        wrong = {hint: Seal.from_dict(one) for hint, one in kept["wrong"].items()}
        return cls(Seal.from_dict(kept["right"]), wrong, kept["asked"])


_KEYS: dict[str, Key] = {}


def solved(
    exercise: str,
    answer: Answer,
    unit: str = "",
    *,
    tolerance: float = 0.0,
    wrong: Mapping[str, Answer],
) -> None:
    """Name the answer of an exercise, and what those answer who go wrong.

    The answer is printed, and kept beside the cell for the editions. Nothing of it gets into a
    student's edition but a seal.

    Parameters
    ----------
    exercise : str
        Label of the exercise.
    answer : float or str
        The right answer, computed.
    unit : str
        Unit of a number (``"basis points"``), or for a word the words to choose from
        (``"yes or no"``).
    tolerance : float
        How far a number may lie from the answer, in its unit.
    wrong : mapping
        At least three hints -> the wrong answers that earn them, computed as well: what comes out
        if percent is taken for a fraction, the wrong year is read, the sign is turned.

    Raises
    ------
    TeachingError
        If there are fewer than three wrong answers, two of them are alike, or one would pass for
        right.
    """
    key = _key(exercise, _given(answer), unit, tolerance, wrong)
    if len(wrong) < LEAST_WRONG:
        raise TeachingError(f"{exercise}: name {LEAST_WRONG} typical wrong answers, with hints")
    for hint, value in wrong.items():
        if key.right.fits(exercise, _given(value)):
            raise TeachingError(f"{exercise}: {value!r} is right and cannot earn the hint {hint!r}")
        others = [one for other, one in key.wrong.items() if other != hint]
        if any(one.fits(exercise, _given(value)) for one in others):
            raise TeachingError(f"{exercise}: two hints for the wrong answer {value!r}")
    _keep(exercise, _given(answer), {hint: _given(one) for hint, one in wrong.items()}, key)
    print(f"Answer: {_written(answer, unit, tolerance)}")


def keys(packed: str) -> None:
    """Take the keys of a lesson's exercises, so that `check` knows them.

    Parameters
    ----------
    packed : str
        The keys as `treasurybook.teaching.packing.pack` packs them for a student's notebook.
    """
    _KEYS.update({label: Key.from_dict(one) for label, one in unpack(packed).items()})


def check(exercise: str, mine: Answer | EllipsisType) -> None:
    """Say whether an answer is right, and if it is not, what may have gone wrong.

    Parameters
    ----------
    exercise : str
        Label of the exercise.
    mine : float, str or ...
        The answer; ``...`` as long as there is none.

    Raises
    ------
    TeachingError
        If there is no such exercise in the lesson.
    """
    if exercise not in _KEYS:
        raise TeachingError(f"no exercise {exercise!r} here: {', '.join(_KEYS) or 'run all cells'}")
    key = _KEYS[exercise]
    if isinstance(mine, EllipsisType):
        print(f"Not answered yet. Give {key.asked}.")
        return
    try:
        given = _given(mine)
    except TeachingError as error:
        print(f"{error} Give {key.asked}.")
        return
    print(verdict(exercise, key, given))


def verdict(exercise: str, key: Key, given: Answer) -> str:
    """Return what is said to an answer: the hint of a typical mistake before what is general."""
    if key.right.fits(exercise, given):
        return "Right."
    hints = [hint for hint, one in key.wrong.items() if one.fits(exercise, given)]
    if hints:
        return f"Not yet. {hints[0]}"
    if isinstance(given, str) is not key.right.is_word:
        return _KIND.format(asked=key.asked)
    if not isinstance(given, str):
        if _meets(exercise, key.right, -given):
            return _SIGN
        if any(_meets(exercise, key.right, given * factor) for factor in _UNITS):
            return _UNIT.format(asked=key.asked)
    return _ELSEWHERE.format(asked=key.asked)


def _meets(exercise: str, right: Seal, number: float) -> bool:
    """Return whether a number is the answer, and too far from zero to be so by chance."""
    return abs(number) > _TOLD * (right.width or 0.0) and right.fits(exercise, number)


def _key(
    exercise: str, answer: Answer, unit: str, tolerance: float, wrong: Mapping[str, Answer]
) -> Key:
    return Key(
        seal(exercise, answer, tolerance),
        {hint: seal(exercise, _given(value), tolerance) for hint, value in wrong.items()},
        _asked(answer, unit, tolerance),
    )


def _asked(answer: Answer, unit: str, tolerance: float) -> str:
    if isinstance(answer, str):
        return f"a word: {unit}" if unit else "a word"
    within = f", to within {tolerance:g}" if tolerance else ""
    return f"a number in {unit}{within}" if unit else f"a number{within}"


def _written(answer: Answer, unit: str, tolerance: float) -> str:
    if isinstance(answer, str):
        return answer
    within = f", to within {tolerance:g}" if tolerance else ""
    return f"{float(answer):.6g} {unit}".strip() + within


def _given(answer: Any) -> Answer:
    """Return an answer as plain number or word, of whatever type it was computed."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, numbers.Real):
        return float(answer)
    if getattr(answer, "size", 0) == 1 and hasattr(answer, "item"):  # numpy or pandas
        return _given(answer.item())
    raise TeachingError(f"An answer is one number or one word, not {type(answer).__name__}.")


def _keep(exercise: str, answer: Answer, wrong: Mapping[str, Answer], key: Key) -> None:
    from IPython.display import display  # only notebooks need it

    kept = {"exercise": exercise, "answer": answer, "wrong": wrong, "key": key.as_dict()}
    display({MIME: kept}, raw=True)  # type: ignore[no-untyped-call]
