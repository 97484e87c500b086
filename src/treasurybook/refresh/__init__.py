"""Fetch fresh copies of the stored data, check them, put them in place, tell what they change.

Other rooms know one thing of this one: `finish_interrupted`, to be called before data are read.
"""

from treasurybook.refresh.recovery import finish_interrupted

__all__ = ["finish_interrupted"]
