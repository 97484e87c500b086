"""Errors of a refresh; those of the live sources say what was expected, what came, what to do."""

from treasurybook.snapshot.errors import SnapshotError


class RefreshError(SnapshotError):
    """A refresh or a restore did not take place; the stored data are as they were."""


class Busy(RefreshError):
    """Another process is at work on the data."""


class LiveError(SnapshotError):
    """Base of all errors of the live sources."""


class BadSourcesFile(LiveError):
    """The list of live sources is wrong or incomplete."""


class BadCache(LiveError):
    """The HTTP cache is damaged."""


class SourceError(LiveError):
    """One source did not give what it should for one series.

    Parameters
    ----------
    source, series : str
        Which source, and which series or table of ours.
    expected, came : str
        What should have come, and what came.
    remedy : str
        What to do about it.
    common : str
        Cause and remedy, if they concern not this series alone: a host that does not answer, or the
        end of the time. Reports name such a cause once.
    """

    def __init__(
        self, source: str, series: str, *, expected: str, came: str, remedy: str, common: str = ""
    ) -> None:
        self.source, self.series = source, series
        self.expected, self.came, self.remedy = expected, came, remedy
        self.common = common
        super().__init__(f"{source}, {series}: expected {expected}; came {came}; {remedy}")


class Unreachable(SourceError):
    """The source did not answer, or not in time, or only with errors."""


class NoSuchSeries(SourceError):
    """The source does not know the series, or no longer."""


class BadReply(SourceError):
    """The answer is not in the documented format."""


class UnexpectedData(SourceError):
    """The answer can be read, but its content cannot be that of the series."""


class UnitChanged(UnexpectedData):
    """The figures are on another scale than the stored ones."""


class HistoryLost(UnexpectedData):
    """The answer covers less than what is stored."""


class KeyNeeded(SourceError):
    """The source wants a key that the environment does not hold."""
