"""Shake the stored data and see what the chapters still say.

As a script, ``python -m tests.shaken_data 03 --seeds 1 2 3``, it copies the project to a temporary
folder, alters some of the series that the chapter reads, runs the chapter there, and tells which
conclusions stop the build, and which words stand unguarded beside numbers that changed: these a
reader must judge. Where a model refuses the shaken data with an error, the series that it refuses
is shaken more mildly, and left out if that is refused too; the run tells which these were. A
chapter that reads the records of the others finds these shaken as well.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from treasurybook.files.linking import link_or_copy
from treasurybook.ledger.rules import Verdict
from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run.evidence import reads_of
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.figures import figures, glued_values
from treasurybook.press.run.lessons import Lesson, pick_lesson
from treasurybook.refresh.describing import coverage, read_package, write_package
from treasurybook.snapshot.package import PACKAGE_FILE, open_package
from treasurybook.snapshot.reading import FACTS_TABLE

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
GLUED = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]*))?`")
SENTENCE = re.compile(r"(?<=[.:;!?])\s+(?=[A-Z*\"“(])")
MOST_REFUSALS = 8
"""So often a run that ended with an error is tried once more."""

RECORDS = "_build/records"
"""What the other lessons have answered, in the place of a data file."""

_TURNS = {
    Verdict.SUPPORTED: Verdict.NOT_SUPPORTED,
    Verdict.REPRODUCED: Verdict.DIFFERS,
    Verdict.CAME_TRUE: Verdict.DID_NOT,
}
OPPOSITE = _TURNS | {turned: verdict for verdict, turned in _TURNS.items()}
"""Verdicts that change places when those of a kind of statement are turned."""


@dataclass(frozen=True)
class Told:
    """What a run of a chapter tells: values of its prose, titles and data of its figures."""

    values: dict[str, float | str]
    titles: dict[str, str]
    plotted: dict[str, str]
    read: frozenset[str]


def told(notebook: NotebookNode) -> Told:
    """Return what an executed notebook tells its reader."""
    values = {name: ast.literal_eval(text) for name, text in _literals(notebook)}
    read = frozenset(read["path"] for read in reads_of(notebook))
    drawn = figures(notebook)
    return Told(
        values,
        {one.id: one.title for one in drawn},
        {one.id: one.data_csv for one in drawn},
        read,
    )


def _literals(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    for name, text in glued_values(notebook).items():
        yield name, f"float({text!r})" if text in ("nan", "inf", "-inf") else text


def rendered(text: str, values: dict[str, float | str]) -> str:
    """Return prose with its glued values filled in as the page does."""

    def fill(match: re.Match[str]) -> str:
        found, form = values.get(match[1], "?"), match[2]
        return format(found, form) if form and not isinstance(found, str) else str(found)

    return GLUED.sub(fill, text)


def prose(chapter: Lesson) -> list[str]:
    """Return the sentences of a chapter's text, each on one line."""
    cells = [cell.source for cell in chapter.read().cells if cell.cell_type == "markdown"]
    paragraphs = re.split(r"\n\s*\n|\n(?=- )", "\n\n".join(cells))
    lines = [" ".join(paragraph.split()) for paragraph in paragraphs]
    return [sentence for line in lines for sentence in SENTENCE.split(line) if sentence]


# ---------------------------------------------------------------- shaking


