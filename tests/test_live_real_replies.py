"""Replies as the sources have published them, reduced to a few rows.

Their form is that of replies kept in public repositories and shown in the sources' documentation,
read in November 2026: heads, marks of missing values, notes in between, order and spelling are
theirs, and so are the figures, of whatever day. `tests.sources_server` imitates such replies; here
the originals are met.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from treasurybook.refresh.door import ordered
from treasurybook.refresh.form import to_text
from treasurybook.refresh.plan import read_plan
from treasurybook.refresh.sources import SOURCES
from treasurybook.refresh.sources.alfred import Alfred
from treasurybook.refresh.sources.base import Source
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.paths import DATA

TARGETS = {target.id: target for target in read_plan(open_package(DATA)).targets}


def read(id: str, *replies: str | bytes, source: Source | None = None) -> list[str]:
    """Read replies to the lines that would be stored, without the header."""
    target = TARGETS[id]
    target = replace(target, resource=replace(target.resource, first="0001-01-01"))
    source = source or SOURCES[target.source]
    bodies = [reply if isinstance(reply, bytes) else reply.encode() for reply in replies]
    return to_text(ordered(source.parse(target, bodies), target)).decode().splitlines()[1:]


def test_fred_since_2024() -> None:
    reply = "observation_date,DGS10\n1962-01-02,4.06\n2024-12-25,\n2024-12-26,4.58\n"
    assert read("DGS10", reply) == ["1962-01-02,4.06", "2024-12-26,4.58"]


def test_fred_before_2024() -> None:
    reply = "DATE,DGS10\n2007-11-01,4.36\n2007-11-05,.\n2007-11-06,4.38\n"
    assert read("DGS10", reply) == ["2007-11-01,4.36", "2007-11-06,4.38"]


def test_alfred() -> None:
    reply = {
        "realtime_start": "2023-12-21", "realtime_end": "2023-12-21",
        "observation_start": "1600-01-01", "observation_end": "9999-12-31", "units": "lin",
        "output_type": 1, "file_type": "json", "order_by": "observation_date",
        "sort_order": "asc", "count": 2, "offset": 0, "limit": 100000,
        "observations": [
            {"realtime_start": "2023-12-21", "realtime_end": "2023-12-21",
             "date": "2023-04-01", "value": "27063.0"},
            {"realtime_start": "2023-12-21", "realtime_end": "2023-12-21",
             "date": "2023-10-01", "value": "."},
        ],
    }  # fmt: skip
    found = read("GDP", json.dumps(reply), source=Alfred(date(2023, 12, 21)))
    assert found == ["2023-04-01,27063"]


def fiscal(record: dict[str, str], labels: dict[str, str]) -> str:
    """Return a reply with all that surrounds the records."""
    kinds = dict.fromkeys(record, "STRING") | {"record_date": "DATE"}
    return json.dumps(
        {
            "data": [record],
            "meta": {
                "count": 1,
                "labels": labels,
                "dataTypes": kinds,
                "dataFormats": dict.fromkeys(record, "String"),
                "total-count": 1,
                "total-pages": 1,
            },
            "links": {
                "self": "&page%5Bnumber%5D=1&page%5Bsize%5D=5000",
                "first": "&page%5Bnumber%5D=1&page%5Bsize%5D=5000",
                "prev": None,
                "next": None,
                "last": "&page%5Bnumber%5D=1&page%5Bsize%5D=5000",
            },
        },
        separators=(",", ":"),
    )


def test_debt_to_the_penny() -> None:
    record = {
        "record_date": "2026-03-06",
        "debt_held_public_amt": "31280012029379.25",
        "intragov_hold_amt": "7589806220089.13",
        "tot_pub_debt_out_amt": "38869818249468.38",
        "src_line_nbr": "1",
        "record_fiscal_year": "2026",
        "record_calendar_day": "06",
    }
    found = read("debt_to_the_penny", fiscal(record, {"record_date": "Record Date"}))
    assert found == ["2026-03-06,31280.01202937925,7589.80622008913,38869.81824946838"]
    parts = [Decimal(cell) for cell in found[0].split(",")[1:]]
    assert parts[0] + parts[1] == parts[2]


def test_debt_to_the_penny_of_early_years() -> None:
    record = {
        "record_date": "2000-01-04",
        "debt_held_public_amt": "null",
        "intragov_hold_amt": "null",
        "tot_pub_debt_out_amt": "5758316426486.15",
    }
    found = read("debt_to_the_penny", fiscal(record, {}))
    assert found == ["2000-01-04,,,5758.31642648615"]


def test_statement_of_the_debt() -> None:
    record = {
        "record_date": "2025-02-28",
        "security_type_desc": "Marketable",
        "security_class_desc": "Bills",
        "debt_held_public_mil_amt": "6367075.3893",
        "intragov_hold_mil_amt": "876.32",
        "total_mil_amt": "6367951.7093",
        "src_line_nbr": "1",
    }
    assert read("MSPD_BILLS", fiscal(record, {})) == ["2025-02-28,6367.9517093"]
    (row,) = read("mspd_summary", fiscal(record, {}))
    assert row == "2025-02-28,Marketable,Bills,6367.0753893,0.87632,6367.9517093"


def test_effective_federal_funds_rate() -> None:
    reply = {
        "refRates": [
            {"effectiveDate": "2026-09-03", "type": "EFFR", "percentRate": 3.63,
             "targetRateFrom": 3.5, "targetRateTo": 3.75, "revisionIndicator": ""},
            {"effectiveDate": "2026-09-01", "type": "EFFR", "percentRate": 3.65,
             "percentPercentile1": "NA", "targetRateFrom": 3.5, "targetRateTo": 3.75,
             "revisionIndicator": "", "footnoteId": 5},
        ]
    }  # fmt: skip
    assert read("EFFR", json.dumps(reply)) == ["2026-09-01,3.65", "2026-09-03,3.63"]


def test_summary_of_the_system_account() -> None:
    record = {
        "agencies": "10000000",
        "asOfDate": "2003-11-19",
        "bills": "242958086000",
        "cmbs": "0.00",
        "frn": "",
        "mbs": "0.00",
        "notesbonds": "404669247000",
        "tips": "13454483000",
        "tipsInflationCompensation": "1621412000",
        "total": "661091816000.00",
    }
    (row,) = read("soma_summary", json.dumps({"soma": {"summary": [record]}}))
    assert row == "2003-11-19,242.958086,404.669247,13.454483,,1.621412,0,0,0.01,661.091816"


def test_holdings_of_the_system_account() -> None:
    note = {
        "asOfDate": "2022-02-16",
        "cusip": "912810FP8",
        "maturityDate": "2031-02-15",
        "issuer": "",
        "spread": "",
        "coupon": "5.375",
        "parValue": "8316740000",
        "inflationCompensation": "",
        "percentOutstanding": "0.5062648043103919",
        "changeFromPriorWeek": "",
        "changeFromPriorYear": "",
        "securityType": "NotesBonds",
    }
    pool = {
        "asOfDate": "2022-02-16",
        "securityType": "MBS",
        "term": "15yr",
        "isAggregated": "",
    }
    bodies = [json.dumps({"soma": {"holdings": rows}}) for rows in ([note], [pool])]
    (row,) = read("soma_holdings", *bodies)
    cells = row.split(",")
    assert cells[:4] == ["2022-02-16", "912810FP8", "NotesBonds", "2031-02-15"]
    assert "8.31674" in cells


HISTORY = "\r\n".join(
    [
        "\t\t\tMAJOR FOREIGN HOLDERS OF TREASURY SECURITIES\t\t",
        "\t\t\t    (in billions of dollars)\t\t",
        "\t\t\tHOLDINGS 1/ AT END OF PERIOD\t\t",
        "\t\t\t\t\t",
        "\tDec\tNov\tOct\tSep\t",
        "Country\t2025\t2025\t2025\t2025\t",
        "\t------\t------\t------\t------\t",
        "\t\t\t\t\t",
        "Japan\t1185.5\t1202.7\t1200\t1189.3\t",
        '"China, Mainland"\t684.4\t683.9\t687.7\t699.2\t',
        "United Kingdom 2/\t863.1\t879.8\t875.4\t862.5\t",
        "Grand Total\t9269.5\t9349.6\t9230.5\t9237.5\t",
        "\t\t\t\t\t",
        "Of which:\t\t\t\t\t",
        " For. Official\t3877.7\t3912.3\t3866.4\t3872.6\t",
        "Department of the Treasury/Federal Reserve Board",
        "",
    ]
)
TABLE_5 = "\r\n".join(
    [
        "Table 5: Major Foreign Holders of Treasury Securities\t\t\t",
        "Holdings at end of time period\t\t\t",
        "Billions of dollars\t\t\t",
        "Link: https://ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/"
        "slt_table5.txt\t\t\t",
        "\t\t\t",
        "Country\t2026-02\t2026-01\t2025-12",
        "Japan\t1239.3\t1225.3\t1185.5",
        "United Kingdom\t897.3\t879.7\t863.1",
        "China, Mainland\t693.3\t694.4\t683.5",
        "All Other\t1856.3\t1831.3\t1822.8",
        "Grand Total\t9487.1\t9289.4\t9267.2",
        "Of Which: Foreign Official\t4011.0\t3943.3\t3877.7",
        "Of Which: Foreign Official Treasury Bills\t\t\t",
        "",
    ]
)


@pytest.mark.parametrize(
    ("id", "first", "last"),
    [
        ("TIC_MFH_JAPAN", "2025-09-30,1189.3", "2026-02-28,1239.3"),
        ("TIC_MFH_CHINA", "2025-09-30,699.2", "2026-02-28,693.3"),
        ("TIC_MFH_UK", "2025-09-30,862.5", "2026-02-28,897.3"),
        ("TIC_MFH_TOTAL", "2025-09-30,9237.5", "2026-02-28,9487.1"),
        ("TIC_MFH_OFFICIAL", "2025-09-30,3872.6", "2026-02-28,4011"),
    ],
)
def test_major_foreign_holders(id: str, first: str, last: str) -> None:
    found = read(id, HISTORY.encode("cp1252"), TABLE_5.encode("cp1252"))
    assert (len(found), found[0], found[-1]) == (6, first, last)


JAPAN_PAST = (
    "Interest Rate,,,,,,,,,,,,,,,(Unit : %)\r\n"
    "Date,1Y,2Y,3Y,4Y,5Y,6Y,7Y,8Y,9Y,10Y,15Y,20Y,25Y,30Y,40Y\r\n"
    "1974/9/24,10.327,9.362,8.83,8.515,8.348,8.29,8.24,8.121,8.127,-,-,-,-,-,-\r\n"
)
JAPAN_NOW = (
    "Interest Rate (September 2026),,,,,,,,,,,,,,,(Unit : %)\r\n"
    "Date,1Y,2Y,3Y,4Y,5Y,6Y,7Y,8Y,9Y,10Y,15Y,20Y,25Y,30Y,40Y\r\n"
    '"  If the file is old, clear the cache of the browser.",,,,,,,,,,,,,,,\r\n'
    "2026/9/1,1.527,1.802,1.952,2.14,2.28,2.411,2.559,2.718,2.848,2.987,3.544,3.859,4.143,4.131,"
    "4.145\r\n"
    "2026/9/3,1.563,1.85,1.994,2.173,2.303,2.426,2.547,2.704,2.832,2.966,3.506,3.806,4.079,4.052,"
    "4.063\r\n"
    "2026/9/4,1.546,1.83,1.955,2.128,2.25,2.368,2.493,2.652,2.778,2.91,3.416,3.717,3.987,3.965,"
    "3.966\r\n"
    ",,,,,,,,,,,,,,,\r\n"
)


def test_yields_of_japan() -> None:
    bodies = JAPAN_PAST.encode("cp932"), JAPAN_NOW.encode("cp932")
    ten = ["2026-09-01,2.987", "2026-09-03,2.966", "2026-09-04,2.91"]
    assert read("JGB10Y", *bodies) == ten
    assert read("JGB1Y", *bodies)[0] == "1974-09-24,10.327"
    assert read("JGB1Y", *bodies)[-1] == "2026-09-04,1.546"


def test_yields_of_the_euro_area() -> None:
    key = "YC.B.U2.EUR.4F.G_N_A.SV_C_YM.SR_1Y"
    reply = (
        "KEY,FREQ,REF_AREA,CURRENCY,PROVIDER_FM,INSTRUMENT_FM,PROVIDER_FM_ID,DATA_TYPE_FM,"
        "TIME_PERIOD,OBS_VALUE,OBS_STATUS,OBS_CONF,OBS_PRE_BREAK,OBS_COM,TIME_FORMAT,TITLE\n"
        f"{key},B,U2,EUR,4F,G_N_A,SV_C_YM,SR_1Y,2026-09-02,3.3918508877,A,F,,,P1D,"
        '"Yield curve spot rate, 1-year maturity"\n'
        f"{key},B,U2,EUR,4F,G_N_A,SV_C_YM,SR_1Y,2026-09-03,3.3646241735,A,F,,,P1D,"
        '"Yield curve spot rate, 1-year maturity"\n'
    )
    assert read("EA_AAA_1Y", reply) == ["2026-09-02,3.3919", "2026-09-03,3.3646"]


def test_euro_short_term_rate() -> None:
    reply = (
        "KEY,FREQ,BENCHMARK_ITEM,DATA_TYPE_EST,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,"
        "PRE_BREAK_VALUE,COMMENT_OBS,TITLE,TITLE_COMPL,UNIT_MEASURE,UNIT_MULT\n"
        "EST.B.EU000A2X2A25.WT,B,EU000A2X2A25,WT,2019-10-01,-0.549,A,F,,,Euro short-term rate,"
        '"Euro short-term rate, Volume-weighted trimmed mean rate",PC,0\n'
        "EST.B.EU000A2X2A25.WT,B,EU000A2X2A25,WT,2026-09-02,2.188,A,F,,,Euro short-term rate,"
        '"Euro short-term rate, Volume-weighted trimmed mean rate",PC,0\n'
        "EST.B.EU000A2X2A25.WT,B,EU000A2X2A25,WT,2026-09-03,,A,F,,,Euro short-term rate,,PC,0\n"
    )
    assert read("ESTR", reply) == ["2019-10-01,-0.549", "2026-09-02,2.188"]


def test_money_market_funds() -> None:
    pairs = '["2010-11-30", null], ["2013-09-30", 3023171727168.74]'
    reply = f'[{pairs}, ["2013-10-31", 3.01143085662746e12]]'
    assert read("OFR_MMF_TOT", reply) == [
        "2013-09-30,3023.17172716874",
        "2013-10-31,3011.43085662746",
    ]


def test_world_bank() -> None:
    indicator = '{"id":"FP.CPI.TOTL.ZG","value":"Inflation, consumer prices (annual %)"}'
    rest = '"unit":"","obs_status":"","decimal":1'
    place = '"country":{"id":"1W","value":"World"},"countryiso3code":"WLD"'
    reply = (
        '[{"page":1,"pages":1,"per_page":25000,"total":3,"sourceid":"2","lastupdated":"2026-07-13"},'
        f'[{{"indicator":{indicator},{place},"date":"2025","value":null,{rest}}},'
        f'{{"indicator":{indicator},{place},"date":"2024","value":2.94953,{rest}}},'
        f'{{"indicator":{indicator},{place},"date":"2023","value":5.8711,{rest}}}]]'
    )
    assert read("WB_CPI_WORLD", reply) == ["2023-01-01,5.8711", "2024-01-01,2.94953"]


@pytest.mark.parametrize(
    "reply",
    [
        '[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is '
        'not valid"}]}]',
        '[{"page":0,"pages":0,"per_page":0,"total":0,"sourceid":null,"lastupdated":null},null]',
    ],
)
def test_world_bank_without_data(reply: str) -> None:
    with pytest.raises(Exception, match="worldbank, WB_CPI_WORLD: expected"):
        read("WB_CPI_WORLD", reply)
