"""The errors of the press: each says what went wrong, where, and how to mend it."""


class PressError(Exception):
    """Base of all errors that the press raises on purpose; the message is for the reader."""


class UnknownChapter(PressError):
    """No chapter has the number or name that was asked for."""


class ChapterFailed(PressError):
    """A cell of a chapter raised an error, ran too long or lost its kernel."""


class InputsMoved(PressError):
    """Data or package were replaced while a chapter ran, which may have read some of both."""


class UnusableParameter(PressError):
    """A parameter is unknown to the chapter or its value cannot be used."""


class BuildFailed(PressError):
    """Sphinx did not build the book."""