def shake(content: str, random: Random, *, is_mild: bool = False) -> tuple[str, str]:
    """Alter the values of a series in one of three ways; return the new file and what was done.

    Signs are turned where a series has both: a negative stock or index ends in an error of some
    model, which proves nothing about the text. A mild shake moves the last value alone.
    """
    head, *rows = csv.reader(content.splitlines())
    known = [row for row in rows if row[1]]
    numbers = [float(row[1]) for row in known]
    has_both_signs = min(numbers) < 0 < max(numbers)
    way = random.choice(["end", "order", "sign" if has_both_signs else "end"])
    match "end" if is_mild else way:
        case "end":
            factor = random.choice([0.7, 1.3])
            n = 1 if is_mild else random.choice([1, len(known) // 10 + 1, len(known) // 3 + 1])
            numbers[-n:] = [factor * number for number in numbers[-n:]]
            done = f"last {n} values times {factor}"
        case "sign":
            numbers = [-number for number in numbers]
            done = "signs turned"
        case _:
            numbers.reverse()
            done = "order reversed"
    for row, number in zip(known, numbers, strict=True):
        row[1] = repr(number)
    return _written(head, rows), done


def shake_table(
    content: str, columns: Sequence[str], random: Random, *, is_mild: bool = False
) -> tuple[str, str]:
    """Multiply each number in one column of a table by 0.7, 1 or 1.3, or mildly its last alone."""
    head, *rows = csv.reader(content.splitlines())
    name = random.choice(columns)
    at = head.index(name)
    known = [row for row in rows if row[at]]
    for row in known[-1:] if is_mild else known:
        row[at] = repr(random.choice([0.7, 1.3] if is_mild else [0.7, 1.0, 1.3]) * float(row[at]))
    return _written(head, rows), f"{name} {'moved at its end' if is_mild else 'moved row by row'}"


def shake_records(
    records: Sequence[dict[str, Any]], random: Random, *, is_mild: bool = False
) -> str:
    """Deal or turn the verdicts of some kinds of statement, mildly of one, in place.

    The newest values of these kinds are moved as well.
    """
    done = []
    kinds = sorted({one["kind"] for one in records})
    for kind in random.sample(kinds, 1) if is_mild else kinds:
        some = [one for one in records if one["kind"] == kind]
        verdicts = [one["verdict"] for one in some]
        way = random.choice(["dealt anew", "turned", "kept"])
        if way == "dealt anew":
            random.shuffle(verdicts)
        elif way == "turned":
            verdicts = [OPPOSITE.get(verdict, verdict) for verdict in verdicts]
        for one, verdict in zip(some, verdicts, strict=True):
            one["verdict"] = verdict
            if isinstance(one["latest"], float):
                one["latest"] *= random.choice([0.7, 1.0, 1.3])
        done.append(f"{kind} {way}")
    return f"verdicts: {', '.join(done)}"


def _written(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()


@contextmanager
def shaken_project(
    paths: Mapping[str, bool], seed: int, root: Path = ROOT
) -> Iterator[tuple[Project, dict[str, str]]]:
    """Make a copy of the project in which series are altered, each in a way of its own.

    Parameters
    ----------
    paths
        Data file, or `RECORDS` -> whether it is shaken mildly.
    seed
        What is done to a series hangs on this and its path, and not on which others are shaken.
    root
        The project.

    Yields
    ------
    tuple
        The project, and what was done to which file of its data.
    """
    with TemporaryDirectory(prefix="shaken") as folder:
        copy = Path(folder) / "book"
        shutil.copytree(root / "chapters", copy / "chapters")
        shutil.copytree(root / "data", copy / "data", copy_function=link_or_copy)
        if (root / RECORDS).exists():
            shutil.copytree(root / RECORDS, copy / RECORDS)
        done = _alter(copy / "data", {one: paths[one] for one in paths if one != RECORDS}, seed)
        if RECORDS in paths:
            done[RECORDS] = _alter_records(copy / RECORDS, seed, is_mild=paths[RECORDS])
        yield Project(copy), done


def _alter(data: Path, chosen: Mapping[str, bool], seed: int) -> dict[str, str]:
    head = read_package(data)
    resources = {one.path: one for one in open_package(data).resources}
    described = {raw["path"]: raw for raw in head["resources"]}
    done = {}
    for path, is_mild in chosen.items():
        stored, random = (data / path).read_text(encoding="utf-8"), Random(f"{seed} {path}")
        if columns := _number_columns(described[path]):
            text, done[path] = shake_table(stored, columns, random, is_mild=is_mild)
        else:
            text, done[path] = shake(stored, random, is_mild=is_mild)
        content = text.encode()
        (data / path).unlink()  # a link to the real one: not to be written through
        (data / path).write_bytes(content)
        described[path] |= {
            "coverage": coverage(resources[path], content),
            "hash": f"sha256:{sha256(content).hexdigest()}",
            "bytes": len(content),
        }
    (data / "corrections.yaml").unlink()  # they name the values that they replace
    (data / "corrections.yaml").write_text("# none\n", encoding="utf-8")
    (data / PACKAGE_FILE).unlink()
    write_package(data, head, list(described.values()))
    return done


def _alter_records(folder: Path, seed: int, *, is_mild: bool) -> str:
    kept = {path: json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))}
    every = [one for records in kept.values() for one in records]
    done = shake_records(every, Random(seed), is_mild=is_mild)
    for path, records in kept.items():
        path.write_text(json.dumps(records), encoding="utf-8")
    return done


def _number_columns(described: Mapping[str, Any]) -> list[str]:
    """Return the columns of a table that hold measured numbers; of a series, none."""
    if described["kind"] == "series":
        return []
    return [one["name"] for one in described["schema"]["fields"] if one["type"] == "number"]


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class Comparison:
    """What a chapter says of shaken data.

    Parameters
    ----------
    done : dict
        What was done to which file.
    stale : tuple of str
        The guarded sentences that the data no longer bear out: each stops the build.
    standing : tuple of str
        Other sentences and titles whose numbers changed and whose words did not, as
        ``[was > is]``.
    failed : str
        The error that ended the last run, "" if one came to its end.
    refused : dict
        The series that were shaken more mildly or left out, and the error on account of which.
    """

    done: dict[str, str]
    stale: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    failed: str = ""
    refused: dict[str, str] = field(default_factory=dict)


def told_stale(notebook: NotebookNode) -> tuple[str, ...]:
    """Return the guarded sentences that a trial run told not to hold."""
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    printed = "".join(out.get("text", "") for out in outputs if out.output_type == "stream")
    return tuple(re.findall(r"^Does not hold here: \u201c(.*)\u201d$", printed, re.MULTILINE))


def compare(chapter: Lesson, before: Told, after: Told, stale: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences and titles in which numbers changed, both numbers shown.

    Left out are those that a guard stops: `stale`.
    """
    lines = []
    for sentence in prose(chapter):
        old, new = rendered(sentence, before.values), rendered(sentence, after.values)
        if old != new and not _stopped(sentence, stale):
            lines.append(GLUED.sub(lambda m: _both(m, before.values, after.values), sentence))
    for key, title in before.titles.items():
        other = after.titles.get(key, "(no longer drawn)")
        if _stopped(title, stale):
            continue
        if title != other:
            lines.append(f"{key}: {title}\n    > {other}")
        elif before.plotted[key] != after.plotted.get(key):
            lines.append(f"{key}: {title}\n    > the same over other data")
    return tuple(lines)


def _stopped(text: str, stale: Sequence[str]) -> bool:
    """Return whether one of the stale sentences stands in a text, whatever its numbers."""
    words = GLUED.sub("\N{HORIZONTAL ELLIPSIS}", text)
    forms = (re.escape(one).replace("\N{HORIZONTAL ELLIPSIS}", ".*") for one in stale)
    return any(re.search(form, words) for form in forms) or any(words in one for one in stale)


def _both(match: re.Match[str], old: dict[str, float | str], new: dict[str, float | str]) -> str:
    was, now = rendered(match[0], old), rendered(match[0], new)
    return was if was == now else f"[{was} > {now}]"


def shakeable(told: Told, random: Random, root: Path = ROOT) -> list[str]:
    """Return what a run read in an order by lot: the records, all series, the tables.

    Tables without numbers are left out, and documented facts: these are quotations.
    """
    described = {raw["path"]: raw for raw in read_package(root / "data")["resources"]}
    read = [described[path] for path in sorted(told.read) if path in described]
    series = [raw["path"] for raw in read if raw["kind"] == "series"]
    tables = [raw["path"] for raw in read if raw["id"] != FACTS_TABLE and _number_columns(raw)]
    records = [RECORDS] if RECORDS in told.read else []
    return [*records, *random.sample(series, len(series)), *random.sample(tables, len(tables))]


def try_out(name: str, before: Told, seed: int, count: int, root: Path = ROOT) -> Comparison:
    """Run a chapter on data shaken by `seed` and compare it with what it tells of the true ones.

    It runs as a trial, so that it tells all its stale conclusions and goes on. What ends it with an
    error is shaken more mildly, and then left out for another one.
    """
    waiting = shakeable(before, Random(seed), root)
    shaken: dict[str, bool] = {}  # whether mildly
    refused: dict[str, str] = {}
    while True:
        while waiting and len(shaken) < count:
            shaken[waiting.pop(0)] = False
        found = _run(name, before, seed, shaken, root)
        if not found.failed or len(refused) >= MOST_REFUSALS or not shaken:
            return replace(found, refused=refused)

        def fails(some: Sequence[str]) -> bool:
            return bool(_run(name, before, seed, {one: shaken[one] for one in some}, root).failed)

        path = _offender(list(shaken), fails)
        is_left_out = shaken.pop(path)
        refused[path] = f"{'left out' if is_left_out else 'shaken mildly'}: {found.failed}"
        if not is_left_out:
            shaken[path] = True


def _offender(paths: Sequence[str], fails: Callable[[Sequence[str]], bool]) -> str:
    """Return the path without which those before it do not fail, and with which they do."""
    sizes = range(1, len(paths))  # all of them fail: that has been seen
    return paths[bisect_left(sizes, True, key=lambda n: fails(paths[:n]))]


def _run(name: str, before: Told, seed: int, shaken: Mapping[str, bool], root: Path) -> Comparison:
    with shaken_project(shaken, seed, root) as (project, done):
        chapter = pick_lesson(project, name)
        try:
            notebook = execute_lesson(project, chapter, is_trial=True)
        except LessonFailed as error:
            return Comparison(done, failed=str(error))
        stale = told_stale(notebook)
        return Comparison(done, stale, compare(chapter, before, told(notebook), stale))


def true_telling(name: str, root: Path = ROOT) -> Told:
    """Run a chapter on the true data."""
    project = Project(root)
    chapter = pick_lesson(project, name)
    found = told(execute_lesson(project, chapter))
    return replace(found, read=found.read | {RECORDS}) if chapter.reads_records else found


def main() -> None:
    """Shake and tell, chapter by chapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapters", nargs="+")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument(
        "--count", type=int, default=20, help="how many files are altered, series first"
    )
    options = parser.parse_args()
    for name in options.chapters:
        before = true_telling(name)
        for seed in options.seeds:
            found = try_out(name, before, seed, options.count)
            print(f"\n=== chapter {name}, seed {seed}", json.dumps(found.done, indent=1), sep="\n")
            for path, why in found.refused.items():
                print(f"--- {path} {why}")
            if found.failed:
                print(f"--- stopped by an error\n{found.failed}")
                continue
            print(f"--- {len(found.stale)} conclusions stop the build", *found.stale, sep="\n- ")
            print(
                f"--- {len(found.standing)} stand unguarded",
                *found.standing,
                sep="\n- ",
                flush=True,
            )


if __name__ == "__main__":
    main()
