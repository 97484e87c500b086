"""From a number to its source, and from a source to the numbers that rest on it."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from treasurybook.ledger.claims import claim, claims, documents
from treasurybook.ledger.conclusions import numbers
from treasurybook.ledger.records import Record, by_claim, gather, status
from treasurybook.press.errors import PressError
from treasurybook.press.project import Project
from treasurybook.press.run.evidence import inputs_of_figures
from treasurybook.press.run.figures import figures
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.run.storage import executed_path, look_into

WIDTH = 96


def trace(project: Project, id: str) -> str:
    """Return the path of a statement to its sources, or of a source to what rests on it.

    Parameters
    ----------
    project : Project
        The project, whose book has been built.
    id : str
        Id of a statement ("F-130") or of a stored series, table or documented fact ("DGS10").

    Raises
    ------
    PressError
        If nothing has the id; the message names the nearest. If the book is not built yet.
    """
    records = _records(project)
    if id in records:
        return _path(project, records[id])
    found = [one for one in records.values() if id in _ids(one)]
    if found or id in _stored():
        return _uses(project, id, found)
    there = sorted({*claims(), *_stored(), *(i for one in records.values() for i in _ids(one))})
    begun = [one for one in there if one.startswith(id)][:5]
    nearest = begun or difflib.get_close_matches(id, there, n=5, cutoff=0.5)
    hint = f"nearest: {', '.join(nearest)}" if nearest else "`treasurybook data list` has the ids"
    raise PressError(f"no statement, series, table or fact is called {id!r}; {hint}")


def _records(project: Project) -> dict[str, Record]:
    gathered = gather(project.records)
    if gathered.empty:
        raise PressError("there are no records yet: build the book first (`treasurybook book`)")
    return by_claim(status(gathered).table)


def _ids(record: Record) -> set[str]:
    return {one["id"] for one in record["inputs"] or ()}


def _stored() -> Mapping[str, str]:
    from treasurybook.snapshot import catalogue

    stored = catalogue()
    return dict(zip(stored["id"], stored["title"], strict=True))


def _path(project: Project, record: Record) -> str:
    its = claim(record["claim"])
    name = documents()[its.document].name
    printed, then, now, gap = numbers(record)
    rows: list[tuple[str, Any]] = [
        ("statement", f"{its.statement} (document {its.document}, {name}, {its.section})"),
        ("document", printed),
        ("as written", then),
        ("known now", now),
        ("difference", gap),
        ("verdict", record["verdict"]),
        ("test", f"{record['test']} (fixed {record['fixed']})" if record["test"] else None),
        *(("changed", f"{c['on']}: {c['what']} ({c['because']})") for c in record["changes"]),
        ("result", record["result"]),
        ("note", record["note"]),
        ("basis", record["basis"]),
        *(
            ("input", f"{i['id']}, {i['vintage']}: data/{i['path']}")
            for i in record["inputs"] or ()
        ),
    ]
    lines = [line for name, said in rows if said for line in _row(name, said)]
    if record["lesson"] is None:
        return "\n".join([f"{its.id}", *lines])
    lesson = next(one for one in find_lessons(project) if one.stem == record["lesson"])
    lines += _row("lesson", f"{lesson.number} {lesson.title}, code cell {record['cell']}")
    lines += ["", textwrap.indent(_code(lesson, record["cell"]), "    "), ""]
    lines += _row("rerun", f"treasurybook run {lesson.number}")
    return "\n".join([f"{its.id}", *lines])


def _code(lesson: Lesson, cell: int) -> str:
    code = [one.source for one in lesson.read().cells if one.cell_type == "code"]
    return str(code[cell - 1])


def _uses(project: Project, id: str, found: Iterable[Record]) -> str:
    title = _stored().get(id, "documented fact")
    lines = [f"{id}: {title}"]
    statements = [
        (one["claim"], f"{one['verdict']}. {one['statement']} ({_vintages(one, id)})")
        for one in found
    ]
    lines += ["", f"{_counted(len(statements), 'statement')} on it"]
    for name, said in statements:
        lines += _row(name, said)
    if project.is_carried:  # which figures rest on what is known where the lessons were executed
        return "\n".join(lines)
    drawn = _figures_on(project, id)
    lines += ["", f"{_counted(len(drawn), 'figure')} on it"]
    for name, said in drawn:
        lines += _row(name, said)
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun} rests" if number == 1 else f"{number} {noun}s rest"


def _vintages(record: Record, id: str) -> str:
    return ", ".join(one["vintage"] for one in record["inputs"] if one["id"] == id)


def _figures_on(project: Project, id: str) -> list[tuple[str, str]]:
    found = []
    for lesson in find_lessons(project):
        path = executed_path(project, lesson)
        if path.exists():
            notebook = look_into(path)
            inputs = inputs_of_figures(notebook)
            found += [
                (figure.id, f"{figure.title} (lesson {lesson.number})")
                for figure in figures(notebook)
                if any(one["id"] == id for one in inputs.get(figure.id, ()))
            ]
    return found


def _row(name: str, said: str) -> list[str]:
    wrapped = textwrap.wrap(said, WIDTH - 12) or [""]
    return [f"{name:<11} {wrapped[0]}", *(" " * 12 + line for line in wrapped[1:])]
