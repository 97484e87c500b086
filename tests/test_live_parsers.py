"""Every reader of a live source against arbitrary and damaged bytes: the package's errors only."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources_server import replies_of
from treasurybook.refresh.door import settle
from treasurybook.refresh.errors import SourceError
from treasurybook.refresh.exact import number, plain
from treasurybook.refresh.request import Request
from treasurybook.refresh.sources import SOURCES
from treasurybook.refresh.target import Target
from treasurybook.snapshot.paths import DATA

# one of each format; their replies are cut to a few lines or records, which is what fuzzing needs
CHOSEN = (
    "IORB",
    "MSPD_BILLS",
    "mspd_summary",
    "auction_results",
    "SOFR",
    "soma_summary",
    "soma_holdings",
    "TIC_MFH_JAPAN",
    "JGB10Y",
    "ESTR",
    "OFR_MMF_TOT",
    "WB_CPI_WORLD",
)
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def shortened(body: bytes) -> bytes:
    """Keep a few records or lines of a reply, in its format."""
    if body[:1] in b"[{":
        answer = json.loads(body)
        _shorten(answer)
        if isinstance(answer, dict) and "meta" in answer:
            answer["meta"] |= {"total-count": len(answer["data"]), "total-pages": 1}
        return json.dumps(answer).encode()
    lines = body.splitlines(keepends=True)
    return b"".join(lines[:60])


def _shorten(value: object) -> None:
    if isinstance(value, list):
        del value[6:]
    children = value.values() if isinstance(value, dict) else value
    for child in children if isinstance(value, (dict, list)) else ():
        _shorten(child)


def real_replies(id: str) -> tuple[Target, list[bytes]]:
    """Return a target and the (shortened) replies that its source gives."""
    known = replies_of(DATA)
    target = known.targets[id]

    def get(request: Request) -> bytes:
        found = known.answer(target.source, request.path, dict(request.params))
        assert found is not None
        return shortened(found[1].body)

    return target, SOURCES[target.source].replies(target, get)


@st.composite
def damaged(draw: st.DrawFn, body: bytes) -> bytes:
    """Cut, repeat, overwrite or exchange parts of a reply, a few times."""
    for _ in range(draw(st.integers(1, 4))):
        if not body:
            break
        start = draw(st.integers(0, len(body) - 1))
        end = min(len(body), start + draw(st.integers(0, 40)))
        part = body[start:end]
        body = draw(
            st.sampled_from(
                [
                    body[:start] + body[end:],
                    body[:start],
                    body[:end] + part + body[end:],
                    body[:start] + draw(st.binary(max_size=12)) + body[end:],
                    body[:start] + draw(st.sampled_from(TRICKS)) + body[end:],
                    body.replace(part or b"0", draw(st.sampled_from(TRICKS)), 3),
                ]
            )
        )
    return body


TRICKS = [
    b"null", b"-", b".", b"NaN", b"Infinity", b"1e99", b"-1e-99", b"9" * 60, b'"', b"\n", b",",
    b"\t", b"{}", b"[]", b"[" * 50, b"2026-02-30", b"0000-00-00", b"9999-12-31", b"\x00", b"\xff",
    b"true", b"\xef\xbb\xbf", b'{"value": {}}', "１２".encode(), b"1/0", b"Country", b"\r",
]  # fmt: skip


def read(target: Target, bodies: list[bytes]) -> None:
    """Read as a fetch does, to the text that would be written."""
    with contextlib.suppress(SourceError):
        settle(SOURCES[target.source].parse(target, bodies), target, DATA)


@pytest.mark.parametrize("id", CHOSEN)
def test_shortened_replies_can_be_read(id: str) -> None:
    target, bodies = real_replies(id)
    target = replace(target, resource=replace(target.resource, first="0001-01-01"))
    assert len(SOURCES[target.source].parse(target, bodies)) > 0


@pytest.mark.parametrize("id", CHOSEN)
def test_damaged_replies_give_no_other_error(id: str) -> None:
    target, bodies = real_replies(id)

    @QUICK
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        read(target, [data.draw(damaged(body)) for body in bodies])

    check()


@pytest.mark.parametrize("id", CHOSEN)
def test_arbitrary_bytes_give_no_other_error(id: str) -> None:
    target, bodies = real_replies(id)

    @QUICK
    @given(st.lists(st.binary(max_size=300), min_size=len(bodies), max_size=len(bodies)))
    def check(arbitrary: list[bytes]) -> None:
        read(target, arbitrary)

    check()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "id", ["MSPD_BILLS", "SOFR", "soma_summary", "soma_holdings", "OFR_MMF_TOT", "WB_CPI_WORLD"]
)
def test_valid_json_with_other_values_gives_no_other_error(id: str) -> None:
    target, bodies = real_replies(id)

    @QUICK
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        read(target, [_with_other_values(body, data) for body in bodies])

    check()


def _with_other_values(body: bytes, data: st.DataObject) -> bytes:
    """Put another value somewhere into a JSON reply."""
    answer = json.loads(body)
    holder: object = answer
    while isinstance(holder, (dict, list)) and holder:
        key = data.draw(
            st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder)))
        )
        if not isinstance(holder[key], (dict, list)) or data.draw(st.booleans()):
            holder[key] = data.draw(values)
            break
        holder = holder[key]
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("OFR_MMF_TOT", b"[" * 200_000),
        ("OFR_MMF_TOT", b'[["2020-01-31", 1e99999999999999999999]]'),
        ("WB_CPI_WORLD", b'[{"pages":1},[{"country":{"id":"1W","value":[]}}]]'),
    ],
    ids=["deep", "vast", "list for a name"],
)
def test_what_fuzzing_once_found(id: str, answer: bytes) -> None:
    target, _ = real_replies(id)
    with pytest.raises(SourceError):
        SOURCES[target.source].parse(target, [answer])


# ---------------------------------------------------------------- exact numbers


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(-9, 9))
def test_a_number_keeps_its_digits_through_a_change_of_unit(value: Decimal, scale: int) -> None:
    if abs(value) < Decimal("1e21"):  # 28 digits are kept, more than any source prints
        there = number(format(value, "f"), scale=scale)
        assert there is not None
        assert number(plain(there), scale=-scale) == value


@pytest.mark.parametrize(
    ("text", "scale", "digits", "stored"),
    [
        ("16921", -3, None, "16.921"),
        ("-0", 0, None, "0"),
        ("1590.000", 0, None, "1590"),
        ("0.0000184", 0, None, "0.0000184"),
        ("1.5e3", -3, None, "1.5"),
        ("3.146678757", 0, 4, "3.1467"),
        ("5758316426486.15", -9, None, "5758.31642648615"),
        ("4.50", 0, 4, "4.5"),
    ],
)
def test_printed_numbers_are_stored_plainly(
    text: str, scale: int, digits: int | None, stored: str
) -> None:
    value = number(text, scale=scale, digits=digits)
    assert value is not None
    assert plain(value) == stored


@pytest.mark.parametrize("text", [".", "", "ND", "-", "null", " "])
def test_marks_of_missing_values_give_none(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize("text", ["1,000", "4%", "0x10", "1_000", "inf", "１２", "--1", "1e999"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(text)
