"""The one error of this room."""


class ChartError(ValueError):
    """A chart was asked for that would be wrong, unreadable or without its source."""
