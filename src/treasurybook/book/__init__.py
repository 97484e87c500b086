"""The book's results as data frames, for those who study forecasts, reports and revisions.

>>> from treasurybook import book
>>> verdicts = book.records()["verdict"]
"""

from treasurybook.book.evidence import evidence, sources
from treasurybook.book.forecasts import forecasts
from treasurybook.book.records import records, revisions

__all__ = ["evidence", "forecasts", "records", "revisions", "sources"]
