"""The errors of the press: each says what went wrong, where, and how to mend it."""


class PressError(Exception):
    """Base of all errors that the press raises on purpose; the message is for the reader."""


class UnknownLesson(PressError):
    """No lesson has the number or name that was asked for."""


class LessonFailed(PressError):
    """A cell of a lesson raised an error, ran too long or lost its kernel."""


class InputsMoved(PressError):
    """Data or package were replaced while a lesson ran, which may have read some of both."""


class UnusableParameter(PressError):
    """A parameter is unknown to the lesson or its value cannot be used."""


class BuildFailed(PressError):
    """Sphinx did not build the book."""
