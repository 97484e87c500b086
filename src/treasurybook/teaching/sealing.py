"""Answers under seal: what is given can be held against them, and they cannot be read off.

A number is sealed with its tolerance: the axis is cut into pieces as wide as the tolerance allows,
so that the answer stands in the middle of one, and only the hash of that piece is kept. A seal
keeps honest readers from seeing the answer by accident; who tries all numbers can break it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from treasurybook.teaching.errors import TeachingError

Answer = float | str

ROUNDING = 1e-6
"""Part of the tolerance that is added to it, so that a number at its very edge is within."""

COUNTED = 0.25
"""How far a number may lie from a count, which has no tolerance."""


@dataclass(frozen=True)
class Seal:
    """An answer under seal.

    Attributes
    ----------
    digest : str
        Hash of the word, or of the piece of the axis in which the number stands.
    start, width : float or None
        Where a piece begins, between zero and its width, and its width, both in the answer's unit;
        None for a word.
    """

    digest: str
    start: float | None = None
    width: float | None = None

    @property
    def is_word(self) -> bool:
        """Whether the answer is a word."""
        return self.width is None

    def fits(self, exercise: str, given: Answer) -> bool:
        """Return whether what is given is the answer, a number within its tolerance."""
        if self.start is None or self.width is None:
            return isinstance(given, str) and self.digest == _digest(exercise, _plain(given))
        if isinstance(given, str) or not math.isfinite(given):
            return False
        return self.digest == _digest(exercise, _piece(float(given), self.start, self.width))

    def as_dict(self) -> dict[str, Any]:
        """Return the seal as it is kept in a notebook."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Seal:
        """Return a seal from what `as_dict` returned."""
        return cls(**kept)


def seal(exercise: str, answer: Answer, tolerance: float = 0.0) -> Seal:
    """Put an answer under seal.

    Parameters
    ----------
    exercise : str
        Label of the exercise, so that equal answers have unequal seals.
    answer : float or str
        The right answer. Words are compared without regard to case and outer blanks.
    tolerance : float
        How far a number may lie from it, in its unit; 0 for a count.

    Raises
    ------
    TeachingError
        If the number is missing or infinite, the tolerance is negative, or a number that is no
        count has none.
    """
    if isinstance(answer, str):
        return Seal(_digest(exercise, _plain(answer)))
    if not math.isfinite(answer):
        raise TeachingError(f"{exercise}: the answer is {answer}, which nobody can give")
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise TeachingError(f"{exercise}: a tolerance is zero or more, got {tolerance}")
    if not tolerance and not float(answer).is_integer():
        raise TeachingError(f"{exercise}: {answer} is no count; say within what it is right")
    # the width must tell nothing of the answer, so it hangs on the tolerance alone
    allowed = tolerance * (1 + ROUNDING) if tolerance else COUNTED
    width = 2 * allowed
    start = (answer - allowed) % width
    return Seal(_digest(exercise, _piece(answer, start, width)), start, width)


def _piece(number: float, start: float, width: float) -> str:
    return str(math.floor((number - start) / width))


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())


def _digest(exercise: str, what: str) -> str:
    return sha256(f"{exercise}:{what}".encode()).hexdigest()[:16]
