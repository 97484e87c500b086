"""What can be wrong with an exercise."""


class TeachingError(ValueError):
    """An exercise, its solution or its check is unsound; the message says how to mend it."""
