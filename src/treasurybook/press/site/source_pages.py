"""The public page of a stored series at its publisher, where the source's id says which it is.

Only rules that hold for every id of a kind: a page that would have to be looked up has no link.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_FISCAL_DATA = "https://fiscaldata.treasury.gov/datasets/"
_RULES: tuple[tuple[str, str], ...] = (
    # a publisher's own page goes before that of who carries the series on
    (r"BLS:(\w+)(?: / .*)?", "https://data.bls.gov/timeseries/{}"),
    (
        r"Census country\.xlsx code (\d{4})(?: / .*)?",
        "https://www.census.gov/foreign-trade/balance/c{}.html",
    ),
    (r"(?:.* / )?FRED:(\w+)", "https://fred.stlouisfed.org/series/{}"),
    (
        r"fiscaldata:avg_interest_rates",
        f"{_FISCAL_DATA}average-interest-rates-treasury-securities/",
    ),
    (
        r"fiscaldata:v1/debt/mspd/.*|MSPD (?:table I|detail) ?\w*",
        f"{_FISCAL_DATA}monthly-statement-public-debt/",
    ),
    (r"Debt to the Penny", f"{_FISCAL_DATA}debt-to-the-penny/"),
    (
        r"(?:Fiscal Data )?[Aa]uctions[ _]query",
        f"{_FISCAL_DATA}treasury-securities-auctions-data/",
    ),
    (
        r"MTS|Monthly Treasury Statement, table \d",
        f"{_FISCAL_DATA}monthly-treasury-statement/",
    ),
    (r"ECB:((\w+)\..+)", "https://data.ecb.europa.eu/data/datasets/{1}/{0}"),
    (r"WDI:([\w.]+)", "https://data.worldbank.org/indicator/{}"),
    (
        r"World Development Indicators",
        "https://databank.worldbank.org/source/world-development-indicators",
    ),
    (r"Yahoo:(\S+)", "https://finance.yahoo.com/quote/{}"),
    (r"GitHub:([\w-]+/[\w-]+) .*", "https://github.com/{}"),
    (r"eval-projections .*", "https://github.com/US-CBO/eval-projections"),
    (r"SOMA (?:holdings|summary)", "https://www.newyorkfed.org/markets/soma-holdings"),
    (
        r"Quarterly refunding statements",
        "https://home.treasury.gov/policy-issues/financing-the-government/quarterly-refunding",
    ),
    (r"JST R6: .*", "https://www.macrohistory.net/database/"),
    (r"shillerdata\.com .*", "https://shillerdata.com/"),
)


def source_page(source_id: str) -> str | None:
    """Return the address of the public page of a source, None where no rule knows it.

    Parameters
    ----------
    source_id : str
        The source's own name of the series, as the data package has it.

    Examples
    --------
    >>> source_page("FRED:DGS10")
    'https://fred.stlouisfed.org/series/DGS10'
    >>> source_page("BLS:CUSR0000SA0 / FRED:CPIAUCSL")
    'https://data.bls.gov/timeseries/CUSR0000SA0'
    >>> source_page("Yahoo:^GSPC")
    'https://finance.yahoo.com/quote/%5EGSPC'
    >>> source_page("NIPA table 1.10") is None
    True
    """
    for pattern, address in _RULES:
        found = re.fullmatch(pattern, source_id)
        if found:
            return address.format(*(quote(part, safe="/") for part in found.groups()))
    return None
