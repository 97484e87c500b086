"""Exercises that tell right from wrong answers without showing the right one."""

from treasurybook.teaching.errors import TeachingError
from treasurybook.teaching.exercises import check, keys, solved

__all__ = ["TeachingError", "check", "keys", "solved"]
