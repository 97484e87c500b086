"""The errors of the press: each says what went wrong, where, and how to mend it."""

import errno

_ADVICE = {
    errno.EACCES: "the checkout must be yours to write in",
    errno.EPERM: "the checkout must be yours to write in",
    errno.EROFS: "the checkout must lie where files can be written",
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EFBIG: "the system does not let files grow so large",
}


class PressError(Exception):
    """Base of all errors that the press raises on purpose; the message is for the reader."""


class UnknownLesson(PressError):
    """No lesson has the number or name that was asked for."""


class LessonFailed(PressError):
    """A cell of a lesson raised an error, ran too long or lost its kernel."""


class InputsMoved(PressError):
    """Data or package were replaced while a lesson ran, which may have read some of both."""


class DamagedData(PressError):
    """The stored data are not what their description says."""


class Locked(PressError):
    """Another process is at work on the same checkout."""


class UnusableOutput(PressError):
    """A notebook cannot be written where it is wanted, or would replace something else."""


class NoCheckout(PressError):
    """The folder is not one of this book."""


class UnusableParameter(PressError):
    """A parameter is unknown to the lesson or its value cannot be used."""


class UnusableSweep(PressError):
    """What was asked of a sweep cannot be run: an empty grid, one too large, no cluster there."""


class UnsoundExercise(PressError):
    """An exercise lacks what it needs: a label, a solution, the answer of its solution."""


class SolutionLeaked(PressError):
    """A students' edition tells something of a solution."""


class BuildFailed(PressError):
    """Sphinx did not build the book."""


def told(error: BaseException) -> str:
    """Return an error in one line: of the system's errors what it says, of which file, and a cure.

    Parameters
    ----------
    error : BaseException
        An error of ours, whose message is returned as it is, or an OSError.
    """
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    place = f"{error.filename}: " if error.filename else ""
    advice = _ADVICE.get(error.errno)
    return f"{place}{error.strerror}{f'; {advice}' if advice else ''}"
