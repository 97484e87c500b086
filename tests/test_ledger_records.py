"""Records: what a notebook and a file keep of an answer, and where every claim stands."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from treasurybook import ledger
from treasurybook.ledger import records
from treasurybook.ledger.checks import judged
from treasurybook.ledger.errors import LedgerError
from treasurybook.ledger.records import EVIDENCE, KEYS, MIME, Answered, Record

CLAIMS = ledger.claims()
EVIDENT = {"basis": "computed", "inputs": [], "cell": 3, "version": "1", "data": "2026-11-20"}


def all_answered(chapter: int, lesson: str) -> list[Record]:
    """Return records that answer every claim of a chapter in one lesson."""
    return [
        {
            **records.record(one, ledger.not_checkable("a test").settle(one)),
            **EVIDENT,
            "lesson": lesson,
        }
        for one in CLAIMS.values()
        if one.chapter == chapter
    ]


def test_a_record_holds_what_its_keys_say() -> None:
    one = CLAIMS["F-008"]
    row = records.record(one, ledger.forecast(True, rule="r", result="s").settle(one))
    assert tuple(row) == KEYS
    assert (row["claim"], row["document"], row["chapter"]) == ("F-008", "000", one.chapter)
    assert row["hedges"] == list(one.hedges)
    json.dumps(row, allow_nan=False)


def test_texts_of_a_record_have_real_signs() -> None:
    finding = ledger.holds(True, test="t", result="by -3.1, then -0.0 bn", note="a vote of 12-0")
    row = records.record(CLAIMS["F-020"], finding.settle(CLAIMS["F-020"]))
    assert (row["result"], row["note"]) == ("by −3.1, then 0.0 bn", "a vote of 12-0")


def test_records_survive_a_notebook_and_a_file(tmp_path: Path) -> None:
    found = judged({"F-017": ledger.value(27.62, unit="USD tn", definition="d")})
    bundle = Answered(found)._repr_mimebundle_()
    assert bundle["text/plain"].startswith("F-017: USD 27.62 tn; reproduced.")
    output = nbformat.v4.new_output("display_data", data=bundle)
    cells = [
        nbformat.v4.new_markdown_cell("text"),
        nbformat.v4.new_code_cell("a", outputs=[output]),
    ]
    book = nbformat.v4.new_notebook(cells=cells)
    nbformat.validate(book)
    again = nbformat.reads(nbformat.writes(book), as_version=4)
    assert records.with_cells(again) == [(1, one) for one in found]
    folder = tmp_path / "1-accounts"
    folder.mkdir()
    rows = [{**row, **EVIDENT, "lesson": "1-accounts/1-saving"} for row in found]
    (folder / "1-saving.json").write_text(json.dumps(rows))
    frame = records.gather(tmp_path)
    assert list(frame.columns) == [*KEYS, *EVIDENCE]
    assert frame.loc[0, "claim"] == "F-017"
    assert frame.loc[0, "lesson"] == "1-accounts/1-saving"
    (tmp_path / "02-x.json").write_text('[{"claim": "F-018"}]')
    with pytest.raises(LedgerError, match=r"02-x\.json"):
        records.gather(tmp_path)


def test_records_are_the_type_that_other_programs_read() -> None:
    assert MIME == "application/vnd.treasurybook.records+json"


@pytest.mark.parametrize("lesson", ["01-accounts", "1-accounts/2-saving"])
def test_status_of_a_written_chapter_and_of_those_to_come(lesson: str) -> None:
    status = ledger.status(all_answered(1, lesson))
    assert status.problems == ()
    verdicts = status.table.groupby("chapter")["verdict"].unique().map(list)
    assert verdicts[1] == ["not checkable"]
    assert verdicts[4] == [records.TO_COME]
    assert len(status.table) == len(CLAIMS)
    assert set(status.table.loc[status.table["chapter"] == 1, "reason"]) == {"not obtained"}
    # whole numbers stay so beside claims that have none
    assert [str(n) for n in status.table["cell"].dropna().unique()] == ["3"]


def test_status_finds_forgotten_doubled_foreign_and_unknown_answers() -> None:
    rows = all_answered(1, "1-accounts/1-saving")
    rows = [row for row in rows if row["claim"] != "F-017"]
    rows.append({**rows[0], "lesson": "1-accounts/2-trade"})
    rows.append({**rows[0], "claim": "M-001"})
    rows.append({**rows[0], "claim": "F-999"})
    status = ledger.status(rows)
    said = "\n".join(status.problems)
    assert "F-017: forgotten; no lesson of chapter 1" in said
    assert (
        f"{rows[0]['claim']}: answered 2 times (in 1-accounts/1-saving, 1-accounts/2-trade)" in said
    )
    assert "M-001: belongs to chapter 4, but 1-accounts/1-saving answers it" in said
    assert "F-999: 1-accounts/1-saving answers it, but there is no such claim" in said
    assert len(status.problems) == 4
    table = status.table.set_index("claim")
    assert table.loc["F-017", "verdict"] == records.FORGOTTEN


def test_status_without_any_record_is_all_open() -> None:
    status = ledger.status([])
    assert set(status.table["verdict"]) == {records.TO_COME}
    assert status.problems == ()


def test_records_of_the_book_must_be_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "_build" / "records"
    folder.mkdir(parents=True)
    rows = [row for chapter in range(1, 8) for row in all_answered(chapter, f"0{chapter}-x")]
    monkeypatch.setattr(records, "ROOT", tmp_path)
    (folder / "all.json").write_text(json.dumps(rows))
    assert len(records.book_records()) == len(CLAIMS)
    for wrong in (rows[1:], [*rows, rows[0]]):
        (folder / "all.json").write_text(json.dumps(wrong))
        with pytest.raises(LedgerError, match="build the book first"):
            records.book_records()


def test_outcomes_stand_beside_verdicts() -> None:
    table = ledger.with_outcomes(ledger.status(all_answered(1, "01-x")).table).set_index("claim")
    assert table.loc["F-017", "outcome"] == "not judged"
    assert table.loc["F-163", "quoted"]
    assert not table.loc["F-197", "quoted"]
    assert table["source"].isna().all()
