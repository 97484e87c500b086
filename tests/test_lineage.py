"""On which stored data a number rests: small notebooks whose answer is known."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from treasurybook.ledger.records import EVIDENCE, MIME
from treasurybook.press.run.evidence import READS_MIME, with_evidence
from treasurybook.press.run.slicing import names_used, slice_of, statements

Cell = tuple[str, list[str], list[str]]
"""Code, ids that it reads, claims that it answers."""


def notebook(*cells: Cell, facts: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return an executed notebook as the runner leaves it."""

    def outputs(ids: list[str], claims: list[str]) -> list[dict[str, Any]]:
        read = [
            {"id": i, "kind": "fact" if i in facts else "series", "vintage": "latest", "path": "p"}
            for i in ids
        ]
        answered = [{"claim": one} for one in claims]
        return [{"data": {READS_MIME: read}}, {"data": {MIME: answered}}]

    code = [
        {"cell_type": "code", "source": textwrap.dedent(source), "outputs": outputs(ids, claims)}
        for source, ids, claims in cells
    ]
    return {"cells": [{"cell_type": "markdown", "source": "text"}, *code]}


def inputs_of(*cells: Cell, facts: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """Return claim -> ids that it rests on."""
    found = with_evidence(notebook(*cells, facts=facts), "1-a/2-b", version="1", data="2026-11-20")
    return {one["claim"]: {read["id"] for read in one["inputs"]} for one in found}


def rests(*cells: Cell) -> set[str]:
    """Return the ids that the only claim rests on."""
    (found,) = inputs_of(*cells).values()
    return found


A = ("a = series('A')", ["A"], [])
B = ("b = series('B')", ["B"], [])
BOTH = ("a, b = series('A'), series('B')", ["A", "B"], [])


def answering(code: str, *claims: str, reads: tuple[str, ...] = ()) -> Cell:
    """Return a cell that answers claims, F-1 unless others are named."""
    return code, list(reads), list(claims or ("F-1",))


def test_evidence_is_complete() -> None:
    cells = [A, answering("answer('F-1', a.sum(), '%')")]
    (one,) = with_evidence(notebook(*cells), "1-a/2-b", version="1", data="2026-11-20")
    assert set(one) == {"claim", *EVIDENCE}
    assert one["inputs"] == [{"id": "A", "kind": "series", "vintage": "latest", "path": "p"}]
    assert (one["basis"], one["lesson"], one["cell"]) == ("computed", "1-a/2-b", 2)


def test_the_basis_follows_from_what_was_read() -> None:
    cells = [
        ("f, a = fact('x'), series('A')", ["x", "A"], []),
        answering("answer('F-1', f.value > a.sum())", "F-1"),
        answering("answer('F-2', f.value > 0)", "F-2"),
        answering("answer('F-3', True)", "F-3"),
    ]
    found = with_evidence(notebook(*cells, facts=("x",)), "l", version="1", data="d")
    assert [one["basis"] for one in found] == ["computed", "documented", "reading"]


def test_the_number_of_a_documented_fact_is_read_as_the_fact_is() -> None:
    cells = [("share = fact_value('x')", ["x"], []), answering("answer('F-1', share > 0)", "F-1")]
    (one,) = with_evidence(notebook(*cells, facts=("x",)), "l", version="1", data="d")
    assert one["basis"] == "documented"


@pytest.mark.parametrize(
    ("cells", "ids"),
    [
        # only what the name hangs on, through names, cells and operations
        ([A, B, answering("answer('F-1', a.sum(), '%')")], {"A"}),
        ([A, B, ("c = a + b\nd = c / 2", [], []), answering("answer('F-1', d.max(), '%')")],
         {"A", "B"}),
        ([BOTH, answering("answer('F-1', a.sum(), '%')")], {"A"}),
        ([BOTH, ("a, b = b, a", [], []), answering("answer('F-1', a.sum(), '%')")], {"A", "B"}),
        ([A, answering("answer('F-1', series('B').sum() / 2, '%')", reads=("B",))], {"B"}),
        ([A, B, answering("answer('F-1', True, note=f'{b.sum():.1f}')")], {"B"}),
        # a name that is bound anew no longer hangs on what it was
        ([A, ("a = series('B')", ["B"], []), answering("answer('F-1', a.sum(), '%')")], {"B"}),
        ([A, ("a = a - series('B')", ["B"], []), answering("answer('F-1', a, '%')")], {"A", "B"}),
        ([A, ("a -= series('B')", ["B"], []), answering("answer('F-1', a, '%')")], {"A", "B"}),
        ([A, answering("answer('F-1', a.sum(), '%')"), ("a = series('B')", ["B"], [])], {"A"}),
        # unless a branch or a loop that may be passed by binds it
        ([A, ("if late:\n    a = series('B')", ["B"], []), answering("answer('F-1', a, '%')")],
         {"A", "B"}),
        ([("try:\n    a = series('A', now)\nexcept KeyError:\n    a = series('B')", ["A", "B"], []),
          answering("answer('F-1', a, '%')")], {"A", "B"}),
        # loops over ids, written out or bound elsewhere
        ([("d = {i: series(i) for i in ('A', 'B')}", ["A", "B"], []),
          answering("answer('F-1', d['A'], '%')")], {"A", "B"}),
        ([("IDS = ['A', 'B']\nC = series('C')", ["C"], []),
          ("d = {i: series(i) for i in IDS}", ["A", "B"], []),
          answering("answer('F-1', d['A'], '%')")], {"A", "B"}),
        ([("NAMES = {'A': 'First', 'B': 'Second'}", [], []),
          ("d = pd.concat(map(series, NAMES), axis=1)\nc = series('C')", ["A", "B", "C"], []),
          answering("answer('F-1', d.sum(), '%')")], {"A", "B"}),
        ([("d = {}\nfor i in ('A', 'B'):\n    d[i] = series(i)", ["A", "B"], []), B,
          answering("answer('F-1', d['A'], '%')")], {"A", "B"}),
        ([("rows = []\nfor i in ('A', 'B'):\n    rows.append(series(i))", ["A", "B"], []),
          answering("answer('F-1', sum(rows), '%')")], {"A", "B"}),
        ([("y2, y10 = (series(f'DGS{n}') for n in (2, 10))", ["DGS2", "DGS10"], []),
          answering("answer('F-1', y10, '%')")], {"DGS10"}),
        ([("d = {n: series(f'DGS{n}') for n in ALL}\na = series('A')", ["DGS2", "DGS10", "A"], []),
          answering("answer('F-1', d[2], '%')")], {"DGS2", "DGS10"}),
        ([("a, b = series('DGS2'), 1", ["DGS2"], []),
          ("d = pd.DataFrame({f'{n} years': series(f'DGS{n}') * a for n in (5, 10)})",
           ["DGS5", "DGS10"], []),
          answering("answer('F-1', d.sum(), '%')")], {"DGS2", "DGS5", "DGS10"}),
        ([("def get(n): ...\na, b = series('DGS2'), 1", ["DGS2"], []),
          ("d = {n: series(f'DGS{n}') * get(n) for n in (5, 10)}", ["DGS5", "DGS10"], []),
          answering("answer('F-1', d[5], '%')")], {"DGS5", "DGS10"}),
        # functions of the lesson that read
        ([("def of(name):\n    return float(fact(name).value)", [], []),
          answering("answer('F-1', of('A') - 1, '%')", reads=("A", "B"))], {"A"}),
        ([("def mean(name, months):\n    return get(name).mean()\ndef get(name):\n"
           "    return series(name)", [], []), BOTH,
          answering("answer('F-1', mean('C', 3), '%')", reads=("C",))], {"C"}),
        ([("def total():\n    return series('A') + series('B')", [], []),
          ("t = total()\nc = series('C')", ["A", "B", "C"], []),
          answering("answer('F-1', t.sum(), '%')")], {"A", "B"}),
        ([("IDS = ['A', 'B']\ndef total():\n    return sum(series(i) for i in IDS)", [], []),
          ("t = total()\nc = series('C')", ["A", "B", "C"], []),
          answering("answer('F-1', t.sum(), '%')")], {"A", "B"}),
        # functions look names up when they are called
        ([A, ("def share():\n    return a / b", [], []), ("a = series('C')", ["C"], []), B,
          answering("answer('F-1', share(), '%')")], {"B", "C"}),
        ([A, ("share = lambda: a / b", [], []), ("a = series('C')", ["C"], []), B,
          answering("answer('F-1', share(), '%')")], {"B", "C"}),
        # frames changed in place
        ([A, ("t = pd.DataFrame()", [], []), ("t['x'] = a", [], []), B, ("b.name = 'b'", [], []),
          answering("answer('F-1', t['x'].sum(), '%')")], {"A"}),
        ([A, ("t = pd.DataFrame()", [], []), ("t.loc[0, 'x'] = a\nt.loc[1, 'x'] += series('B')",
                                              ["B"], []),
          answering("answer('F-1', t['x'].sum(), '%')")], {"A", "B"}),
        ([A, ("def fill(frame, x):\n    frame['x'] = x", [], []),
          ("t = pd.DataFrame()\nfill(t, a)\nc = series('C')", ["C"], []),
          answering("answer('F-1', t['x'].sum(), '%')")], {"A"}),
        ([A, B, ("t = pd.DataFrame()\nt.insert(0, 'x', b)", [], []),
          answering("answer('F-1', t['x'].sum(), '%')")], {"B"}),
        # names inside comprehensions and functions are their own
        ([A, B, ("c = [b for b in a]", [], []), answering("answer('F-1', c[0], '%')")], {"A"}),
        ([A, ("c = [a for a in a]", [], []), answering("answer('F-1', c[0], '%')")], {"A"}),
        ([A, B, ("def f(b):\n    return b * a", [], []), answering("answer('F-1', f(2), '%')")],
         {"A"}),
        # words that happen to be ids are none where nothing reads them
        ([BOTH, ("t = a.rename('B')\nlabel = 'B'", [], []),
          answering("answer('F-1', t.sum(), '%', note=label)")], {"A"}),
        # the drawing of a figure is part of its answer
        ([("from treasurybook import charts", [], []), A, B,
          ("charts.frame(charts.lines(a), id='fig-1-1')", [], []),
          ("charts.frame(charts.lines(b), id='fig-1-2')", [], []),
          answering("redrawn('F-1', 'fig-1-2')")], {"B"}),
        ([A, B,
          ("charts.frame(charts.lines(a), id='fig-1-1')", [], []),
          ("charts.frame(charts.lines(b), id='fig-1-2')", [], []),
          answering("redrawn('F-1', 'fig-1-1', 'fig-1-2')")], {"A", "B"}),
        ([A, answering("redrawn('F-1', 'fig-1-1')"), B,
          ("charts.frame(charts.lines(b), id='fig-1-1')", [], [])], {"B"}),
    ],
)  # fmt: skip
def test_what_a_number_rests_on(cells: list[Cell], ids: set[str]) -> None:
    assert rests(*cells) == ids


@pytest.mark.parametrize("reader", ["fact", "fact_value", "value_on"])
def test_all_that_reads_is_followed(reader: str) -> None:
    read = (f"x = {reader}('X')", ["X"], [])
    assert inputs_of(read, answering("answer('F-1', x > 0)"), facts=("X",)) == {"F-1": {"X"}}


def test_each_answer_of_a_cell_has_its_own_inputs() -> None:
    cell = answering(
        """
        answer("F-1", a.sum(), "%")
        answer("F-2", b.sum(), "%")
        answer("F-3", (a / b).sum(), "%")
        """,
        "F-1", "F-2", "F-3",
    )  # fmt: skip
    assert inputs_of(A, B, cell) == {"F-1": {"A"}, "F-2": {"B"}, "F-3": {"A", "B"}}


def test_answers_in_a_loop_rest_on_what_the_loop_goes_through() -> None:
    loop = "for key, x in {'F-1': a, 'F-2': a * 2}.items():\n    answer(key, x.sum(), '%')"
    assert inputs_of(A, B, answering(loop, "F-1", "F-2")) == {"F-1": {"A"}, "F-2": {"A"}}


def test_an_answer_in_a_loop_rests_on_what_its_body_takes_besides() -> None:
    loop = "for key, x in {'F-1': a}.items():\n    answer(key, (x / b).sum(), '%')"
    assert inputs_of(A, B, answering(loop)) == {"F-1": {"A", "B"}}


def test_answers_that_go_through_a_table_rest_on_the_whole_table() -> None:
    table = ("found = {'F-1': ('x', a), 'F-2': ('y', a)}", [], [])
    loop = """
        for claim, (key, found_now) in found.items():
            answer(claim, found_now.sum(), "%", quoted=fact(key).value)
        """
    cell = answering(loop, "F-1", "F-2", reads=("x", "y"))
    whole = {"A", "x", "y"}
    assert inputs_of(A, B, table, cell, facts=("x", "y")) == {"F-1": whole, "F-2": whole}


def test_a_function_of_the_lesson_that_answers_is_followed() -> None:
    cells = [A, B, ("def judge(key, x):\n    answer(key, x.sum(), '%')", [], [])]
    cell = answering("judge('F-1', a)\njudge('F-2', b)", "F-1", "F-2")
    assert inputs_of(*cells, cell) == {"F-1": {"A"}, "F-2": {"B"}}


def test_every_version_that_was_read_is_kept() -> None:
    book = notebook(("a = series('A')", ["A"], []), answering("answer('F-1', a, '%')"))
    read = book["cells"][1]["outputs"][0]["data"][READS_MIME]
    read.append({**read[0], "vintage": "2023-12"})
    (one,) = with_evidence(book, "l", version="1", data="d")
    assert [read["vintage"] for read in one["inputs"]] == ["latest", "2023-12"]


def test_a_slice_is_in_order_and_holds_each_statement_once() -> None:
    program = statements(["a = 1\nb = a\nc = 2", "b = b + a\nd = c"])
    found = slice_of(program, names_used(program[3].node), 5)
    assert [one.position for one in found] == [0, 1, 3]
    assert [(one.cell, sorted(one.binds)) for one in found] == [(1, ["a"]), (1, ["b"]), (2, ["b"])]


def test_names_of_classes_imports_and_functions_are_bound() -> None:
    program = statements(
        ["import a.b as c\nfrom x import y as z\nclass K:\n    k = z\ndef f(): ..."]
    )
    assert [sorted(one.binds) for one in program] == [["c"], ["z"], ["K"], ["f"]]
    assert program[2].uses == {"z"}
