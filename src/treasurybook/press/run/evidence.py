"""What each record of a lesson rests on: stored data with their versions, lesson and cell.

While a lesson runs, the kernel notes which stored data each cell reads (`treasurybook.snapshot.
read_log`). Which of them an answer hangs on is found in the code by following names backwards (see
`slicing`): of the statements in the slice, those ids count that are handed to something that reads.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from treasurybook.ledger.records import MIME, Record
from treasurybook.press.run.slicing import Statement, names_used, slice_of, statements
from treasurybook.snapshot.reading import FACTS_TABLE

READS_MIME = "application/vnd.treasurybook.reads+json"
"""Type under which the reads of a cell stand in its outputs."""

READERS = frozenset({"series", "table", "fact", "fact_value", "value_on"})
"""Functions of the snapshot that read; functions of the lesson that call them read, too."""

ANSWERS = frozenset({"answer", "redrawn"})
"""Functions of the ledger that record an answer."""

Read = Mapping[str, str]


def resource_id(read: Read) -> str:
    """Return the id of the resource that holds what was read; of a documented fact, its table's."""
    return FACTS_TABLE if read["kind"] == "fact" else read["id"]


@lru_cache(maxsize=100_000)
def _walked(node: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node and all below it; the same trees are asked again for every claim."""
    return tuple(ast.walk(node))


def with_evidence(
    notebook: Mapping[str, Any], lesson: str, *, version: str, data: str
) -> list[Record]:
    """Return the records of an executed lesson with what they rest on.

    Parameters
    ----------
    notebook
        The executed notebook.
    lesson
        Name of the lesson.
    version, data
        Version of the book, and day of its data.

    Returns
    -------
    list of dict
        As recorded, with ``basis`` ("computed" from series or tables, "documented" by a source's
        words or numbers, "reading" of the text alone), ``inputs`` (id, kind, vintage, path),
        ``lesson``, ``cell`` (number of the code cell), ``version`` and ``data``.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    program = statements([cell["source"] for cell in code])
    reads = [list(_outputs(cell, READS_MIME)) for cell in code]
    reading, answering = _callers(program, READERS), _callers(program, ANSWERS)
    found = []
    for number, cell in enumerate(code, start=1):
        for record in _outputs(cell, MIME):
            inputs = _inputs(record["claim"], number, program, reads, reading, answering)
            evidence = {
                "basis": _basis(inputs),
                "inputs": inputs,
                "lesson": lesson,
                "cell": number,
                "version": version,
                "data": data,
            }
            found.append({**record, **evidence})
    _walked.cache_clear()
    return found


def records_of(notebook: Mapping[str, Any]) -> list[Record]:
    """Return the records of an executed lesson as it left them, without what they rest on."""
    return [one for cell in notebook["cells"] for one in _outputs(cell, MIME)]


def parameters_behind(
    notebook: Mapping[str, Any], names: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Return by claim on which parameters of a lesson its answer hangs.

    Parameters
    ----------
    notebook
        The executed notebook.
    names
        Names of the lesson's parameters.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    program = statements([cell["source"] for cell in code])
    given = {
        number
        for number, cell in enumerate(code, 1)
        if "parameters" in cell["metadata"].get("tags", ())
    }
    answering = _callers(program, ANSWERS)
    found = {}
    for number, cell in enumerate(code, 1):
        for record in _outputs(cell, MIME):
            _, hung_on = _hung_on(record["claim"], number, program, answering)
            bound = (one.binds for one in hung_on if one.cell in given)
            found[str(record["claim"])] = names.intersection(frozenset[str]().union(*bound))
    _walked.cache_clear()
    return found


def inputs_of_figures(notebook: Mapping[str, Any]) -> dict[str, list[Read]]:
    """Return the stored data that each figure of an executed lesson rests on, by its id."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    program = statements([cell["source"] for cell in code])
    reads = [list(_outputs(cell, READS_MIME)) for cell in code]
    reading = _callers(program, READERS)
    found = {}
    for one in program:
        for node in ast.walk(one.node):
            id = _figure_id(node)
            if id:
                hung_on = slice_of(program, one.uses, one.position)
                found[id] = _read_by([one.node], hung_on, one.cell, reads, reading)
    return found


def _figure_id(node: ast.AST) -> str | None:
    """Return the id that a keyword gives to a figure, ``id="fig-…"``."""
    is_id = isinstance(node, ast.keyword) and node.arg == "id"
    value = node.value if is_id else None  # type: ignore[attr-defined]
    is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return value.value if is_text and value.value.startswith("fig-") else None  # type: ignore[union-attr]


def reads_of(notebook: Mapping[str, Any]) -> Iterator[Read]:
    """Yield all that the cells of an executed notebook have read."""
    for cell in notebook["cells"]:
        yield from _outputs(cell, READS_MIME)


def _outputs(cell: Mapping[str, Any], mime: str) -> Iterator[Any]:
    for output in cell.get("outputs", ()):
        yield from output.get("data", {}).get(mime, ())


def _basis(inputs: Sequence[Read]) -> str:
    kinds = {one["kind"] for one in inputs}
    if kinds & {"series", "table"}:
        return "computed"
    return "documented" if kinds else "reading"


def _callers(program: Sequence[Statement], functions: frozenset[str]) -> frozenset[str]:
    """Return functions and those of the lesson that call one of them, directly or not."""
    names = set(functions)
    while True:
        more = {
            name
            for one in program
            if one.is_function and one.uses & names
            for name in one.binds - names
        }
        if not more:
            return frozenset(names)
        names |= more


def _inputs(
    claim: str,
    cell: int,
    program: Sequence[Statement],
    reads: Sequence[Sequence[Read]],
    reading: frozenset[str],
    answering: frozenset[str],
) -> list[Read]:
    seeds, hung_on = _hung_on(claim, cell, program, answering)
    return _read_by(seeds, hung_on, cell, reads, reading)


def _hung_on(
    claim: str, cell: int, program: Sequence[Statement], answering: frozenset[str]
) -> tuple[list[ast.AST], list[Statement]]:
    """Return the expressions that answer a claim, and the statements on which they hang."""
    here = [one for one in program if one.cell == cell]
    at, seeds = _seeds(claim, here, answering)
    uses = frozenset[str]().union(*(names_used(seed) for seed in seeds))
    hung_on = slice_of(program, uses, at)
    # figures are answered by their id: what draws one is part of the answer
    for seed in seeds:
        hung_on += _drawing(seed, program)
    return seeds, hung_on


def _read_by(
    seeds: Sequence[ast.AST],
    hung_on: Sequence[Statement],
    cell: int,
    reads: Sequence[Sequence[Read]],
    reading: frozenset[str],
) -> list[Read]:
    """Return the reads of what `seeds` in a cell and the statements that they hang on ask for."""
    cells = {one.cell for one in hung_on} | {cell}
    there: list[Read] = [one for number in sorted(cells) for one in reads[number - 1]]
    known = {one["id"] for one in there}
    named: set[str] = set()
    for node in [*seeds, *(one.node for one in hung_on)]:
        ids, is_whole = _ids_read(node, reading, known)
        named |= ids
        if not is_whole:
            named |= _ids_bound(names_used(node), hung_on, reading, known)
    return list({tuple(one.items()): one for one in there if one["id"] in named}.values())


def _ids_bound(
    names: frozenset[str], hung_on: Sequence[Statement], reading: frozenset[str], known: set[str]
) -> set[str]:
    """Return the ids among the texts that names stand for: lists and tables, which read nothing."""
    found: set[str] = set()
    wanted = set(names)
    for one in sorted(hung_on, key=lambda one: -one.position):
        if one.binds & wanted and not one.uses & reading:
            found |= _matching(one.node, known)
            wanted |= one.uses
    return found


def _seeds(
    claim: str, here: Sequence[Statement], answering: frozenset[str]
) -> tuple[int, list[ast.AST]]:
    """Return the place of the statement that answers a claim, and the expressions that do it.

    Several claims may be answered in one go, in a loop over their ids: then the whole loop counts.
    """
    for one in here:
        for node in _walked(one.node):
            if isinstance(node, ast.Call) and node.args and _called(node) in answering:
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value == claim:
                    words = [word.value for word in node.keywords]
                    # what a function of the lesson uses itself counts, too
                    return one.position, [node.func, *node.args[1:], *words]
    last = [one for one in here if one.uses & answering] or list(here)
    return (last[-1].position, [one.node for one in last]) if last else (0, [])


def _drawing(seed: ast.AST, program: Sequence[Statement]) -> list[Statement]:
    """Return what draws the figures that a seed names, which may stand below the answer, too."""
    figures = {
        node.value
        for node in _walked(seed)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("fig-")
    }
    if not figures:
        return []
    drawing = [
        one for one in program if any(_figure_id(node) in figures for node in _walked(one.node))
    ]
    return [
        *drawing,
        *(maker for one in drawing for maker in slice_of(program, one.uses, one.position)),
    ]


def _ids_read(node: ast.AST, reading: frozenset[str], known: set[str]) -> tuple[set[str], bool]:
    """Return the ids that a statement hands to something that reads, and whether these are all.

    Texts inside a call that reads count; where the call gets a name instead, as in a loop over ids,
    the texts of the whole statement do; where it has none, its ids stand elsewhere. What a function
    gets as an argument stands where it is called.
    """
    found: set[str] = set()
    is_whole = True
    arguments = {one.arg for one in _walked(node) if isinstance(one, ast.arg)}
    for call in _walked(node):
        if isinstance(call, ast.Call) and _called(call) in reading:
            own = _matching(call, known) or _matching(node, known)
            found |= own
            asked = [*call.args, *(word.value for word in call.keywords)]
            names = frozenset[str]().union(*(names_used(one) for one in asked))
            is_whole &= bool(own) or names <= arguments
    if _mentions_reader(node, reading):  # handed on, as in map(series, ids)
        own = _matching(node, known)
        found |= own
        is_whole &= bool(own)
    return found, is_whole


def _called(call: ast.Call) -> str | None:
    return call.func.id if isinstance(call.func, ast.Name) else None


def _mentions_reader(node: ast.AST, reading: frozenset[str]) -> bool:
    called = {id(call.func) for call in _walked(node) if isinstance(call, ast.Call)}
    return any(
        isinstance(one, ast.Name) and one.id in reading and id(one) not in called
        for one in _walked(node)
        if not isinstance(node, ast.FunctionDef)
    )


def _matching(node: ast.AST, known: set[str]) -> set[str]:
    """Return the ids that are texts in a node; what an f-string inserts may be anything."""
    found: set[str] = set()
    for one in _walked(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value in known:
            found.add(one.value)
        elif isinstance(one, ast.JoinedStr):
            parts = [_fixed(part) for part in one.values]
            if len("".join(filter(None, parts))) > 1:
                pattern = re.compile("".join(".+" if p is None else re.escape(p) for p in parts))
                found |= {id for id in known if pattern.fullmatch(id)}
    return found


def _fixed(part: ast.expr) -> str | None:
    """Return what a part of an f-string says, None where that is known at run time only."""
    inside = part.value if isinstance(part, ast.FormattedValue) else part
    return str(inside.value) if isinstance(inside, ast.Constant) else None
