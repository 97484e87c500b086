"""The statements in Chinese: each says the numbers of its English, and no others."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from decimal import Decimal

import pytest

from treasurybook.ledger.claims import Claim, claims

from .claim_fixtures import NUMBER, made

IN_ENGLISH = {"million": 6, "bn": 9, "billion": 9, "tn": 12, "trillion": 12}
IN_CHINESE = {"万": 4, "亿": 8, "万亿": 12}
"""Words for powers of ten."""

QUARTERS = "一二三四"

APART = {
    "Q-056": "'60 and 35 billion': the first number has its unit from the second",
    "F-171": "'5.036 vs 4.848' are trillions, which only the Chinese says",
}
"""Statements whose numbers agree although this count does not see it, and why."""


def _numbers(text: str, powers: dict[str, int]) -> set[Decimal]:
    words = "|".join(sorted(powers, key=len, reverse=True))
    found = re.findall(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)(?:\s?({words}))?", text)
    return {
        (Decimal(digits.replace(",", "")).scaleb(powers.get(word, 0))).normalize()
        for digits, word in found
    }


def english_numbers(text: str) -> set[Decimal]:
    """Return the numbers in English words; "2021-22" is two years, a quarter is no number."""
    whole = re.sub(r"\b(\d\d)(\d\d)-(\d\d)\b", r"\1\2 \1\3", text)
    return _numbers(re.sub(r"(?<=\d{4})Q[1-4]", " ", whole), IN_ENGLISH)


def chinese_numbers(text: str) -> set[Decimal]:
    """Return the numbers in Chinese words."""
    return _numbers(text, IN_CHINESE)


def months(text: str) -> set[Decimal]:
    """Return the numbers of the months that English words name; Chinese writes them in digits."""
    names = {n: rf"\b(?:{month_name[n]}|{month_abbr[n]})\b" for n in range(1, 13)}
    return {Decimal(n) for n, name in names.items() if re.search(name, text)}


def disagreements(one: Claim) -> list[str]:
    """Return what number or quarter only one of the two wordings has."""
    english, chinese = english_numbers(one.statement), chinese_numbers(one.chinese)
    lacking = [f"{n:f} is not in the Chinese" for n in sorted(english - chinese)]
    added = [f"{n:f} is not in the English" for n in sorted(chinese - english)]
    quarters = [
        f"the quarter {n} is not in the Chinese"
        for n in re.findall(r"\d{4}Q([1-4])", one.statement)
        if f"第{QUARTERS[int(n) - 1]}季度" not in one.chinese
    ]
    unsaid = months(one.statement)
    return lacking + quarters + [x for x in added if Decimal(x.split()[0]) not in unsaid]


def test_the_chinese_has_the_numbers_of_the_english_and_no_others() -> None:
    found = {one.id: disagreements(one) for one in claims().values() if one.id not in APART}
    assert {key: said for key, said in found.items() if said} == {}


def test_every_exception_is_one() -> None:
    assert [key for key in APART if not disagreements(claims()[key])] == []


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        ("USD 1.2 tn, or 450 bn", "1.2万亿美元，即4500亿美元", []),
        ("USD 400,000 and 1 million", "40万美元，100万美元", []),
        ("by 58bp in 2023Q3", "2023年第三季度58个基点", []),
        ("in 2021-22 until mid-March", "2021年至2022年，到3月中旬", []),
        ("44.0 bn", "440.0亿", []),
        ("USD 1.2 tn", "1.2亿美元", ["1200000000000 is not in the Chinese",
                                     "120000000 is not in the English"]),
        ("3.5% in 2023", "2023年百分之三点五", ["3.5 is not in the Chinese"]),
        ("in 2023Q3", "2023年", ["the quarter 3 is not in the Chinese"]),
        ("in May", "6月", ["6 is not in the English"]),
    ],
)  # fmt: skip
def test_a_number_that_differs_is_found(english: str, chinese: str, said: list[str]) -> None:
    assert disagreements(made(NUMBER, statement=english, chinese=chinese)) == said
